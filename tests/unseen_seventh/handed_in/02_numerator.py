import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def hat(v):
    a, b, c = np.ravel(v)
    return np.array([[0, -c, b], [c, 0, -a], [-b, a, 0]])


# problem: expected_utility
# right jacobian: The row of utilities times the Jacobian of softmax times W.
def expected_utility(x, W, u):
    p = softmax(W @ x)
    return u.T @ (np.diag(p[:, 0]) - p @ p.T) @ W


# right covariance: The covariance of utilities and rows of W.
def expected_utility(x, W, u):
    p = softmax((W @ x).ravel())
    v = u.ravel()
    return ((p * v) @ W - (p @ v) * (p @ W))[None, :]


# wrong diagonal: The Jacobian of softmax is taken as a diagonal.
def expected_utility(x, W, u):
    p = softmax(W @ x)
    return (u * p * (1 - p)).T @ W


# wrong column: A column instead of a row.
def expected_utility(x, W, u):
    p = softmax(W @ x)
    return W.T @ (p * (u - u.T @ p))


# wrong normaliser_constant: The normaliser is held constant.
def expected_utility(x, W, u):
    p = softmax(W @ x)
    return (u * p).T @ W


# wrong weights_lost: The probability in front is lost.
def expected_utility(x, W, u):
    p = softmax(W @ x)
    return (u - u.T @ p).T @ W


# wrong plain_mean: The plain mean of the utilities instead of the expected one.
def expected_utility(x, W, u):
    p = softmax(W @ x)
    return (p * (u - u.mean())).T @ W


# wrong linear: The softmax is left out.
def expected_utility(x, W, u):
    return u.T @ W


# wrong sign: The two terms in the wrong order.
def expected_utility(x, W, u):
    p = softmax(W @ x)
    return (p * (u.T @ p - u)).T @ W


# wrong log_probability: The logarithm of the probabilities is differentiated.
def expected_utility(x, W, u):
    p = softmax(W @ x)
    return (u - p * u.sum()).T @ W


# wrong outer_sign: The outer product is added.
def expected_utility(x, W, u):
    p = softmax(W @ x)
    return u.T @ (np.diag(p[:, 0]) + p @ p.T) @ W


# problem: torque
# right columns: Column by column by the product rule.
def torque(r, K):
    out = np.zeros((3, 3))
    f = (K @ r).ravel()
    for j in range(3):
        e = np.eye(3)[j]
        out[:, j] = np.cross(e, f) + np.cross(r.ravel(), K[:, j])
    return out


# right rows_of_cross: Cross products of whole matrices.
def torque(r, K):
    return np.cross(np.eye(3), (K @ r).T).T + np.cross(r.T, K.T).T


# wrong force_constant: The force is held constant.
def torque(r, K):
    return -hat(K @ r)


# wrong arm_constant: The arm is held constant.
def torque(r, K):
    return hat(r) @ K


# wrong sign_of_swap: The sign of the swapped cross product is forgotten.
def torque(r, K):
    return hat(r) @ K + hat(K @ r)


# wrong transposed: Inputs along the rows.
def torque(r, K):
    return (hat(r) @ K - hat(K @ r)).T


# wrong k_transposed: K is transposed.
def torque(r, K):
    return hat(r) @ K.T - hat(K @ r)


# wrong whole_sign: The cross product is taken in the other order.
def torque(r, K):
    return hat(K @ r) - hat(r) @ K


# wrong k_outside: K stands on the left of the cross-product matrix.
def torque(r, K):
    return K @ hat(r) - hat(K @ r)


# wrong commutes: K is pulled out of the cross product in the second term.
def torque(r, K):
    return hat(r) @ K - K @ hat(r)


# wrong no_minus_entries: The cross-product matrix is written without its minus signs.
def torque(r, K):
    def cross_matrix(v):
        a, b, c = v.ravel()
        return np.array([[0, c, b], [c, 0, a], [b, a, 0]])

    return cross_matrix(r) @ K - cross_matrix(K @ r)


# problem: beacons
# right loop: Beacon by beacon.
def beacons(p, B):
    rows = []
    for b in B:
        d = p[:, 0] - b
        rows.append(d / np.sqrt(d @ d))
    return np.array(rows)


# right diag: A diagonal matrix of inverse distances.
def beacons(p, B):
    D = B - p.T
    return -np.diag(1 / np.sqrt((D**2).sum(axis=1))) @ D


# wrong sign: The direction from here to the beacon.
def beacons(p, B):
    D = B - p.T
    return D / np.linalg.norm(D, axis=1, keepdims=True)


# wrong transposed: Inputs along the rows.
def beacons(p, B):
    D = p.T - B
    return (D / np.linalg.norm(D, axis=1, keepdims=True)).T


# wrong root_forgotten: The squared distances are differentiated.
def beacons(p, B):
    return 2 * (p.T - B)


