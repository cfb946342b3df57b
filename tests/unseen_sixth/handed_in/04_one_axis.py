import numpy as np
from numpy.linalg import inv, solve


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


# problem: kalman
# right gain: By the gain.
def update_by_noise(r, mu, P, H, y):
    Sinv = inv(H @ P @ H.T + r * np.eye(len(H)))
    gain = P @ H.T @ Sinv
    return -gain @ (Sinv @ (y - H @ mu))


# right eigenvectors: In the eigenvectors of what the sensor sees.
def update_by_noise(r, mu, P, H, y):
    lam, Q = np.linalg.eigh(H @ P @ H.T)
    return P @ H.T @ Q @ (-(Q.T @ (y - H @ mu)) / (lam + r) ** 2)


# wrong sign: The inverse is differentiated without its minus.
def update_by_noise(r, mu, P, H, y):
    S = H @ P @ H.T + r * np.eye(len(y))
    return P @ H.T @ solve(S, solve(S, y - H @ mu))


# wrong one_inverse: The inverse is kept once instead of squared.
def update_by_noise(r, mu, P, H, y):
    S = H @ P @ H.T + r * np.eye(len(y))
    return -P @ H.T @ solve(S, y - H @ mu)


# wrong times_r: The noise stays as a factor.
def update_by_noise(r, mu, P, H, y):
    S = H @ P @ H.T + r * np.eye(len(y))
    return -r * P @ H.T @ solve(S, solve(S, y - H @ mu))


# wrong no_innovation: The measurement stands for the innovation.
def update_by_noise(r, mu, P, H, y):
    S = H @ P @ H.T + r * np.eye(len(y))
    return -P @ H.T @ solve(S, solve(S, y))


# wrong noise_only: The covariance's share of S is forgotten: S is r times the identity.
def update_by_noise(r, mu, P, H, y):
    return -P @ H.T @ (y - H @ mu) / r**2


# wrong trace: The inverse's derivative as a trace, like that of a determinant.
def update_by_noise(r, mu, P, H, y):
    M = inv(H @ P @ H.T + r * np.eye(len(y)))
    return -np.trace(M) * P @ H.T @ M @ (y - H @ mu)


# wrong p_lost: The prior's covariance is left out of the gain.
def update_by_noise(r, mu, P, H, y):
    S = H @ P @ H.T + r * np.eye(len(y))
    return -H.T @ solve(S, solve(S, y - H @ mu))


# wrong entrywise_square: The inverse is squared entry by entry.
def update_by_noise(r, mu, P, H, y):
    M = inv(H @ P @ H.T + r * np.eye(len(y)))
    return -P @ H.T @ M**2 @ (y - H @ mu)


# wrong sign_and_gain: Two slips: the sign, and one inverse instead of two.
def update_by_noise(r, mu, P, H, y):
    S = H @ P @ H.T + r * np.eye(len(y))
    return P @ H.T @ solve(S, y - H @ mu)


# problem: dice
# right quotient_rule: The quotient rule as written in the book.
def dice_grad(z, y, s):
    p = sigmoid(z)
    f, g = 2 * p @ y + s, p.sum() + y.sum() + s
    df = 2 * y * p * (1 - p)
    dg = p * (1 - p)
    return -(df * g - f * dg) / g**2


# wrong coefficient: The gradient of the overlap, without the minus.
def dice_grad(z, y, s):
    p = sigmoid(z)
    f, g = 2 * p @ y + s, p.sum() + y.sum() + s
    return (2 * y * g - f) / g**2 * p * (1 - p)


# wrong by_probabilities: The derivative by p; the sigmoid is forgotten.
def dice_grad(z, y, s):
    p = sigmoid(z)
    f, g = 2 * p @ y + s, p.sum() + y.sum() + s
    return -(2 * y * g - f) / g**2


# wrong below_constant: The denominator is held constant.
def dice_grad(z, y, s):
    p = sigmoid(z)
    return -2 * y * p * (1 - p) / (p.sum() + y.sum() + s)


# wrong not_squared: The denominator of the quotient rule is not squared.
def dice_grad(z, y, s):
    p = sigmoid(z)
    f, g = 2 * p @ y + s, p.sum() + y.sum() + s
    return -(2 * y * g - f) / g * p * (1 - p)


