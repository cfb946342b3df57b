import numpy as np
from numpy.linalg import inv, norm


def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# problem: prototypes
# right example_by_example: One example pushes every prototype.
def prototype_grad(P, X, y):
    N, d = X.shape
    G = np.zeros_like(P)
    for x, label in zip(X, y):
        p = softmax(-((x - P) ** 2).sum(axis=1) / d)
        p[label] -= 1.0
        G += p[:, None] * 2 * (x - P) / d
    return G / N


# right two_products: The weights' sum times the prototype apart.
def prototype_grad(P, X, y):
    N, d = X.shape
    logits = (2 * X @ P.T - (P**2).sum(axis=1)) / d
    E = (softmax(logits) - np.eye(len(P))[y]) / N
    return 2 / d * (E.T @ X - E.sum(axis=0)[:, None] * P)


# wrong pushed_away: The minus before the distance is forgotten in the chain rule.
def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    E = softmax(-(diff**2).sum(axis=2) / d) - np.eye(len(P))[y]
    return -2 / (N * d) * np.einsum("nk,nkd->kd", E, diff)


# wrong two_lost: The 2 of the squared distance is lost.
def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    E = softmax(-(diff**2).sum(axis=2) / d) - np.eye(len(P))[y]
    return np.einsum("nk,nkd->kd", E, diff) / (N * d)


# wrong summed: The sum over the examples instead of the mean.
def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    E = softmax(-(diff**2).sum(axis=2) / d) - np.eye(len(P))[y]
    return 2 / d * np.einsum("nk,nkd->kd", E, diff)


# wrong own_class_only: Only the prototype of the right class is moved.
def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    own = np.eye(len(P))[y]
    E = (softmax(-(diff**2).sum(axis=2) / d) - 1) * own
    return 2 / (N * d) * np.einsum("nk,nkd->kd", E, diff)


# wrong no_temperature: The division by d is left out after the softmax.
def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    E = softmax(-(diff**2).sum(axis=2) / d) - np.eye(len(P))[y]
    return 2 / N * np.einsum("nk,nkd->kd", E, diff)


# wrong far_is_likely: The softmax of the distances, without their minus.
def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    E = softmax((diff**2).sum(axis=2) / d) - np.eye(len(P))[y]
    return 2 / (N * d) * np.einsum("nk,nkd->kd", E, diff)


# wrong linear_logits: The prototypes' own squares are forgotten in the derivative.
def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    E = softmax(-(diff**2).sum(axis=2) / d) - np.eye(len(P))[y]
    return 2 / (N * d) * E.T @ X


# wrong softmax_over_examples: The softmax runs over the examples.
def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    E = softmax(-(diff**2).sum(axis=2) / d, axis=0) - np.eye(len(P))[y]
    return 2 / (N * d) * np.einsum("nk,nkd->kd", E, diff)


# wrong labels_forgotten: The probabilities alone, without the labels.
def prototype_grad(P, X, y):
    N, d = X.shape
    diff = X[:, None, :] - P
    E = softmax(-(diff**2).sum(axis=2) / d)
    return 2 / (N * d) * np.einsum("nk,nkd->kd", E, diff)


# problem: policy
# right softmax_jacobians: The gradient by lp, and then through the log-softmax.
def policy_grad(W, S, a, adv, beta):
    N = len(S)
    p = softmax(S @ W)
    lp = np.log(p)
    G = beta * p * (lp + 1) / N
    G[np.arange(N), a] -= adv / N
    G = G - p * G.sum(axis=1, keepdims=True)
    return S.T @ G


# right loop: State by state.
def policy_grad(W, S, a, adv, beta):
    G = np.zeros_like(W)
    for s, act, ad in zip(S, a, adv):
        p = softmax(s @ W)
        J = np.diag(p) - np.outer(p, p)
        one = np.eye(len(p))[act]
        G += np.outer(s, ad * (p - one) + beta * J @ (np.log(p) + 1))
    return G / len(S)


# wrong entropy_sign: The entropy is punished instead of rewarded.
def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    lp = np.log(p)
    H = -np.sum(p * lp, axis=1, keepdims=True)
    G = adv[:, None] * (p - np.eye(W.shape[1])[a]) - beta * p * (lp + H)
    return S.T @ G / len(S)


