import numpy as np


def softmax(z, axis=None):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


# problem: smoothed_fit
# right loops: Every weighted row and every row of D added up in a loop.
def fit_grad(t, X, y, w, D, lam):
    g = np.zeros_like(t)
    for i in range(len(X)):
        ri = X[i] @ t[:, 0] - y[i, 0]
        g[:, 0] += 2 * w[i, 0] * ri * X[i]
    for row in D:
        g[:, 0] += 2 * lam * (row @ t[:, 0]) * row
    return g


# right normal: Through the matrix of the normal equations.
def fit_grad(t, X, y, w, D, lam):
    Wd = np.diag(w.flatten())
    H = X.T @ Wd @ X + lam * (D.T @ D)
    return 2 * (H @ t - X.T @ Wd @ y)


# wrong weight_inside: The student thinks the weight multiplies the residual before the square, so it appears squared.
def fit_grad(t, X, y, w, D, lam):
    r = w * (X @ t - y)
    return 2 * X.T @ (w * r) + 2 * lam * D.T @ (D @ t)


# wrong plain_ridge: The student uses the gradient of plain ridge, lam * |t|^2, and ignores the matrix D.
def fit_grad(t, X, y, w, D, lam):
    return 2 * X.T @ (w * (X @ t - y)) + 2 * lam * t


# wrong unweighted: The weights of the data are forgotten.
def fit_grad(t, X, y, w, D, lam):
    res = X @ t - y
    return 2 * np.dot(X.T, res) + 2 * lam * np.dot(D.T, np.dot(D, t))


# wrong residual_turned: The residual is written y - X t with no minus from its derivative; the penalty is right.
def fit_grad(t, X, y, w, D, lam):
    e = y - X @ t
    data = 2 * X.T @ (w * e)
    smooth = 2 * lam * D.T @ D @ t
    return data + smooth


# wrong penalty_as_norm: The penalty is differentiated as a norm instead of a squared norm.
def fit_grad(t, X, y, w, D, lam):
    Dt = D @ t
    return 2 * X.T @ (w * (X @ t - y)) + lam * D.T @ Dt / np.linalg.norm(Dt)


# wrong half_penalty: The 2 of the square is there for the data and lost for the penalty.
def fit_grad(t, X, y, w, D, lam):
    return 2 * X.T @ (w * (X @ t - y)) + lam * D.T @ (D @ t)


# wrong minimiser: The student solves for the minimiser instead of giving the gradient.
def fit_grad(t, X, y, w, D, lam):
    lhs = X.T @ (w * X) + lam * D.T @ D
    return np.linalg.lstsq(lhs, X.T @ (w * y), rcond=None)[0]


# wrong averaged_no_smooth: Two slips: the sum over the data is read as a mean, and the penalty is dropped.
def fit_grad(t, X, y, w, D, lam):
    n = X.shape[0]
    return (2 / n) * X.T @ (w * (X @ t - y))


# problem: gauss_nll
# right entries: Entry by entry, with the inverse's rule written out.
def nll_by_cov(S, r):
    n = S.shape[0]
    P = np.linalg.inv(S)
    left, right = r.T @ P, P @ r
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            out[i, j] = 0.5 * P[j, i] - 0.5 * left[0, i] * right[j, 0]
    return out


# right factored: Common factor taken out before the solve.
def nll_by_cov(S, r):
    k = np.linalg.solve(S.T, r)
    m = np.linalg.solve(S, r)
    return 0.5 * (np.linalg.inv(S.T) - np.outer(k, m))


# wrong as_symmetric: The formula from the Gaussian handbook, where the covariance is symmetric and no transpose shows.
def nll_by_cov(S, r):
    P = np.linalg.inv(S)
    return 0.5 * P - 0.5 * P @ r @ r.T @ P


# wrong log_of_det_as_scalar: The derivative of log det S is taken as one over det S, added to every entry.
def nll_by_cov(S, r):
    PT = np.linalg.inv(S).T
    return 0.5 / np.linalg.det(S) - 0.5 * PT @ r @ r.T @ PT


# wrong inverse_without_minus: The minus in the derivative of an inverse is missing.
def nll_by_cov(S, r):
    PT = np.linalg.inv(S).T
    quad = PT @ r @ r.T @ PT
    return (PT + quad) / 2