# wrong quotient_plus: The quotient rule with a plus.
def dice_grad(z, y, s):
    p = sigmoid(z)
    f, g = 2 * p @ y + s, p.sum() + y.sum() + s
    return -(2 * y * g + f) / g**2 * p * (1 - p)


# wrong two_lost: The 2 above is lost from the derivative.
def dice_grad(z, y, s):
    p = sigmoid(z)
    f, g = 2 * p @ y + s, p.sum() + y.sum() + s
    return -(y * g - f) / g**2 * p * (1 - p)


# wrong no_smoothing_above: The smoothing is left out above.
def dice_grad(z, y, s):
    p = sigmoid(z)
    f, g = 2 * p @ y, p.sum() + y.sum() + s
    return -(2 * y * g - f) / g**2 * p * (1 - p)


# wrong sigmoid_twice: The slope is taken at p instead of z.
def dice_grad(z, y, s):
    p = sigmoid(z)
    f, g = 2 * p @ y + s, p.sum() + y.sum() + s
    t = sigmoid(p)
    return -(2 * y * g - f) / g**2 * t * (1 - t)


# wrong squares_below: Another Dice loss, with squared probabilities below, in the derivative.
def dice_grad(z, y, s):
    p = sigmoid(z)
    f, g = 2 * p @ y + s, p.sum() + y.sum() + s
    return -(2 * y * g - 2 * p * f) / g**2 * p * (1 - p)


# problem: ranking
# right pairs: Each pair pulls its two scores.
def ranking_grad(s, M):
    g = np.zeros(len(s))
    for i in range(len(s)):
        for j in range(len(s)):
            t = -M[i, j] / (1 + np.exp(s[i] - s[j]))
            g[i] += t
            g[j] -= t
    return g


# wrong winner_only: Only the score that stands first is moved.
def ranking_grad(s, M):
    return -(M * sigmoid(s - s[:, None])).sum(axis=1)


# wrong loser_only: Only the score that is subtracted is moved.
def ranking_grad(s, M):
    return (M * sigmoid(s - s[:, None])).sum(axis=0)


# wrong both_down: Both scores of a pair get the same sign.
def ranking_grad(s, M):
    G = M * sigmoid(s - s[:, None])
    return -G.sum(axis=0) - G.sum(axis=1)


# wrong ascent: The sign of the whole is turned.
def ranking_grad(s, M):
    G = M * sigmoid(s - s[:, None])
    return G.sum(axis=1) - G.sum(axis=0)


# wrong sigmoid_turned: The sigmoid of the difference, without its minus.
def ranking_grad(s, M):
    G = M * sigmoid(s[:, None] - s)
    return G.sum(axis=0) - G.sum(axis=1)


# wrong mean: The mean over the pairs.
def ranking_grad(s, M):
    G = M * sigmoid(s - s[:, None])
    return (G.sum(axis=0) - G.sum(axis=1)) / M.size


# wrong unweighted: The weights of the pairs are forgotten.
def ranking_grad(s, M):
    G = sigmoid(s - s[:, None])
    return G.sum(axis=0) - G.sum(axis=1)


# wrong m_symmetric: The weights are thought symmetric, as in a distance matrix.
def ranking_grad(s, M):
    D = s[:, None] - s
    return -(M * (sigmoid(-D) - sigmoid(D))).sum(axis=1)


# wrong slope_of_sigmoid: softplus is differentiated to the sigmoid's slope.
def ranking_grad(s, M):
    p = sigmoid(s - s[:, None])
    G = M * p * (1 - p)
    return G.sum(axis=0) - G.sum(axis=1)


# problem: planar_flow
# right by_factors: The gradient of the inner product and that of the slope.
def flow_grad(w, u, z, b):
    slope = 1 / np.cosh(w @ z + b) ** 2
    dslope = -2 * np.tanh(w @ z + b) * slope * z
    det = 1 + u @ w * slope
    return (slope * u + (u @ w) * dslope) / det


# wrong slope_constant: The slope of tanh is held constant.
def flow_grad(w, u, z, b):
    slope = 1 - np.tanh(w @ z + b) ** 2
    return u * slope / (1 + (u @ w) * slope)