# wrong entropy_by_p: The entropy is differentiated by p and handed on as if by the logits.
def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    G = adv[:, None] * (p - np.eye(W.shape[1])[a]) + beta * (np.log(p) + 1)
    return S.T @ G / len(S)


# wrong no_advantage: The advantages are left out, as in a plain cross-entropy.
def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    lp = np.log(p)
    H = -np.sum(p * lp, axis=1, keepdims=True)
    G = p - np.eye(W.shape[1])[a] + beta * p * (lp + H)
    return S.T @ G / len(S)


# wrong advantage_on_both: The advantages weigh the entropy as well.
def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    lp = np.log(p)
    H = -np.sum(p * lp, axis=1, keepdims=True)
    G = adv[:, None] * (p - np.eye(W.shape[1])[a] + beta * p * (lp + H))
    return S.T @ G / len(S)


# wrong reward: The gradient of what is to be raised, for the first part.
def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    lp = np.log(p)
    H = -np.sum(p * lp, axis=1, keepdims=True)
    G = adv[:, None] * (np.eye(W.shape[1])[a] - p) + beta * p * (lp + H)
    return S.T @ G / len(S)


# wrong summed: The sum over the states instead of the mean.
def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    lp = np.log(p)
    H = -np.sum(p * lp, axis=1, keepdims=True)
    G = adv[:, None] * (p - np.eye(W.shape[1])[a]) + beta * p * (lp + H)
    return S.T @ G


# wrong no_entropy_mean: p lp alone for the entropy: the mean over p is not subtracted.
def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    G = adv[:, None] * (p - np.eye(W.shape[1])[a]) + beta * p * np.log(p)
    return S.T @ G / len(S)


# wrong no_bonus: The bonus is forgotten.
def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    G = adv[:, None] * (p - np.eye(W.shape[1])[a])
    return S.T @ G / len(S)


# wrong chosen_only: Only the chosen action's logit is moved by the first part.
def policy_grad(W, S, a, adv, beta):
    p = softmax(S @ W)
    lp = np.log(p)
    H = -np.sum(p * lp, axis=1, keepdims=True)
    G = adv[:, None] * (p - 1) * np.eye(W.shape[1])[a] + beta * p * (lp + H)
    return S.T @ G / len(S)


# problem: decorrelation
# right chain: Through the covariance and then through the centring.
def decorrelation_grad(X):
    N, d = X.shape
    J = np.eye(N) - 1 / N
    Z = J @ X
    G = 2 * (Z.T @ Z / N) * (1 - np.eye(d))
    return J @ Z @ (G + G.T) / N


# wrong diagonal_kept: The variances are punished as well.
def decorrelation_grad(X):
    N = len(X)
    Z = X - X.mean(axis=0)
    return 4 / N * Z @ (Z.T @ Z / N)


# wrong diagonal_only: The variances are kept and the covariances removed.
def decorrelation_grad(X):
    N = len(X)
    Z = X - X.mean(axis=0)
    C = Z.T @ Z / N
    return 4 / N * Z @ np.diag(np.diag(C))


# wrong two_for_four: Z stands twice in the covariance; one of them is forgotten.
def decorrelation_grad(X):
    N = len(X)
    Z = X - X.mean(axis=0)
    C = Z.T @ Z / N
    return 2 / N * Z @ (C - np.diag(np.diag(C)))


# wrong unbiased: The covariance is divided by N - 1.
def decorrelation_grad(X):
    N = len(X)
    C = np.cov(X, rowvar=False)
    Z = X - X.mean(axis=0)
    return 4 / (N - 1) * Z @ (C - np.diag(np.diag(C)))


# wrong not_centred: The features are not centred.
def decorrelation_grad(X):
    N = len(X)
    C = X.T @ X / N
    return 4 / N * X @ (C - np.diag(np.diag(C)))


# wrong raw_in_front: The covariance is centred, the factor before it is not.
def decorrelation_grad(X):
    N = len(X)
    Z = X - X.mean(axis=0)
    C = Z.T @ Z / N
    return 4 / N * X @ (C - np.diag(np.diag(C)))


# wrong inner_n_lost: The covariance's own division is left out of its derivative.
def decorrelation_grad(X):
    N = len(X)
    Z = X - X.mean(axis=0)
    C = Z.T @ Z / N
    return 4 * Z @ (C - np.diag(np.diag(C)))


