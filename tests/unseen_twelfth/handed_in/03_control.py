import numpy as np


# problem: feedback_gain
# right through_u: First by the input u, then by the gain.
def gain_grad(K, x, A, B, Q, R, P):
    u = -K @ x
    z = A @ x + B @ u
    du = 2 * R @ u + 2 * B.T @ P @ z
    return -du @ x.T


# right collected: The terms with K collected.
def gain_grad(K, x, A, B, Q, R, P):
    E = (R + B.T @ P @ B) @ K - B.T @ P @ A
    return 2 * E @ np.outer(x, x)


# wrong no_state: x x' is left out, as in the condition for the best gain.
def gain_grad(K, x, A, B, Q, R, P):
    return 2 * ((R + B.T @ P @ B) @ K - B.T @ P @ A)


# wrong sign_of_next: The minus of the next state's term is lost.
def gain_grad(K, x, A, B, Q, R, P):
    z = (A - B @ K) @ x
    return 2 * R @ K @ x @ x.T + 2 * B.T @ P @ z @ x.T


# wrong sign_of_input: The input's term gets a minus.
def gain_grad(K, x, A, B, Q, R, P):
    z = (A - B @ K) @ x
    return -2 * R @ K @ x @ x.T - 2 * B.T @ P @ z @ x.T


# wrong no_two: The 2 of the quadratic forms is left out.
def gain_grad(K, x, A, B, Q, R, P):
    z = (A - B @ K) @ x
    return R @ K @ x @ x.T - B.T @ P @ z @ x.T


# wrong open_loop: The next state is taken without its feedback.
def gain_grad(K, x, A, B, Q, R, P):
    return 2 * R @ K @ x @ x.T - 2 * B.T @ P @ A @ x @ x.T


# wrong input_cost_forgotten: The cost of the input is taken as a constant.
def gain_grad(K, x, A, B, Q, R, P):
    z = (A - B @ K) @ x
    return -2 * B.T @ P @ z @ x.T


# wrong next_forgotten: The cost of the next state is taken as a constant.
def gain_grad(K, x, A, B, Q, R, P):
    return 2 * R @ K @ x @ x.T


# wrong transposed: The transpose of the gradient.
def gain_grad(K, x, A, B, Q, R, P):
    z = (A - B @ K) @ x
    return 2 * x @ x.T @ K.T @ R - 2 * x @ z.T @ P @ B


# problem: arrival_times
# right loop: Beacon by beacon.
def arrival_jac(x, S):
    def direction(s):
        return (x - s) / np.sqrt(np.sum((x - s) ** 2))

    return np.array([direction(S[i]) - direction(S[0]) for i in range(1, len(S))])


# right difference_matrix: A matrix of differences times the Jacobian of the distances.
def arrival_jac(x, S):
    n = len(S)
    T = np.hstack([-np.ones((n - 1, 1)), np.eye(n - 1)])
    r = np.linalg.norm(x - S, axis=1)
    return T @ ((x - S) / r[:, None])


# wrong towards_beacon: The directions point from x to the beacons.
def arrival_jac(x, S):
    d = S - x
    n = d / np.linalg.norm(d, axis=1, keepdims=True)
    return n[1:] - n[0]


# wrong first_constant: The distance to the first beacon is taken as a constant.
def arrival_jac(x, S):
    d = x - S
    n = d / np.linalg.norm(d, axis=1, keepdims=True)
    return n[1:]


# wrong first_added: The first beacon's direction is added.
def arrival_jac(x, S):
    d = x - S
    n = d / np.linalg.norm(d, axis=1, keepdims=True)
    return n[1:] + n[0]


# wrong not_divided: The differences are not divided by the distances.
def arrival_jac(x, S):
    d = x - S
    return d[1:] - d[0]


# wrong squared_distance: Divided by the squares of the distances.
def arrival_jac(x, S):
    d = x - S
    n = d / np.sum(d**2, axis=1, keepdims=True)
    return n[1:] - n[0]


# wrong half: The one half of the root is not cancelled by the 2 of the square.
def arrival_jac(x, S):
    d = x - S
    n = d / np.linalg.norm(d, axis=1, keepdims=True)
    return (n[1:] - n[0]) / 2


# wrong neighbours: Each beacon is compared with the one before it.
def arrival_jac(x, S):
    d = x - S
    n = d / np.linalg.norm(d, axis=1, keepdims=True)
    return n[1:] - n[:-1]


