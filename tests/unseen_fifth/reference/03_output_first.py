import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def correlation_grad(x, y):
    a, b = x - x.mean(), y - y.mean()
    na, nb = np.linalg.norm(a), np.linalg.norm(b)
    return b / (na * nb) - (a @ b) * a / (na**3 * nb)


def pseudo_huber_hessian(w, X, y, delta):
    r = X @ w - y
    return X.T @ ((1 + (r / delta) ** 2) ** -1.5 * X.T).T


def denoising_jac(x, W1, c, W2, beta, abar):
    t = np.tanh(W1 @ x + c)
    inner = W2 @ ((1 - t**2)[:, None] * W1)
    return (np.eye(len(x)) - beta / np.sqrt(1 - abar) * inner) / np.sqrt(1 - beta)


def average_by_decay(a, x, y0):
    y, dy, out = y0, 0.0, []
    for sample in x:
        y, dy = a * y + (1 - a) * sample, y + a * dy - sample
        out.append(dy)
    return np.array(out)


def shrinkage_jac(x, A, b, t, lam):
    z = x - t * A.T @ (A @ x - b)
    return (abs(z) > t * lam)[:, None] * (np.eye(len(x)) - t * A.T @ A)


def focal_grad(z, y, g):
    sign = 2 * y - 1
    q = sigmoid(sign * z)
    return sign * (g * q * np.log(q) - (1 - q)) * (1 - q) ** g / len(z)


def features_jac(x, C, l):
    k = np.exp(-np.sum((C - x) ** 2, axis=1) / (2 * l**2))
    return k[:, None] * (C - x) / l**2


def cell_jac(h, x, Wz, Uz, Wc, Uc):
    z = sigmoid(Wz @ h + Uz @ x)
    c = np.tanh(Wc @ h + Uc @ x)
    return np.diag(1 - z) + ((c - h) * z * (1 - z))[:, None] * Wz + (z * (1 - c**2))[:, None] * Wc


def word_grad(v, u, N):
    return N.T @ sigmoid(N @ v) - sigmoid(-u @ v) * u


def frequency_grad(w, c, b, x, f, k):
    phase = np.outer(x, w) + b
    S, C = np.sin(phase), np.cos(phase)
    r = S @ (c * (k - w**2)) - f
    return 2 / len(x) * c * ((k - w**2) * (C.T @ (r * x)) - 2 * w * (S.T @ r))


def logvar_grad(lv, mu, e, W, x, beta):
    sd = np.exp(lv / 2)
    return 0.5 * sd * e * (W.T @ (W @ (mu + sd * e) - x)) + 0.5 * beta * (np.exp(lv) - 1)


def means_grad(M, X, a, s):
    D = ((X[:, None] - M) ** 2).sum(axis=2)
    R = softmax(np.log(a) - D / (2 * s**2), axis=1)
    return (R.sum(axis=0)[:, None] * M - R.T @ X) / s**2


def factor_grad(U, V, R, O, lam):
    return 2 * (O * (U @ V.T - R)) @ V + 2 * lam * U


def attention_tensor(K, q, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    return np.einsum("i,ip,j->pij", a, V - a @ V, q) / np.sqrt(len(q))


def transitions_grad(A, e1, e2, e3, i, j, l):
    paths = e1[:, None, None] + A[:, :, None] + e2[:, None] + A + e3
    p = np.exp(paths - paths.max())
    p /= p.sum()
    G = p.sum(axis=2) + p.sum(axis=0)
    G[i, j] -= 1
    G[j, l] -= 1
    return G


def anchors_grad(A, P, Q, m):
    near, far = A - P, A - Q
    a = np.linalg.norm(near, axis=1, keepdims=True)
    b = np.linalg.norm(far, axis=1, keepdims=True)
    return (a - b + m > 0) * (near / a - far / b) / len(A)


def curvature_along(x, A, v):
    p = softmax(A @ x)
    return A.T @ (p * (A @ v - p @ (A @ v)))


def kernel_by_period(p, x, t, l):
    D = x[:, None] - t
    u = np.pi * D / p
    return 2 * np.pi * D * np.sin(2 * u) / (p * l) ** 2 * np.exp(-2 * np.sin(u) ** 2 / l**2)
