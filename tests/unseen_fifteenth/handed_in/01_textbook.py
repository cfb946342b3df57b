import numpy as np


# problem: trace_of_inverse
# right solved: With solve instead of the inverse.
def trace_of_inverse(X, A, B):
    left = np.linalg.solve(X, B)
    right = np.linalg.solve(X.T, A.T).T
    return -left @ right


# right by_entries: Entry by entry, from dX^-1 = -X^-1 dX X^-1.
def trace_of_inverse(X, A, B):
    K = np.linalg.inv(X)
    n = len(X)
    D = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            E = np.zeros((n, n))
            E[i, j] = 1
            D[j, i] = -np.trace(A @ K @ E @ K @ B)
    return D


# wrong gradient: The gradient in the shape of X, not its transpose.
def trace_of_inverse(X, A, B):
    K = np.linalg.inv(X)
    return -(K @ B @ A @ K).T


# wrong no_minus: The minus of the rule for the inverse is forgotten.
def trace_of_inverse(X, A, B):
    K = np.linalg.inv(X)
    return K @ B @ A @ K


# wrong order: The two inverses are moved next to each other as if matrices commuted.
def trace_of_inverse(X, A, B):
    K = np.linalg.inv(X)
    return -B @ A @ K @ K


# wrong one_inverse: Only one of the two inverses is kept.
def trace_of_inverse(X, A, B):
    return -np.linalg.inv(X) @ B @ A


# wrong outer_transposed: A and B are transposed and exchanged as in the gradient, the inverses are not.
def trace_of_inverse(X, A, B):
    K = np.linalg.inv(X)
    return -K @ A.T @ B.T @ K


# wrong half_transposed: Only the right inverse is transposed.
def trace_of_inverse(X, A, B):
    K = np.linalg.inv(X)
    return -K @ B @ A @ K.T


# wrong like_linear: The rule of trace(AXB) is used, the inverse is overlooked.
def trace_of_inverse(X, A, B):
    return B @ A


# wrong inverse_for_x: The inverse is differentiated entry by entry, its entries squared with a minus.
def trace_of_inverse(X, A, B):
    return B @ A * (-(np.linalg.inv(X) ** 2))


# problem: gram_determinant
# right cofactors: The adjugate first, then both terms.
def gram_determinant(X, S):
    M = X.T @ S @ X
    adj = np.linalg.det(M) * np.linalg.inv(M)
    return S @ X @ adj + (adj @ X.T @ S).T


# right einsum: The derivative by M, then by X with indices.
def gram_determinant(X, S):
    M = X.T @ S @ X
    C = np.linalg.det(M) * np.linalg.inv(M).T
    return np.einsum("ab,ic,cb->ia", C, S, X) + np.einsum("ab,ci,ca->ib", C, S, X)


# wrong symmetric: Two times one term, which holds for a symmetric S only.
def gram_determinant(X, S):
    M = X.T @ S @ X
    return 2 * np.linalg.det(M) * S @ X @ np.linalg.inv(M)


# wrong log_of_it: The determinant in front is missing, this is the derivative of its logarithm.
def gram_determinant(X, S):
    K = np.linalg.inv(X.T @ S @ X)
    return S @ X @ K + S.T @ X @ K.T


# wrong inverse_untransposed: The inverse in the second term is not transposed.
def gram_determinant(X, S):
    M = X.T @ S @ X
    K = np.linalg.inv(M)
    return np.linalg.det(M) * (S @ X @ K + S.T @ X @ K)


# wrong left_x_constant: Only the X on the right is differentiated.
def gram_determinant(X, S):
    M = X.T @ S @ X
    return np.linalg.det(M) * S.T @ X @ np.linalg.inv(M).T


# wrong right_x_constant: Only the X on the left is differentiated.
def gram_determinant(X, S):
    M = X.T @ S @ X
    return np.linalg.det(M) * S @ X @ np.linalg.inv(M)


# wrong no_inverse: The determinant times the derivative of the trace of the form.
def gram_determinant(X, S):
    return np.linalg.det(X.T @ S @ X) * (S + S.T) @ X


# wrong divided: Divides by the determinant instead of multiplying by it.
def gram_determinant(X, S):
    M = X.T @ S @ X
    K = np.linalg.inv(M)
    return (S @ X @ K + S.T @ X @ K.T) / np.linalg.det(M)


