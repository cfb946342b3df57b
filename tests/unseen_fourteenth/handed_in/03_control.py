import numpy as np


# problem: filter_gain
# right multiplied_out: The trace multiplied out and differentiated term by term.
def filter_gain(K, C, P, R):
    S = C @ P @ C.T + R
    return (2 * K @ S - 2 * P @ C.T).T


# right einsum: With indices.
def filter_gain(K, C, P, R):
    n, p = K.shape
    F = np.eye(n) - np.einsum("ij,jk->ik", K, C)
    FP = np.einsum("ij,jk->ik", F, P)
    return -2 * np.einsum("ab,ib->ai", C, FP) + 2 * np.einsum("ab,ib->ai", R, K)


# wrong shape_of_K: The gradient in the shape of K.
def filter_gain(K, C, P, R):
    F = np.eye(len(P)) - K @ C
    return -2 * F @ P @ C.T + 2 * K @ R


# wrong inner_minus: The minus of I - KC is lost in the chain.
def filter_gain(K, C, P, R):
    F = np.eye(len(P)) - K @ C
    return 2 * C @ P @ F.T + 2 * R @ K.T


# wrong noise_once: The term of the noise without its two.
def filter_gain(K, C, P, R):
    F = np.eye(len(P)) - K @ C
    return -2 * C @ P @ F.T + R @ K.T


# wrong no_noise: The term of the noise is forgotten.
def filter_gain(K, C, P, R):
    F = np.eye(len(P)) - K @ C
    return -2 * C @ P @ F.T


# wrong short_form: The short form (I - KC)P is differentiated, which holds at the best gain only.
def filter_gain(K, C, P, R):
    return -C @ P


# wrong best_gain: The best gain is returned in place of the derivative.
def filter_gain(K, C, P, R):
    return np.linalg.solve(C @ P @ C.T + R, C @ P)


# wrong no_identity: The I of I - KC is dropped as a constant.
def filter_gain(K, C, P, R):
    return 2 * C @ P @ (K @ C).T + 2 * R @ K.T


# wrong one_side: Only the factor on the left of each product is differentiated, no two anywhere.
def filter_gain(K, C, P, R):
    F = np.eye(len(P)) - K @ C
    return -C @ P @ F.T + R @ K.T


# problem: feedback_cost
# right closed_loop: With the matrix of the closed loop.
def feedback_dK(K, x, A, B, S, R):
    z = (A - B @ K) @ x
    return 2 * R @ K @ x @ x.T - 2 * B.T @ S @ z @ x.T


# right by_entries: Entry by entry.
def feedback_dK(K, x, A, B, S, R):
    u = -(K @ x)
    x1 = A @ x + B @ u
    lam_u = 2 * (B.T @ (S @ x1)) + 2 * (R @ u)
    G = np.zeros(K.shape)
    for i in range(K.shape[0]):
        for j in range(K.shape[1]):
            G[i, j] = -lam_u[i, 0] * x[j, 0]
    return G


# wrong transposed: The derivative in the shape of K'.
def feedback_dK(K, x, A, B, S, R):
    u = -K @ x
    x1 = A @ x + B @ u
    return -2 * x @ (B.T @ S @ x1 + R @ u).T


# wrong feedback_sign: The minus of u = -Kx is left out of the chain.
def feedback_dK(K, x, A, B, S, R):
    u = -K @ x
    x1 = A @ x + B @ u
    return 2 * (B.T @ S @ x1 + R @ u) @ x.T


# wrong effort_sign: The minus reaches the term of the state only, not that of the effort.
def feedback_dK(K, x, A, B, S, R):
    u = -K @ x
    x1 = A @ x + B @ u
    return 2 * (-B.T @ S @ x1 + R @ u) @ x.T


# wrong no_effort: The cost of the control is forgotten.
def feedback_dK(K, x, A, B, S, R):
    x1 = (A - B @ K) @ x
    return -2 * B.T @ S @ x1 @ x.T


