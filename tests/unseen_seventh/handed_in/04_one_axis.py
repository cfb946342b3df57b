import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


# problem: soft_minimum
# right jacobian: The Jacobian of softmax as a matrix, then the product rule.
def soft_minimum(x, b):
    p = softmax(-b * x)
    J = -b * (np.diag(p) - np.outer(p, p))
    return p + J.T @ x


# right loop: Entry by entry.
def soft_minimum(x, b):
    p = softmax(-b * x)
    m = np.dot(p, x)
    return np.array([p[i] - b * p[i] * (x[i] - m) for i in range(len(x))])


# wrong weights_constant: The weights are held constant.
def soft_minimum(x, b):
    return softmax(-b * x)


# wrong softmax_only: Only the weights are differentiated; the term of x itself is lost.
def soft_minimum(x, b):
    p = softmax(-b * x)
    return -b * p * (x - p @ x)


# wrong diagonal: The Jacobian of softmax is taken as its diagonal.
def soft_minimum(x, b):
    p = softmax(-b * x)
    return p - b * p * (1 - p) * x


# wrong sign_inside: The minus sign in front of b x is forgotten in the chain rule.
def soft_minimum(x, b):
    p = softmax(-b * x)
    return p + b * p * (x - p @ x)


# wrong b_lost: The inner derivative b is forgotten.
def soft_minimum(x, b):
    p = softmax(-b * x)
    return p - p * (x - p @ x)


# wrong soft_max: The weights are softmax of plus b x.
def soft_minimum(x, b):
    p = softmax(b * x)
    return p * (1 - b * (x - p @ x))


# wrong plain_mean: The plain mean of the costs instead of the weighted one.
def soft_minimum(x, b):
    p = softmax(-b * x)
    return p * (1 - b * (x - x.mean()))


# wrong no_normaliser: The normaliser is treated as a constant.
def soft_minimum(x, b):
    p = softmax(-b * x)
    return p * (1 - b * x)


# problem: autoregression
# right matrix: A banded matrix D with e = D x.
def autoregression(x, a, b):
    n = len(x)
    D = np.eye(n)[2:] - a * np.eye(n)[1:-1] - b * np.eye(n)[:-2]
    return 2 * D.T @ (D @ x)


# right convolution: Correlation of the residuals with the filter.
def autoregression(x, a, b):
    e = x[2:] - a * x[1:-1] - b * x[:-2]
    return 2 * np.convolve(e, [-b, -a, 1.0])


# wrong only_newest: Only the place where x is the newest value.
def autoregression(x, a, b):
    e = x[2:] - a * x[1:-1] - b * x[:-2]
    return np.concatenate([[0, 0], 2 * e])


# wrong filter_flipped: The filter is not turned round: a convolution for a correlation.
def autoregression(x, a, b):
    e = x[2:] - a * x[1:-1] - b * x[:-2]
    return 2 * np.convolve(e, [1.0, -a, -b])


# wrong two_lost: The factor two of the square is lost.
def autoregression(x, a, b):
    e = x[2:] - a * x[1:-1] - b * x[:-2]
    return np.convolve(e, [-b, -a, 1.0])


# wrong signs: The minus signs of the lagged terms are lost.
def autoregression(x, a, b):
    e = x[2:] - a * x[1:-1] - b * x[:-2]
    return 2 * np.convolve(e, [b, a, 1.0])


# wrong second_lag_lost: The second lag is held constant.
def autoregression(x, a, b):
    e = x[2:] - a * x[1:-1] - b * x[:-2]
    g = np.zeros_like(x)
    g[2:] += 2 * e
    g[1:-1] -= 2 * a * e
    return g


# wrong lags_swapped: The two coefficients change places.
def autoregression(x, a, b):
    e = x[2:] - a * x[1:-1] - b * x[:-2]
    return 2 * np.convolve(e, [-a, -b, 1.0])


# wrong mean: The mean of the squares instead of the sum.
def autoregression(x, a, b):
    e = x[2:] - a * x[1:-1] - b * x[:-2]
    return 2 * np.convolve(e, [-b, -a, 1.0]) / len(e)


