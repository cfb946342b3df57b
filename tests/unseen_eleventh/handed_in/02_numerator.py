import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


# problem: residual_block
# right diagonal_matrix: The mask as a diagonal matrix.
def block_jac(x, W1, b, W2):
    D = np.diagflat((W1 @ x + b > 0).astype(float))
    return np.identity(x.size) + W2 @ D @ W1


# right active_units: Only the columns of the units that are on.
def block_jac(x, W1, b, W2):
    on = (W1 @ x + b).ravel() > 0
    return W2[:, on] @ W1[on] + np.eye(x.size)


# wrong no_skip: The skip connection is forgotten.
def block_jac(x, W1, b, W2):
    mask = W1 @ x + b > 0
    return W2 @ (mask * W1)


# wrong ones_for_identity: 1 is added to every entry in place of the identity.
def block_jac(x, W1, b, W2):
    mask = W1 @ x + b > 0
    return 1 + W2 @ (mask * W1)


# wrong no_mask: The slope of relu is forgotten.
def block_jac(x, W1, b, W2):
    return np.eye(len(x)) + W2 @ W1


# wrong layout: Denominator layout.
def block_jac(x, W1, b, W2):
    mask = W1 @ x + b > 0
    return np.eye(len(x)) + W1.T @ (mask * W2.T)


# wrong mask_without_bias: The bias is forgotten in the mask.
def block_jac(x, W1, b, W2):
    mask = W1 @ x > 0
    return np.eye(len(x)) + W2 @ (mask * W1)


# wrong value_for_slope: relu's value stands where its slope should.
def block_jac(x, W1, b, W2):
    a = np.maximum(W1 @ x + b, 0)
    return np.eye(len(x)) + W2 @ (a * W1)


# wrong mask_of_input: The mask is taken from x instead of the pre-activation.
def block_jac(x, W1, b, W2):
    return np.eye(len(x)) + (W2 @ W1) * (x > 0).T


# wrong mask_turned: Lets through what relu cuts off.
def block_jac(x, W1, b, W2):
    mask = W1 @ x + b < 0
    return np.eye(len(x)) + W2 @ (mask * W1)


# wrong transposed_order: The chain is multiplied as for row vectors, but with the weights untransposed in between.
def block_jac(x, W1, b, W2):
    mask = W1 @ x + b > 0
    return np.eye(len(x)) + (mask * W1).T @ W2.T


# problem: constrained_minimum
# right from_kkt: The upper right block of the inverse of the KKT matrix.
def minimum_by_right_side(b, Q, c, A):
    n, k = Q.shape[0], A.shape[0]
    K = np.block([[Q, A.T], [A, np.zeros((k, k))]])
    return np.linalg.inv(K)[:n, n:]


# right explicit_inverses: As it stands in the lecture.
def minimum_by_right_side(b, Q, c, A):
    Qi = np.linalg.inv(Q)
    return Qi @ A.T @ np.linalg.inv(A @ Qi @ A.T)


# wrong sign: One of the two minus signs is lost.
def minimum_by_right_side(b, Q, c, A):
    M = np.linalg.solve(Q, A.T)
    return -M @ np.linalg.inv(A @ M)


# wrong least_norm: The pseudoinverse, as if Q were the identity.
def minimum_by_right_side(b, Q, c, A):
    return A.T @ np.linalg.inv(A @ A.T)


# wrong layout: Denominator layout.
def minimum_by_right_side(b, Q, c, A):
    M = np.linalg.solve(Q, A.T)
    return (M @ np.linalg.inv(A @ M)).T


# wrong multipliers: The derivative of the multipliers, not of the minimiser.
def minimum_by_right_side(b, Q, c, A):
    return -np.linalg.inv(A @ np.linalg.solve(Q, A.T))


# wrong schur_not_inverted: The inverse of A Q^-1 A' is forgotten.
def minimum_by_right_side(b, Q, c, A):
    M = np.linalg.solve(Q, A.T)
    return M @ A @ M


# wrong outer_inverse_lost: The inverse of Q on the left is forgotten.
def minimum_by_right_side(b, Q, c, A):
    return A.T @ np.linalg.inv(A @ np.linalg.solve(Q, A.T))


# wrong inner_inverse_lost: Q stands in A Q A' where its inverse should.
def minimum_by_right_side(b, Q, c, A):
    return np.linalg.solve(Q, A.T) @ np.linalg.inv(A @ Q @ A.T)


# wrong multipliers_follow_b: The multipliers' derivative is taken as the negative identity.
def minimum_by_right_side(b, Q, c, A):
    return np.linalg.solve(Q, A.T)


# problem: log_softmax_layer
# right centred_rows: Every row of W less the mean row under p.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x + b).ravel()
    return W - np.average(W, axis=0, weights=p)


# right chain: The Jacobian of the logarithm, of the softmax, and of the layer.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x + b)
    return np.diagflat(1 / p) @ (np.diagflat(p) - p @ p.T) @ W


# wrong no_logarithm: The Jacobian of the probabilities.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x + b)
    return (np.diagflat(p) - p @ p.T) @ W


