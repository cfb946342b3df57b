import numpy as np


# problem: gram_logdet
# right pushed_through: The small inverse replaced by the large one on the left.
def gram_logdet(X, lam):
    n = len(X)
    return 2 * np.linalg.solve(X @ X.T + lam * np.eye(n), X)


# right singular_values: By the singular values of X.
def gram_logdet(X, lam):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return U @ np.diag(2 * s / (s**2 + lam)) @ Vt


# wrong no_two: Only one of the two X in X'X is differentiated.
def gram_logdet(X, lam):
    return X @ np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))


# wrong transposed: The answer is laid out with the axes of X swapped.
def gram_logdet(X, lam):
    return 2 * np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1])) @ X.T


# wrong det_without_log: The derivative of the determinant, without the logarithm.
def gram_logdet(X, lam):
    M = X.T @ X + lam * np.eye(X.shape[1])
    return 2 * np.linalg.det(M) * X @ np.linalg.inv(M)


# wrong no_inverse: The matrix M itself stands where its inverse belongs.
def gram_logdet(X, lam):
    return 2 * X @ (X.T @ X + lam * np.eye(X.shape[1]))


# wrong lam_everywhere: The number lam is added to all entries and not to the diagonal.
def gram_logdet(X, lam):
    return 2 * X @ np.linalg.inv(X.T @ X + lam)


# wrong no_lam: The ridge is dropped inside the inverse because it is a constant.
def gram_logdet(X, lam):
    return 2 * np.linalg.pinv(X).T


# wrong stops_at_m: Returns the inverse of M, the derivative by M, and leaves out the step to X.
def gram_logdet(X, lam):
    return np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1]))


# wrong entrywise: Takes one over each entry of M for the inverse of the matrix.
def gram_logdet(X, lam):
    M = X.T @ X + lam * np.eye(X.shape[1])
    return 2 * X @ (1 / M)


# problem: trace_inverse
# right solves: Two solves and no inverse.
def trace_inverse(X, A, B):
    left = np.linalg.solve(X, B)
    right = np.linalg.solve(X.T, A.T).T
    return -left @ right


# right entry_by_entry: Each entry of X is moved by itself.
def trace_inverse(X, A, B):
    n = len(X)
    Xi = np.linalg.inv(X)
    D = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            E = np.zeros((n, n))
            E[i, j] = 1
            D[j, i] = np.trace(-A @ Xi @ E @ Xi @ B)
    return D


# wrong gradient: The gradient in the shape of X, where its transpose is asked for.
def trace_inverse(X, A, B):
    Xi = np.linalg.inv(X)
    return -(Xi @ B @ A @ Xi).T


# wrong no_minus: The minus of the derivative of an inverse is forgotten.
def trace_inverse(X, A, B):
    Xi = np.linalg.inv(X)
    return Xi @ B @ A @ Xi


# wrong factors_transposed: A' B' between the inverses where B A belongs.
def trace_inverse(X, A, B):
    Xi = np.linalg.inv(X)
    return -Xi @ A.T @ B.T @ Xi


# wrong power_rule: The power rule for numbers, with both inverses on the right of B A.
def trace_inverse(X, A, B):
    Xi = np.linalg.inv(X)
    return -B @ A @ Xi @ Xi


# wrong one_inverse: The second inverse is lost.
def trace_inverse(X, A, B):
    return -np.linalg.inv(X) @ B @ A


# wrong diagonal: Keeps only the diagonal, because the trace sums only the diagonal.
def trace_inverse(X, A, B):
    Xi = np.linalg.inv(X)
    return -np.diag(np.diag(Xi @ B @ A @ Xi))


# wrong no_inverse: The rule for tr(A X B), as if there were no inverse.
def trace_inverse(X, A, B):
    return B @ A


# wrong entrywise: Divides by the squares of the entries of X, as if the inverse were one over each entry.
def trace_inverse(X, A, B):
    return -(B @ A) / X**2


# problem: generalised_rayleigh
# right quotient_rule: The quotient rule written out.
def rayleigh_grad(v, A, B):
    top, bottom = v @ A @ v, v @ B @ v
    dtop = A @ v + A.T @ v
    dbottom = 2 * B @ v
    return (dtop * bottom - top * dbottom) / bottom**2