# wrong half_kept: The two of the square is lost, the half of the root kept.
def beacons(p, B):
    D = p.T - B
    return D / (2 * np.linalg.norm(D, axis=1, keepdims=True))


# wrong two_kept: The two of the square is kept, the half of the root lost.
def beacons(p, B):
    D = p.T - B
    return 2 * D / np.linalg.norm(D, axis=1, keepdims=True)


# wrong columns_norm: The norms are taken along the wrong axis.
def beacons(p, B):
    D = p.T - B
    return D / np.linalg.norm(D, axis=0, keepdims=True)


# wrong one_norm: One norm for all beacons.
def beacons(p, B):
    D = p.T - B
    return D / np.linalg.norm(D)


# wrong squared_below: Divided by the squared distance.
def beacons(p, B):
    D = p.T - B
    return D / (D**2).sum(axis=1, keepdims=True)


# wrong inner_without_beacon: The inner derivative holds p alone.
def beacons(p, B):
    D = p.T - B
    return p.T / np.linalg.norm(D, axis=1, keepdims=True)


# wrong summed: The distances are summed up.
def beacons(p, B):
    D = p.T - B
    return (D / np.linalg.norm(D, axis=1, keepdims=True)).sum(axis=0, keepdims=True)


# problem: directional_variance
# right scores: Through the projected data.
def directional_variance(X, a):
    s = X @ a
    return 2 * np.outer(a, s - s.mean()) / X.shape[0]


# right centring: With the centring matrix.
def directional_variance(X, a):
    n = X.shape[0]
    C = np.eye(n) - np.ones((n, n)) / n
    return (2 / n * C @ X @ a @ a.T).T


# wrong not_centred: The centring is forgotten.
def directional_variance(X, a):
    return 2 / len(X) * a @ (X @ a).T


# wrong two_lost: The factor two is lost.
def directional_variance(X, a):
    Xc = X - X.mean(axis=0)
    return a @ (Xc @ a).T / len(X)


# wrong sum: The division by n is forgotten.
def directional_variance(X, a):
    Xc = X - X.mean(axis=0)
    return 2 * a @ (Xc @ a).T


# wrong unbiased: Divided by n - 1.
def directional_variance(X, a):
    Xc = X - X.mean(axis=0)
    return 2 / max(len(X) - 1, 1) * a @ (Xc @ a).T


# wrong shape_of_x: The gradient in the shape of X.
def directional_variance(X, a):
    Xc = X - X.mean(axis=0)
    return 2 / len(X) * Xc @ a @ a.T


# wrong rows_centred: The mean is taken along the wrong axis.
def directional_variance(X, a):
    Xc = X - X.mean(axis=1, keepdims=True)
    return 2 / len(X) * a @ (Xc @ a).T


# wrong direction_lost: The direction is left out: the total variance.
def directional_variance(X, a):
    Xc = X - X.mean(axis=0)
    return 2 / len(X) * Xc.T


# wrong square_of_direction: The direction is squared entry by entry, as if features were uncorrelated.
def directional_variance(X, a):
    Xc = X - X.mean(axis=0)
    return 2 / len(X) * a**2 * Xc.T


# wrong centred_twice: The mean's own derivative is counted as a factor 1 - 1/n.
def directional_variance(X, a):
    n = len(X)
    Xc = X - X.mean(axis=0)
    return 2 / n * (1 - 1 / n) * a @ (Xc @ a).T


# wrong features_counted: Divided by the number of features.
def directional_variance(X, a):
    Xc = X - X.mean(axis=0)
    return 2 / X.shape[1] * a @ (Xc @ a).T


# problem: freedom
# right singular: By singular values.
def freedom(lam, X):
    s = np.linalg.svd(X, compute_uv=False) ** 2
    return -np.sum(s / (s + lam) ** 2)


# right solve: Two solutions of linear systems.
def freedom(lam, X):
    G = X.T @ X
    M = G + lam * np.eye(len(G))
    return -np.trace(np.linalg.solve(M, np.linalg.solve(M, G)))


# wrong sign: The minus of the inverse is forgotten.
def freedom(lam, X):
    M = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return np.trace(X @ M @ M @ X.T)


# wrong inverse_once: The inverse stands once only.
def freedom(lam, X):
    M = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -np.trace(X @ M @ X.T)


# wrong data_lost: The data around the inverse are left out.
def freedom(lam, X):
    M = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -np.trace(M @ M)


# wrong lam_kept: The derivative of lam times the identity is taken as lam.
def freedom(lam, X):
    M = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -lam * np.trace(X @ M @ M @ X.T)


# wrong not_inverted: The inverse is forgotten in the rule.
def freedom(lam, X):
    M = X.T @ X + lam * np.eye(X.shape[1])
    return -np.trace(X @ M @ M @ X.T)


