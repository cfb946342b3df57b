import numpy as np


# problem: residual_product
# right transposed_sum: The gradient as a column, transposed at the end.
def residual_product(x, A, b, S, C, d):
    r = A @ x - b
    e = C @ x - d
    g = A.T @ S @ e + C.T @ S.T @ r
    return g.reshape(1, -1)


# right multiplied_out: The product multiplied out first.
def residual_product(x, A, b, S, C, d):
    M = A.T @ S @ C
    return x.T @ (M + M.T) - (A.T @ S @ d).T - b.T @ S @ C


# wrong column: The gradient in the denominator layout.
def residual_product(x, A, b, S, C, d):
    return A.T @ S @ (C @ x - d) + C.T @ S.T @ (A @ x - b)


# wrong first_only: The second residual is taken as a constant.
def residual_product(x, A, b, S, C, d):
    return (S @ (C @ x - d)).T @ A


# wrong second_only: The first residual is taken as a constant.
def residual_product(x, A, b, S, C, d):
    return (A @ x - b).T @ S @ C


# wrong minus: A minus between the terms, as in the rule of quotients.
def residual_product(x, A, b, S, C, d):
    return (S @ (C @ x - d)).T @ A - (A @ x - b).T @ S @ C


# wrong no_offsets: The offsets b and d are dropped because they are constants.
def residual_product(x, A, b, S, C, d):
    return (S @ C @ x).T @ A + (A @ x).T @ S @ C


# wrong one_offset: The offset d is lost in the first term.
def residual_product(x, A, b, S, C, d):
    return (S @ C @ x).T @ A + (A @ x - b).T @ S @ C


# wrong plus_offsets: The residuals have a plus for the minus.
def residual_product(x, A, b, S, C, d):
    return (S @ (C @ x + d)).T @ A + (A @ x + b).T @ S @ C


# problem: scaled_map
# right einsum: With indices.
def scaled_map_jac(x, A, Q):
    v = x.ravel()
    s = v @ Q @ v
    return s * A + np.einsum("i,j->ij", A @ v, (Q + Q.T) @ v)


# right by_columns: One column for each entry of x.
def scaled_map_jac(x, A, Q):
    cols = []
    for j in range(len(x)):
        e = np.zeros_like(x)
        e[j] = 1
        ds = e.T @ Q @ x + x.T @ Q @ e
        cols.append(ds * (A @ x) + (x.T @ Q @ x) * (A @ e))
    return np.hstack(cols)


# wrong scale_constant: The quadratic form is taken as a constant.
def scaled_map_jac(x, A, Q):
    return (x.T @ Q @ x) * A


# wrong map_constant: The linear map is taken as a constant.
def scaled_map_jac(x, A, Q):
    return A @ x @ x.T @ (Q + Q.T)


# wrong symmetric: The gradient of the quadratic form as if Q were symmetric.
def scaled_map_jac(x, A, Q):
    return (x.T @ Q @ x) * A + 2 * A @ x @ x.T @ Q


# wrong denominator: Rows belong to x.
def scaled_map_jac(x, A, Q):
    return ((x.T @ Q @ x) * A + A @ x @ x.T @ (Q + Q.T)).T


# wrong one_side: x is moved on one side of Q only.
def scaled_map_jac(x, A, Q):
    return (x.T @ Q @ x) * A + A @ x @ (Q @ x).T


# wrong minus: The second term has the wrong sign.
def scaled_map_jac(x, A, Q):
    return (x.T @ Q @ x) * A - A @ x @ x.T @ (Q + Q.T)


# wrong squared_norm: Q is lost in the gradient of the quadratic form.
def scaled_map_jac(x, A, Q):
    return (x.T @ Q @ x) * A + 2 * A @ x @ x.T


# problem: trace_form
# right two_terms: Both terms transposed one by one.
def trace_form(X, A, B):
    return B.T @ X.T @ A.T + B @ X.T @ A


# right by_einsum: With indices.
def trace_form(X, A, B):
    first = np.einsum("ij,jk,kl->li", A, X, B)
    second = np.einsum("ji,jk,lk->li", A, X, B)
    return first + second


# wrong gradient_shape: The gradient has the shape of X.
def trace_form(X, A, B):
    return A @ X @ B + A.T @ X @ B.T


# wrong symmetric: As if A and B were symmetric.
def trace_form(X, A, B):
    return (2 * A @ X @ B).T


# wrong first_alone: X.T is held fixed.
def trace_form(X, A, B):
    return (A.T @ X @ B.T).T


# wrong second_alone: X is held fixed.
def trace_form(X, A, B):
    return (A @ X @ B).T


# wrong b_not_transposed: B is not transposed in the second term.
def trace_form(X, A, B):
    return (A @ X @ B + A.T @ X @ B).T