# wrong each_pair_once: Only the pairs above the diagonal are counted, on both sides.
def decorrelation_grad(X):
    N = len(X)
    Z = X - X.mean(axis=0)
    C = Z.T @ Z / N
    return 4 / N * Z @ np.triu(C, 1)


# wrong linear: The covariances are added up, not their squares.
def decorrelation_grad(X):
    N, d = X.shape
    Z = X - X.mean(axis=0)
    return 2 / N * Z @ (1 - np.eye(d))


# wrong centred_over_features: The mean is taken over the features of an example.
def decorrelation_grad(X):
    N = len(X)
    Z = X - X.mean(axis=1, keepdims=True)
    C = Z.T @ Z / N
    return 4 / N * Z @ (C - np.diag(np.diag(C)))


# problem: muon
# right by_gram: The product rule of X times its Gram matrix.
def orthogonalised_change(X, V):
    G = X.T @ X
    dG = V.T @ X + X.T @ V
    return V @ (1.5 * np.eye(len(G)) - 0.5 * G) - 0.5 * X @ dG


# right expanded: The three terms of the cubic part, from a polynomial in the step.
def orthogonalised_change(X, V):
    def cube(M):
        return M @ M.T @ M

    odd = (cube(X + V) - cube(X - V)) / 2 - cube(V)
    return 1.5 * V - odd / 2


# wrong like_a_number: x cubed gives three equal terms.
def orthogonalised_change(X, V):
    return 1.5 * V - 1.5 * X @ X.T @ V


# wrong no_transposed_term: The change of the transposed factor is forgotten.
def orthogonalised_change(X, V):
    return 1.5 * V - 0.5 * (V @ X.T @ X + X @ X.T @ V)


# wrong last_factor_only: Only the last factor is changed.
def orthogonalised_change(X, V):
    return 1.5 * V - 0.5 * X @ X.T @ V


# wrong first_factor_only: Only the first factor is changed.
def orthogonalised_change(X, V):
    return 1.5 * V - 0.5 * V @ X.T @ X


# wrong linear_term_lost: The linear term is forgotten.
def orthogonalised_change(X, V):
    return -0.5 * (V @ X.T @ X + X @ V.T @ X + X @ X.T @ V)


# wrong plus: The minus before the cubic term is lost.
def orthogonalised_change(X, V):
    return 1.5 * V + 0.5 * (V @ X.T @ X + X @ V.T @ X + X @ X.T @ V)


# wrong half_lost: The half before the cubic term is lost.
def orthogonalised_change(X, V):
    return 1.5 * V - (V @ X.T @ X + X @ V.T @ X + X @ X.T @ V)


# wrong at_v: The step is put into the formula itself.
def orthogonalised_change(X, V):
    return 1.5 * V - 0.5 * V @ V.T @ V


# wrong first_term_twice: The middle term is written like the first.
def orthogonalised_change(X, V):
    return 1.5 * V - 0.5 * (2 * V @ X.T @ X + X @ X.T @ V)


# problem: solve_tensor
# right unit_changes: One unit change of the matrix at a time.
def solution_tensor(X, b):
    n = len(b)
    y = np.linalg.solve(X, b)
    T = np.empty((n, n, n))
    for k in range(n):
        for l in range(n):
            E = np.zeros((n, n))
            E[k, l] = 1
            T[:, k, l] = -np.linalg.solve(X, E @ y)
    return T


# right broadcast: The inverse's rows and the solution by broadcasting.
def solution_tensor(X, b):
    M = inv(X)
    return -M[:, :, None] * (M @ b)[None, None, :]


# wrong sign: The inverse is differentiated without its minus.
def solution_tensor(X, b):
    M = inv(X)
    return np.einsum("ik,l->ikl", M, M @ b)


# wrong swapped: Row and column of X are swapped.
def solution_tensor(X, b):
    M = inv(X)
    return -np.einsum("il,k->ikl", M, M @ b)


# wrong b_for_y: The right-hand side stands where the solution should.
def solution_tensor(X, b):
    return -np.einsum("ik,l->ikl", inv(X), b)


# wrong input_first: The axes of X come first.
def solution_tensor(X, b):
    M = inv(X)
    return -np.einsum("ik,l->kli", M, M @ b)