# wrong product_constant: The inner product of u and w is held constant.
def flow_grad(w, u, z, b):
    t = np.tanh(w @ z + b)
    slope = 1 - t**2
    return -2 * t * slope * (u @ w) * z / (1 + (u @ w) * slope)


# wrong no_log: The logarithm's slope is left out.
def flow_grad(w, u, z, b):
    t = np.tanh(w @ z + b)
    slope = 1 - t**2
    return u * slope - 2 * t * slope * (u @ w) * z


# wrong no_two: The 2 of the squared tanh is lost.
def flow_grad(w, u, z, b):
    t = np.tanh(w @ z + b)
    slope = 1 - t**2
    return (u * slope - t * slope * (u @ w) * z) / (1 + (u @ w) * slope)


# wrong plus: The minus of 1 - tanh^2 is lost.
def flow_grad(w, u, z, b):
    t = np.tanh(w @ z + b)
    slope = 1 - t**2
    return (u * slope + 2 * t * slope * (u @ w) * z) / (1 + (u @ w) * slope)


# wrong no_inner_slope: The square is differentiated, the tanh in it is not.
def flow_grad(w, u, z, b):
    t = np.tanh(w @ z + b)
    slope = 1 - t**2
    return (u * slope - 2 * t * (u @ w) * z) / (1 + (u @ w) * slope)


# wrong by_z: In the second term the derivative of wz + b by z instead of w.
def flow_grad(w, u, z, b):
    t = np.tanh(w @ z + b)
    slope = 1 - t**2
    return (u * slope - 2 * t * slope * (u @ w) * w) / (1 + (u @ w) * slope)


# wrong no_bias: The bias is left out.
def flow_grad(w, u, z, b):
    t = np.tanh(w @ z)
    slope = 1 - t**2
    return (u * slope - 2 * t * slope * (u @ w) * z) / (1 + (u @ w) * slope)


# wrong one_lost: The 1 is dropped inside the logarithm.
def flow_grad(w, u, z, b):
    t = np.tanh(w @ z + b)
    return u / (u @ w) - 2 * t * z


# problem: total_variation
# right matrix: With the matrix of differences.
def variation_grad(x, y, lam, eps):
    B = np.eye(len(x))[1:] - np.eye(len(x))[:-1]
    d = B @ x
    return x - y + lam * B.T @ (d / np.sqrt(d * d + eps))


# right padded: The pull of both neighbours, with zeros at the ends.
def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    pull = np.concatenate([[0.0], d / np.sqrt(d**2 + eps), [0.0]])
    return x - y - lam * np.diff(pull)


# wrong turned: The two ends of a difference change signs.
def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    pull = lam * d / np.sqrt(d**2 + eps)
    g = x - y
    g[1:] -= pull
    g[:-1] += pull
    return g


# wrong plain_sign: The smooth absolute value is differentiated to the sign.
def variation_grad(x, y, lam, eps):
    pull = lam * np.sign(np.diff(x))
    g = x - y
    g[1:] += pull
    g[:-1] -= pull
    return g


# wrong one_neighbour: Only the difference to the sample before is counted.
def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    g = x - y
    g[1:] += lam * d / np.sqrt(d**2 + eps)
    return g


# wrong no_lam: The weight of the penalty is lost.
def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    pull = d / np.sqrt(d**2 + eps)
    g = x - y
    g[1:] += pull
    g[:-1] -= pull
    return g


# wrong root_alone: The root's slope without its inside.
def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    pull = lam / (2 * np.sqrt(d**2 + eps))
    g = x - y
    g[1:] += pull
    g[:-1] -= pull
    return g


# wrong half_kept: The 2 of the square does not cancel the root's half.
def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    pull = lam * d / (2 * np.sqrt(d**2 + eps))
    g = x - y
    g[1:] += pull
    g[:-1] -= pull
    return g


# wrong smooth: The squared differences are penalised.
def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    g = x - y
    g[1:] += 2 * lam * d
    g[:-1] -= 2 * lam * d
    return g


# wrong ring: The last sample is joined to the first.
def variation_grad(x, y, lam, eps):
    d = np.roll(x, -1) - x
    pull = lam * d / np.sqrt(d**2 + eps)
    return x - y + np.roll(pull, 1) - pull