# wrong lam_forgotten: The damping is left out of the inverse.
def freedom(lam, X):
    M = np.linalg.inv(X.T @ X)
    return -np.trace(X @ M @ M @ X.T)


# wrong squares_of_singular_values: The singular values are not squared.
def freedom(lam, X):
    s = np.linalg.svd(X, compute_uv=False)
    return -np.sum(s / (s + lam) ** 2)


# wrong by_eigenvalues: Each fraction is differentiated by its eigenvalue, not by the damping.
def freedom(lam, X):
    s = np.linalg.svd(X, compute_uv=False) ** 2
    return np.sum(lam / (s + lam) ** 2)


# wrong two: A factor two as for a square.
def freedom(lam, X):
    M = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -2 * np.trace(X @ M @ M @ X.T)


# wrong entrywise: The inverse is squared entry by entry.
def freedom(lam, X):
    M = np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))
    return -np.trace(X @ M**2 @ X.T)


# problem: growth
# right loop: Scenario by scenario.
def growth(f, R, q):
    out = np.zeros((1, len(f)))
    for prob, r in zip(q[:, 0], R):
        out += prob * r / (1 + r @ f[:, 0])
    return out


# right diag: A diagonal matrix of weights.
def growth(f, R, q):
    w = 1 + R @ f
    return q.T @ np.diag(1 / w.ravel()) @ R


# wrong column: A column instead of a row.
def growth(f, R, q):
    return R.T @ (q / (1 + R @ f))


# wrong one_forgotten: The one in the logarithm is forgotten.
def growth(f, R, q):
    return (q / (R @ f)).T @ R


# wrong log_of_expectation: The logarithm of the expected wealth.
def growth(f, R, q):
    return q.T @ R / (1 + q.T @ R @ f)


# wrong log_left_out: The slope of the logarithm is forgotten.
def growth(f, R, q):
    return q.T @ R


# wrong inner_lost: The inner derivative R is replaced by ones.
def growth(f, R, q):
    return np.full((1, len(f)), (q / (1 + R @ f)).sum())


# wrong probabilities_equal: All scenarios count the same.
def growth(f, R, q):
    return (1 / (1 + R @ f)).T @ R / len(R)


# wrong probabilities_lost: The scenarios are summed without probabilities.
def growth(f, R, q):
    return (1 / (1 + R @ f)).T @ R


# wrong log_kept: The logarithm itself stands where its slope should.
def growth(f, R, q):
    return (q * np.log(1 + R @ f)).T @ R


# wrong each_bet_alone: Each bet is thought to be alone: its own stake only below.
def growth(f, R, q):
    return q.T @ (R / (1 + R * f.T))


# wrong squared_denominator: The slope of 1/x instead of the logarithm's.
def growth(f, R, q):
    return -(q / (1 + R @ f) ** 2).T @ R


# problem: square_gate
# right diagonals: Diagonal matrices.
def square_gate(x, A, B):
    v = x.ravel()
    return 2 * A @ np.diag(v * (B @ v)) + A @ np.diag(v**2) @ B


# right scaled_columns: Columns of A scaled.
def square_gate(x, A, B):
    s = (2 * x * (B @ x)).T
    return A * s + (A * (x**2).T) @ B


# wrong gate_only: The linear map is held constant.
def square_gate(x, A, B):
    return A * (2 * x * (B @ x)).T


# wrong map_only: The gate is held constant.
def square_gate(x, A, B):
    return (A * (x**2).T) @ B


# wrong two_lost: The two of the square is lost.
def square_gate(x, A, B):
    return A * (x * (B @ x)).T + (A * (x**2).T) @ B


# wrong x_lost: The derivative of the square is taken as two.
def square_gate(x, A, B):
    return A * (2 * (B @ x)).T + (A * (x**2).T) @ B


# wrong transposed: Inputs along the rows.
def square_gate(x, A, B):
    return (A * (2 * x * (B @ x)).T + (A * (x**2).T) @ B).T


# wrong b_transposed: B is transposed.
def square_gate(x, A, B):
    return A * (2 * x * (B @ x)).T + (A * (x**2).T) @ B.T


# wrong gate_on_the_right: The gate's diagonal stands on the right of B.
def square_gate(x, A, B):
    return A * (2 * x * (B @ x)).T + A @ B * (x**2).T


# wrong product_of_derivatives: The derivative of a product as the product of the derivatives.
def square_gate(x, A, B):
    return A @ (2 * x * B)


# wrong full_square: The first term spreads x along rows instead of a diagonal.
def square_gate(x, A, B):
    return A @ (2 * (B @ x) @ x.T + x**2 * B)


# wrong other_factor_lost: In the first term of the product rule the factor B x is lost.
def square_gate(x, A, B):
    return A * (2 * x).T + (A * (x**2).T) @ B


# wrong gate_not_squared: The gate is x, not its square.
def square_gate(x, A, B):
    return A * (B @ x).T + (A * x.T) @ B