# wrong diagonal_only: Each output is thought to depend on its own score alone.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x + b)
    return (1 - p) * W


# wrong normaliser_lost: The normaliser is treated as a constant.
def log_softmax_jac(x, W, b):
    return W


# wrong denominator: The transpose is returned.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x + b)
    return (W - p.T @ W).T


# wrong p_down_rows: p 1' in place of 1 p'.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x + b)
    return W - p @ np.ones((1, len(p))) @ W


# wrong plus: The minus before the log-sum-exp is lost.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x + b)
    return W + p.T @ W


# wrong by_scores: Stops at the pre-activation.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x + b)
    return np.eye(len(p)) - np.ones((len(p), 1)) @ p.T


# wrong plain_mean: The normaliser's derivative as the plain mean of the rows.
def log_softmax_jac(x, W, b):
    return W - W.mean(axis=0, keepdims=True)


# wrong own_row: The normaliser is differentiated by the own row alone.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x + b)
    return W - p * W


# wrong bias_lost: The bias is forgotten in the probabilities.
def log_softmax_jac(x, W, b):
    p = softmax(W @ x)
    return W - p.T @ W


# problem: leontief
# right two_solves: By production and prices, each from one system.
def cost_by_coefficients(A, d, p):
    I = np.eye(A.shape[0])
    x = np.linalg.solve(I - A, d)
    u = np.linalg.solve((I - A).T, p)
    return x @ u.T


# right outer: With np.outer, transposed at the end.
def cost_by_coefficients(A, d, p):
    M = np.linalg.inv(np.eye(len(A)) - A)
    G = np.outer(M.T @ p, M @ d)
    return G.T


# wrong other_layout: Denominator layout: rows belong to rows of A.
def cost_by_coefficients(A, d, p):
    M = np.linalg.inv(np.eye(len(d)) - A)
    return (M.T @ p) @ (M @ d).T


# wrong sign: The two minus signs of the inverse and of I - A do not cancel.
def cost_by_coefficients(A, d, p):
    M = np.linalg.inv(np.eye(len(d)) - A)
    return -(M @ d) @ (p.T @ M)


# wrong demand_for_production: One of the two inverses is missing: d where x should stand.
def cost_by_coefficients(A, d, p):
    M = np.linalg.inv(np.eye(len(d)) - A)
    return d @ (p.T @ M)


# wrong price_for_value: One of the two inverses is missing: p where (I - A')^-1 p should stand.
def cost_by_coefficients(A, d, p):
    return np.linalg.solve(np.eye(len(d)) - A, d) @ p.T


# wrong not_transposed: The prices are carried back with the matrix itself.
def cost_by_coefficients(A, d, p):
    M = np.linalg.inv(np.eye(len(d)) - A)
    return (M @ d) @ (M @ p).T


# wrong inverse_of_A: The identity is forgotten: the derivative of p'A^-1 d.
def cost_by_coefficients(A, d, p):
    M = np.linalg.inv(A)
    return -(M @ d) @ (p.T @ M)


# wrong first_order: The series of the inverse is cut off after A.
def cost_by_coefficients(A, d, p):
    M = np.eye(len(d)) + A
    return (M @ d) @ (p.T @ M)


# wrong exchanged: Demand and prices exchanged.
def cost_by_coefficients(A, d, p):
    M = np.linalg.inv(np.eye(len(d)) - A)
    return (M @ p) @ (d.T @ M)


# wrong no_inverse: The inverse is left out of both factors.
def cost_by_coefficients(A, d, p):
    R = np.eye(len(d)) - A
    return (R @ d) @ (p.T @ R)


# problem: three_places
# right by_transposes: The three terms already transposed.
def cubic_by_matrix(X, a, b):
    return X.T @ X @ b @ a.T + X.T @ a @ b.T @ X.T + b @ a.T @ X @ X.T


# right vectors_first: With two intermediate columns.
def cubic_by_matrix(X, a, b):
    u, v = X.T @ a, X @ b
    G = np.outer(a, X.T @ v) + np.outer(v, u) + np.outer(X @ u, b)
    return G.T


# wrong transposed_place_lost: The transposed X is treated as a constant.
def cubic_by_matrix(X, a, b):
    G = a @ b.T @ X.T @ X + X @ X.T @ a @ b.T
    return G.T


# wrong last_place_only: Only the last X moves.
def cubic_by_matrix(X, a, b):
    return (X @ X.T @ a @ b.T).T


# wrong first_place_only: Only the first X moves.
def cubic_by_matrix(X, a, b):
    return (a @ b.T @ X.T @ X).T


# wrong power_rule: Three times the term of the first X, as for numbers.
def cubic_by_matrix(X, a, b):
    return 3 * X.T @ X @ b @ a.T


# wrong layout: The gradient in the shape of X.
def cubic_by_matrix(X, a, b):
    return a @ b.T @ X.T @ X + X @ b @ a.T @ X + X @ X.T @ a @ b.T


# wrong middle_not_swapped: The middle term with its vectors left and right as in f.
def cubic_by_matrix(X, a, b):
    G = a @ b.T @ X.T @ X + X @ X.T @ a @ b.T + a @ b.T @ X.T @ X
    return G.T