# wrong no_two: The quadratic forms are differentiated on one side only.
def feedback_dK(K, x, A, B, S, R):
    u = -K @ x
    x1 = A @ x + B @ u
    return -(B.T @ S @ x1 + R @ u) @ x.T


# wrong by_u: Stops at the derivative by u.
def feedback_dK(K, x, A, B, S, R):
    u = -K @ x
    x1 = A @ x + B @ u
    return 2 * (B.T @ S @ x1 + R @ u)


# wrong next_state: Multiplied by the next state where the state that is fed back is meant.
def feedback_dK(K, x, A, B, S, R):
    u = -K @ x
    x1 = A @ x + B @ u
    return -2 * (B.T @ S @ x1 + R @ u) @ x1.T


# wrong open_loop: The next state is computed without the control.
def feedback_dK(K, x, A, B, S, R):
    u = -K @ x
    return -2 * (B.T @ S @ A @ x + R @ u) @ x.T


# problem: range_and_bearing
# right hypot: Row by row.
def range_bearing_jac(pose, mark):
    d = mark[:, 0] - pose[:2, 0]
    r = np.hypot(d[0], d[1])
    H = np.zeros((2, 3))
    H[0, :2] = -d / r
    H[1, :2] = np.array([d[1], -d[0]]) / r**2
    H[1, 2] = -1
    return H


# right unit_vectors: With the direction to the landmark and the one at right angles.
def range_bearing_jac(pose, mark):
    dx = mark[0, 0] - pose[0, 0]
    dy = mark[1, 0] - pose[1, 0]
    phi = np.arctan2(dy, dx)
    r = np.sqrt(dx**2 + dy**2)
    return np.array([[-np.cos(phi), -np.sin(phi), 0.0], [np.sin(phi) / r, -np.cos(phi) / r, -1.0]])


# wrong by_rows_of_pose: Rows belong to the pose.
def range_bearing_jac(pose, mark):
    dx, dy = (mark - pose[:2]).ravel()
    q = dx**2 + dy**2
    r = np.sqrt(q)
    return np.array([[-dx / r, dy / q], [-dy / r, -dx / q], [0, -1]])


# wrong of_landmark: Differentiated by the landmark's coordinates, so the first two columns have the other sign.
def range_bearing_jac(pose, mark):
    dx, dy = (mark - pose[:2]).ravel()
    q = dx**2 + dy**2
    r = np.sqrt(q)
    return np.array([[dx / r, dy / r, 0], [-dy / q, dx / q, -1]])


# wrong bearing_by_r: The bearing is divided by r and not by its square.
def range_bearing_jac(pose, mark):
    dx, dy = (mark - pose[:2]).ravel()
    r = np.sqrt(dx**2 + dy**2)
    return np.array([[-dx / r, -dy / r, 0], [dy / r, -dx / r, -1]])


# wrong heading_plus: The heading enters the bearing with a plus.
def range_bearing_jac(pose, mark):
    dx, dy = (mark - pose[:2]).ravel()
    q = dx**2 + dy**2
    r = np.sqrt(q)
    return np.array([[-dx / r, -dy / r, 0], [dy / q, -dx / q, 1]])


# wrong no_heading: The bearing is taken not to depend on the heading.
def range_bearing_jac(pose, mark):
    dx, dy = (mark - pose[:2]).ravel()
    q = dx**2 + dy**2
    r = np.sqrt(q)
    return np.array([[-dx / r, -dy / r, 0], [dy / q, -dx / q, 0]])


# wrong bearing_exchanged: The two derivatives of the bearing are exchanged.
def range_bearing_jac(pose, mark):
    dx, dy = (mark - pose[:2]).ravel()
    q = dx**2 + dy**2
    r = np.sqrt(q)
    return np.array([[-dx / r, -dy / r, 0], [-dx / q, dy / q, -1]])


# wrong squared_range: The range is differentiated as its square.
def range_bearing_jac(pose, mark):
    dx, dy = (mark - pose[:2]).ravel()
    q = dx**2 + dy**2
    return np.array([[-2 * dx, -2 * dy, 0], [dy / q, -dx / q, -1]])