# wrong transposed: The numerator layout.
def gram_determinant(X, S):
    M = X.T @ S @ X
    K = np.linalg.inv(M)
    return np.linalg.det(M) * (S @ X @ K + S.T @ X @ K.T).T


# problem: quotient_of_forms
# right shifted: With the quotient itself as a factor.
def quotient_of_forms(x, A, B):
    low = (x.T @ B @ x).item()
    rho = (x.T @ A @ x).item() / low
    return (A @ x + A.T @ x - 2 * rho * B @ x) / low


# right flat: The quotient rule with arrays of one axis.
def quotient_of_forms(x, A, B):
    v = x[:, 0]
    u, w = v @ A @ v, v @ B @ v
    du, dw = A @ v + v @ A, B @ v + v @ B
    return ((du * w - u * dw) / w**2)[:, None]


# wrong a_symmetric: Takes 2 A x for the derivative of the upper form.
def quotient_of_forms(x, A, B):
    top, low = x.T @ A @ x, x.T @ B @ x
    return 2 * (A @ x * low - top * B @ x) / low**2


# wrong not_squared: The denominator of the quotient rule is not squared.
def quotient_of_forms(x, A, B):
    top, low = x.T @ A @ x, x.T @ B @ x
    return ((A + A.T) @ x * low - 2 * top * (B @ x)) / low


# wrong plus: A plus in the quotient rule.
def quotient_of_forms(x, A, B):
    top, low = x.T @ A @ x, x.T @ B @ x
    return ((A + A.T) @ x * low + 2 * top * (B @ x)) / low**2


# wrong exchanged: The two terms of the quotient rule are exchanged.
def quotient_of_forms(x, A, B):
    top, low = x.T @ A @ x, x.T @ B @ x
    return (2 * top * (B @ x) - (A + A.T) @ x * low) / low**2


# wrong row: The derivative as a row.
def quotient_of_forms(x, A, B):
    top, low = x.T @ A @ x, x.T @ B @ x
    return (((A + A.T) @ x * low - 2 * top * (B @ x)) / low**2).T


# wrong low_constant: The lower form is taken as a constant.
def quotient_of_forms(x, A, B):
    return (A + A.T) @ x / (x.T @ B @ x)


# wrong each_by_itself: The derivative of the upper form over that of the lower.
def quotient_of_forms(x, A, B):
    return ((A + A.T) @ x) / (2 * B @ x)


# wrong two_lost: The 2 in the derivative of the lower form is forgotten.
def quotient_of_forms(x, A, B):
    top, low = x.T @ A @ x, x.T @ B @ x
    return ((A + A.T) @ x * low - top * (B @ x)) / low**2


# problem: residual_norm
# right root_of_squares: Chain rule through the root.
def residual_norm(x, A, b):
    r = A @ x - b
    s = np.sum(r**2)
    return 0.5 / np.sqrt(s) * (2 * r.T @ A)


# right column_first: As a column, turned into a row at the end.
def residual_norm(x, A, b):
    r = (A @ x - b).ravel()
    g = A.T @ (r / np.sqrt(r @ r))
    return g[None, :]


# wrong column: The gradient as a column.
def residual_norm(x, A, b):
    r = A @ x - b
    return A.T @ r / np.linalg.norm(r)


# wrong no_norm: The division by the norm is missing.
def residual_norm(x, A, b):
    return (A @ x - b).T @ A


# wrong squared: The derivative of the squared norm.
def residual_norm(x, A, b):
    return 2 * (A @ x - b).T @ A


# wrong norm_squared: Divides by the square of the norm.
def residual_norm(x, A, b):
    r = A @ x - b
    return r.T @ A / np.sum(r**2)


# wrong half: The 1/2 of the root is kept, the 2 of the square is lost.
def residual_norm(x, A, b):
    r = A @ x - b
    return r.T @ A / (2 * np.linalg.norm(r))


# wrong no_b: b is dropped because it is a constant.
def residual_norm(x, A, b):
    r = A @ x
    return r.T @ A / np.linalg.norm(r)


# wrong inner_missing: The derivative by the residual, without A.
def residual_norm(x, A, b):
    r = A @ x - b
    return r.T / np.linalg.norm(r)


# wrong one_norm: The derivative of the sum of absolute values.
def residual_norm(x, A, b):
    return np.sign(A @ x - b).T @ A