# wrong inverse_as_number: The inverse is differentiated as 1/s is, so minus its square stands between.
def nll_by_cov(S, r):
    P = np.linalg.inv(S)
    return 0.5 * P.T - 0.5 * (r @ r.T) @ (P @ P).T


# wrong quad_of_S: The quadratic term is differentiated as if it were -r' S r: no inverses around r r'.
def nll_by_cov(S, r):
    return 0.5 * np.linalg.inv(S).T - 0.5 * r @ r.T


# wrong det_not_log: The determinant itself is differentiated, the log in front is overlooked.
def nll_by_cov(S, r):
    PT = np.linalg.inv(S).T
    return 0.5 * np.linalg.det(S) * PT - 0.5 * PT @ r @ r.T @ PT


# wrong normaliser_dropped: The log-determinant is treated as a constant normaliser.
def nll_by_cov(S, r):
    u = np.linalg.solve(S.T, r)
    w = np.linalg.solve(S, r)
    return -0.5 * u @ w.T


# wrong half_only_on_quad: The one half stands before the quadratic term only.
def nll_by_cov(S, r):
    PT = np.linalg.inv(S).T
    return PT - 0.5 * PT @ r @ r.T @ PT


# wrong symmetric_and_plus: Two slips: no transposes, and no minus from the inverse.
def nll_by_cov(S, r):
    P = np.linalg.inv(S)
    a = P @ r
    return 0.5 * P + 0.5 * a @ a.T


# problem: cosine
# right projection: The unit anchor without its part along u, over the length of u.
def cosine_grad(u, v):
    uh = u / np.linalg.norm(u)
    vh = v / np.linalg.norm(v)
    return (vh - uh * (uh.T @ vh)) / np.linalg.norm(u)


# right quotient: The quotient rule written out.
def cosine_grad(u, v):
    top = (u.T @ v).item()
    bot = np.linalg.norm(u) * np.linalg.norm(v)
    dbot = u / np.linalg.norm(u) * np.linalg.norm(v)
    return (v * bot - top * dbot) / bot**2


# wrong length_constant: The length of u is treated as a constant.
def cosine_grad(u, v):
    return v / (np.linalg.norm(u) * np.linalg.norm(v))


# wrong quotient_plus: The quotient rule with a plus, as in the product rule.
def cosine_grad(u, v):
    nu, nv = np.linalg.norm(u), np.linalg.norm(v)
    return v / (nu * nv) + (u.T @ v) * u / (nu**3 * nv)


# wrong cube_as_square: The power of |u| in the second term is one too small.
def cosine_grad(u, v):
    nu, nv = np.linalg.norm(u), np.linalg.norm(v)
    return v / (nu * nv) - np.dot(u.T, v) * u / (nu**2 * nv)


# wrong second_along_v: The derivative of the length of u is taken along v.
def cosine_grad(u, v):
    nu, nv = np.linalg.norm(u), np.linalg.norm(v)
    s = (u.T @ v) / (nu * nv)
    return v / (nu * nv) - s * v / nu**2


# wrong projector_unscaled: The projector is formed with u itself instead of the unit vector.
def cosine_grad(u, v):
    n = len(u)
    nu, nv = np.linalg.norm(u), np.linalg.norm(v)
    P = np.eye(n) - u @ u.T
    return P @ v / (nu * nv)


# wrong by_the_anchor: The derivative is taken by v instead of u.
def cosine_grad(u, v):
    nu, nv = np.linalg.norm(u), np.linalg.norm(v)
    cos = (u.T @ v) / (nu * nv)
    return u / (nu * nv) - cos * v / nv**2


# wrong squared_lengths: The lengths in the denominator are taken without their square roots.
def cosine_grad(u, v):
    uu = (u.T @ u).item()
    vv = (v.T @ v).item()
    return v / (uu * vv) - 2 * (u.T @ v) * u / (uu**2 * vv)


# wrong row_length_constant: Two slips: the length of u is held constant, and the answer lies down as a row.
def cosine_grad(u, v):
    return (v / np.linalg.norm(u) / np.linalg.norm(v)).T


