import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


# problem: attention_by_query
# right centred: The values less their weighted mean.
def attention_by_query(q, K, V):
    s = softmax(K @ q / np.sqrt(K.shape[1]))
    return (s[:, None] * (V - s @ V)).T @ K / np.sqrt(K.shape[1])


# right einsum: The softmax derivative with indices.
def attention_by_query(q, K, V):
    c = len(q) ** -0.5
    s = softmax(c * K @ q)
    J = s[:, None] * (np.eye(len(s)) - s[None, :])
    return c * np.einsum("ip,ij,jd->pd", V, J, K)


# wrong scale_lost: The factor 1/sqrt(d) is used in the forward pass only.
def attention_by_query(q, K, V):
    s = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ (np.diag(s) - np.outer(s, s)) @ K


# wrong by_d: Divides by d, not by its root, in the last step.
def attention_by_query(q, K, V):
    s = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ (np.diag(s) - np.outer(s, s)) @ K / len(q)


# wrong diagonal: The derivative of softmax is taken to be diagonal, s(1-s).
def attention_by_query(q, K, V):
    s = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ np.diag(s * (1 - s)) @ K / np.sqrt(len(q))


# wrong no_outer: The term of the normaliser in softmax is forgotten.
def attention_by_query(q, K, V):
    s = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ np.diag(s) @ K / np.sqrt(len(q))


# wrong plus: The outer product in the derivative of softmax is added.
def attention_by_query(q, K, V):
    s = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ (np.diag(s) + np.outer(s, s)) @ K / np.sqrt(len(q))


# wrong transposed: Rows belong to q.
def attention_by_query(q, K, V):
    s = softmax(K @ q / np.sqrt(len(q)))
    return K.T @ (np.diag(s) - np.outer(s, s)) @ V / np.sqrt(len(q))


# wrong linear: The softmax is left out of the derivative.
def attention_by_query(q, K, V):
    return V.T @ K / np.sqrt(len(q))


# wrong unscaled_scores: The scores in the softmax are not divided by the root of d.
def attention_by_query(q, K, V):
    s = softmax(K @ q)
    return V.T @ (np.diag(s) - np.outer(s, s)) @ K / np.sqrt(len(q))


# problem: two_steps
# right loop: Backwards through time in a loop.
def two_steps(W, U, x1, x2, h0, g):
    hs = [h0]
    for x in (x1, x2):
        hs.append(np.tanh(U @ x + W @ hs[-1]))
    dW, dh = np.zeros_like(W), g
    for t in (2, 1):
        dz = dh * (1 - hs[t] ** 2)
        dW += np.outer(dz, hs[t - 1])
        dh = W.T @ dz
    return dW


# right one_formula: Both terms with matrices of slopes.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    S1, S2 = np.diag(1 - h1**2), np.diag(1 - h2**2)
    return S2 @ np.outer(g, h1) + S1 @ W.T @ S2 @ np.outer(g, h0)


# wrong truncated: Only the last step, h1 is taken as a constant.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    return np.outer(g * (1 - h2**2), h1)


# wrong first_only: Only the way through h1, the W of the last step is taken as a constant.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    return np.outer((W.T @ (g * (1 - h2**2))) * (1 - h1**2), h0)


# wrong w_untransposed: Goes back through W instead of its transpose.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    d2 = g * (1 - h2**2)
    d1 = (W @ d2) * (1 - h1**2)
    return np.outer(d2, h1) + np.outer(d1, h0)


# wrong first_slope: The slope of the first tanh is forgotten.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    d2 = g * (1 - h2**2)
    return np.outer(d2, h1) + np.outer(W.T @ d2, h0)


# wrong last_slope: The slope of the last tanh is forgotten.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    return np.outer(g, h1) + np.outer((W.T @ g) * (1 - h1**2), h0)


# wrong outer_turned: The outer products are transposed.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    d2 = g * (1 - h2**2)
    d1 = (W.T @ d2) * (1 - h1**2)
    return np.outer(h1, d2) + np.outer(h0, d1)


# wrong one_later: Each step is multiplied by its own state instead of the one before.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    d2 = g * (1 - h2**2)
    d1 = (W.T @ d2) * (1 - h1**2)
    return np.outer(d2, h2) + np.outer(d1, h1)


# wrong not_squared: The slope of tanh is 1 - h.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    d2 = g * (1 - h2)
    d1 = (W.T @ d2) * (1 - h1)
    return np.outer(d2, h1) + np.outer(d1, h0)


# wrong by_inputs: The derivative by U instead of W.
def two_steps(W, U, x1, x2, h0, g):
    h1 = np.tanh(U @ x1 + W @ h0)
    h2 = np.tanh(U @ x2 + W @ h1)
    d2 = g * (1 - h2**2)
    d1 = (W.T @ d2) * (1 - h1**2)
    return np.outer(d2, x2) + np.outer(d1, x1)