# wrong gram_rule: X'X is one factor whose derivative is 2X.
def cubic_by_matrix(X, a, b):
    G = a @ b.T @ X.T @ X + 2 * X @ X.T @ a @ b.T
    return G.T


# wrong outer_gram_forgotten: The first X is forgotten, the two of X'X are there.
def cubic_by_matrix(X, a, b):
    G = X @ b @ a.T @ X + X @ X.T @ a @ b.T
    return G.T


# wrong minus_of_transpose: The transposed X gets a minus.
def cubic_by_matrix(X, a, b):
    G = a @ b.T @ X.T @ X - X @ b @ a.T @ X + X @ X.T @ a @ b.T
    return G.T


# problem: moving_layer
# right by_cosh: With the hyperbolic cosine.
def layer_by_time(t, A, B, C):
    return (B / np.cosh(A + t * B) ** 2) @ C


# right einsum: By indices.
def layer_by_time(t, A, B, C):
    S = 1 - np.tanh(A + t * B) ** 2
    return np.einsum("rq,rq,qk->rk", S, B, C)


# wrong inner_lost: The inner derivative B is forgotten.
def layer_by_time(t, A, B, C):
    return (1 - np.tanh(A + t * B) ** 2) @ C


# wrong slope_lost: The slope of tanh is forgotten.
def layer_by_time(t, A, B, C):
    return B @ C


# wrong layout: The transposed matrix.
def layer_by_time(t, A, B, C):
    return (((1 - np.tanh(A + t * B) ** 2) * B) @ C).T


# wrong slope_of_output: The slope is taken of the output and multiplied in at the end.
def layer_by_time(t, A, B, C):
    Y = np.tanh(A + t * B) @ C
    return (1 - Y**2) * (B @ C)


# wrong slope_not_squared: 1 - tanh in place of 1 - tanh squared.
def layer_by_time(t, A, B, C):
    return ((1 - np.tanh(A + t * B)) * B) @ C


# wrong slope_plus: 1 + tanh squared, the slope of tan.
def layer_by_time(t, A, B, C):
    return ((1 + np.tanh(A + t * B) ** 2) * B) @ C


# wrong slope_at_start: The slope at A, as if t were 0.
def layer_by_time(t, A, B, C):
    return ((1 - np.tanh(A) ** 2) * B) @ C


# wrong time_left: t B in place of B as the inner derivative.
def layer_by_time(t, A, B, C):
    return ((1 - np.tanh(A + t * B) ** 2) * t * B) @ C


# wrong all_inner: The derivative of A + tB is taken as A + B.
def layer_by_time(t, A, B, C):
    return ((1 - np.tanh(A + t * B) ** 2) * (A + B)) @ C


# problem: damped_map
# right product_rule: The two terms one after the other.
def damped_jac(x, B, Q):
    e = np.exp(-(x.T @ Q @ x).item())
    de = -e * (Q @ x + Q.T @ x)
    return e * B + (B @ x) @ de.T


# right factored: With the value y itself.
def damped_jac(x, B, Q):
    e = np.exp(-float((x.T @ Q @ x)[0, 0]))
    y = e * (B @ x)
    return e * B - np.outer(y, (Q + Q.T) @ x)


# wrong symmetric: 2Q as if Q were symmetric.
def damped_jac(x, B, Q):
    e = np.exp(-(x.T @ Q @ x))
    return e * (B - 2 * (B @ x) @ (Q @ x).T)


# wrong one_side: Only the right x of the quadratic form is differentiated.
def damped_jac(x, B, Q):
    e = np.exp(-(x.T @ Q @ x))
    return e * (B - (B @ x) @ (x.T @ Q))


# wrong minus_lost: The minus in the exponent is lost in the derivative.
def damped_jac(x, B, Q):
    e = np.exp(-(x.T @ Q @ x))
    return e * (B + (B @ x) @ (x.T @ (Q + Q.T)))


# wrong bell_constant: The bell is treated as a constant.
def damped_jac(x, B, Q):
    return np.exp(-(x.T @ Q @ x)) * B


# wrong map_constant: Only the bell is differentiated.
def damped_jac(x, B, Q):
    e = np.exp(-(x.T @ Q @ x))
    return -e * (B @ x) @ (x.T @ (Q + Q.T))


# wrong layout: Denominator layout.
def damped_jac(x, B, Q):
    e = np.exp(-(x.T @ Q @ x))
    return e * (B.T - (Q + Q.T) @ x @ x.T @ B.T)


# wrong bell_lost: The bell is missing in the second term.
def damped_jac(x, B, Q):
    e = np.exp(-(x.T @ Q @ x))
    return e * B - (B @ x) @ (x.T @ (Q + Q.T))


# wrong form_kept: The exponent's derivative is multiplied to B x entry by entry over the map.
def damped_jac(x, B, Q):
    e = np.exp(-(x.T @ Q @ x))
    return e * (B - B * ((Q + Q.T) @ x).T)


# wrong exponent_left: The derivative of the exponential leaves the exponent in front.
def damped_jac(x, B, Q):
    s = x.T @ Q @ x
    return np.exp(-s) * (B + s * B)