# problem: modes
# right loop_over_modes: One outer product per mode.
def modes_by_time(t, A, d, B):
    out = np.zeros((B.shape[1], A.shape[0]))
    for i in range(len(d)):
        out += d[i, 0] * np.exp(t * d[i, 0]) * np.outer(B[i, :], A[:, i])
    return out


# right einsum: All in one einsum.
def modes_by_time(t, A, d, B):
    e = (d * np.exp(d * t))[:, 0]
    return np.einsum("rn,n,nk->kr", A, e, B)


# wrong shape_of_M: The answer has the shape of M; a matrix by a scalar is transposed in this layout.
def modes_by_time(t, A, d, B):
    E = np.diag((d * np.exp(t * d)).ravel())
    return A @ E @ B


# wrong exp_is_its_own: The student says exp is its own derivative and forgets the inner factor d.
def modes_by_time(t, A, d, B):
    E = np.diag(np.exp(t * d).ravel())
    return B.T @ E @ A.T


# wrong inner_is_t: The inner derivative is taken by d: the factor is t.
def modes_by_time(t, A, d, B):
    E = np.diag((t * np.exp(t * d)).ravel())
    return (A @ E @ B).T


# wrong exp_of_diag: np.exp is called on the diagonal matrix, so the zeros beside the diagonal become ones.
def modes_by_time(t, A, d, B):
    Dm = np.diag(d.ravel())
    dE = Dm @ np.exp(t * Dm)
    return (A @ dE @ B).T


# wrong second_time_derivative: The factor d comes down twice: that is the second derivative.
def modes_by_time(t, A, d, B):
    e = d**2 * np.exp(t * d)
    return (A @ (e * B)).T


# wrong power_rule: The exponential is differentiated by the power rule, as t d exp(t d - 1).
def modes_by_time(t, A, d, B):
    e = t * d * np.exp(t * d - 1)
    return B.T @ np.diag(e[:, 0]) @ A.T


# wrong initial_speed: The derivative is taken at t = 0: the factor exp(t d) is gone.
def modes_by_time(t, A, d, B):
    return B.T @ np.diag(d.flatten()) @ A.T


# wrong untransposed_without_d: Two slips: the inner factor d is lost, and the answer has the shape of M.
def modes_by_time(t, A, d, B):
    return A @ (np.exp(t * d) * B)


# problem: layer_norm
# right loops: Kronecker deltas in two loops.
def layer_norm_jac(x, g, eps):
    n = x.shape[0]
    mu = x.sum() / n
    s2 = ((x - mu) ** 2).sum() / n + eps
    s = s2**0.5
    J = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            dc = (i == j) - 1.0 / n
            ds = (x[i, 0] - mu) / (n * s)
            J[i, j] = g[j, 0] * (dc / s - (x[j, 0] - mu) * ds / s2)
    return J


# right chain: Centring matrix first, then the derivative of normalising.
def layer_norm_jac(x, g, eps):
    n = len(x)
    H = np.eye(n) - np.ones((n, n)) / n
    c = H @ x
    s = np.sqrt((c**2).mean() + eps)
    dh = np.eye(n) / s - c @ c.T / (n * s**3)
    return H @ dh @ np.diag(g[:, 0])


# wrong mean_constant: The mean is treated as a constant, the term 1/n is missing.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(x.var() + eps)
    h = (x - x.mean()) / s
    return (np.eye(n) - h @ h.T / n) * g.T / s


# wrong std_constant: The standard deviation is treated as a constant.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(np.mean((x - np.mean(x)) ** 2) + eps)
    return (np.eye(n) - np.ones((n, n)) / n) @ np.diag(g.ravel()) / s


# wrong output_rows: Rows are outputs and columns inputs, the other layout.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(np.var(x) + eps)
    h = (x - np.mean(x)) / s
    J = np.zeros((n, n))
    for out in range(n):
        for inp in range(n):
            J[out, inp] = g[out, 0] / s * ((out == inp) - 1 / n - h[out, 0] * h[inp, 0] / n)
    return J


# wrong variance_as_sum: The variance is differentiated as a sum: 1/n is missing before the outer product.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(np.var(x) + eps)
    h = (x - x.mean()) / s
    return (np.eye(n) - 1 / n - h @ h.T) * g.T / s


