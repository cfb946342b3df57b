import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


# problem: projective_map
# right quotient_rule: The quotient rule, over the squared depth.
def projective_jac(x, A, b, c, d):
    w = (c.T @ x).item() + d
    z = A @ x + b
    return (w * A - np.outer(z, c)) / w**2


# right row_by_row: One output after the other.
def projective_jac(x, A, b, c, d):
    w = (c.T @ x).item() + d
    J = np.empty(A.shape)
    for i in range(A.shape[0]):
        y = ((A[i] @ x).item() + b[i, 0]) / w
        J[i] = (A[i] - y * c[:, 0]) / w
    return J


# wrong depth_constant: The depth is treated as a constant.
def projective_jac(x, A, b, c, d):
    return A / (c.T @ x + d)


# wrong plus_of_quotient: The minus of the quotient rule is a plus.
def projective_jac(x, A, b, c, d):
    w = c.T @ x + d
    y = (A @ x + b) / w
    return (A + y @ c.T) / w


# wrong depth_once: The second term is divided by the depth once only.
def projective_jac(x, A, b, c, d):
    w = c.T @ x + d
    return A / w - (A @ x + b) @ c.T / w


# wrong inputs_in_rows: The inputs stand in the rows.
def projective_jac(x, A, b, c, d):
    w = c.T @ x + d
    y = (A @ x + b) / w
    return (A.T - c @ y.T) / w


# wrong shift_lost: b is a constant, and the student drops it from the numerator as well.
def projective_jac(x, A, b, c, d):
    w = c.T @ x + d
    return A / w - A @ x @ c.T / w**2


# wrong offset_lost: d is dropped from the depth.
def projective_jac(x, A, b, c, d):
    w = c.T @ x
    y = (A @ x + b) / w
    return (A - y @ c.T) / w


# wrong slope_over_slope: The derivative of the quotient is taken as the quotient of the derivatives.
def projective_jac(x, A, b, c, d):
    return A / c.T


# wrong quotient_rule_turned: u v' - v u' in place of v u' - u v'.
def projective_jac(x, A, b, c, d):
    w = c.T @ x + d
    return ((A @ x + b) @ c.T - w * A) / w**2


# problem: planar_arm
# right lever: From the vector between each joint and the tip.
def arm_jac(theta, l):
    phi = np.cumsum(theta)
    px, py = l[:, 0] * np.cos(phi), l[:, 0] * np.sin(phi)
    n = len(phi)
    J = np.zeros((2, n))
    for i in range(n):
        J[0, i] = -py[i:].sum()
        J[1, i] = px[i:].sum()
    return J


# right triangular: With a triangular matrix of ones for the running sum.
def arm_jac(theta, l):
    T = np.tril(np.ones((len(theta), len(theta))))
    phi = T @ theta
    return np.vstack([-(l * np.sin(phi)).T, (l * np.cos(phi)).T]) @ T


# wrong own_link_only: Each joint is thought to move its own link only.
def arm_jac(theta, l):
    phi = np.cumsum(theta)
    s = l.flatten()
    return np.array([-s * np.sin(phi), s * np.cos(phi)])


# wrong links_before: The sum runs over the links before the joint.
def arm_jac(theta, l):
    phi = np.cumsum(theta)
    s = l.flatten()
    return np.cumsum([-s * np.sin(phi), s * np.cos(phi)], axis=1)


# wrong absolute_angles: The angles are not added up along the arm.
def arm_jac(theta, l):
    a, s = theta[:, 0], l[:, 0]
    n = len(a)
    J = np.zeros((2, n))
    for i in range(n):
        J[0, i] = -np.sum(s[i:] * np.sin(a[i:]))
        J[1, i] = np.sum(s[i:] * np.cos(a[i:]))
    return J


# wrong cosine_slope: The minus of the derivative of the cosine is forgotten.
def arm_jac(theta, l):
    T = np.tril(np.ones((len(theta), len(theta))))
    phi = T @ theta
    return np.vstack([(l * np.sin(phi)).T @ T, (l * np.cos(phi)).T @ T])


# wrong coordinates_swapped: The rows of the two coordinates are swapped.
def arm_jac(theta, l):
    T = np.tril(np.ones((len(theta), len(theta))))
    phi = T @ theta
    return np.vstack([(l * np.cos(phi)).T @ T, -(l * np.sin(phi)).T @ T])


# wrong joints_in_rows: The joints stand in the rows.
def arm_jac(theta, l):
    T = np.tril(np.ones((len(theta), len(theta))))
    phi = T @ theta
    return np.hstack([-T.T @ (l * np.sin(phi)), T.T @ (l * np.cos(phi))])


