import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# problem: gated_unit
# right diagonals: Diagonal matrices on the left of both weights.
def gated_jac(x, G, C):
    s, c = sigmoid(G @ x), np.tanh(C @ x)
    ds = np.diag((s * (1 - s)).ravel()) @ G
    dc = np.diag((1 - c**2).ravel()) @ C
    return np.diag(c.ravel()) @ ds + np.diag(s.ravel()) @ dc


# right rows: Row by row with scalars.
def gated_jac(x, G, C):
    J = np.zeros(G.shape)
    v = x[:, 0]
    for i in range(G.shape[0]):
        a, b = G[i] @ v, C[i] @ v
        J[i] = sigmoid(a) * sigmoid(-a) * np.tanh(b) * G[i] + sigmoid(a) / np.cosh(b) ** 2 * C[i]
    return J


# wrong product_of_derivatives: The derivative of the product is taken as the product of the derivatives.
def gated_jac(x, G, C):
    s, c = sigmoid(G @ x), np.tanh(C @ x)
    return (s * (1 - s) * G) * ((1 - c**2) * C)


# wrong gate_constant: The gate is held constant, only the candidate is differentiated.
def gated_jac(x, G, C):
    s, c = sigmoid(G @ x), np.tanh(C @ x)
    return s * (1 - c**2) * C


# wrong inputs_first: Inputs along the rows: the layout of the other half of the course.
def gated_jac(x, G, C):
    s, c = sigmoid(G @ x), np.tanh(C @ x)
    return G.T @ np.diagflat(s * (1 - s) * c) + C.T @ np.diagflat(s * (1 - c**2))


# wrong tanh_slope_first_power: The slope of tanh is written 1 - tanh without the square.
def gated_jac(x, G, C):
    s, c = sigmoid(G @ x), np.tanh(C @ x)
    return s * (1 - s) * c * G + s * (1 - c) * C


# wrong weights_crossed: The inner derivatives are swapped: G meets the tanh and C the sigmoid.
def gated_jac(x, G, C):
    s, c = sigmoid(G @ x), np.tanh(C @ x)
    return s * (1 - s) * c * C + s * (1 - c**2) * G


# wrong other_factor_missing: Each term of the product rule lacks the factor that is not differentiated.
def gated_jac(x, G, C):
    s, c = sigmoid(G @ x), np.tanh(C @ x)
    left = s * (1 - s) * G
    right = (1 - c**2) * C
    return left + right


# wrong logit_slope: a (1 - a) is computed with the argument of the sigmoid and not with its value.
def gated_jac(x, G, C):
    a = G @ x
    s, c = sigmoid(a), np.tanh(C @ x)
    return a * (1 - a) * c * G + s * (1 - c**2) * C


# wrong collapsed: The outputs are added up, as if z were a scalar loss.
def gated_jac(x, G, C):
    s, c = sigmoid(G @ x), np.tanh(C @ x)
    return (s * (1 - s) * c).T @ G + (s * (1 - c**2)).T @ C


# problem: poisson
# right loop: One example at a time.
def poisson_row(w, X, y, o):
    g = np.zeros((1, X.shape[1]))
    for i in range(len(y)):
        rate = np.exp(np.sum(X[i] * w[:, 0]) + o[i, 0])
        g += (rate - y[i, 0]) * X[i]
    return g


# right split: Two sums, the rates and the counts.
def poisson_row(w, X, y, o):
    rates = np.exp(X @ w) * np.exp(o)
    return (X.T @ rates - X.T @ y).reshape(1, -1)


# wrong upright: The gradient stands as a column.
def poisson_row(w, X, y, o):
    mu = np.exp(X @ w + o)
    return X.T @ (mu - y)


# wrong ascent: The gradient of the log-likelihood, not of its negative.
def poisson_row(w, X, y, o):
    mu = np.exp(X @ w + o)
    return (y - mu).T @ X


# wrong offset_forgotten: The offset is left out of the rate; the student says constants vanish.
def poisson_row(w, X, y, o):
    mu = np.exp(X @ w)
    return (mu - y).T @ X


# wrong linear_rate: The residual is that of linear regression: the exponential is not applied.
def poisson_row(w, X, y, o):
    eta = X @ w + o
    return (eta - y).T @ X