# problem: kron_with_image
# right tensor: With a tensor of three axes, flattened at the end.
def kron_with_image(x, W):
    n, m = len(x), len(W)
    T = np.einsum("ik,j->ijk", np.eye(n), W @ x) + np.einsum("i,jk->ijk", x, W)
    return T.reshape(n * m, n)


# right by_columns: One column for each element of x.
def kron_with_image(x, W):
    cols = []
    for k in range(len(x)):
        e = np.zeros(len(x))
        e[k] = 1
        cols.append(np.kron(e, W @ x) + np.kron(x, W[:, k]))
    return np.stack(cols, axis=1)


# wrong left_only: Only the left factor is differentiated.
def kron_with_image(x, W):
    return np.kron(np.eye(len(x)), (W @ x)[:, None])


# wrong right_only: Only the right factor is differentiated.
def kron_with_image(x, W):
    return np.kron(x[:, None], W)


# wrong exchanged: The factors of the Kronecker product stand in the other order.
def kron_with_image(x, W):
    y = W @ x
    return np.kron(y[:, None], np.eye(len(x))) + np.kron(W, x[:, None])


# wrong transposed: Rows belong to x.
def kron_with_image(x, W):
    y = W @ x
    return (np.kron(np.eye(len(x)), y[:, None]) + np.kron(x[:, None], W)).T


# wrong minus: A minus between the two terms of the product rule.
def kron_with_image(x, W):
    y = W @ x
    return np.kron(np.eye(len(x)), y[:, None]) - np.kron(x[:, None], W)


# wrong not_flat: The tensor is left with three axes.
def kron_with_image(x, W):
    n = len(x)
    return np.einsum("ik,j->ijk", np.eye(n), W @ x) + np.einsum("i,jk->ijk", x, W)


# wrong no_x: The left factor x is replaced by ones in the second term.
def kron_with_image(x, W):
    y = W @ x
    return np.kron(np.eye(len(x)), y[:, None]) + np.kron(np.ones((len(x), 1)), W)


# wrong column_major: The tensor is flattened column after column.
def kron_with_image(x, W):
    n, m = len(x), len(W)
    T = np.einsum("ik,j->ijk", np.eye(n), W @ x) + np.einsum("i,jk->ijk", x, W)
    return T.transpose(1, 0, 2).reshape(n * m, n)


# problem: unit_vector_on_line
# right projector: The matrix of the projection, then a row.
def unit_vector_on_line(t, a, b):
    w = a + t * b
    r = np.linalg.norm(w)
    P = np.eye(len(w)) - w @ w.T / r**2
    return (P @ b).T / r


# right quotient_rule: The quotient rule with the derivative of the norm.
def unit_vector_on_line(t, a, b):
    w = (a + t * b).ravel()
    r = np.sqrt(w @ w)
    dr = w @ b.ravel() / r
    return ((b.ravel() * r - w * dr) / r**2).reshape(1, -1)


# wrong column: The derivative as a column.
def unit_vector_on_line(t, a, b):
    w = a + t * b
    r = np.linalg.norm(w)
    return b / r - w * (w.T @ b) / r**3


# wrong norm_constant: The norm is taken as a constant.
def unit_vector_on_line(t, a, b):
    return (b / np.linalg.norm(a + t * b)).T


# wrong plus: The second term is added.
def unit_vector_on_line(t, a, b):
    w = a + t * b
    r = np.linalg.norm(w)
    return (b / r + w * (w.T @ b) / r**3).T


# wrong unit_b: Numerator and denominator are differentiated apart.
def unit_vector_on_line(t, a, b):
    return (b / np.linalg.norm(b)).T


# wrong power: The second term is divided by the square of the norm instead of its cube.
def unit_vector_on_line(t, a, b):
    w = a + t * b
    r = np.linalg.norm(w)
    return (b / r - w * (w.T @ b) / r**2).T


# wrong factor_two: The derivative of the norm has a 2 left from the square.
def unit_vector_on_line(t, a, b):
    w = a + t * b
    r = np.linalg.norm(w)
    return (b / r - 2 * w * (w.T @ b) / r**3).T


# wrong norm_of_b: The norm of b stands for the derivative of the norm.
def unit_vector_on_line(t, a, b):
    w = a + t * b
    r = np.linalg.norm(w)
    return (b / r - w * np.linalg.norm(b) / r**2).T


# wrong a_for_w: The second term projects on a instead of on w.
def unit_vector_on_line(t, a, b):
    r = np.linalg.norm(a + t * b)
    return (b / r - a * (a.T @ b) / r**3).T
