import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


# problem: adam_direction
# right quotient: The quotient rule.
def adam_direction(g, s, b, eps):
    v = b * s + (1 - b) * g * g
    bottom = v**0.5 + eps
    slope = (1 - b) * g / v**0.5
    return np.diag((bottom - g * slope) / bottom**2)


# right common: One fraction for both terms.
def adam_direction(g, s, b, eps):
    v = b * s + (1 - b) * g**2
    r = np.sqrt(v)
    return np.eye(len(g)) * (b * s + eps * r) / (r * (r + eps) ** 2)


# wrong moment_constant: The second moment is held constant.
def adam_direction(g, s, b, eps):
    v = b * s + (1 - b) * g**2
    return np.diag(1 / (np.sqrt(v) + eps))


# wrong vector: The diagonal is returned as a vector.
def adam_direction(g, s, b, eps):
    r = np.sqrt(b * s + (1 - b) * g**2)
    return 1 / (r + eps) - (1 - b) * g**2 / (r * (r + eps) ** 2)


# wrong plus: The quotient rule with a plus.
def adam_direction(g, s, b, eps):
    r = np.sqrt(b * s + (1 - b) * g**2)
    return np.diag(1 / (r + eps) + (1 - b) * g**2 / (r * (r + eps) ** 2))


# wrong decay_lost: The factor 1 - b of the squared gradient is lost in the derivative.
def adam_direction(g, s, b, eps):
    r = np.sqrt(b * s + (1 - b) * g**2)
    return np.diag(1 / (r + eps) - g**2 / (r * (r + eps) ** 2))


# wrong root_lost: The slope of the root is forgotten.
def adam_direction(g, s, b, eps):
    r = np.sqrt(b * s + (1 - b) * g**2)
    return np.diag(1 / (r + eps) - 2 * (1 - b) * g**2 / (r + eps) ** 2)


# wrong decays_swapped: The decay b and 1 - b change places.
def adam_direction(g, s, b, eps):
    r = np.sqrt((1 - b) * s + b * g**2)
    return np.diag(1 / (r + eps) - b * g**2 / (r * (r + eps) ** 2))


# wrong half_kept: The half of the root is kept, the two of the square is lost.
def adam_direction(g, s, b, eps):
    r = np.sqrt(b * s + (1 - b) * g**2)
    return np.diag(1 / (r + eps) - (1 - b) * g**2 / (2 * r * (r + eps) ** 2))


# wrong damping_inside: The damping stands under the root.
def adam_direction(g, s, b, eps):
    v = b * s + (1 - b) * g**2 + eps
    return np.diag(1 / np.sqrt(v) - (1 - b) * g**2 / v**1.5)


# wrong bottom_once: The denominator is not squared in the quotient rule.
def adam_direction(g, s, b, eps):
    r = np.sqrt(b * s + (1 - b) * g**2)
    return np.diag(1 / (r + eps) - (1 - b) * g**2 / (r * (r + eps)))


# problem: word_vectors
# right einsum: With einsum.
def word_vectors(W, C, b, F, N):
    R = np.einsum("id,jd->ij", W, C) + b.reshape(-1, 1) - np.log(N)
    return 2 * np.einsum("ij,ij,id->jd", F, R, W)


# right loop: Pair by pair.
def word_vectors(W, C, b, F, N):
    G = np.zeros_like(C)
    for i in range(len(W)):
        for j in range(len(C)):
            G[j] += 2 * F[i, j] * (W[i] @ C[j] + b[i] - np.log(N[i, j])) * W[i]
    return G


# wrong two_lost: The factor two is lost.
def word_vectors(W, C, b, F, N):
    R = W @ C.T + b[:, None] - np.log(N)
    return (F * R).T @ W


# wrong weights_lost: The weights of the pairs are forgotten.
def word_vectors(W, C, b, F, N):
    R = W @ C.T + b[:, None] - np.log(N)
    return 2 * R.T @ W


# wrong bias_lost: The bias is forgotten.
def word_vectors(W, C, b, F, N):
    R = W @ C.T - np.log(N)
    return 2 * (F * R).T @ W


# wrong log_lost: The counts stand without their logarithm.
def word_vectors(W, C, b, F, N):
    R = W @ C.T + b[:, None] - N
    return 2 * (F * R).T @ W


