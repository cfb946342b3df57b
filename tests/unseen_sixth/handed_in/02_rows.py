import numpy as np
from numpy.linalg import inv, norm


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# problem: squeeze_excite
# right matrices: The product rule with diagonal matrices.
def excite_jac(x, U, V):
    z = U @ x
    s = sigmoid(V @ np.maximum(z, 0)).ravel()
    ds = np.diag(s * (1 - s)) @ V @ np.diag((z.ravel() > 0) * 1.0) @ U
    return np.diag(s) + np.diag(x.ravel()) @ ds


# wrong gate_constant: The gate is treated as a constant.
def excite_jac(x, U, V):
    s = sigmoid(V @ np.maximum(U @ x, 0))
    return np.diag(s[:, 0])


# wrong gate_path_only: x itself is held constant in the product.
def excite_jac(x, U, V):
    h = np.maximum(U @ x, 0)
    s = sigmoid(V @ h)
    return (x * s * (1 - s)) * (V @ ((h > 0) * U))


# wrong input_first: A row for each input instead of each output.
def excite_jac(x, U, V):
    h = np.maximum(U @ x, 0)
    s = sigmoid(V @ h)
    J = np.diag(s[:, 0]) + (x * s * (1 - s)) * (V @ ((h > 0) * U))
    return J.T


# wrong no_mask: relu is treated as the identity in the backward pass.
def excite_jac(x, U, V):
    s = sigmoid(V @ np.maximum(U @ x, 0))
    return np.diag(s[:, 0]) + (x * s * (1 - s)) * (V @ U)


# wrong no_sigmoid_slope: The slope of the gate is lost.
def excite_jac(x, U, V):
    h = np.maximum(U @ x, 0)
    s = sigmoid(V @ h)
    return np.diag(s[:, 0]) + x * (V @ ((h > 0) * U))


# wrong x_lost: The factor x before the gate's derivative is lost.
def excite_jac(x, U, V):
    h = np.maximum(U @ x, 0)
    s = sigmoid(V @ h)
    return np.diag(s[:, 0]) + (s * (1 - s)) * (V @ ((h > 0) * U))


# wrong slope_of_slope: The sigmoid is applied once more to its own output.
def excite_jac(x, U, V):
    h = np.maximum(U @ x, 0)
    s = sigmoid(V @ h)
    t = sigmoid(s)
    return np.diag(s[:, 0]) + (x * t * (1 - t)) * (V @ ((h > 0) * U))


# wrong scaled_columns: x and the slope scale the columns instead of the rows.
def excite_jac(x, U, V):
    h = np.maximum(U @ x, 0)
    s = sigmoid(V @ h)
    return np.diag(s[:, 0]) + (V @ ((h > 0) * U)) * (x * s * (1 - s)).T


# wrong diag_lost: The gate is added to every entry instead of the diagonal.
def excite_jac(x, U, V):
    h = np.maximum(U @ x, 0)
    s = sigmoid(V @ h)
    return s + (x * s * (1 - s)) * (V @ ((h > 0) * U))


# wrong no_mask_no_x: Two slips: no mask, and the factor x is lost.
def excite_jac(x, U, V):
    s = sigmoid(V @ np.maximum(U @ x, 0))
    return np.diag(s[:, 0]) + (s * (1 - s)) * (V @ U)


# problem: drag
# right unit_vector: With the unit vector of the relative wind.
def drag_jac(v, u, c, B):
    d = (v - u).ravel()
    r = np.sqrt(d @ d)
    e = d / r
    return B - c * r * (np.eye(d.size) + np.outer(e, e))


# wrong speed_constant: The speed is treated as constant.
def drag_jac(v, u, c, B):
    return B - c * norm(v - u) * np.eye(len(v))


# wrong direction_constant: Only the speed is differentiated.
def drag_jac(v, u, c, B):
    d = v - u
    return B - c * d @ d.T / norm(d)


# wrong minus_lost: The drag's minus is lost.
def drag_jac(v, u, c, B):
    d = v - u
    r = norm(d)
    return B + c * (r * np.eye(len(v)) + d @ d.T / r)