# wrong a_not_transposed: A is not transposed in the second term.
def trace_form(X, A, B):
    return (A @ X @ B + A @ X @ B.T).T


# wrong b_forgotten: The rule of trace(X'AX): B is left out.
def trace_form(X, A, B):
    return ((A + A.T) @ X).T


# wrong minus: A minus between the terms.
def trace_form(X, A, B):
    return (A @ X @ B - A.T @ X @ B.T).T


# problem: matrix_quotient
# right common_inverse: The inverse taken out to the right.
def quotient_by_t(t, A, B, C, D):
    K = np.linalg.inv(C + t * D)
    M = (A + t * B) @ K
    return (B - M @ D) @ K


# right solved: With a solve for the inverse.
def quotient_by_t(t, A, B, C, D):
    N = C + t * D
    M = np.linalg.solve(N.T, (A + t * B).T).T
    return np.linalg.solve(N.T, (B - M @ D).T).T


# wrong transposed: The denominator layout: the shape of M transposed.
def quotient_by_t(t, A, B, C, D):
    K = np.linalg.inv(C + t * D)
    return (B @ K - (A + t * B) @ K @ D @ K).T


# wrong top_only: The inverse is taken as a constant.
def quotient_by_t(t, A, B, C, D):
    return B @ np.linalg.inv(C + t * D)


# wrong bottom_only: The matrix on top is taken as a constant.
def quotient_by_t(t, A, B, C, D):
    K = np.linalg.inv(C + t * D)
    return -(A + t * B) @ K @ D @ K


# wrong plus: The minus of the inverse is forgotten.
def quotient_by_t(t, A, B, C, D):
    K = np.linalg.inv(C + t * D)
    return B @ K + (A + t * B) @ K @ D @ K


# wrong scalar_rule: The quotient rule of scalars: the inverse squared, D at the end.
def quotient_by_t(t, A, B, C, D):
    K = np.linalg.inv(C + t * D)
    return B @ K - (A + t * B) @ K @ K @ D


# wrong d_forgotten: The inner derivative D of the inverse is forgotten.
def quotient_by_t(t, A, B, C, D):
    K = np.linalg.inv(C + t * D)
    return B @ K - (A + t * B) @ K @ K


# wrong one_inverse: The second inverse is lost.
def quotient_by_t(t, A, B, C, D):
    K = np.linalg.inv(C + t * D)
    return B @ K - (A + t * B) @ K @ D


# wrong both_divided: Derivative on top over derivative below.
def quotient_by_t(t, A, B, C, D):
    return B @ np.linalg.inv(D)


# problem: applied_twice
# right loops: One entry of A at a time.
def applied_twice(A, x):
    n = len(x)
    J = np.zeros((n, n, n))
    for p in range(n):
        for q in range(n):
            E = np.zeros((n, n))
            E[p, q] = 1
            J[:, p, q] = E @ (A @ x) + A @ (E @ x)
    return J


# right broadcast: With broadcast products.
def applied_twice(A, x):
    return np.eye(len(x))[:, :, None] * (A @ x)[None, None, :] + A[:, :, None] * x


# wrong outer_only: The inner A is held fixed.
def applied_twice(A, x):
    return np.einsum("ip,q->ipq", np.eye(len(x)), A @ x)


# wrong inner_only: The outer A is held fixed.
def applied_twice(A, x):
    return np.einsum("ip,q->ipq", A, x)


# wrong power_rule: The power rule of scalars, 2 A x.
def applied_twice(A, x):
    return 2 * np.einsum("ip,q->ipq", np.eye(len(x)), A @ x)


# wrong output_last: The output's axis stands last.
def applied_twice(A, x):
    return np.einsum("ip,q->pqi", np.eye(len(x)), A @ x) + np.einsum("ip,q->pqi", A, x)


# wrong rows_columns: The rows and columns of A are swapped.
def applied_twice(A, x):
    return np.einsum("ip,q->iqp", np.eye(len(x)), A @ x) + np.einsum("ip,q->iqp", A, x)


# wrong a_transposed: The outer A is transposed, as in a backward pass.
def applied_twice(A, x):
    return np.einsum("ip,q->ipq", np.eye(len(x)), A @ x) + np.einsum("pi,q->ipq", A, x)


# wrong x_for_ax: The first term has x in place of A x.
def applied_twice(A, x):
    return np.einsum("ip,q->ipq", np.eye(len(x)), x) + np.einsum("ip,q->ipq", A, x)


# wrong summed: The outputs are added up: the gradient of sum(y).
def applied_twice(A, x):
    one = np.ones(len(x))
    return np.outer(one, A @ x) + np.outer(A.T @ one, x)
