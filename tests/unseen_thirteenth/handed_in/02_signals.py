import numpy as np


def skew(a):
    return np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])


# problem: fir_filter
# right matrix: With the matrix of the convolution.
def fir_grad(h, x, d):
    n, k = len(x), len(h)
    T = np.zeros((n + k - 1, k))
    for j in range(k):
        T[j : j + n, j] = x
    return T.T @ (T @ h - d)


# right loop: One dot product for each tap.
def fir_grad(h, x, d):
    e = np.convolve(x, h) - d
    return np.array([e[j : j + len(x)] @ x for j in range(len(h))])


# wrong convolved: The error is convolved with the signal, which reads the signal backwards.
def fir_grad(h, x, d):
    e = np.convolve(x, h) - d
    return np.convolve(e, x, "valid")


# wrong no_target: The wanted signal is left out.
def fir_grad(h, x, d):
    return np.correlate(np.convolve(x, h), x, "valid")


# wrong by_signal: The derivative by the signal instead of the taps.
def fir_grad(h, x, d):
    return np.correlate(np.convolve(x, h) - d, h, "valid")


# wrong two: A factor 2, although the loss has a half.
def fir_grad(h, x, d):
    return 2 * np.correlate(np.convolve(x, h) - d, x, "valid")


# wrong mean: Divided by the number of samples, although the loss is a sum.
def fir_grad(h, x, d):
    return np.correlate(np.convolve(x, h) - d, x, "valid") / len(d)


# wrong turned: The taps come out in the opposite order.
def fir_grad(h, x, d):
    return np.correlate(np.convolve(x, h) - d, x, "valid")[::-1]


# wrong sign: The error is the wanted signal less the filtered one, and the minus is forgotten.
def fir_grad(h, x, d):
    return np.correlate(d - np.convolve(x, h), x, "valid")


# wrong only_error: The first errors alone, without the signal of the chain rule.
def fir_grad(h, x, d):
    e = np.convolve(x, h) - d
    return e[: len(h)]


# problem: planar_arm
# right points: From the places of the joints: each joint turns what lies beyond it.
def arm_jac(q, l):
    t = np.cumsum(q)
    xs = np.concatenate([[0], np.cumsum(l * np.cos(t))])
    ys = np.concatenate([[0], np.cumsum(l * np.sin(t))])
    return np.array([-(ys[-1] - ys[:-1]), xs[-1] - xs[:-1]])


# right matrix: The chain rule with the triangular matrix of the cumulated sum.
def arm_jac(q, l):
    T = np.tril(np.ones((len(q), len(q))))
    t = T @ q
    return np.vstack([-l * np.sin(t), l * np.cos(t)]) @ T


# wrong own_link: Each joint moves its own link only.
def arm_jac(q, l):
    t = np.cumsum(q)
    return np.array([-l * np.sin(t), l * np.cos(t)])


# wrong sum_from_base: Sums the links from the base to the joint instead of from the joint to the hand.
def arm_jac(q, l):
    t = np.cumsum(q)
    return np.cumsum([-l * np.sin(t), l * np.cos(t)], axis=1)


# wrong joint_angles: The sines and cosines are taken of the joint angles and not of their sums.
def arm_jac(q, l):
    own = np.array([-l * np.sin(q), l * np.cos(q)])
    return np.cumsum(own[:, ::-1], axis=1)[:, ::-1]


# wrong no_minus: The derivative of the cosine has no minus.
def arm_jac(q, l):
    t = np.cumsum(q)
    own = np.array([l * np.sin(t), l * np.cos(t)])
    return np.cumsum(own[:, ::-1], axis=1)[:, ::-1]


# wrong rows_swapped: The rows of the two coordinates are swapped.
def arm_jac(q, l):
    t = np.cumsum(q)
    own = np.array([l * np.cos(t), -l * np.sin(t)])
    return np.cumsum(own[:, ::-1], axis=1)[:, ::-1]


# wrong transposed: One row for each joint.
def arm_jac(q, l):
    t = np.cumsum(q)
    own = np.array([-l * np.sin(t), l * np.cos(t)])
    return np.cumsum(own[:, ::-1], axis=1)[:, ::-1].T


# wrong whole_arm: Every joint turns the whole arm.
def arm_jac(q, l):
    t = np.cumsum(q)
    J = np.zeros((2, len(q)))
    J[0] = -np.sum(l * np.sin(t))
    J[1] = np.sum(l * np.cos(t))
    return J


# wrong one_late: The sum starts with the link after the joint.
def arm_jac(q, l):
    t = np.cumsum(q)
    J = np.zeros((2, len(q)))
    for j in range(len(q)):
        J[0, j] = -np.sum(l[j + 1 :] * np.sin(t[j + 1 :]))
        J[1, j] = np.sum(l[j + 1 :] * np.cos(t[j + 1 :]))
    return J