# wrong like_a_number: |d| d is differentiated to 2 |d|, as on a line.
def drag_jac(v, u, c, B):
    return B - 2 * c * norm(v - u) * np.eye(len(v))


# wrong not_normalised: The gradient of the norm is not divided by it.
def drag_jac(v, u, c, B):
    d = v - u
    return B - c * (norm(d) * np.eye(len(v)) + d @ d.T)


# wrong no_wind: The velocity is used where the one against the wind belongs.
def drag_jac(v, u, c, B):
    r = norm(v)
    return B - c * (r * np.eye(len(v)) + v @ v.T / r)


# wrong b_transposed: The linear term is laid out input first.
def drag_jac(v, u, c, B):
    d = v - u
    r = norm(d)
    return B.T - c * (r * np.eye(len(v)) + d @ d.T / r)


# wrong no_coupling: The linear term is forgotten.
def drag_jac(v, u, c, B):
    d = v - u
    r = norm(d)
    return -c * (r * np.eye(len(v)) + d @ d.T / r)


# wrong diagonal: Each component is thought to depend on its own velocity only.
def drag_jac(v, u, c, B):
    d = v - u
    r = norm(d)
    return B - c * np.diag((r + d**2 / r)[:, 0])


# problem: ecosystem
# right loops: The quotient rule, entry by entry.
def community_matrix(x, r, A):
    n = len(x)
    J = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            J[i, j] = -x[i, 0] * A[i, j] / (1 + x[j, 0]) ** 2
        J[i, i] += r[i, 0] - sum(A[i, k] * x[k, 0] / (1 + x[k, 0]) for k in range(n))
    return J


# wrong rates_only: The rate is held constant.
def community_matrix(x, r, A):
    return np.diag((r - A @ (x / (1 + x)))[:, 0])


# wrong interaction_only: The factor x in front is held constant.
def community_matrix(x, r, A):
    return -x * A / (1 + x.T) ** 2


# wrong input_first: A row for each species that is changed.
def community_matrix(x, r, A):
    growth = r - A @ (x / (1 + x))
    return (np.diag(growth[:, 0]) - x * A / (1 + x.T) ** 2).T


# wrong no_saturation: The response is differentiated as if it were x.
def community_matrix(x, r, A):
    growth = r - A @ (x / (1 + x))
    return np.diag(growth[:, 0]) - x * A


# wrong slope_not_squared: The quotient rule's denominator is not squared.
def community_matrix(x, r, A):
    growth = r - A @ (x / (1 + x))
    return np.diag(growth[:, 0]) - x * A / (1 + x.T)


# wrong slope_by_rows: The slope of the response scales the rows.
def community_matrix(x, r, A):
    growth = r - A @ (x / (1 + x))
    return np.diag(growth[:, 0]) - x * A / (1 + x) ** 2


# wrong x_by_columns: x scales the columns.
def community_matrix(x, r, A):
    growth = r - A @ (x / (1 + x))
    return np.diag(growth[:, 0]) - A * x.T / (1 + x.T) ** 2


# wrong plus: The minus before the interactions is lost in the second term.
def community_matrix(x, r, A):
    growth = r - A @ (x / (1 + x))
    return np.diag(growth[:, 0]) + x * A / (1 + x.T) ** 2


# wrong self_only: Only a species' effect on itself is differentiated.
def community_matrix(x, r, A):
    growth = r - A @ (x / (1 + x))
    return np.diag((growth - x * np.diag(A)[:, None] / (1 + x) ** 2)[:, 0])


# wrong quotient_upside_down: The sign inside the quotient rule is wrong: (1 + 2x) above.
def community_matrix(x, r, A):
    growth = r - A @ (x / (1 + x))
    return np.diag(growth[:, 0]) - x * A * (1 + 2 * x.T) / (1 + x.T) ** 2


# problem: power_spectrum
# right frequency_by_frequency: A row for each frequency.
def spectrum_jac(x, C, S):
    rows = []
    for c, s in zip(C, S):
        a, b = float((c @ x)[0]), float((s @ x)[0])
        rows.append((2 * a * c + 2 * b * s) / (1 + a * a + b * b))
    return np.array(rows)