# wrong fit_doubled: The half of the fit is forgotten.
def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    pull = lam * d / np.sqrt(d**2 + eps)
    g = 2 * (x - y)
    g[1:] += pull
    g[:-1] -= pull
    return g


# wrong turned_unweighted: Two slips: the ends change signs, and the weight is lost.
def variation_grad(x, y, lam, eps):
    d = np.diff(x)
    pull = d / np.sqrt(d**2 + eps)
    g = x - y
    g[1:] -= pull
    g[:-1] += pull
    return g


# problem: softmax_divergence
# right jacobian: The softmax's Jacobian times the gradient by p.
def divergence_grad(a, b):
    p, q = softmax(a), softmax(b)
    return (np.diag(p) - np.outer(p, p)) @ (np.log(p / q) + 1)


# right logits: The normalisers cancel: the gap of the logits will do.
def divergence_grad(a, b):
    p = softmax(a)
    return p * ((a - b) - np.sum(p * (a - b)))


# wrong by_second: The gradient by the other logits, q - p.
def divergence_grad(a, b):
    return softmax(b) - softmax(a)


# wrong difference: p - q, as for a cross-entropy.
def divergence_grad(a, b):
    return softmax(a) - softmax(b)


# wrong by_probabilities: The gradient by p.
def divergence_grad(a, b):
    p, q = softmax(a), softmax(b)
    return np.log(p) - np.log(q) + 1


# wrong not_centred: The loss is not subtracted.
def divergence_grad(a, b):
    p, q = softmax(a), softmax(b)
    return p * (np.log(p) - np.log(q))


# wrong diagonal: The softmax's Jacobian as its diagonal.
def divergence_grad(a, b):
    p, q = softmax(a), softmax(b)
    return p * (1 - p) * (np.log(p) - np.log(q) + 1)


# wrong reversed: The divergence the other way round, by a's formula.
def divergence_grad(a, b):
    p, q = softmax(a), softmax(b)
    gap = np.log(q) - np.log(p)
    return q * (gap - q @ gap)


# wrong sign: The gap is turned.
def divergence_grad(a, b):
    p, q = softmax(a), softmax(b)
    gap = np.log(q) - np.log(p)
    return p * (gap - p @ gap)


# wrong plain_mean: The gap is centred by its plain mean.
def divergence_grad(a, b):
    p, q = softmax(a), softmax(b)
    gap = np.log(p) - np.log(q)
    return p * (gap - gap.mean())


# wrong log_slope_kept: The 1 of p log p is added after the Jacobian.
def divergence_grad(a, b):
    p, q = softmax(a), softmax(b)
    gap = np.log(p) - np.log(q)
    return p * (gap - p @ gap + 1)


# problem: hidden_markov
# right backward_messages: Forward and backward messages.
def transition_grad(A, p0, b0, b1, b2):
    f = [p0 * b0]
    f.append((f[0] @ A) * b1)
    back = [None, A @ b2, np.ones(len(b2))]
    like = f[1] @ A @ b2
    g = np.zeros_like(A)
    for t, emit in enumerate([b1, b2]):
        g -= np.outer(f[t], emit * back[t + 1])
    return g / like


# wrong last_step: Only the last transition is differentiated.
def transition_grad(A, p0, b0, b1, b2):
    f1 = (A.T @ (p0 * b0)) * b1
    return -np.outer(f1, b2) / np.sum(f1 @ A * b2)


# wrong first_step: Only the first transition is differentiated.
def transition_grad(A, p0, b0, b1, b2):
    f0 = p0 * b0
    f1 = (A.T @ f0) * b1
    return -np.outer(f0, b1 * (A @ b2)) / np.sum(f1 @ A * b2)


# wrong no_log: The logarithm's slope is left out.
def transition_grad(A, p0, b0, b1, b2):
    f0 = p0 * b0
    f1 = (A.T @ f0) * b1
    return -(np.outer(f0, b1 * (A @ b2)) + np.outer(f1, b2))


# wrong likelihood: The minus is lost.
def transition_grad(A, p0, b0, b1, b2):
    f0 = p0 * b0
    f1 = (A.T @ f0) * b1
    return (np.outer(f0, b1 * (A @ b2)) + np.outer(f1, b2)) / (f1 @ A @ b2)