# wrong cyclic: The series is thought of as a circle, so the ends wrap round.
def autoregression(x, a, b):
    e = x - a * np.roll(x, 1) - b * np.roll(x, 2)
    return 2 * (e - a * np.roll(e, -1) - b * np.roll(e, -2))


# wrong residual_itself: The residuals were left out: the derivative of the sum of residuals.
def autoregression(x, a, b):
    return np.convolve(np.ones(len(x) - 2), [-b, -a, 1.0])


# problem: survival
# right loop: Two loops over times.
def survival(h, dt):
    n = len(h)
    J = np.zeros((n, n))
    for i in range(n):
        S = np.exp(-np.sum(h[: i + 1] * dt[: i + 1]))
        for j in range(i + 1):
            J[i, j] = -S * dt[j]
    return J


# right product: Diagonal times triangle times diagonal.
def survival(h, dt):
    n = h.shape[0]
    S = np.exp(-np.cumsum(h * dt))
    return -np.diag(S) @ np.tri(n) @ np.diag(dt)


# wrong transposed: Inputs along the rows.
def survival(h, dt):
    S = np.exp(-np.cumsum(h * dt))
    return -np.triu(np.outer(dt, S))


# wrong diagonal: Each survival is thought to depend on its own hazard alone.
def survival(h, dt):
    S = np.exp(-np.cumsum(h * dt))
    return -np.diag(S * dt)


# wrong sign: The minus of the exponent is forgotten.
def survival(h, dt):
    S = np.exp(-np.cumsum(h * dt))
    return np.tril(np.outer(S, dt))


# wrong steps_lost: The length of the interval is forgotten.
def survival(h, dt):
    S = np.exp(-np.cumsum(h * dt))
    return -np.tril(np.outer(S, np.ones_like(dt)))


# wrong future: The mask is the upper triangle: later hazards instead of earlier ones.
def survival(h, dt):
    S = np.exp(-np.cumsum(h * dt))
    return -np.triu(np.outer(S, dt))


# wrong no_mask: No mask at all.
def survival(h, dt):
    S = np.exp(-np.cumsum(h * dt))
    return -np.outer(S, dt)


# wrong strict: The hazard of the interval itself is left out.
def survival(h, dt):
    S = np.exp(-np.cumsum(h * dt))
    return -np.tril(np.outer(S, dt), -1)


# wrong not_accumulated: The exponential is of the interval's own hazard, not of the sum.
def survival(h, dt):
    S = np.exp(-h * dt)
    return -np.tril(np.outer(S, dt))


# wrong summed: The outputs are summed: a gradient instead of a Jacobian.
def survival(h, dt):
    S = np.exp(-np.cumsum(h * dt))
    return -np.tril(np.outer(S, dt)).sum(axis=0)


# problem: volatility
# right matrix: A matrix of differences, and a centring matrix.
def volatility(p):
    n = len(p)
    D = np.eye(n)[1:] - np.eye(n)[:-1]
    C = np.eye(n - 1) - 1 / (n - 1)
    return 2 / (n - 1) * (np.diag(1 / p) @ D.T @ C @ D @ np.log(p))


# right padded: The difference of padded arrays.
def volatility(p):
    r = np.log(p[1:] / p[:-1])
    g = 2 * (r - np.mean(r)) / len(r)
    return -np.diff(np.pad(g, 1)) / p


# wrong no_centring: The mean of the returns is forgotten.
def volatility(p):
    r = np.diff(np.log(p))
    return -np.diff(np.pad(2 * r / r.size, 1)) / p


# wrong unbiased: Divided by one less, as for the sample variance.
def volatility(p):
    r = np.diff(np.log(p))
    return -np.diff(np.pad(2 * (r - r.mean()) / (r.size - 1), 1)) / p


# wrong sum: Not divided by the number of returns.
def volatility(p):
    r = np.diff(np.log(p))
    return -np.diff(np.pad(2 * (r - r.mean()), 1)) / p


# wrong log_forgotten: The slope 1/p of the logarithm is forgotten.
def volatility(p):
    r = np.diff(np.log(p))
    return -np.diff(np.pad(2 * (r - r.mean()) / r.size, 1))


