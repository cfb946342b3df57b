import numpy as np


def skew(v):
    a, b, c = v.ravel()
    return np.array([[0, -c, b], [c, 0, -a], [-b, a, 0]])


# problem: planar_arm
# right triangle: A triangular matrix says which joint moves which link.
def planar_arm(q, l):
    a = np.cumsum(q)
    moves = np.tril(np.ones((len(q), len(q))))
    return np.array([-l * np.sin(a), l * np.cos(a)]) @ moves


# right loops: One joint after the other.
def planar_arm(q, l):
    a = np.cumsum(q)
    J = np.zeros((2, len(q)))
    for j in range(len(q)):
        for i in range(j, len(q)):
            J[0, j] -= l[i] * np.sin(a[i])
            J[1, j] += l[i] * np.cos(a[i])
    return J


# wrong links_before: Sums the links up to the joint instead of those from it on.
def planar_arm(q, l):
    a = np.cumsum(q)
    return np.cumsum(np.stack([-l * np.sin(a), l * np.cos(a)]), axis=1)


# wrong own_link: A joint moves its own link only.
def planar_arm(q, l):
    a = np.cumsum(q)
    return np.stack([-l * np.sin(a), l * np.cos(a)])


# wrong sign: The minus of the derivative of the cosine is forgotten.
def planar_arm(q, l):
    a = np.cumsum(q)
    each = np.stack([l * np.sin(a), l * np.cos(a)])
    return np.cumsum(each[:, ::-1], axis=1)[:, ::-1]


# wrong joint_angles: The angles of the joints are used as those of the links.
def planar_arm(q, l):
    each = np.stack([-l * np.sin(q), l * np.cos(q)])
    return np.cumsum(each[:, ::-1], axis=1)[:, ::-1]


# wrong transposed: Rows belong to q.
def planar_arm(q, l):
    a = np.cumsum(q)
    each = np.stack([-l * np.sin(a), l * np.cos(a)])
    return np.cumsum(each[:, ::-1], axis=1)[:, ::-1].T


# wrong rows_exchanged: The rows of the two coordinates are exchanged.
def planar_arm(q, l):
    a = np.cumsum(q)
    each = np.stack([l * np.cos(a), -l * np.sin(a)])
    return np.cumsum(each[:, ::-1], axis=1)[:, ::-1]


# wrong all_links: Every joint moves all links.
def planar_arm(q, l):
    a = np.cumsum(q)
    each = np.stack([-l * np.sin(a), l * np.cos(a)])
    return each.sum(axis=1, keepdims=True) * np.ones(len(q))


# wrong no_lengths: The lengths of the links are forgotten.
def planar_arm(q, l):
    a = np.cumsum(q)
    each = np.stack([-np.sin(a), np.cos(a)])
    return np.cumsum(each[:, ::-1], axis=1)[:, ::-1]


# wrong reversed_order: The columns come out in the order of the backward sum, the last joint first.
def planar_arm(q, l):
    a = np.cumsum(q)
    each = np.stack([-l * np.sin(a), l * np.cos(a)])
    return np.cumsum(each[:, ::-1], axis=1)


# problem: spring_energy
# right force_and_direction: The force times the direction.
def spring_energy(x, y, k, rest):
    d = np.sqrt(np.sum((x - y) ** 2))
    direction = (x - y) / d
    force = k * (d - rest)
    return force * direction.T


# right multiplied_out: With the rest length as a correction.
def spring_energy(x, y, k, rest):
    e = (x - y).reshape(1, -1)
    return k * e - k * rest * e / np.linalg.norm(e)


# wrong column: The derivative as a column.
def spring_energy(x, y, k, rest):
    d = np.linalg.norm(x - y)
    return k * (d - rest) * (x - y) / d


# wrong force: The force on x, which has the other sign.
def spring_energy(x, y, k, rest):
    d = np.linalg.norm(x - y)
    return -k * (d - rest) * (x - y).T / d


# wrong half_left: The half is not cancelled by the 2 of the square.
def spring_energy(x, y, k, rest):
    d = np.linalg.norm(x - y)
    return k / 2 * (d - rest) * (x - y).T / d


# wrong no_rest: The rest length is dropped because it is a constant.
def spring_energy(x, y, k, rest):
    return k * (x - y).T


# wrong not_unit: The difference is not divided by its length.
def spring_energy(x, y, k, rest):
    return k * (np.linalg.norm(x - y) - rest) * (x - y).T