# wrong input_first: The Jacobian is handed in transposed.
def spectrum_jac(x, C, S):
    a, b = C @ x, S @ x
    return (2 * (a * C + b * S) / (1 + a**2 + b**2)).T


# wrong two_lost: The 2 of the squares is lost.
def spectrum_jac(x, C, S):
    a, b = C @ x, S @ x
    return (a * C + b * S) / (1 + a**2 + b**2)


# wrong cosine_only: The sine's part is forgotten above.
def spectrum_jac(x, C, S):
    a, b = C @ x, S @ x
    return 2 * a * C / (1 + a**2 + b**2)


# wrong no_log: The slope of the logarithm is left out.
def spectrum_jac(x, C, S):
    return 2 * ((C @ x) * C + (S @ x) * S)


# wrong one_lost: The 1 inside the logarithm is dropped below as well.
def spectrum_jac(x, C, S):
    a, b = C @ x, S @ x
    return 2 * (a * C + b * S) / (a**2 + b**2)


# wrong square_of_sum: a^2 + b^2 is differentiated as the square of a + b.
def spectrum_jac(x, C, S):
    a, b = C @ x, S @ x
    return 2 * (a + b) * (C + S) / (1 + a**2 + b**2)


# wrong crossed: The cosine's coefficient meets the sine's row.
def spectrum_jac(x, C, S):
    a, b = C @ x, S @ x
    return 2 * (b * C + a * S) / (1 + a**2 + b**2)


# wrong summed: The frequencies are added up to one row.
def spectrum_jac(x, C, S):
    a, b = C @ x, S @ x
    q = 1 + a**2 + b**2
    return 2 * ((a / q).T @ C + (b / q).T @ S)


# wrong log_of_slope: The logarithm's own value stands below.
def spectrum_jac(x, C, S):
    a, b = C @ x, S @ x
    return 2 * (a * C + b * S) / np.log(1 + a**2 + b**2)


# wrong no_log_halved: Two slips: the logarithm's slope and the 2 of the squares are left out.
def spectrum_jac(x, C, S):
    return (C @ x) * C + (S @ x) * S


# problem: maxout
# right winners: A loop over the units.
def maxout_row(x, A, B, a, b, c):
    g = np.zeros((1, len(x)))
    for i in range(len(c)):
        za, zb = (A[i] @ x + a[i])[0], (B[i] @ x + b[i])[0]
        g += 2 * c[i, 0] * (za * A[i] if za > zb else zb * B[i])
    return g


# right masks: Two masks.
def maxout_row(x, A, B, a, b, c):
    za, zb = A @ x + a, B @ x + b
    pick = (za > zb).astype(float)
    return ((2 * c * za * pick).T @ A) + ((2 * c * zb * (1 - pick)).T @ B)


# wrong column: The gradient is handed in as a column.
def maxout_row(x, A, B, a, b, c):
    za, zb = A @ x + a, B @ x + b
    return 2 * np.where(za >= zb, A, B).T @ (c * np.maximum(za, zb))


# wrong smaller: The mask picks the row of the smaller one.
def maxout_row(x, A, B, a, b, c):
    za, zb = A @ x + a, B @ x + b
    return 2 * (c * np.maximum(za, zb)).T @ np.where(za < zb, A, B)


# wrong both: The gradient flows through both branches.
def maxout_row(x, A, B, a, b, c):
    za, zb = A @ x + a, B @ x + b
    return 2 * (c * np.maximum(za, zb)).T @ (A + B)


# wrong mean_of_both: The gradient is shared between both branches.
def maxout_row(x, A, B, a, b, c):
    za, zb = A @ x + a, B @ x + b
    return (c * np.maximum(za, zb)).T @ (A + B)


# wrong first_only: The second branch is thought to have no slope, as in relu.
def maxout_row(x, A, B, a, b, c):
    za, zb = A @ x + a, B @ x + b
    return 2 * (c * np.maximum(za, zb)).T @ ((za >= zb) * A)