# right log_rule: The quotient times the difference of the relative changes.
def rayleigh_grad(v, A, B):
    S = (A + A.T) / 2
    a = np.einsum("i,ij,j", v, S, v)
    b = np.einsum("i,ij,j", v, B, v)
    return 2 * (a / b) * (S.dot(v) / a - B.dot(v) / b)


# wrong symmetric_a: A is taken for symmetric.
def rayleigh_grad(v, A, B):
    b = v @ B @ v
    return (2 * A @ v - 2 * (v @ A @ v / b) * B @ v) / b


# wrong constant_bottom: The denominator is taken for a constant.
def rayleigh_grad(v, A, B):
    return (A + A.T) @ v / (v @ B @ v)


# wrong plus: A plus in the quotient rule.
def rayleigh_grad(v, A, B):
    b = v @ B @ v
    return ((A + A.T) @ v + 2 * (v @ A @ v / b) * B @ v) / b


# wrong no_square: The quotient rule divides by the denominator and not by its square.
def rayleigh_grad(v, A, B):
    a, b = v @ A @ v, v @ B @ v
    return ((A + A.T) @ v * b - a * 2 * B @ v) / b


# wrong ratio_of_slopes: The derivative of the numerator over that of the denominator, entry by entry.
def rayleigh_grad(v, A, B):
    return (A + A.T) @ v / (2 * B @ v)


# wrong one_b: The 2 in the derivative of v'Bv is lost.
def rayleigh_grad(v, A, B):
    b = v @ B @ v
    return ((A + A.T) @ v - (v @ A @ v / b) * B @ v) / b


# wrong swapped: The two terms of the quotient rule are in the wrong order, so the sign is turned.
def rayleigh_grad(v, A, B):
    a, b = v @ A @ v, v @ B @ v
    return (a * 2 * B @ v - (A + A.T) @ v * b) / b**2


# wrong plain_norm: The ordinary Rayleigh quotient, with v'v for v'Bv.
def rayleigh_grad(v, A, B):
    b = v @ v
    return ((A + A.T) @ v - 2 * (v @ A @ v / b) * v) / b


# problem: projection
# right entry_by_entry: Each entry with the quotient rule.
def projection_jac(a, x):
    a, x = a[:, 0], x[:, 0]
    n = len(a)
    s, q = a @ x, a @ a
    J = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            top = (i == j) * s + a[i] * x[j]
            J[i, j] = (top * q - a[i] * s * 2 * a[j]) / q**2
    return J


# right by_parts: The coefficient first, then the product rule.
def projection_jac(a, x):
    q = np.sum(a * a)
    c = np.sum(a * x) / q
    dc = (x - 2 * c * a) / q
    return c * np.eye(a.shape[0]) + np.outer(a, dc)


# wrong denominator: Rows belong to a and columns to the projection.
def projection_jac(a, x):
    q = np.sum(a * a)
    c = np.sum(a * x) / q
    dc = (x - 2 * c * a) / q
    return (c * np.eye(a.shape[0]) + a @ dc.T).T


# wrong length_constant: The squared length of a is taken for a constant.
def projection_jac(a, x):
    q = np.sum(a * a)
    return (np.sum(a * x) * np.eye(len(a)) + a @ x.T) / q


# wrong dot_constant: The dot product a'x is taken for a constant.
def projection_jac(a, x):
    s, q = np.sum(a * x), np.sum(a * a)
    return s * np.eye(len(a)) / q - 2 * s * a @ a.T / q**2


# wrong outer_swapped: x a' where a x' belongs.
def projection_jac(a, x):
    s, q = np.sum(a * x), np.sum(a * a)
    return (s * np.eye(len(a)) + x @ a.T) / q - 2 * s * a @ a.T / q**2


# wrong no_two: The derivative of a'a is taken to be a.
def projection_jac(a, x):
    s, q = np.sum(a * x), np.sum(a * a)
    return (s * np.eye(len(a)) + a @ x.T) / q - s * a @ a.T / q**2


# wrong plus: A plus before the last term.
def projection_jac(a, x):
    s, q = np.sum(a * x), np.sum(a * a)
    return (s * np.eye(len(a)) + a @ x.T) / q + 2 * s * a @ a.T / q**2


# wrong by_x: The derivative by x, the projection matrix.
def projection_jac(a, x):
    return a @ a.T / (a.T @ a)