# wrong length_squared: Divides by the square of the length.
def spring_energy(x, y, k, rest):
    e = x - y
    return k * (np.linalg.norm(e) - rest) * e.T / np.sum(e**2)


# wrong outer_missing: The stretch is lost, k times the direction is left.
def spring_energy(x, y, k, rest):
    return k * (x - y).T / np.linalg.norm(x - y)


# wrong norm_of_x: The derivative of the distance is that of the norm of x alone.
def spring_energy(x, y, k, rest):
    return k * (np.linalg.norm(x - y) - rest) * x.T / np.linalg.norm(x)


# problem: filter_fit
# right loop: Shifted products.
def filter_fit(h, x, d):
    e = np.convolve(h, x) - d
    return np.array([x @ e[j : j + len(x)] for j in range(len(h))])


# right matrix: With the matrix of the convolution.
def filter_fit(h, x, d):
    n, k = len(x), len(h)
    T = np.zeros((n + k - 1, k))
    for j in range(k):
        T[j : j + n, j] = x
    return T.T @ (T @ h - d)


# wrong convolved: The error is convolved with the signal, which is not turned round.
def filter_fit(h, x, d):
    e = np.convolve(h, x) - d
    return np.convolve(e, x, "valid")


# wrong backwards: The result is in reversed order.
def filter_fit(h, x, d):
    e = np.convolve(h, x) - d
    return np.correlate(e, x, "valid")[::-1]


# wrong factor_two: The half of the loss is forgotten.
def filter_fit(h, x, d):
    e = np.convolve(h, x) - d
    return 2 * np.correlate(e, x, "valid")


# wrong sign: The error is wanted minus actual.
def filter_fit(h, x, d):
    e = d - np.convolve(h, x)
    return np.correlate(e, x, "valid")


# wrong no_target: The wanted output is forgotten.
def filter_fit(h, x, d):
    return np.correlate(np.convolve(h, x), x, "valid")


# wrong by_signal: The derivative by the signal.
def filter_fit(h, x, d):
    e = np.convolve(h, x) - d
    return np.correlate(e, h, "valid")


# wrong full: All lags are returned, not only those of the filter.
def filter_fit(h, x, d):
    e = np.convolve(h, x) - d
    return np.correlate(e, x, "full")


# wrong mean: Divides by the length of the output.
def filter_fit(h, x, d):
    e = np.convolve(h, x) - d
    return np.correlate(e, x, "valid") / len(d)


# wrong one_late: The window starts one sample late.
def filter_fit(h, x, d):
    e = np.append(np.convolve(h, x) - d, 0)
    return np.array([x @ e[j + 1 : j + 1 + len(x)] for j in range(len(h))])


# problem: kalman_gain
# right multiplied_out: With the covariance of the innovation.
def kalman_gain(K, H, P, R):
    S = H @ P @ H.T + R
    return 2 * (K @ S - P @ H.T)


# right both_sides: Without the symmetry of P and R.
def kalman_gain(K, H, P, R):
    D = np.eye(K.shape[0]) - K @ H
    return -(D @ P + D @ P.T) @ H.T + K @ (R + R.T)


# wrong inner_minus: The minus of the inner derivative is forgotten.
def kalman_gain(K, H, P, R):
    D = np.eye(len(K)) - K @ H
    return 2 * D @ P @ H.T + 2 * K @ R


# wrong twos_lost: Both factors 2 are forgotten.
def kalman_gain(K, H, P, R):
    D = np.eye(len(K)) - K @ H
    return -D @ P @ H.T + K @ R


# wrong one_two: The 2 of the noise term is forgotten.
def kalman_gain(K, H, P, R):
    D = np.eye(len(K)) - K @ H
    return -2 * D @ P @ H.T + K @ R


# wrong no_noise: The noise term is forgotten.
def kalman_gain(K, H, P, R):
    D = np.eye(len(K)) - K @ H
    return -2 * D @ P @ H.T


# wrong no_identity: The identity is dropped from D because it is a constant.
def kalman_gain(K, H, P, R):
    return 2 * K @ H @ P @ H.T + 2 * K @ R


# wrong p_missing: P is left out of the first term.
def kalman_gain(K, H, P, R):
    D = np.eye(len(K)) - K @ H
    return -2 * D @ H.T + 2 * K @ R


# wrong transposed: The numerator layout.
def kalman_gain(K, H, P, R):
    D = np.eye(len(K)) - K @ H
    return -2 * H @ P @ D.T + 2 * R @ K.T


# wrong order: P and the bracket are exchanged.
def kalman_gain(K, H, P, R):
    D = np.eye(len(K)) - K @ H
    return -2 * P @ D @ H.T + 2 * K @ R


