import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z, axis=1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# problem: pairs_of_items
# right loop: One triple at a time.
def pairs_dP(P, Q, u, i, j, lam):
    G = np.zeros(P.shape)
    for t in range(len(u)):
        d = Q[i[t]] - Q[j[t]]
        G[u[t]] += (sigmoid(P[u[t]] @ d) - 1) * d
    return G / len(u) + lam * P


# right one_hot: With a matrix of ones and zeros for the users.
def pairs_dP(P, Q, u, i, j, lam):
    U = np.eye(len(P))[u]
    D = Q[i] - Q[j]
    x = np.einsum("tk,tk->t", U @ P, D)
    return lam * P - U.T @ (D / (1 + np.exp(x))[:, None]) / len(x)


# wrong last_triple: Assigned by index, so of several triples of one user only the last counts.
def pairs_dP(P, Q, u, i, j, lam):
    D = Q[i] - Q[j]
    x = (P[u] * D).sum(axis=1)
    G = np.zeros_like(P)
    G[u] += -sigmoid(-x)[:, None] * D / len(u)
    return G + lam * P


# wrong sum_of_triples: The mean over the triples is forgotten.
def pairs_dP(P, Q, u, i, j, lam):
    D = Q[i] - Q[j]
    x = (P[u] * D).sum(axis=1)
    G = lam * P
    np.add.at(G, u, -sigmoid(-x)[:, None] * D)
    return G


# wrong wrong_side: sigmoid(x) for sigmoid(-x) in the derivative of the logarithm.
def pairs_dP(P, Q, u, i, j, lam):
    D = Q[i] - Q[j]
    x = (P[u] * D).sum(axis=1)
    G = lam * P
    np.add.at(G, u, -sigmoid(x)[:, None] * D / len(u))
    return G


# wrong ascent: The data term has the sign of the likelihood.
def pairs_dP(P, Q, u, i, j, lam):
    D = Q[i] - Q[j]
    x = (P[u] * D).sum(axis=1)
    G = lam * P
    np.add.at(G, u, sigmoid(-x)[:, None] * D / len(u))
    return G


# wrong no_decay: The penalty is forgotten.
def pairs_dP(P, Q, u, i, j, lam):
    D = Q[i] - Q[j]
    x = (P[u] * D).sum(axis=1)
    G = np.zeros(P.shape)
    np.add.at(G, u, -sigmoid(-x)[:, None] * D / len(u))
    return G


# wrong decay_doubled: The half of the penalty is not cancelled: 2 lam P.
def pairs_dP(P, Q, u, i, j, lam):
    D = Q[i] - Q[j]
    x = (P[u] * D).sum(axis=1)
    G = 2 * lam * P
    np.add.at(G, u, -sigmoid(-x)[:, None] * D / len(u))
    return G


# wrong positive_only: Only the preferred item is pulled, the other is not pushed.
def pairs_dP(P, Q, u, i, j, lam):
    x = (P[u] * (Q[i] - Q[j])).sum(axis=1)
    G = lam * P
    np.add.at(G, u, -sigmoid(-x)[:, None] * Q[i] / len(u))
    return G


# wrong slope_of_sigmoid: The sigmoid is differentiated and the logarithm above it forgotten.
def pairs_dP(P, Q, u, i, j, lam):
    D = Q[i] - Q[j]
    x = (P[u] * D).sum(axis=1)
    G = lam * P
    s = sigmoid(x)
    np.add.at(G, u, -(s * (1 - s))[:, None] * D / len(u))
    return G


# wrong decay_in_batch: The penalty is added once for each triple, to the user in it, as a stochastic step would.
def pairs_dP(P, Q, u, i, j, lam):
    D = Q[i] - Q[j]
    x = (P[u] * D).sum(axis=1)
    G = np.zeros(P.shape)
    np.add.at(G, u, (lam * P[u] - sigmoid(-x)[:, None] * D) / len(u))
    return G


# problem: factors_with_gaps
# right by_columns: Item by item.
def factors_dQ(Q, P, R, M, b, c, lam):
    out = np.zeros(Q.T.shape)
    for n in range(Q.shape[0]):
        r = R[:, n] - b[:, 0] - c[0, n] - P @ Q[n]
        out[:, n] = -2 * P.T @ (M[:, n] * r) + 2 * lam * Q[n]
    return out


# right transposed_last: The gradient in the shape of Q, then transposed.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = (P @ Q.T + b + c - R) * M
    g = 2 * np.einsum("un,uk->nk", E, P) + 2 * lam * Q
    return g.T