# wrong as_elementwise: Normalising is taken as an elementwise function: only the diagonal remains.
def layer_norm_jac(x, g, eps):
    std = np.sqrt(np.var(x) + eps)
    return np.diag((g / std).ravel())


# wrong gain_lost: The gain g is forgotten.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(np.var(x) + eps)
    h = (x - x.mean()) / s
    return (np.eye(n) - 1 / n - h @ h.T / n) / s


# wrong gain_twice: The output y, which has the gain already, stands in the outer product in place of the normalised x.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(np.var(x) + eps)
    h = (x - x.mean()) / s
    y = g * h
    return (np.eye(n) - 1 / n - np.outer(h, y) / n) * g.T / s


# wrong raw_x: x is used where the centred x belongs.
def layer_norm_jac(x, g, eps):
    n = len(x)
    s = np.sqrt(np.var(x) + eps)
    return (np.eye(n) - 1 / n - (x @ x.T) / (n * s**2)) * g.T / s


# wrong spread_constant_without_gain: Two slips: the gain is forgotten, and the spread is held constant.
def layer_norm_jac(x, g, eps):
    n = len(x)
    sigma = np.sqrt(np.var(x) + eps)
    return (np.identity(n) - np.full((n, n), 1 / n)) / sigma


# problem: attention
# right diag_form: The full softmax Jacobian between keys and values.
def attention_by_query(q, K, V):
    d = q.shape[0]
    a = softmax(K @ q / d**0.5)
    J = np.diag(a.ravel()) - np.outer(a, a)
    return K.T @ J @ V / d**0.5


# right covariance: A covariance of keys and values under the weights, key by key.
def attention_by_query(q, K, V):
    d, p = len(q), V.shape[1]
    a = softmax(K @ q / np.sqrt(d))
    kbar, vbar = a.T @ K, a.T @ V
    out = np.zeros((d, p))
    for i in range(len(K)):
        out += a[i, 0] * (K[i : i + 1] - kbar).T @ (V[i : i + 1] - vbar)
    return out / np.sqrt(d)


# wrong numerator: Output axes first: V' J K.
def attention_by_query(q, K, V):
    d = len(q)
    a = softmax(K @ q / np.sqrt(d))
    J = np.diagflat(a) - a @ a.T
    return V.T @ J @ K / np.sqrt(d)


# wrong chain_scale_lost: The 1/sqrt(d) is used in the scores, but not in the chain rule.
def attention_by_query(q, K, V):
    a = softmax(K @ q / np.sqrt(len(q)))
    J = np.diagflat(a) - a @ a.T
    return K.T @ J @ V


# wrong sigmoid_style: The softmax is differentiated as a sigmoid, a (1 - a) on the diagonal.
def attention_by_query(q, K, V):
    d = len(q)
    a = softmax(K @ q / np.sqrt(d))
    return K.T @ (a * (1 - a) * V) / np.sqrt(d)


# wrong partition_constant: The denominator of the softmax is treated as a constant.
def attention_by_query(q, K, V):
    d = len(q)
    a = softmax(K @ q / np.sqrt(d))
    return K.T @ np.diag(a[:, 0]) @ V / np.sqrt(d)


# wrong no_softmax: The derivative of the softmax is skipped entirely: scores straight to values.
def attention_by_query(q, K, V):
    return K.T @ V / np.sqrt(K.shape[1])


# wrong jacobian_turned: The softmax Jacobian has its two terms in the wrong order.
def attention_by_query(q, K, V):
    d = len(q)
    a = softmax(K @ q / np.sqrt(d))
    dsm = a @ a.T - np.diagflat(a)
    return K.T @ dsm @ V / np.sqrt(d)


# wrong raw_scores: The weights come from the unscaled scores.
def attention_by_query(q, K, V):
    d = len(q)
    a = softmax(K @ q)
    J = np.diagflat(a) - a @ a.T
    return K.T @ J @ V / np.sqrt(d)


# wrong scaled_by_number_of_keys: The scale is the root of the number of keys in place of the key size.
def attention_by_query(q, K, V):
    n, d = K.shape
    a = softmax(K @ q / np.sqrt(n))
    J = np.diag(a[:, 0]) - a @ a.T
    return K.T @ J @ V / np.sqrt(n)