# wrong no_inverse: The outer inverse is left out.
def solution_tensor(X, b):
    return -np.einsum("ik,l->ikl", np.eye(len(b)), np.linalg.solve(X, b))


# wrong inverse_transposed: The inverse is transposed.
def solution_tensor(X, b):
    M = inv(X)
    return -np.einsum("ki,l->ikl", M, M @ b)


# wrong square: The inverse's derivative as minus its square, times b.
def solution_tensor(X, b):
    M = inv(X)
    return -np.einsum("ik,l->ikl", M @ M, b)


# wrong y_transposed_system: The solution of the transposed system.
def solution_tensor(X, b):
    M = inv(X)
    return -np.einsum("ik,l->ikl", M, M.T @ b)


# wrong like_product: Differentiated as if y were X b.
def solution_tensor(X, b):
    return np.einsum("ik,l->ikl", np.eye(len(b)), b)


# problem: column_std
# right feature_by_feature: A slice for each feature.
def spread_tensor(X):
    N, d = X.shape
    T = np.zeros((d, N, d))
    for j in range(d):
        z = X[:, j] - X[:, j].mean()
        T[j, :, j] = z / np.sqrt(N * (z @ z))
    return T


# wrong variance: The variance's derivative: the root is forgotten.
def spread_tensor(X):
    N, d = X.shape
    slope = 2 * (X - X.mean(axis=0)) / N
    return np.einsum("jl,il->jil", np.eye(d), slope)


# wrong unbiased: With N - 1 instead of N.
def spread_tensor(X):
    N, d = X.shape
    slope = (X - X.mean(axis=0)) / ((N - 1) * X.std(axis=0, ddof=1))
    return np.einsum("jl,il->jil", np.eye(d), slope)


# wrong no_mean: The division by the number of examples is lost.
def spread_tensor(X):
    slope = (X - X.mean(axis=0)) / X.std(axis=0)
    return np.einsum("jl,il->jil", np.eye(X.shape[1]), slope)


# wrong example_first: The example's axis comes first.
def spread_tensor(X):
    N, d = X.shape
    slope = (X - X.mean(axis=0)) / (N * X.std(axis=0))
    return np.einsum("jl,il->ijl", np.eye(d), slope)


# wrong compressed: Only what is not zero is handed in.
def spread_tensor(X):
    return (X - X.mean(axis=0)) / (len(X) * X.std(axis=0))


# wrong every_feature: Each feature's spread is said to depend on all features.
def spread_tensor(X):
    N, d = X.shape
    slope = (X - X.mean(axis=0)) / (N * X.std(axis=0))
    return np.tile(slope, (d, 1, 1))


# wrong not_centred: The mean is not subtracted in front.
def spread_tensor(X):
    N, d = X.shape
    slope = X / (N * X.std(axis=0))
    return np.einsum("jl,il->jil", np.eye(d), slope)


# wrong two_kept: The root's half does not cancel the 2.
def spread_tensor(X):
    N, d = X.shape
    slope = 2 * (X - X.mean(axis=0)) / (N * X.std(axis=0))
    return np.einsum("jl,il->jil", np.eye(d), slope)


# wrong by_variance: Divided by the variance instead of its root.
def spread_tensor(X):
    N, d = X.shape
    slope = (X - X.mean(axis=0)) / (N * X.var(axis=0))
    return np.einsum("jl,il->jil", np.eye(d), slope)


# problem: vec_layer
# right columns: The image of each unit matrix, stacked.
def two_sided_jac(X, A, B):
    slope = 1 - np.tanh(A @ X @ B) ** 2
    cols = []
    for j in range(X.shape[1]):
        for i in range(X.shape[0]):
            cols.append((slope * np.outer(A[:, i], B[j])).ravel(order="F"))
    return np.array(cols).T


# wrong no_slope: The slope of tanh is left out.
def two_sided_jac(X, A, B):
    return np.kron(B.T, A)


# wrong a_first: The factors of the Kronecker product change places.
def two_sided_jac(X, A, B):
    slope = 1 - np.tanh(A @ X @ B) ** 2
    return slope.reshape(-1, 1, order="F") * np.kron(A, B.T)


# wrong slope_by_rows: The slope is flattened row by row.
def two_sided_jac(X, A, B):
    slope = 1 - np.tanh(A @ X @ B) ** 2
    return slope.reshape(-1, 1) * np.kron(B.T, A)