# problem: gyroscope
# right columns: Cross products of the columns.
def gyroscope(w, J):
    v, Jv = w.ravel(), J @ w.ravel()
    cols = [np.cross(np.eye(3)[j], Jv) + np.cross(v, J[:, j]) for j in range(3)]
    return np.stack(cols, axis=1)


# right levi_civita: With the permutation symbol.
def gyroscope(w, J):
    eps = np.zeros((3, 3, 3))
    for i, j, k in [(0, 1, 2), (1, 2, 0), (2, 0, 1)]:
        eps[i, j, k], eps[i, k, j] = 1, -1
    v = w[:, 0]
    return np.einsum("ijk,k->ij", eps, J @ v) + np.einsum("ijk,j,km->im", eps, v, J)


# wrong plus: The sign is not turned where w and J w change places in the cross product.
def gyroscope(w, J):
    return skew(w) @ J + skew(J @ w)


# wrong momentum_only: Only the angular momentum is differentiated.
def gyroscope(w, J):
    return skew(w) @ J


# wrong momentum_constant: The angular momentum is taken as a constant.
def gyroscope(w, J):
    return -skew(J @ w)


# wrong denominator: Rows belong to w.
def gyroscope(w, J):
    return (skew(w) @ J - skew(J @ w)).T


# wrong turned: The cross product is taken the other way round, J w with w.
def gyroscope(w, J):
    return skew(J @ w) - skew(w) @ J


# wrong j_left: J stands on the left of the skew matrix.
def gyroscope(w, J):
    return J @ skew(w) - skew(J @ w)


# wrong inertia_lost: The inertia is missing in the second term, where the velocity stands for the momentum.
def gyroscope(w, J):
    return skew(w) @ J - skew(w)


# wrong one_sign: One entry of the skew matrix has the wrong sign.
def gyroscope(w, J):
    def cross_matrix(v):
        a, b, c = v.ravel()
        return np.array([[0, -c, b], [c, 0, -a], [b, a, 0]])

    return cross_matrix(w) @ J - cross_matrix(J @ w)


# problem: graph_smoothing
# right differences: The matrix of differences.
def graph_smoothing(x, y, W, lam):
    d = x - x.T
    out = np.sum(W * d, axis=1) - np.sum(W * d, axis=0)
    return out.reshape(-1, 1) + lam * (x - y)


# right laplacian: With the Laplacian of the symmetric part.
def graph_smoothing(x, y, W, lam):
    S = (W + W.T) / 2
    lap = np.diag(S.sum(axis=0)) - S
    return 2 * lap @ x + lam * (x - y)


# wrong symmetric: Takes W to be symmetric, two times the Laplacian of its rows.
def graph_smoothing(x, y, W, lam):
    return 2 * (np.diag(W.sum(axis=1)) - W) @ x + lam * (x - y)


# wrong row: The derivative as a row.
def graph_smoothing(x, y, W, lam):
    S = W + W.T
    return ((np.diag(S.sum(axis=1)) - S) @ x + lam * (x - y)).T


# wrong edges_out: Only the edges that leave a node are counted.
def graph_smoothing(x, y, W, lam):
    return (np.diag(W.sum(axis=1)) - W) @ x + lam * (x - y)


# wrong no_degrees: The diagonal of the Laplacian is forgotten.
def graph_smoothing(x, y, W, lam):
    return -(W + W.T) @ x + lam * (x - y)


# wrong plus: The neighbours are added instead of subtracted.
def graph_smoothing(x, y, W, lam):
    S = W + W.T
    return (np.diag(S.sum(axis=1)) + S) @ x + lam * (x - y)


# wrong half_lost: The half in front of the first sum is forgotten.
def graph_smoothing(x, y, W, lam):
    S = W + W.T
    return 2 * (np.diag(S.sum(axis=1)) - S) @ x + lam * (x - y)


# wrong no_data: The distance to the measured values is forgotten.
def graph_smoothing(x, y, W, lam):
    S = W + W.T
    return (np.diag(S.sum(axis=1)) - S) @ x


# wrong data_sign: The distance to the measured values has the wrong sign.
def graph_smoothing(x, y, W, lam):
    S = W + W.T
    return (np.diag(S.sum(axis=1)) - S) @ x + lam * (y - x)


# wrong no_weights: The weights of the edges are left out.
def graph_smoothing(x, y, W, lam):
    return 2 * (len(x) * x - x.sum()) + lam * (x - y)