# wrong turned_and_unscaled: Two slips: output axes first, and no 1/sqrt(d) from the chain rule.
def attention_by_query(q, K, V):
    a = softmax(K @ q / np.sqrt(len(q)))[:, 0]
    J = np.diag(a) - np.outer(a, a)
    return V.T @ J @ K


# problem: two_step_rnn
# right loop_back: A loop back in time over stored states.
def rnn_dW(W, U, h0, x1, x2, y):
    hs = [h0]
    for x in (x1, x2):
        hs.append(np.tanh(W @ hs[-1] + U @ x))
    dh = hs[-1] - y
    dW = np.zeros_like(W)
    for step in (2, 1):
        dz = dh * (1 - hs[step] ** 2)
        dW += np.outer(dz, hs[step - 1])
        dh = W.T @ dz
    return dW


# right forward_mode: Derivatives of the states carried forward by einsum.
def rnn_dW(W, U, h0, x1, x2, y):
    h = len(h0)
    I = np.eye(h)
    h1 = np.tanh(W @ h0 + U @ x1)[:, 0]
    h2 = np.tanh(W @ h1 + (U @ x2)[:, 0])
    dh1 = np.einsum("a,ab,c->abc", 1 - h1**2, I, h0[:, 0])
    dz2 = np.einsum("ab,c->abc", I, h1) + np.einsum("ae,ebc->abc", W, dh1)
    return np.einsum("a,a,abc->bc", h2 - y[:, 0], 1 - h2**2, dz2)


# wrong last_step_only: Only the last use of W counts: h1 is treated as a constant.
def rnn_dW(W, U, h0, x1, x2, y):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    delta = (h2 - y) * (1 - h2**2)
    return delta @ h1.T


# wrong back_through_W: The error goes back through W where W transposed is needed.
def rnn_dW(W, U, h0, x1, x2, y):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = (h2 - y) * (1 - h2**2)
    d1 = (W @ d2) * (1 - h1**2)
    return d2 @ h1.T + d1 @ h0.T


# wrong first_tanh_skipped: The tanh of the first step is not differentiated.
def rnn_dW(W, U, h0, x1, x2, y):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = (h2 - y) * (1 - h2**2)
    d1 = W.T @ d2
    return d2 @ h1.T + d1 @ h0.T


# wrong states_shifted: Each error meets the state of its own step instead of the one before.
def rnn_dW(W, U, h0, x1, x2, y):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = (h2 - y) * (1 - h2**2)
    d1 = (W.T @ d2) * (1 - h1**2)
    return np.outer(d2, h2) + np.outer(d1, h1)


# wrong outer_turned: The outer products are the wrong way round, the result is the transposed gradient.
def rnn_dW(W, U, h0, x1, x2, y):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = (h2 - y) * (1 - h2**2)
    d1 = (W.T @ d2) * (1 - h1**2)
    return h1 @ d2.T + h0 @ d1.T


# wrong slope_of_preactivation: 1 - z^2 is computed with the pre-activation instead of the state.
def rnn_dW(W, U, h0, x1, x2, y):
    z1 = W @ h0 + U @ x1
    h1 = np.tanh(z1)
    z2 = W @ h1 + U @ x2
    h2 = np.tanh(z2)
    d2 = (h2 - y) * (1 - z2**2)
    d1 = (W.T @ d2) * (1 - z1**2)
    return d2 @ h1.T + d1 @ h0.T


# wrong same_error_both_steps: The error of the last step is used at the first step too, without going back through W.
def rnn_dW(W, U, h0, x1, x2, y):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d = (h2 - y) * (1 - h2**2)
    return d @ (h0 + h1).T


# wrong no_last_tanh_and_sign: Two slips: no tanh derivative at the output, and the error is y - h2.
def rnn_dW(W, U, h0, x1, x2, y):
    h1 = np.tanh(W @ h0 + U @ x1)
    h2 = np.tanh(W @ h1 + U @ x2)
    d2 = y - h2
    d1 = (W.T @ d2) * (1 - h1**2)
    return d2 @ h1.T + d1 @ h0.T