# wrong input_first: Rows belong to x.
def arrival_jac(x, S):
    d = x - S
    n = d / np.linalg.norm(d, axis=1, keepdims=True)
    return (n[1:] - n[0]).T


# wrong common_norm: One norm of all differences for the distances.
def arrival_jac(x, S):
    d = x - S
    n = d / np.linalg.norm(d)
    return n[1:] - n[0]


# problem: horizon
# right column_first: The gradient as a column, transposed.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u - r
    g = G.T @ Q @ e + G.T @ Q.T @ e + 2 * rho * D.T @ (D @ u)
    return g.T


# right quadratic_in_u: As a quadratic in u with its matrix H.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    S = Q + Q.T
    H = G.T @ S @ G + 2 * rho * D.T @ D
    f = (F @ x0 - r).T @ S @ G
    return u.T @ H + f


# wrong symmetric_q: Twice Q, as if Q were symmetric.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u - r
    return 2 * e.T @ Q @ G + 2 * rho * u.T @ D.T @ D


# wrong column: The gradient as a column.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u - r
    return G.T @ (Q + Q.T) @ e + 2 * rho * D.T @ D @ u


# wrong no_reference: The reference r is dropped.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u
    return e.T @ (Q + Q.T) @ G + 2 * rho * u.T @ D.T @ D


# wrong no_start: The free response F x0 is dropped as a constant.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = G @ u - r
    return e.T @ (Q + Q.T) @ G + 2 * rho * u.T @ D.T @ D


# wrong penalty_without_d: The penalty is taken on u itself.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u - r
    return e.T @ (Q + Q.T) @ G + 2 * rho * u.T


# wrong penalty_without_two: The 2 of the penalty is left out.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u - r
    return e.T @ (Q + Q.T) @ G + rho * u.T @ D.T @ D


# wrong no_penalty: The penalty is forgotten.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u - r
    return e.T @ (Q + Q.T) @ G


# wrong no_weight: Q is forgotten in the tracking term.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u - r
    return 2 * e.T @ G + 2 * rho * u.T @ D.T @ D


# wrong averaged_q: The symmetric part of Q without the factor 2.
def plan_grad(u, F, G, D, x0, r, Q, rho):
    e = F @ x0 + G @ u - r
    return e.T @ ((Q + Q.T) / 2) @ G + 2 * rho * u.T @ D.T @ D


# problem: discretised
# right broadcast: The slopes scale the rows of C.
def step_jac(x, A, B, C, h):
    s = 1 / np.cosh(C @ x) ** 2
    return np.identity(x.size) + h * A + h * B @ (s[:, None] * C)


# right columns: Column by column, along the unit vectors.
def step_jac(x, A, B, C, h):
    s = 1 - np.tanh(C @ x) ** 2
    J = np.zeros((len(x), len(x)))
    for j, e in enumerate(np.eye(len(x))):
        J[:, j] = e + h * (A @ e + B @ (s * (C @ e)))
    return J


# wrong no_identity: The old state itself is forgotten.
def step_jac(x, A, B, C, h):
    s = 1 - np.tanh(C @ x) ** 2
    return h * (A + B @ np.diag(s) @ C)


# wrong no_step: The step h is forgotten.
def step_jac(x, A, B, C, h):
    s = 1 - np.tanh(C @ x) ** 2
    return np.eye(len(x)) + A + B @ np.diag(s) @ C


# wrong step_on_linear_only: The step multiplies the linear term alone.
def step_jac(x, A, B, C, h):
    s = 1 - np.tanh(C @ x) ** 2
    return np.eye(len(x)) + h * A + B @ np.diag(s) @ C


# wrong slope_not_squared: The slope is 1 - tanh without the square.
def step_jac(x, A, B, C, h):
    t = np.tanh(C @ x)
    return np.eye(len(x)) + h * (A + B @ np.diag(1 - t) @ C)


# wrong no_slope: The slope of tanh is left out.
def step_jac(x, A, B, C, h):
    return np.eye(len(x)) + h * (A + B @ C)


# wrong sigmoid_slope: The slope a(1 - a) of a sigmoid for that of tanh.
def step_jac(x, A, B, C, h):
    t = np.tanh(C @ x)
    return np.eye(len(x)) + h * (A + B @ np.diag(t * (1 - t)) @ C)


# wrong input_first: Rows belong to the old state.
def step_jac(x, A, B, C, h):
    s = 1 - np.tanh(C @ x) ** 2
    return (np.eye(len(x)) + h * (A + B @ np.diag(s) @ C)).T