# wrong in_shape_of_Q: The gradient in the shape of Q.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = M * (R - b - c - P @ Q.T)
    return -2 * E.T @ P + 2 * lam * Q


# wrong plus: The minus in front of P Q' is forgotten in the chain.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = M * (R - b - c - P @ Q.T)
    return 2 * P.T @ E + 2 * lam * Q.T


# wrong no_mask: Unknown ratings are fitted too.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = R - b - c - P @ Q.T
    return -2 * P.T @ E + 2 * lam * Q.T


# wrong mask_on_ratings: The mask covers the ratings but not the predictions.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = M * R - b - c - P @ Q.T
    return -2 * P.T @ E + 2 * lam * Q.T


# wrong no_biases: The biases are dropped from the residual.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = M * (R - P @ Q.T)
    return -2 * P.T @ E + 2 * lam * Q.T


# wrong decay_once: The penalty's derivative without its two.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = M * (R - b - c - P @ Q.T)
    return -2 * P.T @ E + lam * Q.T


# wrong no_twos: Both twos are left out, as if a half stood in front.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = M * (R - b - c - P @ Q.T)
    return -P.T @ E + lam * Q.T


# wrong mean_over_known: Divided by the number of known ratings.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = M * (R - b - c - P @ Q.T)
    return -2 * P.T @ E / max(M.sum(), 1) + 2 * lam * Q.T


# wrong decay_sign: The penalty is subtracted along with the residual.
def factors_dQ(Q, P, R, M, b, c, lam):
    E = M * (R - b - c - P @ Q.T)
    return -2 * (P.T @ E + lam * Q.T)


# problem: pairwise_features
# right pairs: Summed over all pairs of features.
def pairwise_dV(V, x, w, t):
    n = len(x)
    y = float((w.T @ x).item())
    dy = np.zeros_like(V)
    for i in range(n):
        for j in range(i + 1, n):
            xx = x[i, 0] * x[j, 0]
            y += V[i] @ V[j] * xx
            dy[i] += V[j] * xx
            dy[j] += V[i] * xx
    return 2 * (y - t) * dy


# right no_diagonal: With the matrix of products, its diagonal taken away.
def pairwise_dV(V, x, w, t):
    A = x @ x.T
    A = A - np.diag(np.diag(A))
    y = np.sum(w * x) + 0.5 * np.trace(V.T @ A @ V)
    return 2 * (y - t) * (A @ V)


# wrong no_residual: The derivative of the prediction, not of the loss.
def pairwise_dV(V, x, w, t):
    s = V.T @ x
    return x @ s.T - V * x**2


# wrong no_two: The two of the squared loss is lost.
def pairwise_dV(V, x, w, t):
    s = V.T @ x
    y = (w * x).sum() + ((s**2).sum() - ((V**2).T @ x**2).sum()) / 2
    return (y - t) * (x @ s.T - V * x**2)


# wrong own_pairs: The pairs of a feature with itself are not taken away again.
def pairwise_dV(V, x, w, t):
    s = V.T @ x
    y = (w * x).sum() + ((s**2).sum() - ((V**2).T @ x**2).sum()) / 2
    return 2 * (y - t) * (x @ s.T)


# wrong half_on_one: In the second sum the two of the square is not brought down, so the half stays there.
def pairwise_dV(V, x, w, t):
    s = V.T @ x
    y = (w * x).sum() + ((s**2).sum() - ((V**2).T @ x**2).sum()) / 2
    return 2 * (y - t) * (x @ s.T - V * x**2 / 2)


# wrong plus_own: A plus before the second term.
def pairwise_dV(V, x, w, t):
    s = V.T @ x
    y = (w * x).sum() + ((s**2).sum() - ((V**2).T @ x**2).sum()) / 2
    return 2 * (y - t) * (x @ s.T + V * x**2)


# wrong x_not_squared: x for x squared in the second term.
def pairwise_dV(V, x, w, t):
    s = V.T @ x
    y = (w * x).sum() + ((s**2).sum() - ((V**2).T @ x**2).sum()) / 2
    return 2 * (y - t) * (x @ s.T - V * x)


# wrong upside_down: The derivative as a k by n matrix.
def pairwise_dV(V, x, w, t):
    s = V.T @ x
    y = (w * x).sum() + ((s**2).sum() - ((V**2).T @ x**2).sum()) / 2
    return 2 * (y - t) * (s @ x.T - (V * x**2).T)