# problem: huber
# right by_cases: Residual by residual, with if.
def huber_grad(theta, X, y, delta):
    n = X.shape[0]
    g = np.zeros_like(theta)
    for i in range(n):
        ri = (X[i : i + 1] @ theta - y[i : i + 1]).item()
        psi = ri if abs(ri) <= delta else delta * np.sign(ri)
        g += psi * X[i : i + 1].T / n
    return g


# right where: np.where on a column, then the mean.
def huber_grad(theta, X, y, delta):
    r = X @ theta - y
    psi = np.where(np.abs(r) < delta, r, delta * np.sign(r))
    return np.mean(psi * X, axis=0)[:, np.newaxis]


# wrong summed: The mean over examples is read as a sum.
def huber_grad(theta, X, y, delta):
    r = X @ theta - y
    return X.T @ np.where(np.abs(r) <= delta, r, delta * np.sign(r))


# wrong sign_of_tail: In the linear part the slope is always +delta, the sign of the residual is lost.
def huber_grad(theta, X, y, delta):
    r = X @ theta - y
    psi = np.where(np.abs(r) <= delta, r, delta)
    return X.T @ psi / len(r)


# wrong always_quadratic: Outliers get the quadratic derivative as well; there is no mask.
def huber_grad(theta, X, y, delta):
    r = X @ theta - y
    return X.T @ r / X.shape[0]


# wrong cases_swapped: The two cases are swapped.
def huber_grad(theta, X, y, delta):
    r = X @ theta - y
    psi = np.where(np.abs(r) > delta, r, delta * np.sign(r))
    return X.T @ psi / X.shape[0]


# wrong unit_tail: The linear part has slope one instead of delta.
def huber_grad(theta, X, y, delta):
    r = X @ theta - y
    psi = np.where(np.abs(r) <= delta, r, np.sign(r))
    return X.T @ psi / X.shape[0]


# wrong outliers_dropped: Outliers are given no gradient at all, as for a truncated loss.
def huber_grad(theta, X, y, delta):
    r = X @ theta - y
    keep = (np.abs(r) <= delta).astype(float)
    return X.T @ (keep * r) / X.shape[0]


# wrong one_sided: The threshold is compared with the residual and not with its absolute value.
def huber_grad(theta, X, y, delta):
    r = X @ theta - y
    psi = np.where(r <= delta, r, delta)
    return X.T @ psi / X.shape[0]


# wrong loss_in_tail: In the tail the value of the loss stands in place of its slope.
def huber_grad(theta, X, y, delta):
    r = X @ theta - y
    tail = delta * (np.abs(r) - 0.5 * delta)
    psi = np.where(np.abs(r) <= delta, r, tail)
    return (X.T @ psi) / len(y)


# wrong summed_without_sign: Two slips: a sum over the examples, and a tail without its sign.
def huber_grad(theta, X, y, delta):
    g = np.zeros(theta.shape)
    for xi, yi in zip(X, y[:, 0]):
        ri = xi @ theta[:, 0] - yi
        slope = ri if abs(ri) <= delta else delta
        g[:, 0] += slope * xi
    return g


# problem: mixture
# right densities: Responsibilities from densities in a loop.
def mixture_by_centres(M, x, p):
    d, K = M.shape
    dens = np.array([p[k, 0] * np.exp(-0.5 * np.sum((x[:, 0] - M[:, k]) ** 2)) for k in range(K)])
    resp = dens / dens.sum()
    G = np.zeros((d, K))
    for k in range(K):
        G[:, k] = resp[k] * (x[:, 0] - M[:, k])
    return G


# right diag: The difference times a diagonal matrix.
def mixture_by_centres(M, x, p):
    diff = x - M
    w = p.ravel() * np.exp(-0.5 * (diff**2).sum(axis=0))
    return diff @ np.diag(w / w.sum())


# wrong prior_ignored: The mixing weights are left out of the responsibilities.
def mixture_by_centres(M, x, p):
    resp = softmax(-0.5 * np.sum((M - x) ** 2, axis=0, keepdims=True), axis=1)
    return resp * (x - M)


# wrong away_from_x: The difference is the wrong way round; the inner minus is missed.
def mixture_by_centres(M, x, p):
    l = np.log(p).T - 0.5 * np.sum((M - x) ** 2, axis=0, keepdims=True)
    return softmax(l) * (M - x)