# problem: graph_layer
# right with_identity: The identity added to the graph.
def graph_layer(X, A, W, G):
    B = np.eye(len(A)) + A
    Z = B @ X @ W
    return B.T @ (G / (1 + np.exp(-Z))) @ W.T


# right einsum: With indices.
def graph_layer(X, A, W, G):
    D = G * sigmoid(X @ W + A @ X @ W)
    return np.einsum("nk,dk->nd", D, W) + np.einsum("mn,mk,dk->nd", A, D, W)


# wrong a_untransposed: Sends the errors along the edges, not back along them.
def graph_layer(X, A, W, G):
    D = G * sigmoid((X + A @ X) @ W)
    return (D + A @ D) @ W.T


# wrong no_self: The term of the nodes themselves is forgotten in the derivative.
def graph_layer(X, A, W, G):
    D = G * sigmoid((X + A @ X) @ W)
    return A.T @ D @ W.T


# wrong only_self: The neighbours are forgotten in the derivative.
def graph_layer(X, A, W, G):
    D = G * sigmoid((X + A @ X) @ W)
    return D @ W.T


# wrong relu_slope: The slope of relu for that of softplus.
def graph_layer(X, A, W, G):
    D = G * ((X + A @ X) @ W > 0)
    return (D + A.T @ D) @ W.T


# wrong sigmoid_slope: The slope of sigmoid for that of softplus.
def graph_layer(X, A, W, G):
    s = sigmoid((X + A @ X) @ W)
    D = G * s * (1 - s)
    return (D + A.T @ D) @ W.T


# wrong no_slope: The activation is left out.
def graph_layer(X, A, W, G):
    return (G + A.T @ G) @ W.T


# wrong by_weights: The derivative by W.
def graph_layer(X, A, W, G):
    H = X + A @ X
    return H.T @ (G * sigmoid(H @ W))


# wrong transposed: The numerator layout.
def graph_layer(X, A, W, G):
    D = G * sigmoid((X + A @ X) @ W)
    return W @ (D + A.T @ D).T


# problem: gated_unit
# right diagonals: Matrices of slopes in front.
def gated_unit(x, W, V):
    s = 1 / (1 + np.exp(-(V @ x)))
    return np.diag(s[:, 0]) @ W + np.diag(((W @ x) * s * (1 - s))[:, 0]) @ V


# right by_rows: One row after the other.
def gated_unit(x, W, V):
    rows = []
    for w, v in zip(W, V):
        s = sigmoid(v @ x[:, 0])
        rows.append(s * w + (w @ x[:, 0]) * s * (1 - s) * v)
    return np.array(rows)


# wrong denominator: Rows belong to x.
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return (s * W + (W @ x) * s * (1 - s) * V).T


# wrong gate_constant: The gate is taken as a constant.
def gated_unit(x, W, V):
    return sigmoid(V @ x) * W


# wrong content_constant: What is gated is taken as a constant.
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return (W @ x) * s * (1 - s) * V


# wrong slopes_multiplied: The derivative of a product as the product of the derivatives.
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return W * (s * (1 - s) * V)


# wrong slope_is_s: The gate itself stands for its slope.
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return s * W + (W @ x) * s * V


# wrong tanh_slope: The slope of tanh for that of sigmoid.
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return s * W + (W @ x) * (1 - s**2) * V


# wrong inner_w: The chain rule through the gate ends with W instead of V.
def gated_unit(x, W, V):
    s = sigmoid(V @ x)
    return s * W + (W @ x) * s * (1 - s) * W


# wrong gate_on_w: The gate is computed from W x.
def gated_unit(x, W, V):
    s = sigmoid(W @ x)
    return s * W + (W @ x) * s * (1 - s) * V


# problem: rms_layer
# right factored: The bracket first, then scaled by rows.
def rms_layer(x, g):
    n = x.size
    r = np.sqrt(x @ x / n + 0.01)
    return g[:, None] / r * (np.eye(n) - np.outer(x, x) / (n * r**2))


# right quotient: By the quotient rule with the derivative of r.
def rms_layer(x, g):
    r = np.sqrt(np.mean(x**2) + 0.01)
    dr = x / (len(x) * r)
    return np.diag(g) @ (np.eye(len(x)) * r - np.outer(x, dr)) / r**2


# wrong mean_lost: The 1/n of the mean is lost in the second term.
def rms_layer(x, g):
    r = np.sqrt(np.mean(x**2) + 0.01)
    return np.diag(g) / r - np.outer(g * x, x) / r**3


# wrong r_constant: The root mean square is taken as a constant.
def rms_layer(x, g):
    return np.diag(g) / np.sqrt(np.mean(x**2) + 0.01)


# wrong plus: The second term is added.
def rms_layer(x, g):
    r = np.sqrt(np.mean(x**2) + 0.01)
    return np.diag(g) / r + np.outer(g * x, x) / (len(x) * r**3)