# wrong transposed: The transitions are read from column to row.
def transition_grad(A, p0, b0, b1, b2):
    f0 = p0 * b0
    f1 = (A.T @ f0) * b1
    return -(np.outer(b1 * (A @ b2), f0) + np.outer(b2, f1)) / (f1 @ A @ b2)


# wrong emission_lost: The emission is left out of the way back.
def transition_grad(A, p0, b0, b1, b2):
    f0 = p0 * b0
    f1 = (A.T @ f0) * b1
    return -(np.outer(f0, A @ b2) + np.outer(f1, b2)) / (f1 @ A @ b2)


# wrong back_transposed: The message back is sent through the transposed matrix.
def transition_grad(A, p0, b0, b1, b2):
    f0 = p0 * b0
    f1 = (A.T @ f0) * b1
    return -(np.outer(f0, b1 * (A.T @ b2)) + np.outer(f1, b2)) / (f1 @ A @ b2)


# wrong expected_counts: The expected numbers of transitions, from the EM algorithm.
def transition_grad(A, p0, b0, b1, b2):
    f0 = p0 * b0
    f1 = (A.T @ f0) * b1
    return -A * (np.outer(f0, b1 * (A @ b2)) + np.outer(f1, b2)) / (f1 @ A @ b2)


# wrong no_start_emission: The first emission is left out in front.
def transition_grad(A, p0, b0, b1, b2):
    f1 = (A.T @ (p0 * b0)) * b1
    return -(np.outer(p0, b1 * (A @ b2)) + np.outer(f1, b2)) / (f1 @ A @ b2)


# problem: ordinal
# right formula: p_j (1[j <= i] - c_i).
def ordinal_jac(z):
    p = softmax(z)
    c = np.cumsum(p)
    below = np.arange(len(z))[None, :] <= np.arange(len(z))[:, None]
    return p * (below - c[:, None])


# right cumulated: The rows of the softmax's Jacobian, added up.
def ordinal_jac(z):
    p = softmax(z)
    return np.cumsum(np.diag(p) - np.outer(p, p), axis=0)


# wrong along_columns: The Jacobian is added up along the other axis.
def ordinal_jac(z):
    p = softmax(z)
    return np.cumsum(np.diag(p) - np.outer(p, p), axis=1)


# wrong softmax_only: The cumulation is forgotten.
def ordinal_jac(z):
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


# wrong not_normalised: The normaliser is held constant.
def ordinal_jac(z):
    p = softmax(z)
    return np.tril(np.tile(p, (len(z), 1)))


# wrong from_above: The sum runs from the last class down.
def ordinal_jac(z):
    p = softmax(z)
    return np.triu(np.ones((len(z), len(z)))) @ (np.diag(p) - np.outer(p, p))


# wrong masked: The upper half is set to zero instead of added up.
def ordinal_jac(z):
    p = softmax(z)
    return np.tril(np.diag(p) - np.outer(p, p))


# wrong excluding: The own class is left out of the sum.
def ordinal_jac(z):
    p = softmax(z)
    return np.tril(np.ones((len(z), len(z))), -1) @ (np.diag(p) - np.outer(p, p))


# wrong sigmoid_rule: c (1 - c) on the diagonal, as for a sigmoid.
def ordinal_jac(z):
    c = np.cumsum(softmax(z))
    return np.diag(c * (1 - c))


# wrong diagonal_softmax: The softmax's Jacobian taken as its diagonal.
def ordinal_jac(z):
    p = softmax(z)
    return np.tril(np.ones((len(z), len(z)))) @ np.diag(p * (1 - p))


# wrong softmax_of_sums: The logits are cumulated first.
def ordinal_jac(z):
    p = softmax(np.cumsum(z))
    return (np.diag(p) - np.outer(p, p)) @ np.tril(np.ones((len(z), len(z))))


# problem: hessian_step
# right whole_hessian: The Hessian first.
def hessian_step(x, A, c, v):
    H = 2 * A.T @ np.diag(A @ x) @ A + np.exp(c @ x) * np.outer(c, c)
    return H @ v