# wrong half_lost_in_exponent: The exponent is used without its one half.
def mixture_by_centres(M, x, p):
    w = p.T * np.exp(-np.sum((M - x) ** 2, axis=0, keepdims=True))
    return w / w.sum() * (x - M)


# wrong log_ignored: The density is differentiated and not its log: the weights are not normalised.
def mixture_by_centres(M, x, p):
    w = p.T * np.exp(-0.5 * np.sum((M - x) ** 2, axis=0, keepdims=True))
    return w * (x - M)


# wrong prior_as_posterior: The mixing weights stand where the responsibilities belong.
def mixture_by_centres(M, x, p):
    return p.T * (x - M)


# wrong normalised_per_column: The softmax runs along the axis of length one, so every responsibility is one.
def mixture_by_centres(M, x, p):
    l = np.log(p).T - 0.5 * np.sum((M - x) ** 2, axis=0, keepdims=True)
    resp = softmax(l, axis=0)
    return resp * (x - M)


# wrong softmax_slope: The responsibility is differentiated once more, as r (1 - r).
def mixture_by_centres(M, x, p):
    l = np.log(p).T - 0.5 * np.sum((M - x) ** 2, axis=0, keepdims=True)
    resp = softmax(l)
    return resp * (1 - resp) * (x - M)


# wrong by_the_point: The derivative is taken by the point x, a column.
def mixture_by_centres(M, x, p):
    l = np.log(p).T - 0.5 * np.sum((M - x) ** 2, axis=0, keepdims=True)
    resp = softmax(l)
    return (M - x) @ resp.T


# problem: rayleigh
# right quotient_rule: The quotient rule with both products kept.
def rayleigh_grad(x, A):
    num = (x.T @ A @ x).item()
    den = (x.T @ x).item()
    dnum = A @ x + A.T @ x
    dden = 2 * x
    return (dnum * den - num * dden) / den**2


# right loops: Partial derivative by partial derivative.
def rayleigh_grad(x, A):
    v = x.flatten()
    den = np.sum(v * v)
    R = v @ A @ v / den
    g = []
    for i in range(len(v)):
        g.append((np.sum(A[i] * v) + np.sum(A[:, i] * v) - 2 * R * v[i]) / den)
    return np.array(g).reshape(-1, 1)


# wrong symmetric: The gradient of the quadratic form is 2 A x, true for a symmetric matrix only.
def rayleigh_grad(x, A):
    xx = x.T @ x
    R = (x.T @ A @ x) / xx
    return 2 * (A @ x - R * x) / xx


# wrong denominator_constant: x'x is held constant.
def rayleigh_grad(x, A):
    return (A + A.T) @ x / (x.T @ x)


# wrong quotient_without_value: In the second term the value of the quotient is missing.
def rayleigh_grad(x, A):
    return ((A + A.T) @ x - 2 * x) / (x.T @ x)


# wrong derivatives_over_each_other: The derivative of the top is divided by the derivative of the bottom, entry by entry.
def rayleigh_grad(x, A):
    return ((A + A.T) @ x) / (2 * x)


# wrong top_not_multiplied: In the quotient rule the first product lacks the denominator.
def rayleigh_grad(x, A):
    f = x.T @ A @ x
    g = x.T @ x
    return ((A + A.T) @ x - f * 2 * x) / g**2


# wrong one_x_only: Of the two factors x in the quadratic form only the right one is differentiated, to A' x.
def rayleigh_grad(x, A):
    g = x.T @ x
    R = (x.T @ A @ x) / g
    return (A.T @ x - 2 * R * x) / g


# wrong norm_not_squared: x'x is differentiated as the length of x, without the 2.
def rayleigh_grad(x, A):
    xx = (x.T @ x).item()
    R = (x.T @ A @ x).item() / xx
    return ((A + A.T) @ x - R * x) / xx


# wrong row_and_plus: Two slips: a plus in the quotient rule, and a row for a column.
def rayleigh_grad(x, A):
    xx = x.T @ x
    R = (x.T @ A @ x) / xx
    return (x.T @ (A + A.T) + 2 * R * x.T) / xx