# wrong links_after_only: The joint's own link is left out of the sum.
def arm_jac(theta, l):
    phi = np.cumsum(theta)
    s = l[:, 0]
    J = np.zeros((2, len(phi)))
    for i in range(len(phi)):
        J[0, i] = -np.sum(s[i + 1 :] * np.sin(phi[i + 1 :]))
        J[1, i] = np.sum(s[i + 1 :] * np.cos(phi[i + 1 :]))
    return J


# wrong no_lengths: The lengths of the links are forgotten.
def arm_jac(theta, l):
    T = np.tril(np.ones((len(theta), len(theta))))
    phi = T @ theta
    return np.vstack([-np.sin(phi).T @ T, np.cos(phi).T @ T])


# problem: midpoint_step
# right diagonal_matrices: With diagonal matrices for both slopes.
def midpoint_jac(x, A, b, h):
    I = np.eye(len(x))
    k = np.tanh(A @ x + b)
    D1 = np.diag(1 - k.ravel() ** 2)
    mid = x + 0.5 * h * k
    D2 = np.diag(np.cosh(A @ mid + b).ravel() ** -2)
    return I + h * D2 @ A @ (I + 0.5 * h * D1 @ A)


# right multiplied_out: The product multiplied out.
def midpoint_jac(x, A, b, h):
    k1 = np.tanh(A @ x + b)
    k2 = np.tanh(A @ (x + h / 2 * k1) + b)
    J1 = (1 - k1**2) * A
    J2 = (1 - k2**2) * A
    return np.identity(x.size) + h * J2 + h**2 / 2 * J2 @ J1


# wrong state_itself_lost: The identity of the leading x is forgotten.
def midpoint_jac(x, A, b, h):
    k = np.tanh(A @ x + b)
    y = np.tanh(A @ (x + h / 2 * k) + b)
    return h * (1 - y**2) * A @ (np.eye(len(x)) + h / 2 * (1 - k**2) * A)


# wrong euler: The derivative of an Euler step.
def midpoint_jac(x, A, b, h):
    k = np.tanh(A @ x + b)
    return np.eye(len(x)) + h * (1 - k**2) * A


# wrong first_slope_constant: The first slope k is treated as a constant.
def midpoint_jac(x, A, b, h):
    k = np.tanh(A @ x + b)
    y = np.tanh(A @ (x + h / 2 * k) + b)
    return np.eye(len(x)) + h * (1 - y**2) * A


# wrong whole_step_inside: The half of the inner step is forgotten in the chain rule.
def midpoint_jac(x, A, b, h):
    k = np.tanh(A @ x + b)
    y = np.tanh(A @ (x + h / 2 * k) + b)
    return np.eye(len(x)) + h * (1 - y**2) * A @ (np.eye(len(x)) + h * (1 - k**2) * A)


# wrong slopes_on_columns: The slopes multiply the columns of A.
def midpoint_jac(x, A, b, h):
    k = np.tanh(A @ x + b)
    y = np.tanh(A @ (x + h / 2 * k) + b)
    return np.eye(len(x)) + h * A * (1 - y**2).T @ (np.eye(len(x)) + h / 2 * A * (1 - k**2).T)


# wrong inner_identity_lost: The x inside the midpoint is forgotten.
def midpoint_jac(x, A, b, h):
    k = np.tanh(A @ x + b)
    y = np.tanh(A @ (x + h / 2 * k) + b)
    return np.eye(len(x)) + h * (1 - y**2) * A @ (h / 2 * (1 - k**2) * A)


# wrong slope_not_squared: The slope of tanh is taken to be 1 - tanh.
def midpoint_jac(x, A, b, h):
    k = np.tanh(A @ x + b)
    y = np.tanh(A @ (x + h / 2 * k) + b)
    return np.eye(len(x)) + h * (1 - y) * A @ (np.eye(len(x)) + h / 2 * (1 - k) * A)


# wrong old_state_in_columns: Denominator layout: the old state is in the rows.
def midpoint_jac(x, A, b, h):
    I = np.eye(len(x))
    k = np.tanh(A @ x + b)
    y = np.tanh(A @ (x + h / 2 * k) + b)
    return I + h * (I + h / 2 * A.T * (1 - k**2).T) @ A.T * (1 - y**2).T


# problem: damped_solution
# right column_by_column: One linear system for each entry of d.
def solution_by_damping(d, A, b):
    M = A + np.diag(d[:, 0])
    z = np.linalg.solve(M, b)
    n = len(d)
    J = np.zeros((n, n))
    for j in range(n):
        e = np.zeros(n)
        e[j] = z[j, 0]
        J[:, j] = -np.linalg.solve(M, e)
    return J