# wrong power: The second term is divided by the square of r instead of its cube.
def rms_layer(x, g):
    r = np.sqrt(np.mean(x**2) + 0.01)
    return np.diag(g) / r - np.outer(g * x, x) / (len(x) * r**2)


# wrong half_lost: The 1/2 from the root is forgotten.
def rms_layer(x, g):
    r = np.sqrt(np.mean(x**2) + 0.01)
    return np.diag(g) / r - 2 * np.outer(g * x, x) / (len(x) * r**3)


# wrong gain_on_columns: The gains go along the columns, so each belongs to the input.
def rms_layer(x, g):
    r = np.sqrt(np.mean(x**2) + 0.01)
    return (np.eye(len(x)) / r - np.outer(x, x) / (len(x) * r**3)) * g


# wrong gain_once: The gains are forgotten in the second term.
def rms_layer(x, g):
    r = np.sqrt(np.mean(x**2) + 0.01)
    return np.diag(g) / r - np.outer(x, x) / (len(x) * r**3)


# wrong centred: The mean is subtracted in the second term, as in layer normalisation.
def rms_layer(x, g):
    r = np.sqrt(np.mean(x**2) + 0.01)
    c = x - np.mean(x)
    return np.diag(g) / r - np.outer(g * c, c) / (len(x) * r**3)


# problem: cell_state
# right three_parts: One part for each gate, already transposed.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, u = sigmoid(Wf @ x).T, sigmoid(Wi @ x).T, np.tanh(Wc @ x).T
    forget = Wf.T * (c0.T * f * (1 - f))
    write = Wi.T * (u * i * (1 - i))
    new = Wc.T * (i * (1 - u**2))
    return forget + write + new


# right diagonals: With diagonal matrices.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, u = sigmoid(Wf @ x)[:, 0], sigmoid(Wi @ x)[:, 0], np.tanh(Wc @ x)[:, 0]
    J = Wf.T @ np.diag(f * (1 - f) * c0[:, 0])
    J = J + Wi.T @ np.diag(i * (1 - i) * u)
    return J + Wc.T @ np.diag((1 - u * u) * i)


# wrong numerator: Rows belong to c.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, t = sigmoid(Wf @ x), sigmoid(Wi @ x), np.tanh(Wc @ x)
    return c0 * f * (1 - f) * Wf + i * (1 - i) * t * Wi + i * (1 - t**2) * Wc


# wrong forget_constant: The forget gate is taken as a constant.
def cell_state(x, c0, Wf, Wi, Wc):
    i, t = sigmoid(Wi @ x), np.tanh(Wc @ x)
    return (i * (1 - i) * t * Wi + i * (1 - t**2) * Wc).T


# wrong input_constant: The input gate is taken as a constant.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, t = sigmoid(Wf @ x), sigmoid(Wi @ x), np.tanh(Wc @ x)
    return (c0 * f * (1 - f) * Wf + i * (1 - t**2) * Wc).T


# wrong candidate_constant: The candidate is taken as a constant.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, t = sigmoid(Wf @ x), sigmoid(Wi @ x), np.tanh(Wc @ x)
    return (c0 * f * (1 - f) * Wf + i * (1 - i) * t * Wi).T


# wrong no_old_state: The old state is lost beside the slope of the forget gate.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, t = sigmoid(Wf @ x), sigmoid(Wi @ x), np.tanh(Wc @ x)
    return (f * (1 - f) * Wf + i * (1 - i) * t * Wi + i * (1 - t**2) * Wc).T


# wrong tanh_not_squared: The slope of tanh is 1 - t.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, t = sigmoid(Wf @ x), sigmoid(Wi @ x), np.tanh(Wc @ x)
    return (c0 * f * (1 - f) * Wf + i * (1 - i) * t * Wi + i * (1 - t) * Wc).T


# wrong tanh_everywhere: The gates have the slope of tanh.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, t = sigmoid(Wf @ x), sigmoid(Wi @ x), np.tanh(Wc @ x)
    return (c0 * (1 - f**2) * Wf + (1 - i**2) * t * Wi + i * (1 - t**2) * Wc).T


# wrong slopes_multiplied: Input gate and candidate are differentiated together, slope times slope.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, t = sigmoid(Wf @ x), sigmoid(Wi @ x), np.tanh(Wc @ x)
    return (c0 * f * (1 - f) * Wf + i * (1 - i) * Wi * (1 - t**2) * Wc).T


# wrong weights_exchanged: The weights of the input gate and of the candidate are exchanged in the derivative.
def cell_state(x, c0, Wf, Wi, Wc):
    f, i, t = sigmoid(Wf @ x), sigmoid(Wi @ x), np.tanh(Wc @ x)
    return (c0 * f * (1 - f) * Wf + i * (1 - i) * t * Wc + i * (1 - t**2) * Wi).T