# wrong sign: The two ends of a return are swapped.
def volatility(p):
    r = np.diff(np.log(p))
    return np.diff(np.pad(2 * (r - r.mean()) / r.size, 1)) / p


# wrong only_later_price: Each return is differentiated by the later price only.
def volatility(p):
    r = np.diff(np.log(p))
    return np.concatenate([[0.0], 2 * (r - r.mean()) / r.size]) / p


# wrong standard_deviation: The standard deviation's gradient is given.
def volatility(p):
    r = np.diff(np.log(p))
    return -np.diff(np.pad((r - r.mean()) / r.size, 1)) / p / r.std()


# wrong two_lost: The factor two is forgotten.
def volatility(p):
    r = np.diff(np.log(p))
    return -np.diff(np.pad((r - r.mean()) / r.size, 1)) / p


# wrong by_log_price_multiplied: Multiplied by the price instead of divided.
def volatility(p):
    r = np.diff(np.log(p))
    return -np.diff(np.pad(2 * (r - r.mean()) / r.size, 1)) * p


# problem: weather
# right indices: Indices modulo n.
def weather(x, F):
    n = len(x)
    J = np.zeros((n, n))
    for i in range(n):
        J[i, (i + 1) % n] += x[i - 1]
        J[i, i - 2] -= x[i - 1]
        J[i, i - 1] += x[(i + 1) % n] - x[i - 2]
        J[i, i] -= 1
    return J


# right shifts: Shift matrices and diagonal matrices.
def weather(x, F):
    S = np.roll(np.eye(len(x)), 1, axis=0)
    S2 = S @ S
    return np.diag(S @ x) @ (S.T - S2) + np.diag((S.T - S2) @ x) @ S - np.eye(len(x))


# wrong transposed: The derivative of output i stands in column i.
def weather(x, F):
    S = np.roll(np.eye(len(x)), 1, axis=0)
    D = S.T - S @ S
    return (np.diag(S @ x) @ D + np.diag(D @ x) @ S - np.eye(len(x))).T


# wrong first_factor_only: The second factor of the product is held constant.
def weather(x, F):
    S = np.roll(np.eye(len(x)), 1, axis=0)
    return np.diag(S @ x) @ (S.T - S @ S) - np.eye(len(x))


# wrong damping_lost: The damping term -x is forgotten.
def weather(x, F):
    S = np.roll(np.eye(len(x)), 1, axis=0)
    D = S.T - S @ S
    return np.diag(S @ x) @ D + np.diag(D @ x) @ S


# wrong shift_directions: Rolled the wrong way round.
def weather(x, F):
    S = np.roll(np.eye(len(x)), -1, axis=0)
    D = S.T - S @ S
    return np.diag(S @ x) @ D + np.diag(D @ x) @ S - np.eye(len(x))


# wrong factors_not_shifted: Each local derivative is multiplied by x itself, not by its neighbour.
def weather(x, F):
    S = np.roll(np.eye(len(x)), 1, axis=0)
    D = S.T - S @ S
    return np.diag(x) @ D + np.diag(D @ x) @ S - np.eye(len(x))


# wrong plus_two: The minus before the second neighbour is lost in the derivative.
def weather(x, F):
    S = np.roll(np.eye(len(x)), 1, axis=0)
    return np.diag(S @ x) @ (S.T + S @ S) + np.diag((S.T - S @ S) @ x) @ S - np.eye(len(x))


# wrong scaled_columns: The diagonal factors stand on the right, so columns are scaled.
def weather(x, F):
    S = np.roll(np.eye(len(x)), 1, axis=0)
    D = S.T - S @ S
    return D @ np.diag(S @ x) + S @ np.diag(D @ x) - np.eye(len(x))


# wrong forcing_kept: The forcing is kept as if it depended on x.
def weather(x, F):
    S = np.roll(np.eye(len(x)), 1, axis=0)
    D = S.T - S @ S
    return np.diag(S @ x) @ D + np.diag(D @ x) @ S - np.eye(len(x)) + F * np.eye(len(x))


# problem: potential
# right loop: Charge by charge.
def potential(x, P, q, eps):
    g = np.zeros(len(x))
    for p, charge in zip(P, q):
        g -= charge * (x - p) / (np.dot(x - p, x - p) + eps) ** 1.5
    return g