# wrong linear_gone: The linear part is dropped from the residual.
def pairwise_dV(V, x, w, t):
    s = V.T @ x
    y = ((s**2).sum() - ((V**2).T @ x**2).sum()) / 2
    return 2 * (y - t) * (x @ s.T - V * x**2)


# wrong square_of_total: The factors are summed first and the square taken of the total.
def pairwise_dV(V, x, w, t):
    s = V.T @ x
    y = (w * x).sum() + ((s**2).sum() - ((V**2).T @ x**2).sum()) / 2
    return 2 * (y - t) * (x * s.sum() - V * x**2)


# problem: cosines
# right projection: Each item's direction, projected on what is at right angles to q.
def cosines_jac(q, E):
    r = np.sqrt(q @ q)
    h = q / r
    N = E / np.sqrt((E**2).sum(axis=1))[:, None]
    return N @ (np.eye(len(q)) - np.outer(h, h)) / r


# right loop: Entry by entry with the rule of quotients.
def cosines_jac(q, E):
    n, d = E.shape
    J = np.empty((n, d))
    r2 = np.sum(q**2)
    for i in range(n):
        ei = np.sqrt(np.sum(E[i] ** 2))
        for j in range(d):
            J[i, j] = (E[i, j] * r2 - (E[i] @ q) * q[j]) / (ei * r2**1.5)
    return J


# wrong transposed: Rows belong to q.
def cosines_jac(q, E):
    N = E / np.linalg.norm(E, axis=1, keepdims=True)
    r = np.linalg.norm(q)
    return (N / r - np.outer(N @ q, q) / r**3).T


# wrong length_constant: The length of q is taken as a constant.
def cosines_jac(q, E):
    return E / (np.linalg.norm(E, axis=1, keepdims=True) * np.linalg.norm(q))


# wrong plus: A plus in the rule of quotients.
def cosines_jac(q, E):
    N = E / np.linalg.norm(E, axis=1, keepdims=True)
    r = np.linalg.norm(q)
    return N / r + np.outer(N @ q, q) / r**3


# wrong squared_below: The second term is divided by the square of the length and not by its cube.
def cosines_jac(q, E):
    N = E / np.linalg.norm(E, axis=1, keepdims=True)
    r = np.linalg.norm(q)
    return N / r - np.outer(N @ q, q) / r**2


# wrong length_squared: The length is differentiated as its square, 2q for q / r.
def cosines_jac(q, E):
    N = E / np.linalg.norm(E, axis=1, keepdims=True)
    r = np.linalg.norm(q)
    return N / r - 2 * np.outer(N @ q, q) / r**2


# wrong items_not_scaled: The lengths of the items are left out.
def cosines_jac(q, E):
    r = np.linalg.norm(q)
    return E / r - np.outer(E @ q, q) / r**3


# wrong common_length: One length is taken for the whole matrix E.
def cosines_jac(q, E):
    N = E / np.linalg.norm(E)
    r = np.linalg.norm(q)
    return N / r - np.outer(N @ q, q) / r**3


# wrong scaled_once: In the second term the lengths of the items are forgotten.
def cosines_jac(q, E):
    N = E / np.linalg.norm(E, axis=1, keepdims=True)
    r = np.linalg.norm(q)
    return N / r - np.outer(E @ q, q) / r**3


# wrong item_for_query: The second term is multiplied by the item and not by the query.
def cosines_jac(q, E):
    N = E / np.linalg.norm(E, axis=1, keepdims=True)
    r = np.linalg.norm(q)
    c = N @ q / r
    return N / r - c[:, None] * N / r


# problem: two_towers
# right rows: One query at a time.
def two_towers_dV(V, U, prior, tau):
    B = len(U)
    G = np.zeros(V.shape)
    for b in range(B):
        s = V @ U[b] / tau - prior
        p = np.exp(s - s.max())
        p /= p.sum()
        p[b] -= 1
        G += np.outer(p, U[b])
    return G / B / tau


# right einsum: With indices.
def two_towers_dV(V, U, prior, tau):
    S = np.einsum("bd,cd->bc", U, V) / tau - prior
    D = softmax(S)
    D[np.diag_indices(len(D))] -= 1
    return np.einsum("bc,bd->cd", D, U) / (tau * len(D))


# wrong over_queries: The softmax runs over the queries.
def two_towers_dV(V, U, prior, tau):
    B = len(U)
    P = softmax(U @ V.T / tau - prior, axis=0)
    return (P - np.eye(B)).T @ U / (B * tau)