# wrong no_identity: The number a'x is added to all entries and not to the diagonal.
def projection_jac(a, x):
    s, q = np.sum(a * x), np.sum(a * a)
    return (s + a @ x.T) / q - 2 * s * a @ a.T / q**2


# problem: sylvester
# right columns: One column for each entry of X.
def sylvester_matrix(X, A, B):
    n, m = X.shape
    cols = []
    for j in range(m):
        for i in range(n):
            E = np.zeros((n, m))
            E[i, j] = 1
            cols.append((A @ E + E @ B).flatten(order="F"))
    return np.array(cols).T


# right indices: With four indices, then brought into the order of columns.
def sylvester_matrix(X, A, B):
    n, m = X.shape
    T = np.einsum("ik,jl->jilk", A, np.eye(m)) + np.einsum("lj,ik->jilk", B, np.eye(n))
    return T.reshape(n * m, n * m)


# wrong b_plain: B is not transposed.
def sylvester_matrix(X, A, B):
    n, m = X.shape
    return np.kron(np.eye(m), A) + np.kron(B, np.eye(n))


# wrong rows_stacked: The matrix for stacked rows, with the factors of both products swapped.
def sylvester_matrix(X, A, B):
    n, m = X.shape
    return np.kron(A, np.eye(m)) + np.kron(np.eye(n), B.T)


# wrong transposed: Rows belong to vec(X) and columns to vec(Y).
def sylvester_matrix(X, A, B):
    n, m = X.shape
    return np.kron(np.eye(m), A.T) + np.kron(B, np.eye(n))


# wrong first_only: The term X B is forgotten.
def sylvester_matrix(X, A, B):
    return np.kron(np.eye(X.shape[1]), A)


# wrong second_only: The term A X is forgotten.
def sylvester_matrix(X, A, B):
    return np.kron(B.T, np.eye(X.shape[0]))


# wrong minus: The commutator A X - X B instead of the sum.
def sylvester_matrix(X, A, B):
    n, m = X.shape
    return np.kron(np.eye(m), A) - np.kron(B.T, np.eye(n))


# wrong product: The rule for A X B.
def sylvester_matrix(X, A, B):
    return np.kron(B.T, A)


# wrong ones: Matrices of ones where identities belong.
def sylvester_matrix(X, A, B):
    n, m = X.shape
    return np.kron(np.ones((m, m)), A) + np.kron(B.T, np.ones((n, n)))


# problem: frobenius_fit
# right root_of_squares: The chain rule through the root of the sum of squares.
def frobenius_fit(X, A, B):
    R = A @ X - B
    s = np.sum(R**2)
    return 0.5 * s**-0.5 * (2 * A.T @ R)


# right multiplied_out: By the normal equations.
def frobenius_fit(X, A, B):
    R = A.dot(X) - B
    return (A.T @ A @ X - A.T @ B) / np.sqrt(np.trace(R.T @ R))


# wrong squared: The gradient of the squared norm.
def frobenius_fit(X, A, B):
    return 2 * A.T @ (A @ X - B)


# wrong half_squared: The gradient of half the squared norm.
def frobenius_fit(X, A, B):
    return A.T @ (A @ X - B)


# wrong transposed: The transpose of the gradient.
def frobenius_fit(X, A, B):
    R = A @ X - B
    return R.T @ A / np.linalg.norm(R)


# wrong no_a: The inner derivative A is left out.
def frobenius_fit(X, A, B):
    R = A @ X - B
    return R / np.linalg.norm(R)


# wrong no_b: B is dropped from the residual, but not from the norm.
def frobenius_fit(X, A, B):
    return A.T @ A @ X / np.linalg.norm(A @ X - B)


# wrong two_left: The half of the root and the 2 of the squares do not cancel, a 2 is left.
def frobenius_fit(X, A, B):
    R = A @ X - B
    return 2 * A.T @ R / np.linalg.norm(R)


# wrong by_square: Divides by the squared norm.
def frobenius_fit(X, A, B):
    R = A @ X - B
    return A.T @ R / np.sum(R**2)


# wrong column_norms: Each column of the residual is divided by its own norm.
def frobenius_fit(X, A, B):
    R = A @ X - B
    return A.T @ (R / np.linalg.norm(R, axis=0))


# wrong spectral: Divides by the largest singular value, norm(R, 2), instead of the Frobenius norm.
def frobenius_fit(X, A, B):
    R = A @ X - B
    return A.T @ R / np.linalg.norm(R, 2)