# wrong plus_distance: The differences are taken as sums of the coordinates.
def range_bearing_jac(pose, mark):
    dx, dy = (mark + pose[:2]).ravel()
    q = dx**2 + dy**2
    r = np.sqrt(q)
    return np.array([[-dx / r, -dy / r, 0], [dy / q, -dx / q, -1]])


# problem: loop_gain
# right solves: By solving from both sides.
def loop_gain_dk(k, A, B, D, C, E):
    M = np.eye(A.shape[0]) - A + k * (B @ D)
    left = np.linalg.solve(M.T, C.T)
    right = np.linalg.solve(M, E)
    return -(D @ right).T @ (B.T @ left)


# right sandwich: With the derivative of the inverse first.
def loop_gain_dk(k, A, B, D, C, E):
    Minv = np.linalg.inv(np.eye(A.shape[0]) - A + k * (B @ D))
    dMinv = -Minv @ (B @ D) @ Minv
    return (C @ dMinv @ E).transpose()


# wrong shape_of_Y: The derivative in the shape of Y.
def loop_gain_dk(k, A, B, D, C, E):
    N = np.linalg.inv(np.eye(len(A)) - A + k * B @ D)
    return -C @ N @ B @ D @ N @ E


# wrong no_minus: The minus of the derivative of an inverse is forgotten.
def loop_gain_dk(k, A, B, D, C, E):
    N = np.linalg.inv(np.eye(len(A)) - A + k * B @ D)
    return (C @ N @ B @ D @ N @ E).T


# wrong one_inverse: The inverse stands on one side only.
def loop_gain_dk(k, A, B, D, C, E):
    N = np.linalg.inv(np.eye(len(A)) - A + k * B @ D)
    return -(C @ N @ B @ D @ E).T


# wrong square_of_inverse: As for numbers, the square of the inverse times the inner derivative.
def loop_gain_dk(k, A, B, D, C, E):
    N = np.linalg.inv(np.eye(len(A)) - A + k * B @ D)
    return -(C @ N @ N @ B @ D @ E).T


# wrong inverse_of_derivative: The inverse of the inner derivative is taken for the derivative of the inverse.
def loop_gain_dk(k, A, B, D, C, E):
    return (C @ np.linalg.pinv(B @ D) @ E).T


# wrong k_kept: The k is kept after differentiating.
def loop_gain_dk(k, A, B, D, C, E):
    N = np.linalg.inv(np.eye(len(A)) - A + k * B @ D)
    return -k * (C @ N @ B @ D @ N @ E).T


# wrong open_loop: The inverse is taken at k = 0.
def loop_gain_dk(k, A, B, D, C, E):
    N = np.linalg.inv(np.eye(len(A)) - A)
    return -(C @ N @ B @ D @ N @ E).T


# wrong no_inner: The inner derivative BD is left out.
def loop_gain_dk(k, A, B, D, C, E):
    N = np.linalg.inv(np.eye(len(A)) - A + k * B @ D)
    return -(C @ N @ N @ E).T


# problem: barrier
# right sum_of_outers: One constraint at a time.
def barrier_hessian(x, Q, c, A, b, t):
    H = 0.5 * t * (Q + Q.T)
    for a, bi in zip(A, b):
        H = H + np.outer(a, a) / (bi - a @ x) ** 2
    return H


# right diagonal: With a diagonal matrix.
def barrier_hessian(x, Q, c, A, b, t):
    W = np.diag((b - A @ x) ** -2.0)
    return t / 2 * Q + t / 2 * Q.T + A.T @ W @ A


# wrong not_symmetrised: The quadratic form gives tQ, as if Q were symmetric.
def barrier_hessian(x, Q, c, A, b, t):
    s = b - A @ x
    return t * Q + A.T @ (A / s[:, None] ** 2)


# wrong half_lost: The half of the quadratic form is dropped.
def barrier_hessian(x, Q, c, A, b, t):
    s = b - A @ x
    return t * (Q + Q.T) + A.T @ (A / s[:, None] ** 2)