# wrong all_by_rows: Everything is stacked row by row.
def two_sided_jac(X, A, B):
    slope = 1 - np.tanh(A @ X @ B) ** 2
    return slope.reshape(-1, 1) * np.kron(A, B.T)


# wrong input_first: The Jacobian is transposed.
def two_sided_jac(X, A, B):
    slope = 1 - np.tanh(A @ X @ B) ** 2
    return (slope.reshape(-1, 1, order="F") * np.kron(B.T, A)).T


# wrong not_squared: 1 - tanh for the slope.
def two_sided_jac(X, A, B):
    slope = 1 - np.tanh(A @ X @ B)
    return slope.reshape(-1, 1, order="F") * np.kron(B.T, A)


# wrong tanh_for_slope: tanh itself is used as its slope.
def two_sided_jac(X, A, B):
    Y = np.tanh(A @ X @ B)
    return Y.reshape(-1, 1, order="F") * np.kron(B.T, A)


# wrong slope_plus: The sign in the slope is wrong.
def two_sided_jac(X, A, B):
    slope = 1 + np.tanh(A @ X @ B) ** 2
    return slope.reshape(-1, 1, order="F") * np.kron(B.T, A)


# problem: attention_pool
# right covariance: The covariance of values and keys under the attention.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    return (V - p @ V).T @ (p[:, None] * (H - p @ H))


# right key_by_key: The quotient rule, key by key.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    mean_key = sum(p[i] * H[i] for i in range(len(H)))
    return sum(p[i] * np.outer(V[i], H[i] - mean_key) for i in range(len(H)))


# wrong input_first: A row for each entry of the query.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    return H.T @ (np.diag(p) - np.outer(p, p)) @ V


# wrong not_normalised: The normaliser is held constant.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    return V.T @ np.diag(p) @ H


# wrong diagonal: Only the diagonal of the softmax's Jacobian.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    return V.T @ np.diag(p * (1 - p)) @ H


# wrong no_softmax: The attention is differentiated as if it were linear.
def pool_jac(w, H, V):
    return V.T @ H


# wrong attention_lost: The Jacobian of the attention is handed in.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    return (np.diag(p) - np.outer(p, p)) @ H


# wrong plain_mean: The keys are centred by their plain mean.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    return V.T @ (p[:, None] * (H - H.mean(axis=0)))


# wrong plus: The minus in the softmax's Jacobian is lost.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    return V.T @ (np.diag(p) + np.outer(p, p)) @ H


# wrong scaled: Divided by the root of the dimension, as in a paper.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    return V.T @ (np.diag(p) - np.outer(p, p)) @ H / np.sqrt(len(w))


# wrong keys_as_values: The keys are pooled instead of the values.
def pool_jac(w, H, V):
    p = softmax(H @ w)
    return H.T @ (np.diag(p) - np.outer(p, p)) @ H


# problem: field
# right charge_by_charge: The quotient rule, charge by charge.
def field_jac(x, R, q, s):
    J = np.zeros((len(x), len(x)))
    for place, charge in zip(R, q):
        d = x - place
        r2 = s + d @ d
        J += charge * (r2 * np.eye(len(x)) - 3 * np.outer(d, d)) / r2**2.5
    return J


# wrong distance_constant: The distance is held constant.
def field_jac(x, R, q, s):
    r = np.sqrt(s + np.sum((x - R) ** 2, axis=1))
    return np.sum(q / r**3) * np.eye(len(x))


# wrong direction_constant: Only the distance is differentiated.
def field_jac(x, R, q, s):
    D = x - R
    r = np.sqrt(s + np.sum(D**2, axis=1))
    return -3 * D.T @ ((q / r**5)[:, None] * D)


# wrong three_lost: The exponent's 3 is lost.
def field_jac(x, R, q, s):
    D = x - R
    r = np.sqrt(s + np.sum(D**2, axis=1))
    return np.sum(q / r**3) * np.eye(len(x)) - D.T @ ((q / r**5)[:, None] * D)


# wrong fourth_power: r^-3 gives r^-4; the derivative of r itself is forgotten to be D / r.
def field_jac(x, R, q, s):
    D = x - R
    r = np.sqrt(s + np.sum(D**2, axis=1))
    return np.sum(q / r**3) * np.eye(len(x)) - 3 * D.T @ ((q / r**4)[:, None] * D)