# right one_solve: The system solved for all columns at once.
def solution_by_damping(d, A, b):
    M = A + np.diagflat(d)
    return np.linalg.solve(M, -np.diagflat(np.linalg.solve(M, b)))


# wrong sign_lost: The minus of the derivative of the inverse is forgotten.
def solution_by_damping(d, A, b):
    Mi = np.linalg.inv(A + np.diag(d[:, 0]))
    return Mi @ np.diag((Mi @ b)[:, 0])


# wrong solution_on_rows: The solution multiplies the rows of the inverse.
def solution_by_damping(d, A, b):
    Mi = np.linalg.inv(A + np.diag(d[:, 0]))
    return -(Mi @ b) * Mi


# wrong damping_in_rows: Denominator layout: d is in the rows.
def solution_by_damping(d, A, b):
    Mi = np.linalg.inv(A + np.diag(d[:, 0]))
    return -(Mi @ b) * Mi.T


# wrong right_side_for_solution: b stands where the solution belongs: one inverse is missing.
def solution_by_damping(d, A, b):
    Mi = np.linalg.inv(A + np.diag(d[:, 0]))
    return -Mi * b.T


# wrong inverse_squared: As for numbers, minus one over the square, times b.
def solution_by_damping(d, A, b):
    Mi = np.linalg.inv(A + np.diag(d[:, 0]))
    return -Mi @ Mi @ np.diag(b[:, 0])


# wrong each_its_own: Each entry of the solution is thought to depend on its own damping only.
def solution_by_damping(d, A, b):
    Mi = np.linalg.inv(A + np.diag(d[:, 0]))
    z = Mi @ b
    return -np.diag(np.diag(Mi) * z[:, 0])


# wrong not_inverted: The system is not solved: M in place of its inverse.
def solution_by_damping(d, A, b):
    M = A + np.diag(d[:, 0])
    z = np.linalg.solve(M, b)
    return -M @ np.diag(z[:, 0])


# wrong undamped: The inverse of A alone is used in front.
def solution_by_damping(d, A, b):
    z = np.linalg.solve(A + np.diag(d[:, 0]), b)
    return -np.linalg.inv(A) * z.T


# problem: shared_embedding
# right products: The two embedded vectors first.
def embedding_row(X, a, b, y):
    u, v = X.T @ a, X.T @ b
    e = (u.T @ v).item() - y
    return e * (u @ b.T + v @ a.T)


# right column_layout_transposed: The gradient in X's shape, transposed at the end.
def embedding_row(X, a, b, y):
    s = np.trace(b @ a.T @ X @ X.T)
    S = np.outer(a, b)
    return ((s - y) * (S + S.T) @ X).T


# wrong one_factor: Only one of the two X is differentiated.
def embedding_row(X, a, b, y):
    s = a.T @ X @ X.T @ b
    return (s - y) * X.T @ a @ b.T


# wrong residual_turned: The minus in front of the similarity is forgotten.
def embedding_row(X, a, b, y):
    s = a.T @ X @ X.T @ b
    return (y - s) * X.T @ (a @ b.T + b @ a.T)


# wrong doubled: Both terms of the product rule are taken to be the same.
def embedding_row(X, a, b, y):
    s = a.T @ X @ X.T @ b
    return 2 * (s - y) * X.T @ a @ b.T


# wrong shape_of_x: The answer has the shape of X.
def embedding_row(X, a, b, y):
    s = a.T @ X @ X.T @ b
    return (s - y) * (a @ b.T + b @ a.T) @ X


# wrong outer_slope_lost: The residual is forgotten: the derivative of the similarity alone.
def embedding_row(X, a, b, y):
    return -X.T @ (a @ b.T + b @ a.T)


# wrong square_of_x: X X^T is differentiated like a square, 2 X, and a and b are multiplied with each other.
def embedding_row(X, a, b, y):
    s = a.T @ X @ X.T @ b
    return (s - y) * (a.T @ b) * 2 * X.T


# wrong half_overlooked: The half before the square is overlooked.
def embedding_row(X, a, b, y):
    s = a.T @ X @ X.T @ b
    return 2 * (s - y) * X.T @ (a @ b.T + b @ a.T)


# wrong plain_similarity: The residual is computed without the embedding.
def embedding_row(X, a, b, y):
    s = a.T @ b
    return (s - y) * X.T @ (a @ b.T + b @ a.T)