# wrong barrier_sign: The second derivative of the barrier has a minus.
def barrier_hessian(x, Q, c, A, b, t):
    s = b - A @ x
    return t * (Q + Q.T) / 2 - A.T @ (A / s[:, None] ** 2)


# wrong slack_not_squared: The slack is not squared, as in the gradient.
def barrier_hessian(x, Q, c, A, b, t):
    s = b - A @ x
    return t * (Q + Q.T) / 2 + A.T @ (A / s[:, None])


# wrong t_on_all: The t multiplies the barrier as well.
def barrier_hessian(x, Q, c, A, b, t):
    s = b - A @ x
    return t * ((Q + Q.T) / 2 + A.T @ (A / s[:, None] ** 2))


# wrong slack_sign: The slack is b + Ax.
def barrier_hessian(x, Q, c, A, b, t):
    s = b + A @ x
    return t * (Q + Q.T) / 2 + A.T @ (A / s[:, None] ** 2)


# wrong outer_of_gradient: For the barrier the outer product of its gradient with itself.
def barrier_hessian(x, Q, c, A, b, t):
    g = A.T @ (1 / (b - A @ x))
    return t * (Q + Q.T) / 2 + np.outer(g, g)


# wrong only_diagonal: Of the barrier only the second derivatives by the same entry twice.
def barrier_hessian(x, Q, c, A, b, t):
    s = b - A @ x
    return t * (Q + Q.T) / 2 + np.diag((A**2 / s[:, None] ** 2).sum(axis=0))


# problem: step_size
# right along_a_line: As the derivative of a parabola in eta.
def step_size_slope(eta, w, X, y):
    n = len(y)
    r = X @ w - y
    p = X @ (X.T @ r) / n
    return (eta * (p @ p) - p @ r) / n


# right chain: Through the residual after the step.
def step_size_slope(eta, w, X, y):
    n = X.shape[0]
    g = X.T.dot(X.dot(w) - y) / n
    v = w - eta * g
    dL_dv = X.T.dot(X.dot(v) - y) / n
    dv_deta = -g
    return np.sum(dL_dv * dv_deta)


# wrong no_minus: The minus of the step is forgotten.
def step_size_slope(eta, w, X, y):
    n = len(y)
    g = X.T @ (X @ w - y) / n
    v = w - eta * g
    return (X.T @ (X @ v - y) / n) @ g


# wrong before_the_step: Both gradients are taken before the step.
def step_size_slope(eta, w, X, y):
    g = X.T @ (X @ w - y) / len(y)
    return -g @ g


# wrong after_the_step: Both gradients are taken after the step.
def step_size_slope(eta, w, X, y):
    n = len(y)
    v = w - eta * X.T @ (X @ w - y) / n
    g = X.T @ (X @ v - y) / n
    return -g @ g


# wrong no_n: The loss is not divided by n, only the gradient of the step is.
def step_size_slope(eta, w, X, y):
    g = X.T @ (X @ w - y) / len(y)
    v = w - eta * g
    return -(X.T @ (X @ v - y)) @ g


# wrong doubled: The half of the loss is forgotten.
def step_size_slope(eta, w, X, y):
    n = len(y)
    g = X.T @ (X @ w - y) / n
    v = w - eta * g
    return -2 * (X.T @ (X @ v - y) / n) @ g


# wrong entry_by_entry: The products are not summed.
def step_size_slope(eta, w, X, y):
    n = len(y)
    g = X.T @ (X @ w - y) / n
    v = w - eta * g
    return -(X.T @ (X @ v - y) / n) * g


# wrong product_of_sums: The sum of each gradient for the sum of the products.
def step_size_slope(eta, w, X, y):
    n = len(y)
    g = X.T @ (X @ w - y) / n
    v = w - eta * g
    return -np.sum(X.T @ (X @ v - y) / n) * np.sum(g)


# wrong times_eta: The eta is kept after differentiating.
def step_size_slope(eta, w, X, y):
    n = len(y)
    g = X.T @ (X @ w - y) / n
    v = w - eta * g
    return -eta * (X.T @ (X @ v - y) / n) @ g