# right rows: A sum over the rows of A.
def hessian_step(x, A, c, v):
    out = np.exp(np.dot(c, x)) * np.dot(c, v) * c
    for row in A:
        out = out + 2 * (row @ x) * (row @ v) * row
    return out


# wrong gradient: The gradient is handed in.
def hessian_step(x, A, c, v):
    return A.T @ (A @ x) ** 2 + np.exp(c @ x) * c


# wrong gradient_times_v: The gradient, entry by entry times the step.
def hessian_step(x, A, c, v):
    return (A.T @ (A @ x) ** 2 + np.exp(c @ x) * c) * v


# wrong two_lost: The 2 of the square is lost.
def hessian_step(x, A, c, v):
    return A.T @ ((A @ x) * (A @ v)) + np.exp(c @ x) * (c @ v) * c


# wrong exponential_once: The exponential's inner derivative is taken once.
def hessian_step(x, A, c, v):
    return 2 * A.T @ ((A @ x) * (A @ v)) + np.exp(c @ x) * c * v


# wrong squares_of_c: c squared entry by entry for the outer product.
def hessian_step(x, A, c, v):
    return 2 * A.T @ ((A @ x) * (A @ v)) + np.exp(c @ x) * c**2 * v


# wrong no_exponential: The exponential part is forgotten.
def hessian_step(x, A, c, v):
    return 2 * A.T @ ((A @ x) * (A @ v))


# wrong diagonal: Only the diagonal of the Hessian meets the step.
def hessian_step(x, A, c, v):
    return (2 * (A**2).T @ (A @ x) + np.exp(c @ x) * c**2) * v


# wrong ax_lost: The factor A x is lost, as if the cube were a square.
def hessian_step(x, A, c, v):
    return 2 * A.T @ (A @ v) + np.exp(c @ x) * (c @ v) * c


# wrong three_kept: The third of the cube is forgotten.
def hessian_step(x, A, c, v):
    return 6 * A.T @ ((A @ x) * (A @ v)) + np.exp(c @ x) * (c @ v) * c


# wrong at_v: The exponential is taken at the step.
def hessian_step(x, A, c, v):
    return 2 * A.T @ ((A @ x) * (A @ v)) + np.exp(c @ v) * (c @ v) * c


# problem: bilinear_mixed
# right entrywise: The product rule for each pair.
def mixed_derivative(u, v, M):
    t = np.tanh(u @ M @ v)
    first = M @ v
    H = np.empty(M.shape)
    for i in range(len(u)):
        for j in range(len(v)):
            inner = sum(u[k] * M[k, j] for k in range(len(u)))
            H[i, j] = (1 - t * t) * M[i, j] - 2 * t * (1 - t * t) * first[i] * inner
    return H


# wrong slope_constant: The slope of tanh is held constant in the second step.
def mixed_derivative(u, v, M):
    return (1 - np.tanh(u @ M @ v) ** 2) * M


# wrong no_m: The first derivative's Mv is held constant.
def mixed_derivative(u, v, M):
    t = np.tanh(u @ M @ v)
    return -2 * t * (1 - t**2) * np.outer(M @ v, u @ M)


# wrong plus: The minus of the second derivative is lost.
def mixed_derivative(u, v, M):
    t = np.tanh(u @ M @ v)
    return (1 - t**2) * (M + 2 * t * np.outer(M @ v, u @ M))


# wrong transposed: A row for each entry of v.
def mixed_derivative(u, v, M):
    t = np.tanh(u @ M @ v)
    return (1 - t**2) * (M - 2 * t * np.outer(M @ v, u @ M)).T


# wrong two_lost: The 2 of the squared tanh is lost.
def mixed_derivative(u, v, M):
    t = np.tanh(u @ M @ v)
    return (1 - t**2) * (M - t * np.outer(M @ v, u @ M))


# wrong no_inner_slope: The derivative of tanh^2 as -2 tanh.
def mixed_derivative(u, v, M):
    t = np.tanh(u @ M @ v)
    return (1 - t**2) * M - 2 * t * np.outer(M @ v, u @ M)


# wrong product_of_gradients: The two first derivatives are multiplied.
def mixed_derivative(u, v, M):
    slope = 1 - np.tanh(u @ M @ v) ** 2
    return slope**2 * np.outer(M @ v, u @ M)