# wrong by_words: The gradient by the other vectors.
def word_vectors(W, C, b, F, N):
    R = W @ C.T + b[:, None] - np.log(N)
    return 2 * (F * R) @ C


# wrong weights_squared: The weights are inside of the square.
def word_vectors(W, C, b, F, N):
    R = W @ C.T + b[:, None] - np.log(N)
    return 2 * (F**2 * R).T @ W


# wrong sign: The residual is turned round.
def word_vectors(W, C, b, F, N):
    R = np.log(N) - W @ C.T - b[:, None]
    return 2 * (F * R).T @ W


# wrong transposed: The result is transposed.
def word_vectors(W, C, b, F, N):
    R = W @ C.T + b[:, None] - np.log(N)
    return 2 * W.T @ (F * R)


# wrong mean: The mean over all pairs.
def word_vectors(W, C, b, F, N):
    R = W @ C.T + b[:, None] - np.log(N)
    return 2 * (F * R).T @ W / R.size


# problem: rank_one_determinant
# right jacobi: Jacobi's formula at the updated matrix.
def rank_one_determinant(u, v, A):
    B = A + np.outer(u, v)
    return np.linalg.det(B) * np.linalg.inv(B).T @ v


# right differences: The determinant is linear in u, so differences are exact.
def rank_one_determinant(u, v, A):
    base = np.linalg.det(A)
    return np.array([np.linalg.det(A + np.outer(e, v)) - base for e in np.eye(len(u))])


# wrong inverse_not_transposed: The inverse is not transposed.
def rank_one_determinant(u, v, A):
    return np.linalg.det(A) * np.linalg.inv(A) @ v


# wrong logarithm: The gradient of the logarithm of the determinant.
def rank_one_determinant(u, v, A):
    return np.linalg.inv(A + np.outer(u, v)).T @ v


# wrong determinant_lost: The determinant in front is lost.
def rank_one_determinant(u, v, A):
    return np.linalg.inv(A).T @ v


# wrong inverse_lost: The inverse is forgotten.
def rank_one_determinant(u, v, A):
    return np.linalg.det(A) * A.T @ v


# wrong by_v: The gradient by the other vector.
def rank_one_determinant(u, v, A):
    return np.linalg.det(A) * np.linalg.inv(A) @ u


# wrong mixed_points: The determinant at the updated matrix, the inverse at the old one.
def rank_one_determinant(u, v, A):
    return np.linalg.det(A + np.outer(u, v)) * np.linalg.inv(A).T @ v


# wrong mixed_points_turned: The determinant at the old matrix, the inverse at the updated one.
def rank_one_determinant(u, v, A):
    return np.linalg.det(A) * np.linalg.inv(A + np.outer(u, v)).T @ v


# wrong sum_of_v: The derivative of the outer product is taken as a matrix of ones times v.
def rank_one_determinant(u, v, A):
    return np.linalg.det(A) * np.linalg.inv(A).sum(axis=1) * v


# wrong times_lemma: The value of the determinant lemma in place of its derivative.
def rank_one_determinant(u, v, A):
    return np.linalg.det(A) * (1 + v @ np.linalg.inv(A) @ u) * v


# problem: kurtosis
# right standardised: By standardised values.
def kurtosis(x):
    s = x.std()
    z = (x - x.mean()) / s
    return 4 / (x.size * s) * (z**3 - np.mean(z**3) - np.mean(z**4) * z)


# right jacobian: The centring matrix for the mean.
def kurtosis(x):
    n = len(x)
    C = np.eye(n) - 1 / n
    c = C @ x
    v = c @ c / n
    m4 = (c**4).sum() / n
    return C @ (4 * c**3 / n) / v**2 - 2 * m4 / v**3 * (C @ (2 * c / n))


# wrong mean_constant: The mean is held constant in the fourth moment.
def kurtosis(x):
    c = x - x.mean()
    m2, m4 = np.mean(c**2), np.mean(c**4)
    return 4 / len(x) * (c**3 / m2**2 - m4 * c / m2**3)


# wrong variance_constant: The variance is held constant.
def kurtosis(x):
    c = x - x.mean()
    m2, m3 = np.mean(c**2), np.mean(c**3)
    return 4 / len(x) * (c**3 - m3) / m2**2


# wrong sum: The means are taken as sums in the derivatives.
def kurtosis(x):
    c = x - x.mean()
    m2, m3, m4 = (np.mean(c**k) for k in (2, 3, 4))
    return 4 * ((c**3 - m3) / m2**2 - m4 * c / m2**3)


