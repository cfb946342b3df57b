import numpy as np


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def softmax(t):
    e = np.exp(t - np.max(t))
    return e / e.sum()


# problem: graph_convolution
# right step_by_step: Back through each line.
def gcn_dW(W, A, X, Y):
    H = X @ W
    Z = A @ H
    dZ = (np.maximum(0, Z) - Y) / X.shape[0]
    dZ[Z <= 0] = 0
    dH = A.T @ dZ
    return X.T @ dH


# right indices: By indices, the features of the neighbours first.
def gcn_dW(W, A, X, Y):
    N = A @ X
    Z = N @ W
    R = np.where(Z > 0, Z - Y, 0.0)
    return np.einsum("nd,nk->dk", N, R) / len(Y)


# wrong a_plain: A is not transposed on the way back.
def gcn_dW(W, A, X, Y):
    Z = A @ X @ W
    return X.T @ A @ ((np.maximum(Z, 0) - Y) * (Z > 0)) / len(X)


# wrong no_a: The graph is left out on the way back.
def gcn_dW(W, A, X, Y):
    Z = A @ X @ W
    return X.T @ ((np.maximum(Z, 0) - Y) * (Z > 0)) / len(X)


# wrong no_mask: The slope of relu is forgotten.
def gcn_dW(W, A, X, Y):
    Z = A @ X @ W
    return (A @ X).T @ (np.maximum(Z, 0) - Y) / len(X)


# wrong mask_of_error: The mask is taken of the error and not of Z.
def gcn_dW(W, A, X, Y):
    R = np.maximum(A @ X @ W, 0) - Y
    return (A @ X).T @ (R * (R > 0)) / len(X)


# wrong total: The mean over the nodes is forgotten.
def gcn_dW(W, A, X, Y):
    Z = A @ X @ W
    return (A @ X).T @ ((np.maximum(Z, 0) - Y) * (Z > 0))


# wrong mean_of_entries: Divided by the number of entries of Y instead of the number of nodes.
def gcn_dW(W, A, X, Y):
    Z = A @ X @ W
    return (A @ X).T @ ((np.maximum(Z, 0) - Y) * (Z > 0)) / Y.size


# wrong transposed: The axes of the weights are swapped.
def gcn_dW(W, A, X, Y):
    Z = A @ X @ W
    return ((np.maximum(Z, 0) - Y) * (Z > 0)).T @ (A @ X) / len(X)


# wrong value_for_slope: The value of relu stands where its slope belongs.
def gcn_dW(W, A, X, Y):
    H = np.maximum(A @ X @ W, 0)
    return (A @ X).T @ ((H - Y) * H) / len(X)


# problem: attention
# right covariance: As a covariance of values and keys under the attention.
def attention_jac(q, K, V):
    d = q.size
    a = softmax(K @ q / np.sqrt(d))
    Kc = K - a @ K
    return (V * a[:, None]).T @ Kc / np.sqrt(d)


# right columns: One column for each entry of the query.
def attention_jac(q, K, V):
    d = len(q)
    a = softmax(K.dot(q) / d**0.5)
    cols = []
    for j in range(d):
        ds = K[:, j] / d**0.5
        da = a * (ds - (a * ds).sum())
        cols.append(V.T @ da)
    return np.stack(cols, axis=1)