# wrong no_lengths: The lengths of the links are forgotten.
def arm_jac(q, l):
    t = np.cumsum(q)
    own = np.array([-np.sin(t), np.cos(t)])
    return np.cumsum(own[:, ::-1], axis=1)[:, ::-1]


# problem: log_spectrum
# right diagonal: With diagonal matrices.
def log_spectrum_jac(x, C, S, eps):
    c, s = (C @ x).ravel(), (S @ x).ravel()
    dP = 2 * np.diag(c) @ C + 2 * np.diag(s) @ S
    return np.diag(1 / (c**2 + s**2 + eps)) @ dP


# right rows: One row for each frequency.
def log_spectrum_jac(x, C, S, eps):
    rows = []
    for ck, sk in zip(C, S):
        a, b = ck @ x, sk @ x
        rows.append(2 * (a * ck + b * sk) / (a * a + b * b + eps))
    return np.array(rows)


# wrong denominator: Rows belong to x and columns to the frequencies.
def log_spectrum_jac(x, C, S, eps):
    c, s = C @ x, S @ x
    return (2 * (c * C + s * S) / (c**2 + s**2 + eps)).T


# wrong no_two: The 2 of the squares is forgotten.
def log_spectrum_jac(x, C, S, eps):
    c, s = C @ x, S @ x
    return (c * C + s * S) / (c**2 + s**2 + eps)


# wrong no_log: The derivative of the power, without the logarithm.
def log_spectrum_jac(x, C, S, eps):
    return 2 * ((C @ x) * C + (S @ x) * S)


# wrong square_of_sum: The power is taken for the square of the sum of both parts when its slope is formed.
def log_spectrum_jac(x, C, S, eps):
    c, s = C @ x, S @ x
    return 2 * (c + s) * (C + S) / (c**2 + s**2 + eps)


# wrong no_eps: The small constant eps is dropped from the denominator.
def log_spectrum_jac(x, C, S, eps):
    c, s = C @ x, S @ x
    return 2 * (c * C + s * S) / (c**2 + s**2)


# wrong minus: The part of the sines gets a minus.
def log_spectrum_jac(x, C, S, eps):
    c, s = C @ x, S @ x
    return 2 * (c * C - s * S) / (c**2 + s**2 + eps)


# wrong cosines_only: Only the part of the cosines is differentiated.
def log_spectrum_jac(x, C, S, eps):
    c, s = C @ x, S @ x
    return 2 * c * C / (c**2 + s**2 + eps)


# wrong added_up: All frequencies are added up to one row.
def log_spectrum_jac(x, C, S, eps):
    c, s = C @ x, S @ x
    return (2 * (c * C + s * S) / (c**2 + s**2 + eps)).sum(axis=0, keepdims=True)


# problem: springs
# right laplacian: As a Laplacian that depends on the lengths, times X.
def springs_grad(X, D, k, l):
    r = np.sqrt(((D @ X) ** 2).sum(axis=1, keepdims=True))
    w = (k - k * l / r).ravel()
    return D.T @ np.diag(w) @ D @ X


# right loop: One spring after the other.
def springs_grad(X, D, k, l):
    G = np.zeros_like(X)
    for e in range(len(D)):
        v = D[e] @ X
        r = np.sqrt(v @ v)
        tension = k[e, 0] * (r - l[e, 0])
        G += np.outer(D[e], tension * v / r)
    return G


# wrong no_unit_vector: The vector of the spring is not divided by its length.
def springs_grad(X, D, k, l):
    V = D @ X
    r = np.linalg.norm(V, axis=1, keepdims=True)
    return D.T @ (k * (r - l) * V)


# wrong force: The force, which is minus the gradient.
def springs_grad(X, D, k, l):
    V = D @ X
    r = np.linalg.norm(V, axis=1, keepdims=True)
    return -D.T @ (k * (r - l) * V / r)


# wrong stops_at_springs: The derivative by the vectors of the springs, without the step to the nodes.
def springs_grad(X, D, k, l):
    V = D @ X
    r = np.linalg.norm(V, axis=1, keepdims=True)
    return k * (r - l) * V / r


# wrong two: A factor 2, although the energy has a half.
def springs_grad(X, D, k, l):
    V = D @ X
    r = np.linalg.norm(V, axis=1, keepdims=True)
    return 2 * D.T @ (k * (r - l) * V / r)


# wrong no_rest_length: The springs are taken to have no length at rest.
def springs_grad(X, D, k, l):
    return D.T @ (k * (D @ X))


# wrong no_stiffness: The stiffnesses are forgotten.
def springs_grad(X, D, k, l):
    V = D @ X
    r = np.linalg.norm(V, axis=1, keepdims=True)
    return D.T @ ((r - l) * V / r)