# right einsum: With einsum and the distances.
def potential(x, P, q, eps):
    r = P - x[None, :]
    dist = np.sqrt(np.einsum("nd,nd->n", r, r) + eps)
    return np.einsum("n,nd->d", q / dist**3, r)


# wrong sign: The sign is that of the field, not of the gradient.
def potential(x, P, q, eps):
    r = x - P
    s = (r**2).sum(axis=1) + eps
    return (q / s**1.5) @ r


# wrong square: The power is that of 1/s, the root was forgotten.
def potential(x, P, q, eps):
    r = x - P
    s = (r**2).sum(axis=1) + eps
    return -2 * (q / s**2) @ r


# wrong unit_vectors_lost: Coulomb's law from memory: the square of the distance below.
def potential(x, P, q, eps):
    r = x - P
    s = (r**2).sum(axis=1) + eps
    return -(q / s) @ r


# wrong half_kept: The half of the root is kept, but the two of the square is lost.
def potential(x, P, q, eps):
    r = x - P
    s = (r**2).sum(axis=1) + eps
    return -0.5 * (q / s**1.5) @ r


# wrong softening_lost: The softening is forgotten.
def potential(x, P, q, eps):
    r = x - P
    s = (r**2).sum(axis=1)
    return -(q / s**1.5) @ r


# wrong charges_lost: The charges are forgotten.
def potential(x, P, q, eps):
    r = x - P
    s = (r**2).sum(axis=1) + eps
    return -(1 / s**1.5) @ r


# wrong inner_lost: The inner derivative x - P is taken as one for each charge.
def potential(x, P, q, eps):
    r = x - P
    s = (r**2).sum(axis=1) + eps
    return -(q / s**1.5).sum() * np.ones_like(x)


# wrong x_not_subtracted: The inner derivative is x, the position of the charge is forgotten.
def potential(x, P, q, eps):
    s = ((x - P) ** 2).sum(axis=1) + eps
    return -(q / s**1.5).sum() * x


# wrong not_summed: One gradient for each charge is returned.
def potential(x, P, q, eps):
    r = x - P
    s = (r**2).sum(axis=1) + eps
    return -(q / s**1.5)[:, None] * r


# problem: noise_schedule
# right jacobian: The whole triangular Jacobian of the product.
def noise_schedule(b, c):
    k = np.cumprod(1 - b)
    J = np.tril(np.outer(k, -1 / (1 - b)))
    return (c / (2 * np.sqrt(k))) @ J


# right log: Through the logarithm of the products.
def noise_schedule(b, c):
    root = np.exp(0.5 * np.cumsum(np.log1p(-b)))
    return np.array([-(c[i:] * root[i:]).sum() / 2 / (1 - b[i]) for i in range(len(b))])


# wrong own_step: Each product is differentiated by its own step only.
def noise_schedule(b, c):
    k = np.cumprod(1 - b)
    return -c * np.sqrt(k) / (2 * (1 - b))


# wrong forward_sum: The sum runs over earlier steps instead of later ones.
def noise_schedule(b, c):
    k = np.cumprod(1 - b)
    return -np.cumsum(c * np.sqrt(k)) / (2 * (1 - b))


# wrong sign: The minus of 1 - b is forgotten.
def noise_schedule(b, c):
    t = c * np.sqrt(np.cumprod(1 - b))
    return t[::-1].cumsum()[::-1] / (2 * (1 - b))


# wrong half_lost: The half of the root is forgotten.
def noise_schedule(b, c):
    t = c * np.sqrt(np.cumprod(1 - b))
    return -t[::-1].cumsum()[::-1] / (1 - b)


# wrong root_lost: The root is left out: the gradient of sum(c * k).
def noise_schedule(b, c):
    t = c * np.cumprod(1 - b)
    return -t[::-1].cumsum()[::-1] / (1 - b)


# wrong divided_by_b: The factor is divided out as b instead of 1 - b.
def noise_schedule(b, c):
    t = c * np.sqrt(np.cumprod(1 - b))
    return -t[::-1].cumsum()[::-1] / (2 * b)