# wrong ones_for_identity: Ones everywhere in place of the identity.
def step_jac(x, A, B, C, h):
    s = 1 - np.tanh(C @ x) ** 2
    return 1 + h * (A + B @ np.diag(s) @ C)


# problem: multipliers
# right jacobian_of_constraints: With the Jacobian of the constraints.
def lagrangian_grad(x, q, A, b, lam, rho):
    J = 2 * A * x
    c = A @ x**2 - b
    return q + J.T @ lam + rho * J.T @ c


# right next_multiplier: With the updated multipliers.
def lagrangian_grad(x, q, A, b, lam, rho):
    new = lam + rho * (A @ (x * x) - b)
    return q + (new @ A) * 2 * x


# wrong no_slope_of_square: The 2x of the square is left out.
def lagrangian_grad(x, q, A, b, lam, rho):
    c = A @ x**2 - b
    return q + A.T @ (lam + rho * c)


# wrong linear_constraint: The constraint is read as A x = b.
def lagrangian_grad(x, q, A, b, lam, rho):
    return q + A.T @ (lam + rho * (A @ x - b))


# wrong no_penalty: The gradient of the plain Lagrangian.
def lagrangian_grad(x, q, A, b, lam, rho):
    return q + 2 * x * (A.T @ lam)


# wrong no_multiplier: The term of the multipliers is lost.
def lagrangian_grad(x, q, A, b, lam, rho):
    c = A @ x**2 - b
    return q + 2 * x * (A.T @ (rho * c))


# wrong half_rho: The half of the penalty is not cancelled.
def lagrangian_grad(x, q, A, b, lam, rho):
    c = A @ x**2 - b
    return q + 2 * x * (A.T @ (lam + rho / 2 * c))


# wrong minus_multiplier: The multipliers are subtracted.
def lagrangian_grad(x, q, A, b, lam, rho):
    c = A @ x**2 - b
    return q + 2 * x * (A.T @ (rho * c - lam))


# wrong penalty_not_chained: The penalty lacks its inner derivative, rho times the sum of the constraints is added.
def lagrangian_grad(x, q, A, b, lam, rho):
    c = A @ x**2 - b
    return q + 2 * x * (A.T @ lam) + rho * np.sum(c)


# wrong no_objective: The gradient q of the objective is forgotten.
def lagrangian_grad(x, q, A, b, lam, rho):
    c = A @ x**2 - b
    return 2 * x * (A.T @ (lam + rho * c))


# problem: line_search
# right gradient_times_direction: The gradient at the new point times d.
def line_slope(a, x, d, A, b):
    z = x + a * d
    g = (A + A.T) @ z / 2 - b
    return float(np.sum(g * d))


# right polynomial: The quadratic in a written out first.
def line_slope(a, x, d, A, b):
    linear = (d.T @ A @ x + x.T @ A @ d) / 2 - b.T @ d
    return (linear + a * d.T @ A @ d)[0, 0]


# wrong old_point: The gradient at the old point.
def line_slope(a, x, d, A, b):
    return ((d.T @ (A + A.T) @ x) / 2 - b.T @ d).item()


# wrong symmetric_a: The gradient A z - b, as if A were symmetric.
def line_slope(a, x, d, A, b):
    z = x + a * d
    return (d.T @ (A @ z - b)).item()


# wrong half_lost: The half of the quadratic form is lost.
def line_slope(a, x, d, A, b):
    z = x + a * d
    return (d.T @ (A + A.T) @ z - b.T @ d).item()


# wrong half_on_all: The half is put on the linear term as well.
def line_slope(a, x, d, A, b):
    z = x + a * d
    return ((d.T @ ((A + A.T) @ z - b)) / 2).item()


# wrong plus_b: The linear term is added.
def line_slope(a, x, d, A, b):
    z = x + a * d
    return ((d.T @ (A + A.T) @ z) / 2 + b.T @ d).item()


# wrong b_at_point: The linear term is not differentiated.
def line_slope(a, x, d, A, b):
    z = x + a * d
    return ((d.T @ (A + A.T) @ z) / 2 - b.T @ z).item()


# wrong along_x: The gradient is multiplied with x and not with d.
def line_slope(a, x, d, A, b):
    z = x + a * d
    return ((x.T @ (A + A.T) @ z) / 2 - b.T @ x).item()


# wrong no_direction: The gradient itself, its inner derivative d is missing.
def line_slope(a, x, d, A, b):
    z = x + a * d
    return (A + A.T) @ z / 2 - b