# wrong relu_on_top: The result is masked where it is negative.
def maxout_row(x, A, B, a, b, c):
    za, zb = A @ x + a, B @ x + b
    h = np.maximum(np.maximum(za, zb), 0)
    return 2 * (c * h).T @ np.where(za >= zb, A, B)


# wrong two_lost: The 2 of the square is lost.
def maxout_row(x, A, B, a, b, c):
    za, zb = A @ x + a, B @ x + b
    return (c * np.maximum(za, zb)).T @ np.where(za >= zb, A, B)


# wrong no_biases: The biases are left out when the larger one is chosen.
def maxout_row(x, A, B, a, b, c):
    h = np.maximum(A @ x + a, B @ x + b)
    return 2 * (c * h).T @ np.where(A @ x >= B @ x, A, B)


# wrong larger_weight: The larger weight is taken entry by entry.
def maxout_row(x, A, B, a, b, c):
    h = np.maximum(A @ x + a, B @ x + b)
    return 2 * (c * h).T @ np.maximum(A, B)


# problem: noise_loss
# right backward: One step back at a time.
def noise_loss_row(x0, noise, W, a):
    x = a**0.5 * x0 + (1 - a) ** 0.5 * noise
    e = np.tanh(W @ x)
    de = 2 * (e - noise) / e.size
    dx = W.T @ (de * (1 - e * e))
    return (a**0.5 * dx).T


# wrong summed: The sum of squares instead of their mean.
def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return -2 * np.sqrt(a) * ((noise - e) * (1 - e**2)).T @ W


# wrong no_schedule: The factor before x0 is forgotten.
def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return -2 / len(x0) * ((noise - e) * (1 - e**2)).T @ W


# wrong no_root: a instead of its root.
def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return -2 / len(x0) * a * ((noise - e) * (1 - e**2)).T @ W


# wrong sign: The minus before the prediction is lost.
def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return 2 / len(x0) * np.sqrt(a) * ((noise - e) * (1 - e**2)).T @ W


# wrong column: The gradient is handed in as a column.
def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return -2 / len(x0) * np.sqrt(a) * W.T @ ((noise - e) * (1 - e**2))


# wrong no_tanh_slope: The slope of tanh is left out.
def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return -2 / len(x0) * np.sqrt(a) * (noise - e).T @ W


# wrong w_transposed: The row meets the transposed weights.
def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return -2 / len(x0) * np.sqrt(a) * ((noise - e) * (1 - e**2)).T @ W.T


# wrong noise_factor: The noise's factor is taken for that of the sample.
def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return -2 / len(x0) * np.sqrt(1 - a) * ((noise - e) * (1 - e**2)).T @ W


# wrong slope_not_squared: 1 - tanh for the slope of tanh.
def noise_loss_row(x0, noise, W, a):
    e = np.tanh(W @ (np.sqrt(a) * x0 + np.sqrt(1 - a) * noise))
    return -2 / len(x0) * np.sqrt(a) * ((noise - e) * (1 - e)).T @ W


# problem: lag_one
# right shift_matrix: A quadratic form over another.
def lag_row(x):
    n = len(x)
    T = np.eye(n, k=1)
    s = (x.T @ x)[0, 0]
    c = (x.T @ T @ x)[0, 0]
    return (x.T @ (T + T.T) * s - 2 * c * x.T) / s**2


# right loop: One sample at a time.
def lag_row(x):
    v = list(x[:, 0])
    s = sum(t * t for t in v)
    c = sum(p * q for p, q in zip(v, v[1:]))
    padded = [0.0, *v, 0.0]
    return np.array(
        [[(padded[i] + padded[i + 2]) / s - 2 * c * v[i] / s**2 for i in range(len(v))]]
    )


# wrong next_only: Only the next sample is counted, not the one before.
def lag_row(x):
    s = np.sum(x**2)
    g = -2 * np.sum(x[1:] * x[:-1]) / s * x
    g[:-1] += x[1:]
    return g.T / s


# wrong before_only: Only the sample before is counted.
def lag_row(x):
    s = np.sum(x**2)
    g = -2 * np.sum(x[1:] * x[:-1]) / s * x
    g[1:] += x[:-1]
    return g.T / s