# wrong no_scale: The root of d is forgotten in the slope.
def attention_jac(q, K, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ (np.diag(a) - np.outer(a, a)) @ K


# wrong scaled_by_d: Divided by d instead of its root.
def attention_jac(q, K, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ (np.diag(a) - np.outer(a, a)) @ K / len(q)


# wrong unscaled_scores: The scores inside the softmax are not scaled.
def attention_jac(q, K, V):
    a = softmax(K @ q)
    return V.T @ (np.diag(a) - np.outer(a, a)) @ K / np.sqrt(len(q))


# wrong no_softmax: The slope of the softmax is left out.
def attention_jac(q, K, V):
    return V.T @ K / np.sqrt(len(q))


# wrong diagonal_slope: Only a (1 - a), the diagonal of the slope of the softmax.
def attention_jac(q, K, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ np.diag(a * (1 - a)) @ K / np.sqrt(len(q))


# wrong weights_constant_sum: The slope of the softmax is taken to be diag(a), as if its sum did not change.
def attention_jac(q, K, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ np.diag(a) @ K / np.sqrt(len(q))


# wrong transposed: Rows belong to q.
def attention_jac(q, K, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    return K.T @ (np.diag(a) - np.outer(a, a)) @ V / np.sqrt(len(q))


# wrong weights_only: The derivative of the attention weights, without the values.
def attention_jac(q, K, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    return (np.diag(a) - np.outer(a, a)) @ K / np.sqrt(len(q))


# wrong plus: A plus in the slope of the softmax.
def attention_jac(q, K, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    return V.T @ (np.diag(a) + np.outer(a, a)) @ K / np.sqrt(len(q))


# problem: two_steps
# right loop: Backwards in time in a loop.
def two_steps_dW(W, U, h0, x1, x2, g):
    hs = [h0]
    for x in (x1, x2):
        hs.append(np.tanh(W @ hs[-1] + U @ x))
    dW, dh = np.zeros_like(W), g
    for t in (2, 1):
        dz = dh * (1 - hs[t] ** 2)
        dW = dW + dz @ hs[t - 1].T
        dh = W.T @ dz
    return dW


# right forward_mode: The derivative of the first state is carried forward as a tensor.
def two_steps_dW(W, U, h0, x1, x2, g):
    n = len(h0)
    h1 = np.tanh(W @ h0 + U @ x1)[:, 0]
    h2 = np.tanh(W @ h1 + (U @ x2)[:, 0])
    T1 = np.einsum("i,ij,k->ijk", 1 - h1**2, np.eye(n), h0[:, 0])
    T2 = np.einsum("ij,k->ijk", np.eye(n), h1) + np.einsum("il,ljk->ijk", W, T1)
    return np.einsum("i,ijk->jk", g[:, 0] * (1 - h2**2), T2)


# wrong last_step_only: Only the last use of W counts.
def two_steps_dW(W, U, h0, x1, x2, g):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    return g * (1 - h2**2) @ h1.T


# wrong first_step_only: Only the first use of W counts.
def two_steps_dW(W, U, h0, x1, x2, g):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = g * (1 - h2**2)
    return W.T @ d2 * (1 - h1**2) @ h0.T


# wrong w_plain: W is not transposed on the way back.
def two_steps_dW(W, U, h0, x1, x2, g):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = g * (1 - h2**2)
    d1 = W @ d2 * (1 - h1**2)
    return d2 @ h1.T + d1 @ h0.T


# wrong no_w: The step back from the second state to the first lacks W.
def two_steps_dW(W, U, h0, x1, x2, g):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = g * (1 - h2**2)
    d1 = d2 * (1 - h1**2)
    return d2 @ h1.T + d1 @ h0.T


# wrong first_slope: The slope of the first tanh is forgotten.
def two_steps_dW(W, U, h0, x1, x2, g):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = g * (1 - h2**2)
    return d2 @ h1.T + W.T @ d2 @ h0.T


# wrong last_slope: The slope of the last tanh is forgotten.
def two_steps_dW(W, U, h0, x1, x2, g):
    h1 = np.tanh(W @ h0 + U @ x1)
    d1 = W.T @ g * (1 - h1**2)
    return g @ h1.T + d1 @ h0.T


# wrong transposed: The outer products are the wrong way round.
def two_steps_dW(W, U, h0, x1, x2, g):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = g * (1 - h2**2)
    d1 = W.T @ d2 * (1 - h1**2)
    return h1 @ d2.T + h0 @ d1.T


# wrong wrong_state: The first step is multiplied by its own state h1 instead of h0.
def two_steps_dW(W, U, h0, x1, x2, g):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = g * (1 - h2**2)
    d1 = W.T @ d2 * (1 - h1**2)
    return d2 @ h1.T + d1 @ h1.T


# wrong averaged: The two steps are averaged and not added.
def two_steps_dW(W, U, h0, x1, x2, g):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = g * (1 - h2**2)
    d1 = W.T @ d2 * (1 - h1**2)
    return (d2 @ h1.T + d1 @ h0.T) / 2


# problem: update_gate
# right two_paths: The direct path and the path through the gate.
def gate_by_state(h, x, W, U, c):
    z = sigmoid(W @ h + U @ x)
    direct = np.diagflat(1 - z)
    through = W.T @ np.diagflat(z * (1 - z) * (c - h))
    return direct + through


# right indices: Entry by entry.
def gate_by_state(h, x, W, U, c):
    n = len(h)
    z = sigmoid(W @ h + U @ x)
    D = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            dz = z[j, 0] * (1 - z[j, 0]) * W[j, i]
            D[i, j] = (1 - z[j, 0]) * (i == j) + dz * (c[j, 0] - h[j, 0])
    return D


# wrong numerator: Rows belong to the new state.
def gate_by_state(h, x, W, U, c):
    z = sigmoid(W @ h + U @ x)
    return np.diagflat(1 - z) + np.diagflat(z * (1 - z) * (c - h)) @ W


# wrong gate_constant: The gate is taken for a constant.
def gate_by_state(h, x, W, U, c):
    z = sigmoid(W @ h + U @ x)
    return np.diagflat(1 - z)


# wrong gate_only: The direct path of the old state is forgotten.
def gate_by_state(h, x, W, U, c):
    z = sigmoid(W @ h + U @ x)
    return W.T @ np.diagflat(z * (1 - z) * (c - h))


# wrong difference_turned: h - c where c - h belongs.
def gate_by_state(h, x, W, U, c):
    z = sigmoid(W @ h + U @ x)
    return np.diagflat(1 - z) + W.T @ np.diagflat(z * (1 - z) * (h - c))


# wrong w_plain: W is not transposed.
def gate_by_state(h, x, W, U, c):
    z = sigmoid(W @ h + U @ x)
    return np.diagflat(1 - z) + W @ np.diagflat(z * (1 - z) * (c - h))


# wrong gates_exchanged: The direct path gets z instead of 1 - z.
def gate_by_state(h, x, W, U, c):
    z = sigmoid(W @ h + U @ x)
    return np.diagflat(z) + W.T @ np.diagflat(z * (1 - z) * (c - h))


# wrong no_candidate: The derivative of the term z c is forgotten.
def gate_by_state(h, x, W, U, c):
    z = sigmoid(W @ h + U @ x)
    return np.diagflat(1 - z) - W.T @ np.diagflat(z * (1 - z) * h)


# wrong tanh_slope: The slope of tanh, 1 - z squared, for that of the sigmoid.
def gate_by_state(h, x, W, U, c):
    z = sigmoid(W @ h + U @ x)
    return np.diagflat(1 - z) + W.T @ np.diagflat((1 - z**2) * (c - h))


# problem: graph_energy
# right loop: Over all edges.
def graph_energy(x, A):
    n = len(x)
    g = np.zeros((1, n))
    for i in range(n):
        for j in range(n):
            change = A[i, j] * (x[i, 0] - x[j, 0])
            g[0, i] += change
            g[0, j] -= change
    return g


# right differences: Sums of the weighted differences over both axes.
def graph_energy(x, A):
    M = A * (x - x.T)
    return M.sum(axis=1).reshape(1, -1) - M.sum(axis=0, keepdims=True)


# wrong column: A column, in the denominator layout.
def graph_energy(x, A):
    S = A + A.T
    return S.sum(axis=1, keepdims=True) * x - S @ x


# wrong symmetric: A is taken for symmetric.
def graph_energy(x, A):
    return 2 * (A.sum(axis=1, keepdims=True) * x - A @ x).T


# wrong outgoing_only: Only the edges that leave a node count.
def graph_energy(x, A):
    return (A.sum(axis=1, keepdims=True) * x - A @ x).T


# wrong signless: A plus between degrees and neighbours.
def graph_energy(x, A):
    S = A + A.T
    return (S.sum(axis=1, keepdims=True) * x + S @ x).T


# wrong no_degrees: The degrees are forgotten.
def graph_energy(x, A):
    return -((A + A.T) @ x).T


# wrong two: The 2 of the square is kept beside the half.
def graph_energy(x, A):
    S = A + A.T
    return 2 * (S.sum(axis=1, keepdims=True) * x - S @ x).T


# wrong out_degrees_twice: The degrees of the outgoing edges stand for those of the incoming ones too.
def graph_energy(x, A):
    return (2 * A.sum(axis=1, keepdims=True) * x - (A + A.T) @ x).T


# wrong sign: The Laplacian with the sign turned, neighbours less the node itself.
def graph_energy(x, A):
    S = A + A.T
    return (S @ x - S.sum(axis=1, keepdims=True) * x).T


# problem: cosine_scores
# right projector: The projector that leaves what is orthogonal to x.
def cosine_jac(x, V):
    r = np.linalg.norm(x)
    u = x / r
    U = V / np.linalg.norm(V, axis=1)[:, None]
    return U @ (np.eye(len(x)) - np.outer(u, u)) / r


# right rows: One row for each score, with the quotient rule.
def cosine_jac(x, V):
    r = np.sqrt(x @ x)
    rows = []
    for v in V:
        rows.append((v * r - (v @ x) * x / r) / r**2 / np.sqrt(v @ v))
    return np.array(rows)


# wrong norm_constant: The norm of x is taken for a constant.
def cosine_jac(x, V):
    return V / np.linalg.norm(V, axis=1)[:, None] / np.linalg.norm(x)


# wrong plus: A plus in the quotient rule.
def cosine_jac(x, V):
    r = np.linalg.norm(x)
    U = V / np.linalg.norm(V, axis=1)[:, None]
    return U / r + np.outer(U @ x, x) / r**3


# wrong power: The last term is divided by the square of the norm instead of its cube.
def cosine_jac(x, V):
    r = np.linalg.norm(x)
    U = V / np.linalg.norm(V, axis=1)[:, None]
    return U / r - np.outer(U @ x, x) / r**2


# wrong transposed: Rows belong to x.
def cosine_jac(x, V):
    r = np.linalg.norm(x)
    U = V / np.linalg.norm(V, axis=1)[:, None]
    return (U / r - np.outer(U @ x, x) / r**3).T


# wrong no_row_norms: The norms of the stored vectors are forgotten.
def cosine_jac(x, V):
    r = np.linalg.norm(x)
    return V / r - np.outer(V @ x, x) / r**3


# wrong norm_slope: The slope of the norm is taken to be 2 x, as of its square.
def cosine_jac(x, V):
    r = np.linalg.norm(x)
    U = V / np.linalg.norm(V, axis=1)[:, None]
    return U / r - 2 * np.outer(U @ x, x) / r**2


# wrong frobenius: One norm of the whole V instead of one for each row.
def cosine_jac(x, V):
    r = np.linalg.norm(x)
    U = V / np.linalg.norm(V)
    return U / r - np.outer(U @ x, x) / r**3


# wrong half_normed: The row norms are forgotten in the second term.
def cosine_jac(x, V):
    r = np.linalg.norm(x)
    U = V / np.linalg.norm(V, axis=1)[:, None]
    return U / r - np.outer(V @ x, x) / r**3