# wrong not_divided: The other factors are not obtained by division: the factor itself stays.
def noise_schedule(b, c):
    t = c * np.sqrt(np.cumprod(1 - b))
    return -t[::-1].cumsum()[::-1] / 2


# wrong strictly_later: The step itself is left out of the sum.
def noise_schedule(b, c):
    t = c * np.sqrt(np.cumprod(1 - b))
    return -(t[::-1].cumsum()[::-1] - t) / (2 * (1 - b))


# wrong wrong_product: The products are of b instead of 1 - b.
def noise_schedule(b, c):
    t = c * np.sqrt(np.cumprod(b))
    return t[::-1].cumsum()[::-1] / (2 * b)


# problem: hopfield
# right weights: With stable weights.
def hopfield(x, M, b):
    return x - softmax(b * M @ x) @ M


# right loop: Memory by memory.
def hopfield(x, M, b):
    p = softmax(b * np.array([m @ x for m in M]))
    out = x.copy()
    for weight, m in zip(p, M):
        out -= weight * m
    return out


# wrong b_kept: The inner factor b is not cancelled by the division.
def hopfield(x, M, b):
    return x - b * softmax(b * M @ x) @ M


# wrong divided_by_b: The division by b is kept, the inner derivative b is forgotten.
def hopfield(x, M, b):
    return x - softmax(b * M @ x) @ M / b


# wrong no_temperature: The inverse temperature is left out of the softmax.
def hopfield(x, M, b):
    return x - softmax(M @ x) @ M


# wrong sign: The two terms are added.
def hopfield(x, M, b):
    return x + softmax(b * M @ x) @ M


# wrong quadratic_lost: The quadratic term is forgotten.
def hopfield(x, M, b):
    return -softmax(b * M @ x) @ M


# wrong two: The half in front of the square is overlooked.
def hopfield(x, M, b):
    return 2 * x - softmax(b * M @ x) @ M


# wrong uniform: The log-sum-exp is differentiated as a mean.
def hopfield(x, M, b):
    return x - M.mean(axis=0)


# wrong not_normalised: The weights are not normalised.
def hopfield(x, M, b):
    return x - np.exp(b * M @ x) @ M


# wrong energy_reversed: The update direction is returned instead of the gradient.
def hopfield(x, M, b):
    return softmax(b * M @ x) @ M - x


# problem: factor_machine
# right gram: The Gram matrix without its diagonal.
def factor_machine(x, w, V):
    K = V @ V.T
    return w + (K - np.diag(np.diag(K))) @ x


# right pairs: The sum over other features.
def factor_machine(x, w, V):
    n = len(x)
    return np.array([w[i] + sum(V[i] @ V[j] * x[j] for j in range(n) if j != i) for i in range(n)])


# wrong linear_lost: The linear term is forgotten.
def factor_machine(x, w, V):
    return V @ (V.T @ x) - x * (V**2).sum(axis=1)


# wrong self_kept: The product of a feature with itself is not taken away.
def factor_machine(x, w, V):
    return w + V @ (V.T @ x)


# wrong half_kept: The half is kept, the two of the squares forgotten.
def factor_machine(x, w, V):
    return w + (V @ (V.T @ x) - x * (V**2).sum(axis=1)) / 2


# wrong two: The half is lost, the two of the squares kept.
def factor_machine(x, w, V):
    return w + 2 * (V @ (V.T @ x) - x * (V**2).sum(axis=1))


# wrong sign: The second square is added.
def factor_machine(x, w, V):
    return w + V @ (V.T @ x) + x * (V**2).sum(axis=1)


# wrong x_lost: The derivative of the second square is taken as if x entered linearly.
def factor_machine(x, w, V):
    return w + V @ (V.T @ x) - (V**2).sum(axis=1) / 2


# wrong squares_of_sum: The square of a row's sum for the sum of its squares.
def factor_machine(x, w, V):
    return w + V @ (V.T @ x) - x * V.sum(axis=1) ** 2


# wrong sum_of_factor: The factors of the first square are summed before they meet V.
def factor_machine(x, w, V):
    return w + V.sum(axis=1) * (V.T @ x).sum() - x * (V**2).sum(axis=1)