# wrong power_constant: The power below is treated as constant.
def lag_row(x):
    g = np.zeros_like(x)
    g[1:] += x[:-1]
    g[:-1] += x[1:]
    return g.T / np.sum(x**2)


# wrong column: The gradient is handed in as a column.
def lag_row(x):
    s = np.sum(x**2)
    g = -2 * np.sum(x[1:] * x[:-1]) / s * x
    g[1:] += x[:-1]
    g[:-1] += x[1:]
    return g / s


# wrong two_lost: The 2 of the power's derivative is lost.
def lag_row(x):
    s = np.sum(x**2)
    g = -np.sum(x[1:] * x[:-1]) / s * x
    g[1:] += x[:-1]
    g[:-1] += x[1:]
    return g.T / s


# wrong quotient_plus: The quotient rule with a plus.
def lag_row(x):
    s = np.sum(x**2)
    g = 2 * np.sum(x[1:] * x[:-1]) / s * x
    g[1:] += x[:-1]
    g[:-1] += x[1:]
    return g.T / s


# wrong circular: The signal is closed to a ring in the derivative.
def lag_row(x):
    s = np.sum(x**2)
    r = np.sum(x[1:] * x[:-1]) / s
    return (np.roll(x, 1) + np.roll(x, -1) - 2 * r * x).T / s


# wrong below_not_squared: The quotient rule's denominator is not squared.
def lag_row(x):
    s = np.sum(x**2)
    g = np.zeros_like(x)
    g[1:] += x[:-1]
    g[:-1] += x[1:]
    return ((g * s - 2 * np.sum(x[1:] * x[:-1]) * x) / s).T


# problem: precision
# right solves: Two linear systems.
def precision_by_length(l, D, s):
    K = np.exp(-D / l) + (2 + s) * np.eye(len(D))
    dK = np.exp(-D / l) * D / l**2
    return -np.linalg.solve(K, np.linalg.solve(K.T, dK.T).T)


# wrong denominator_layout: The answer is transposed.
def precision_by_length(l, D, s):
    K = np.exp(-D / l)
    M = inv(K + (2 + s) * np.eye(len(D)))
    return -(M @ (K * D / l**2) @ M).T


# wrong like_a_number: -1/K^2 dK with the square on one side.
def precision_by_length(l, D, s):
    K = np.exp(-D / l)
    M = inv(K + (2 + s) * np.eye(len(D)))
    return -M @ M @ (K * D / l**2)


# wrong minus_lost: The minus of the inverse's derivative is lost.
def precision_by_length(l, D, s):
    K = np.exp(-D / l)
    M = inv(K + (2 + s) * np.eye(len(D)))
    return M @ (K * D / l**2) @ M


# wrong l_not_squared: 1/l is differentiated to 1/l.
def precision_by_length(l, D, s):
    K = np.exp(-D / l)
    M = inv(K + (2 + s) * np.eye(len(D)))
    return -M @ (K * D / l) @ M


# wrong covariance: The covariance's derivative is handed in.
def precision_by_length(l, D, s):
    return np.exp(-D / l) * D / l**2


# wrong inverse_of_change: The derivative is taken inside the inverse.
def precision_by_length(l, D, s):
    K = np.exp(-D / l)
    return -inv(K * D / l**2 + (2 + s) * np.eye(len(D)))


# wrong matrix_product: Kernel and distances are multiplied as matrices.
def precision_by_length(l, D, s):
    K = np.exp(-D / l)
    M = inv(K + (2 + s) * np.eye(len(D)))
    return -M @ (K @ D / l**2) @ M


# wrong no_noise: The noise s is left out of the matrix that is inverted.
def precision_by_length(l, D, s):
    K = np.exp(-D / l)
    M = inv(K + 2 * np.eye(len(D)))
    return -M @ (K * D / l**2) @ M


# wrong entrywise_square: The inverse is squared entry by entry.
def precision_by_length(l, D, s):
    K = np.exp(-D / l)
    M = inv(K + (2 + s) * np.eye(len(D)))
    return -(M**2) * (K * D / l**2)