# wrong plus: The minus of the negative power is lost.
def field_jac(x, R, q, s):
    D = x - R
    r = np.sqrt(s + np.sum(D**2, axis=1))
    return np.sum(q / r**3) * np.eye(len(x)) + 3 * D.T @ ((q / r**5)[:, None] * D)


# wrong doubled: The 2 of the square is not cancelled by the root.
def field_jac(x, R, q, s):
    D = x - R
    r = np.sqrt(s + np.sum(D**2, axis=1))
    return np.sum(q / r**3) * np.eye(len(x)) - 6 * D.T @ ((q / r**5)[:, None] * D)


# wrong charges_forgotten: The charges are left out of the second term.
def field_jac(x, R, q, s):
    D = x - R
    r = np.sqrt(s + np.sum(D**2, axis=1))
    return np.sum(q / r**3) * np.eye(len(x)) - 3 * D.T @ (D / r[:, None] ** 5)


# wrong not_softened: The softening s is left out of the distance.
def field_jac(x, R, q, s):
    D = x - R
    r = norm(D, axis=1)
    return np.sum(q / r**3) * np.eye(len(x)) - 3 * D.T @ ((q / r**5)[:, None] * D)


# wrong entrywise: Squares instead of outer products.
def field_jac(x, R, q, s):
    D = x - R
    r = np.sqrt(s + np.sum(D**2, axis=1))
    return np.diag(np.sum(q / r**3) - 3 * (q / r**5) @ D**2)


# wrong by_the_charges: The derivative by the charge's place, which has the other sign.
def field_jac(x, R, q, s):
    D = R - x
    r = np.sqrt(s + np.sum(D**2, axis=1))
    return 3 * D.T @ ((q / r**5)[:, None] * D) - np.sum(q / r**3) * np.eye(len(x))


# problem: sinkhorn
# right diagonals: Two reciprocal maps, each with its diagonal Jacobian.
def sinkhorn_jac(u, K, a, b):
    s = K.T @ u
    v = b / s
    w = a / (K @ v)
    dv = -np.diag(v / s) @ K.T
    dw = -np.diag(w / (K @ v)) @ K
    return dw @ dv


# wrong one_minus: Only one of the two reciprocals gets its minus.
def sinkhorn_jac(u, K, a, b):
    s = K.T @ u
    t = K @ (b / s)
    return -(a / t**2)[:, None] * (K * (b / s**2)) @ K.T


# wrong input_first: The Jacobian is transposed.
def sinkhorn_jac(u, K, a, b):
    s = K.T @ u
    t = K @ (b / s)
    return ((a / t**2)[:, None] * (K * (b / s**2)) @ K.T).T


# wrong half_way: The chain rule stops at v.
def sinkhorn_jac(u, K, a, b):
    s = K.T @ u
    return -(b / s**2)[:, None] * K.T


# wrong outer_not_squared: The outer reciprocal is not squared.
def sinkhorn_jac(u, K, a, b):
    s = K.T @ u
    t = K @ (b / s)
    return (a / t)[:, None] * (K * (b / s**2)) @ K.T


# wrong inner_not_squared: The inner reciprocal is not squared.
def sinkhorn_jac(u, K, a, b):
    s = K.T @ u
    t = K @ (b / s)
    return (a / t**2)[:, None] * (K * (b / s)) @ K.T


# wrong a_lost: The target a is lost from the outer derivative.
def sinkhorn_jac(u, K, a, b):
    s = K.T @ u
    t = K @ (b / s)
    return (1 / t**2)[:, None] * (K * (b / s**2)) @ K.T


# wrong no_inner_slope: The inner reciprocal is differentiated as if it were linear.
def sinkhorn_jac(u, K, a, b):
    t = K @ (b / (K.T @ u))
    return (a / t**2)[:, None] * (K @ K.T)


# wrong logarithms: The derivative of the logarithms.
def sinkhorn_jac(u, K, a, b):
    s = K.T @ u
    t = K @ (b / s)
    return (1 / t)[:, None] * (K * (b / s**2)) @ K.T * u


# wrong slope_by_v: v itself stands for its derivative.
def sinkhorn_jac(u, K, a, b):
    v = b / (K.T @ u)
    t = K @ v
    return (a / t**2)[:, None] * (K * v**2) @ K.T