# wrong not_transposed: P - I is not transposed, so the gradients reach the wrong items.
def two_towers_dV(V, U, prior, tau):
    B = len(U)
    P = softmax(U @ V.T / tau - prior)
    return (P - np.eye(B)) @ U / (B * tau)


# wrong no_temperature: The inner factor 1 / tau is forgotten.
def two_towers_dV(V, U, prior, tau):
    B = len(U)
    P = softmax(U @ V.T / tau - prior)
    return (P - np.eye(B)).T @ U / B


# wrong not_averaged: The sum over the batch.
def two_towers_dV(V, U, prior, tau):
    P = softmax(U @ V.T / tau - prior)
    return (P - np.eye(len(U))).T @ U / tau


# wrong other_tower: The derivative by U.
def two_towers_dV(V, U, prior, tau):
    B = len(U)
    P = softmax(U @ V.T / tau - prior)
    return (P - np.eye(B)) @ V / (B * tau)


# wrong no_negatives: Only the chosen items get a gradient, the off-diagonal is zero.
def two_towers_dV(V, U, prior, tau):
    B = len(U)
    P = softmax(U @ V.T / tau - prior)
    return (np.diag(P) - 1)[:, None] * U / (B * tau)


# wrong no_correction: The correction by the prior is left out of the scores.
def two_towers_dV(V, U, prior, tau):
    B = len(U)
    P = softmax(U @ V.T / tau)
    return (P - np.eye(B)).T @ U / (B * tau)


# wrong y_minus_p: The sign is the other way round, I - P.
def two_towers_dV(V, U, prior, tau):
    B = len(U)
    P = softmax(U @ V.T / tau - prior)
    return (np.eye(B) - P).T @ U / (B * tau)


# wrong prior_per_query: The prior is subtracted along the queries.
def two_towers_dV(V, U, prior, tau):
    B = len(U)
    P = softmax(U @ V.T / tau - prior[:, None])
    return (P - np.eye(B)).T @ U / (B * tau)


# problem: listwise
# right by_list: One list at a time, through the Jacobian of the log softmax.
def listwise_grad(S, G, a, v):
    out = np.zeros_like(S)
    for i in range(len(S)):
        p = np.exp(a * S[i]) / np.exp(a * S[i]).sum()
        t = np.exp(G[i]) / np.exp(G[i]).sum()
        J = np.eye(len(p)) - np.outer(np.ones(len(p)), p)
        out[i] = -v[i] * a * J.T @ t
    return out / v.sum()


# right weights_first: The weights made shares first.
def listwise_grad(S, G, a, v):
    share = (v / v.sum()).reshape(-1, 1)
    return share * (a * softmax(a * S) - a * softmax(G))


# wrong sign: Target minus prediction.
def listwise_grad(S, G, a, v):
    return a * v[:, None] * (softmax(G) - softmax(a * S)) / v.sum()


# wrong no_a: The inner factor a is forgotten.
def listwise_grad(S, G, a, v):
    return v[:, None] * (softmax(a * S) - softmax(G)) / v.sum()


# wrong a_outside: a stands in front but not inside of the softmax.
def listwise_grad(S, G, a, v):
    return a * v[:, None] * (softmax(S) - softmax(G)) / v.sum()


# wrong plain_mean: The plain mean over the lists, without their weights.
def listwise_grad(S, G, a, v):
    return a * (softmax(a * S) - softmax(G)) / len(S)


# wrong not_normalised: The weights are not divided by their sum.
def listwise_grad(S, G, a, v):
    return a * v[:, None] * (softmax(a * S) - softmax(G))


# wrong raw_grades: The grades themselves are taken as the target.
def listwise_grad(S, G, a, v):
    return a * v[:, None] * (softmax(a * S) - G) / v.sum()


# wrong down_the_columns: The softmaxes run over the lists.
def listwise_grad(S, G, a, v):
    return a * v[:, None] * (softmax(a * S, axis=0) - softmax(G, axis=0)) / v.sum()


# wrong target_only: The sum of exponentials is held constant.
def listwise_grad(S, G, a, v):
    return -a * v[:, None] * softmax(G) / v.sum()


# wrong diagonal: The target is multiplied by 1 - p, as if only the diagonal of the Jacobian counted.
def listwise_grad(S, G, a, v):
    P = softmax(a * S)
    return -a * v[:, None] * softmax(G) * (1 - P) / v.sum()