# wrong one_norm: One norm of the whole matrix in place of one for each spring.
def springs_grad(X, D, k, l):
    V = D @ X
    r = np.linalg.norm(V)
    return D.T @ (k * (r - l) * V / r)


# wrong power_kept: The stretch keeps its square.
def springs_grad(X, D, k, l):
    V = D @ X
    r = np.linalg.norm(V, axis=1, keepdims=True)
    return D.T @ (k * (r - l) ** 2 * V / r)


# problem: quaternion
# right basis: One column for each unit vector, with the product rule.
def quaternion_jac(v, w, p):
    J = np.zeros((3, 3))
    for j in range(3):
        e = np.eye(3)[j]
        J[:, j] = (
            2 * w * np.cross(e, p)
            + 2 * np.cross(e, np.cross(v, p))
            + 2 * np.cross(v, np.cross(e, p))
        )
    return J


# right triple_product: The double cross product written out as v (v.p) - p (v.v).
def quaternion_jac(v, w, p):
    return 2 * ((v @ p) * np.eye(3) + np.outer(v, p) - 2 * np.outer(p, v)) - 2 * w * skew(p)


# wrong transposed: Rows belong to v and columns to y.
def quaternion_jac(v, w, p):
    return (-2 * w * skew(p) - 2 * (skew(np.cross(v, p)) + skew(v) @ skew(p))).T


# wrong cross_sign: The order of the factors in the simple cross product is swapped, so its sign is wrong.
def quaternion_jac(v, w, p):
    return 2 * w * skew(p) - 2 * (skew(np.cross(v, p)) + skew(v) @ skew(p))


# wrong outer_only: In the double product only the outer v is differentiated.
def quaternion_jac(v, w, p):
    return -2 * w * skew(p) - 2 * skew(np.cross(v, p))


# wrong inner_only: In the double product only the inner v is differentiated.
def quaternion_jac(v, w, p):
    return -2 * w * skew(p) - 2 * skew(v) @ skew(p)


# wrong no_scalar_part: The factor w is lost in the simple cross product.
def quaternion_jac(v, w, p):
    return -2 * skew(p) - 2 * (skew(np.cross(v, p)) + skew(v) @ skew(p))


# wrong by_point: The derivative by the point, the rotation matrix.
def quaternion_jac(v, w, p):
    return np.eye(3) + 2 * w * skew(v) + 2 * skew(v) @ skew(v)


# wrong identity: An identity is left for the term p, which does not depend on v.
def quaternion_jac(v, w, p):
    return np.eye(3) - 2 * w * skew(p) - 2 * (skew(np.cross(v, p)) + skew(v) @ skew(p))


# wrong doubled: The double product is differentiated like a square, 2 v times the inner slope.
def quaternion_jac(v, w, p):
    return -2 * w * skew(p) - 4 * skew(v) @ skew(p)


# problem: damped_response
# right solves: Two solves.
def response_by_s(s, K, C, M, f):
    Z = K + s * C + s**2 * M
    y = np.linalg.solve(Z, f)
    dy = -np.linalg.solve(Z, C @ y + 2 * s * M @ y)
    return dy.reshape(1, -1)


# right transposed_first: Everything is written as a row.
def response_by_s(s, K, C, M, f):
    Zi = np.linalg.inv(K + s * C + s**2 * M).T
    return -f.T @ Zi @ (C.T + 2 * s * M.T) @ Zi


# wrong column: A column where the notes have a row.
def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return -Z @ (C + 2 * s * M) @ Z @ f


# wrong no_minus: The minus of the derivative of an inverse is forgotten.
def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return (Z @ (C + 2 * s * M) @ Z @ f).T


# wrong no_inner: The inner derivative is left out.
def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return -(Z @ Z @ f).T


# wrong no_two: The derivative of s squared is taken to be s.
def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return -(Z @ (C + s * M) @ Z @ f).T


# wrong damping_only: The mass term is not differentiated.
def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return -(Z @ C @ Z @ f).T


# wrong one_inverse: The inverse on the left is lost.
def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return -((C + 2 * s * M) @ Z @ f).T


# wrong power_rule: Both inverses stand on the right, as in the rule for numbers.
def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return -((C + 2 * s * M) @ Z @ Z @ f).T


# wrong stiffness_kept: The constant K is kept in the inner derivative.
def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return -(Z @ (K + C + 2 * s * M) @ Z @ f).T


# wrong inverse_transposed: The row is f' Z (C + 2 s M) Z, made without transposing the factors.
def response_by_s(s, K, C, M, f):
    Z = np.linalg.inv(K + s * C + s**2 * M)
    return -f.T @ Z @ (C + 2 * s * M) @ Z