# wrong log_of_rate: The counts are differentiated as y log of the rate by the rate itself: y over the rate.
def poisson_row(w, X, y, o):
    eta = X @ w + o
    return (np.exp(eta) - y / np.exp(eta)).T @ X


# wrong by_predictor: The derivative by the linear predictor; the factor X is missing.
def poisson_row(w, X, y, o):
    eta = X @ w + o
    return (np.exp(eta) - y).T


# wrong chain_doubled: The rate is multiplied on once more, as for a squared loss with exp link.
def poisson_row(w, X, y, o):
    mu = np.exp(X @ w + o)
    return ((mu - y) * mu).T @ X


# wrong data_term_lost: The term with the counts is dropped.
def poisson_row(w, X, y, o):
    return np.exp(X @ w + o).T @ X


# wrong standing_ascent: Two slips: the sign is that of the likelihood, and the row stands up.
def poisson_row(w, X, y, o):
    g = np.zeros((X.shape[1], 1))
    for i in range(X.shape[0]):
        rate = np.exp(X[i] @ w + o[i])
        g += (y[i] - rate) * X[i].reshape(-1, 1)
    return g


# problem: gram_logdet
# right inverse: With the inverse written out.
def gram_logdet(X, lam):
    k = X.shape[1]
    G = np.matmul(X.T, X) + lam * np.identity(k)
    return np.linalg.inv(G) @ (2 * X).T


# right svd: Through the singular values.
def gram_logdet(X, lam):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return (Vt.T * (2 * s / (s**2 + lam))) @ U.T


# wrong shape_of_X: The derivative has the shape of X, not the transposed one.
def gram_logdet(X, lam):
    G = X.T @ X + lam * np.eye(X.shape[1])
    return 2 * X @ np.linalg.inv(G)


# wrong one_X_constant: One of the two X in X'X is held constant, the 2 is missing.
def gram_logdet(X, lam):
    G = X.T @ X + lam * np.eye(X.shape[1])
    return np.linalg.inv(G) @ X.T


# wrong damping_dropped: The damping is left out as a constant, before the inverse.
def gram_logdet(X, lam):
    return 2 * np.linalg.pinv(X)


# wrong determinant: The determinant is differentiated instead of its log.
def gram_logdet(X, lam):
    G = X.T @ X + lam * np.eye(X.shape[1])
    return 2 * np.linalg.det(G) * np.linalg.inv(G) @ X.T


# wrong reciprocal_det: The log gives 1 over det, and the determinant itself is not differentiated further.
def gram_logdet(X, lam):
    G = X.T @ X + lam * np.eye(X.shape[1])
    return 2 * X.T / np.linalg.det(G)


# wrong not_inverted: G stands where its inverse belongs.
def gram_logdet(X, lam):
    G = X.T @ X + lam * np.eye(X.shape[1])
    return 2 * G @ X.T


# wrong damping_everywhere: lam is added to every entry of the Gram matrix, there is no identity.
def gram_logdet(X, lam):
    G = X.T @ X + lam
    return 2 * np.linalg.inv(G) @ X.T


# wrong trace_of_inverse: The rule for the trace of an inverse is used: minus, and the inverse twice.
def gram_logdet(X, lam):
    Gi = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -2 * Gi @ Gi @ X.T


# wrong half_and_upright: Two slips: the 2 is missing, and the shape is that of X.
def gram_logdet(X, lam):
    G = X.T @ X + lam * np.eye(X.shape[1])
    return np.linalg.solve(G, X.T).T


# problem: solution_path
# right implicit: Differentiate M p = b and solve for dp.
def path_speed(t, A, B, b):
    M = A + t * B
    p = np.linalg.solve(M, b)
    rhs = -(B @ p)
    return np.linalg.solve(M, rhs)


# right inverses: With the rule for the inverse.
def path_speed(t, A, B, b):
    Mi = np.linalg.inv(A + B * t)
    dMi = -Mi @ B @ Mi
    return dMi @ b


# wrong sign: The minus of the inverse's rule is lost.
def path_speed(t, A, B, b):
    Mi = np.linalg.inv(A + t * B)
    return Mi @ B @ Mi @ b