# wrong bare_inputs: The outer product of u and v themselves.
def mixed_derivative(u, v, M):
    t = np.tanh(u @ M @ v)
    return (1 - t**2) * (M - 2 * t * np.outer(u, v))


# wrong no_tanh: The score is differentiated without the tanh around it.
def mixed_derivative(u, v, M):
    return M


# wrong transposed_halved: Two slips: a row for each entry of v, and the 2 is lost.
def mixed_derivative(u, v, M):
    t = np.tanh(u @ M @ v)
    return (1 - t**2) * (M - t * np.outer(M @ v, u @ M)).T


# problem: quantile
# right loop: Example by example.
def quantile_grad(beta, X, y, tau, lam):
    g = 2 * lam * beta
    for row, target in zip(X, y):
        over = target > row @ beta
        g = g - row * (tau if over else tau - 1) / len(y)
    return g


# wrong swapped: tau and tau - 1 change places.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return -X.T @ np.where(r > 0, tau - 1, tau) / len(y) + 2 * lam * beta


# wrong sign: The residual's minus is lost.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return X.T @ np.where(r > 0, tau, tau - 1) / len(y) + 2 * lam * beta


# wrong summed: The sum over the examples.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return -X.T @ np.where(r > 0, tau, tau - 1) + 2 * lam * beta


# wrong one_minus_tau: The slope of the lower branch with the wrong sign.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return -X.T @ np.where(r > 0, tau, 1 - tau) / len(y) + 2 * lam * beta


# wrong residual_kept: The residual stays in the derivative.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return -X.T @ (np.where(r > 0, tau, tau - 1) * r) / len(y) + 2 * lam * beta


# wrong lower_branch_flat: Below the quantile the loss is thought flat.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return -X.T @ (tau * (r > 0)) / len(y) + 2 * lam * beta


# wrong median: The absolute error's derivative: tau is forgotten.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return -X.T @ np.sign(r) / len(y) + 2 * lam * beta


# wrong ridge_halved: The ridge is differentiated to lam beta.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return -X.T @ np.where(r > 0, tau, tau - 1) / len(y) + lam * beta


# wrong ridge_in_mean: The ridge is divided by the number of examples.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return (-X.T @ np.where(r > 0, tau, tau - 1) + 2 * lam * beta) / len(y)


# wrong no_ridge: The ridge is forgotten.
def quantile_grad(beta, X, y, tau, lam):
    r = y - X @ beta
    return -X.T @ np.where(r > 0, tau, tau - 1) / len(y)


# problem: validation
# right implicit: The normal equations, differentiated.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = inv(G) @ X.T @ y
    dw = -inv(G) @ w
    return np.mean(2 * (V @ w - t) * (V @ dw))


# right adjoint: One adjoint system.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    adjoint = solve(G, 2 / len(t) * V.T @ (V @ w - t))
    return -adjoint @ w


# wrong sign: The minus of the inverse's derivative is lost.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    return 2 / len(t) * (V @ w - t) @ V @ solve(G, w)


# wrong two_lost: The 2 of the square is lost.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    return -(V @ w - t) @ V @ solve(G, w) / len(t)


# wrong summed: The sum over the validation examples.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    return -2 * (V @ w - t) @ V @ solve(G, w)


# wrong training_count: Divided by the number of training examples.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    return -2 / len(y) * (V @ w - t) @ V @ solve(G, w)


# wrong one_inverse: w' = -w: the second inverse is forgotten.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    return -2 / len(t) * (V @ w - t) @ V @ w


# wrong on_training_data: The slope of the training error.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    return -2 / len(y) * (X @ w - y) @ X @ solve(G, w)


# wrong ridge_doubled: The normal equations get 2 lam, from a loss without the half.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + 2 * lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    return -2 / len(t) * (V @ w - t) @ V @ solve(G, w)


# wrong no_residual: The residual is lost: the mean of the predictions' slopes.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    return -2 * np.mean(V @ solve(G, w))


# wrong lam_kept: lam stays as a factor.
def validation_slope(lam, X, y, V, t):
    G = X.T @ X + lam * np.eye(X.shape[1])
    w = solve(G, X.T @ y)
    return -2 * lam / len(t) * (V @ w - t) @ V @ solve(G, w)