# problem: injected_input
# right backwards: From the outputs backwards, one row at a time.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    h2 = np.tanh(W @ h1 + V @ x)
    rows = []
    for c in C:
        g2 = c * (1 - h2[:, 0] ** 2)
        g1 = (g2 @ W) * (1 - h1[:, 0] ** 2)
        rows.append(g2 @ V + g1 @ U)
    return np.array(rows)


# right two_paths: The two paths apart, with diagonal matrices.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x).ravel()
    h2 = np.tanh(W @ h1[:, None] + V @ x).ravel()
    D1, D2 = np.diag(1 - h1**2), np.diag(1 - h2**2)
    return C @ D2 @ V + C @ D2 @ W @ D1 @ U


# wrong first_use_only: The second use of the input is forgotten.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    h2 = np.tanh(W @ h1 + V @ x)
    return C @ ((1 - h2**2) * (W @ ((1 - h1**2) * U)))


# wrong state_detached: The first state is treated as a constant.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    h2 = np.tanh(W @ h1 + V @ x)
    return C @ ((1 - h2**2) * V)


# wrong outer_slope_lost: The slope of the second tanh is forgotten.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    return C @ (W @ ((1 - h1**2) * U) + V)


# wrong inner_slope_lost: The slope of the first tanh is forgotten.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    h2 = np.tanh(W @ h1 + V @ x)
    return C @ ((1 - h2**2) * (W @ U + V))


# wrong input_in_rows: Denominator layout: the input is in the rows.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    h2 = np.tanh(W @ h1 + V @ x)
    return ((1 - h2**2) * (W @ ((1 - h1**2) * U) + V)).T @ C.T


# wrong weights_transposed: W is transposed on the way back, as in a gradient.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    h2 = np.tanh(W @ h1 + V @ x)
    return C @ ((1 - h2**2) * (W.T @ ((1 - h1**2) * U) + V))


# wrong slopes_swapped: The slopes of the two steps are swapped.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    h2 = np.tanh(W @ h1 + V @ x)
    return C @ ((1 - h1**2) * (W @ ((1 - h2**2) * U) + V))


# wrong same_input_weights: U is used in both steps on the way back.
def injected_jac(x, h0, W, U, V, C):
    h1 = np.tanh(W @ h0 + U @ x)
    h2 = np.tanh(W @ h1 + V @ x)
    return C @ ((1 - h2**2) * (W @ ((1 - h1**2) * U) + U))


# problem: expert_mixture
# right softmax_jacobian: With the whole Jacobian of softmax.
def mixture_row(x, G, E):
    p = softmax(G @ x)
    J = np.diag(p[:, 0]) - p @ p.T
    return (E @ x).T @ J @ G + p.T @ E


# right expert_by_expert: Added up over the experts.
def mixture_row(x, G, E):
    p = softmax(G @ x).ravel()
    e = (E @ x).ravel()
    mean_gate = p @ G
    row = np.zeros(x.size)
    for k in range(len(p)):
        row += p[k] * E[k] + e[k] * p[k] * (G[k] - mean_gate)
    return row.reshape(1, -1)


# wrong gate_constant: The gate is treated as a constant.
def mixture_row(x, G, E):
    return softmax(G @ x).T @ E


# wrong experts_constant: The experts' outputs are treated as constants.
def mixture_row(x, G, E):
    p = softmax(G @ x)
    e = E @ x
    return (p * (e - p.T @ e)).T @ G


# wrong diagonal_softmax: The Jacobian of softmax is taken as diagonal, p (1 - p).
def mixture_row(x, G, E):
    p = softmax(G @ x)
    return p.T @ E + (p * (1 - p) * (E @ x)).T @ G


# wrong a_column: The gradient is a column.
def mixture_row(x, G, E):
    p = softmax(G @ x)
    e = E @ x
    return E.T @ p + G.T @ (p * (e - p.T @ e))


# wrong exponential_only: The normalisation of softmax is not differentiated.
def mixture_row(x, G, E):
    p = softmax(G @ x)
    return p.T @ E + (p * (E @ x)).T @ G


# wrong mixture_added: The mixture's output is added to each expert's in place of subtracted.
def mixture_row(x, G, E):
    p = softmax(G @ x)
    e = E @ x
    return p.T @ E + (p * (e + p.T @ e)).T @ G


# wrong plain_mean: The experts' plain mean is subtracted, not the mixture.
def mixture_row(x, G, E):
    p = softmax(G @ x)
    e = E @ x
    return p.T @ E + (p * (e - e.mean())).T @ G


# wrong matrices_swapped: The gate's and the experts' matrices change places in the product rule.
def mixture_row(x, G, E):
    p = softmax(G @ x)
    e = E @ x
    return p.T @ G + (p * (e - p.T @ e)).T @ E