# wrong inverses_together: B is moved to the front, as if matrices commuted.
def path_speed(t, A, B, b):
    Mi = np.linalg.inv(A + t * B)
    return -B @ Mi @ Mi @ b


# wrong at_start: The matrix is taken at t = 0.
def path_speed(t, A, B, b):
    Ai = np.linalg.inv(A)
    return -Ai @ B @ Ai @ b


# wrong lying: The speed lies down as a row.
def path_speed(t, A, B, b):
    M = A + t * B
    v = -np.linalg.solve(M, B @ np.linalg.solve(M, b))
    return v.reshape(1, -1)


# wrong derivative_inside: d/dt goes inside the inverse: the inverse of B times b.
def path_speed(t, A, B, b):
    return np.linalg.solve(B, b)


# wrong inner_B_missing: The inverse is differentiated by M, the chain to t is missing.
def path_speed(t, A, B, b):
    Mi = np.linalg.inv(A + t * B)
    return -Mi @ Mi @ b


# wrong one_solve: Only one inverse: the equation M p' = -B p is not solved for p'.
def path_speed(t, A, B, b):
    p = np.linalg.solve(A + t * B, b)
    return -B @ p


# wrong solve_against_transpose: The outer solve is made with the transposed matrix, as in the adjoint method.
def path_speed(t, A, B, b):
    M = A + t * B
    p = np.linalg.solve(M, b)
    return -np.linalg.solve(M.T, B @ p)


# wrong growing_from_start: Two slips: no minus, and the matrix at t = 0 outside.
def path_speed(t, A, B, b):
    p = np.linalg.solve(A + t * B, b)
    return np.linalg.solve(A, B @ p)


# problem: unit_direction
# right quotient: Quotient rule with the derivative of the length as a row.
def direction_jac(x, A, c, eps):
    z = A @ x + c
    s = (np.vdot(z, z) + eps) ** 0.5
    ds = z.T @ A / s
    return A / s - z @ ds / s**2


# right einsum: Deltas and einsum.
def direction_jac(x, A, c, eps):
    z = (A @ x + c).ravel()
    s2 = np.einsum("i,i", z, z) + eps
    P = np.eye(z.size) * s2 - np.einsum("i,j->ij", z, z)
    return np.einsum("ij,jk->ik", P, A) / s2**1.5


# wrong length_constant: The length is held constant.
def direction_jac(x, A, c, eps):
    z = A @ x + c
    return A / np.sqrt(np.sum(z**2) + eps)


# wrong quotient_plus: The second term of the quotient rule is added.
def direction_jac(x, A, c, eps):
    z = A @ x + c
    s = np.sqrt(np.sum(z**2) + eps)
    return A / s + z @ z.T @ A / s**3


# wrong second_term_over_s: The second term is divided by the length once instead of three times.
def direction_jac(x, A, c, eps):
    z = A @ x + c
    s = np.sqrt(np.sum(z**2) + eps)
    return (A - z @ z.T @ A) / s


# wrong undamped: eps is left out under the root.
def direction_jac(x, A, c, eps):
    z = A @ x + c
    n = np.linalg.norm(z)
    y = z / n
    return (np.eye(len(z)) - y @ y.T) @ A / n


# wrong stops_at_z: The derivative by z: the last step of the chain, A, is missing.
def direction_jac(x, A, c, eps):
    z = A @ x + c
    s = np.sqrt(np.sum(z**2) + eps)
    return np.eye(len(z)) / s - z @ z.T / s**3


# wrong shift_forgotten: The shift c is left out of z, since it is a constant.
def direction_jac(x, A, c, eps):
    z = A @ x
    s = np.sqrt(np.sum(z**2) + eps)
    return A / s - z @ (z.T @ A) / s**3


# wrong inner_product: The inner product z'z stands where the outer product z z' belongs.
def direction_jac(x, A, c, eps):
    z = A @ x + c
    s = np.sqrt(np.sum(z**2) + eps)
    return A / s - (z.T @ z) * A / s**3


# wrong two_of_square_kept: Two slips: the 2 of the square is kept though the root halves it, and inputs come first.
def direction_jac(x, A, c, eps):
    z = A @ x + c
    s = np.sqrt(np.sum(z**2) + eps)
    J = A / s - 2 * z @ z.T @ A / s**3
    return J.T