# wrong quotient_plus: A plus in the quotient rule.
def kurtosis(x):
    c = x - x.mean()
    m2, m3, m4 = (np.mean(c**k) for k in (2, 3, 4))
    return 4 / len(x) * ((c**3 - m3) / m2**2 + m4 * c / m2**3)


# wrong two_of_variance: The two of the squared variance is forgotten.
def kurtosis(x):
    c = x - x.mean()
    m2, m3, m4 = (np.mean(c**k) for k in (2, 3, 4))
    return 4 / len(x) * (c**3 - m3) / m2**2 - 2 / len(x) * m4 * c / m2**3


# wrong power_below: The power of the variance is not raised.
def kurtosis(x):
    c = x - x.mean()
    m2, m3, m4 = (np.mean(c**k) for k in (2, 3, 4))
    return 4 / len(x) * ((c**3 - m3) / m2**2 - m4 * c / m2**2)


# wrong unbiased: The variance is divided by one less.
def kurtosis(x):
    c = x - x.mean()
    m3, m4 = np.mean(c**3), np.mean(c**4)
    v = x.var(ddof=1)
    return 4 / len(x) * (c**3 - m3) / v**2 - 4 / (len(x) - 1) * m4 * c / v**3


# wrong not_centred: The moments are taken about zero.
def kurtosis(x):
    m2, m4 = np.mean(x**2), np.mean(x**4)
    return 4 / len(x) * (x**3 / m2**2 - m4 * x / m2**3)


# wrong by_deviation: Divided by the variance once, as if it were not squared.
def kurtosis(x):
    c = x - x.mean()
    m2, m3, m4 = (np.mean(c**k) for k in (2, 3, 4))
    return (4 * (c**3 - m3) / m2 - 2 * m4 * c / m2**2) / len(x)


# problem: self_gating
# right jacobian: The product rule with matrices.
def self_gating(x, W):
    p = softmax(W @ x)
    J = np.diag(p) - np.outer(p, p)
    return np.diag(p) + np.diag(x) @ J @ W


# right loop: Row by row.
def self_gating(x, W):
    p = softmax(W @ x)
    rows = []
    for i in range(len(x)):
        row = x[i] * p[i] * (W[i] - p @ W)
        row[i] += p[i]
        rows.append(row)
    return np.array(rows)


# wrong gate_constant: The weights are held constant.
def self_gating(x, W):
    return np.diag(softmax(W @ x))


# wrong value_constant: The values are held constant.
def self_gating(x, W):
    p = softmax(W @ x)
    return (p * x)[:, None] * (W - p @ W)


# wrong softmax_diagonal: The Jacobian of softmax is taken as a diagonal.
def self_gating(x, W):
    p = softmax(W @ x)
    return np.diag(p) + (p * (1 - p) * x)[:, None] * W


# wrong inputs_first: Inputs along the rows.
def self_gating(x, W):
    p = softmax(W @ x)
    return (np.diag(p) + (p * x)[:, None] * (W - p @ W)).T


# wrong w_lost: The inner derivative W is forgotten.
def self_gating(x, W):
    p = softmax(W @ x)
    return np.diag(p) + np.diag(x) @ (np.diag(p) - np.outer(p, p))


# wrong w_transposed: W is transposed.
def self_gating(x, W):
    p = softmax(W @ x)
    return np.diag(p) + np.diag(x) @ (np.diag(p) - np.outer(p, p)) @ W.T


# wrong columns_scaled: The values scale the columns instead of the rows.
def self_gating(x, W):
    p = softmax(W @ x)
    return np.diag(p) + (np.diag(p) - np.outer(p, p)) @ W * x


# wrong normaliser_constant: The normaliser of the softmax is held constant.
def self_gating(x, W):
    p = softmax(W @ x)
    return np.diag(p) + (p * x)[:, None] * W


# wrong probabilities_everywhere: The derivative by the values fills whole rows, not the diagonal.
def self_gating(x, W):
    p = softmax(W @ x)
    return p[:, None] + (p * x)[:, None] * (W - p @ W)


# wrong rows_mean: The plain mean of the rows of W instead of the weighted one.
def self_gating(x, W):
    p = softmax(W @ x)
    return np.diag(p) + (p * x)[:, None] * (W - W.mean(axis=0))
