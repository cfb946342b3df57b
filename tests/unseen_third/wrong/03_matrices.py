"""Wrong answers to the third unseen set's matrices, each with what is wrong in plain words.

They were written without a look at what the grader can name.
"""

# ruff: noqa: F811, F821

import numpy as np

# --- inverse_form ---------------------------------------------------------------------------------


@wrong("inverse_form", "SIGN", "the minus of the inverse's derivative is forgotten")
def inverse_form(X, a, b):
    P = np.linalg.inv(X)
    return P.T @ np.outer(a, b) @ P.T


@wrong("inverse_form", "LAYOUT", "transposed: -X^-1 b a^T X^-1")
def inverse_form(X, a, b):
    P = np.linalg.inv(X)
    return -P @ np.outer(b, a) @ P


@wrong("inverse_form", "INVERSE", "inverses not transposed: -X^-1 a b^T X^-1")
def inverse_form(X, a, b):
    P = np.linalg.inv(X)
    return -P @ np.outer(a, b) @ P


@wrong("inverse_form", "INVERSE", "as for numbers: -a b^T times the entries' 1/x^2")
def inverse_form(X, a, b):
    return -np.outer(a, b) / X**2


@wrong("inverse_form", "POWER", "only one inverse: -X^-T a b^T")
def inverse_form(X, a, b):
    return -np.linalg.inv(X).T @ np.outer(a, b)


@wrong("inverse_form", "OTHER", "the inverse forgotten: the gradient of a^T X b")
def inverse_form(X, a, b):
    return np.outer(a, b)


@wrong("inverse_form", "OUTER", "a and b swapped in the outer product, X^-T on both sides")
def inverse_form(X, a, b):
    P = np.linalg.inv(X)
    return -P.T @ np.outer(b, a) @ P.T


@wrong("inverse_form", "COMPOUND", "sign forgotten and transposed")
def inverse_form(X, a, b):
    P = np.linalg.inv(X)
    return P @ np.outer(b, a) @ P


# --- log_det_gram ---------------------------------------------------------------------------------


@wrong("log_det_gram", "FACTOR", "by_X without the 2; by_eps right")
def log_det_gram(X, eps):
    P = np.linalg.inv(X.T @ X + eps * np.eye(X.shape[1]))
    return X @ P, np.trace(P)


@wrong("log_det_gram", "OTHER", "eps forgotten in by_X's inverse; by_eps right")
def log_det_gram(X, eps):
    P = np.linalg.inv(X.T @ X + eps * np.eye(X.shape[1]))
    return 2 * np.linalg.pinv(X).T, np.trace(P)


@wrong("log_det_gram", "LAYOUT", "by_X transposed, (k, n); by_eps right")
def log_det_gram(X, eps):
    P = np.linalg.inv(X.T @ X + eps * np.eye(X.shape[1]))
    return 2 * P @ X.T, np.trace(P)


@wrong("log_det_gram", "OTHER", "the inverse forgotten in by_X: 2 X G; by_eps right")
def log_det_gram(X, eps):
    G = X.T @ X + eps * np.eye(X.shape[1])
    return 2 * X @ G, np.trace(np.linalg.inv(G))


@wrong("log_det_gram", "OTHER", "the determinant itself, not its logarithm, differentiated in both")
def log_det_gram(X, eps):
    G = X.T @ X + eps * np.eye(X.shape[1])
    P = np.linalg.inv(G)
    return 2 * np.linalg.det(G) * X @ P, np.linalg.det(G) * np.trace(P)


@wrong("log_det_gram", "SUM", "by_X right; by_eps sums all entries, not the diagonal")
def log_det_gram(X, eps):
    P = np.linalg.inv(X.T @ X + eps * np.eye(X.shape[1]))
    return 2 * X @ P, np.sum(P)


@wrong("log_det_gram", "COMPOUND", "by_X without its 2; by_eps as 1 over the trace of G")
def log_det_gram(X, eps):
    G = X.T @ X + eps * np.eye(X.shape[1])
    return X @ np.linalg.inv(G), 1 / np.trace(G)


# --- sandwich_tensor ------------------------------------------------------------------------------


@wrong("sandwich_tensor", "INDEX", "input axes first: (m, n, p, q)")
def sandwich_tensor(A, X, B):
    return np.einsum("im,jl->mjil", A, B)


@wrong("sandwich_tensor", "INDEX", "the output's axes swapped: (q, p, m, n)")
def sandwich_tensor(A, X, B):
    return np.einsum("im,jl->limj", A, B)


@wrong("sandwich_tensor", "INDEX", "the input's axes swapped: (p, q, n, m)")
def sandwich_tensor(A, X, B):
    return np.einsum("im,jl->iljm", A, B)


@wrong("sandwich_tensor", "INDEX", "axes as the factors come: (p, m, n, q)")
def sandwich_tensor(A, X, B):
    return np.einsum("im,jl->imjl", A, B)


@wrong("sandwich_tensor", "TOOL", "the Kronecker product of A and B^T as one matrix, (p q, m n)")
def sandwich_tensor(A, X, B):
    return np.kron(A, B.T)


@wrong("sandwich_tensor", "SUM", "contracted with ones over the output: the gradient of the sum")
def sandwich_tensor(A, X, B):
    return A.T @ np.ones((A.shape[0], B.shape[1])) @ B.T


@wrong("sandwich_tensor", "OTHER", "X not differentiated away: every entry times X")
def sandwich_tensor(A, X, B):
    return np.einsum("im,mj,jl->ilmj", A, X, B)


@wrong("sandwich_tensor", "SKIP", "B forgotten, an identity in its place, cut to fit")
def sandwich_tensor(A, X, B):
    return np.einsum("im,jl->ilmj", A, np.eye(*B.shape))


@wrong("sandwich_tensor", "COMPOUND", "both pairs of axes swapped: (q, p, n, m)")
def sandwich_tensor(A, X, B):
    return np.einsum("im,jl->lijm", A, B)


# --- trace_form -----------------------------------------------------------------------------------


@wrong("trace_form", "SYMMETRIC", "2 A X B, as if A and B were symmetric")
def trace_form(X, A, B):
    return 2 * A @ X @ B


@wrong("trace_form", "PRODUCT", "only the second copy of X differentiated: A^T X B^T")
def trace_form(X, A, B):
    return A.T @ X @ B.T


@wrong("trace_form", "PRODUCT", "only the first copy of X differentiated: A X B")
def trace_form(X, A, B):
    return A @ X @ B


@wrong("trace_form", "SYMMETRIC", "(A + A^T) X B: B is never transposed")
def trace_form(X, A, B):
    return (A + A.T) @ X @ B


@wrong("trace_form", "LAYOUT", "transposed, (k, n)")
def trace_form(X, A, B):
    return (A @ X @ B + A.T @ X @ B.T).T


@wrong("trace_form", "SIGN", "the second term taken away instead of added")
def trace_form(X, A, B):
    return A @ X @ B - A.T @ X @ B.T


@wrong("trace_form", "OTHER", "B transposed in the wrong term: A X B^T + A^T X B")
def trace_form(X, A, B):
    return A @ X @ B.T + A.T @ X @ B


@wrong("trace_form", "COMPOUND", "B forgotten, and A taken for symmetric: 2 A X")
def trace_form(X, A, B):
    return 2 * A @ X


# --- determinant_and_trace ------------------------------------------------------------------------


@wrong("determinant_and_trace", "INVERSE", "X^-1 not transposed in the determinant's term")
def determinant_and_trace(X, C):
    P = np.linalg.inv(X)
    return np.linalg.det(X) * P - (P @ C @ P).T


@wrong("determinant_and_trace", "INVERSE", "the trace's term not transposed")
def determinant_and_trace(X, C):
    P = np.linalg.inv(X)
    return np.linalg.det(X) * P.T - P @ C @ P


@wrong("determinant_and_trace", "OTHER", "the factor det(X) forgotten, as if the log was taken")
def determinant_and_trace(X, C):
    P = np.linalg.inv(X)
    return P.T - (P @ C @ P).T


@wrong("determinant_and_trace", "SIGN", "the inverse's minus forgotten")
def determinant_and_trace(X, C):
    P = np.linalg.inv(X)
    return np.linalg.det(X) * P.T + (P @ C @ P).T


@wrong("determinant_and_trace", "ONEPATH", "the trace's term forgotten altogether")
def determinant_and_trace(X, C):
    return np.linalg.det(X) * np.linalg.inv(X).T


@wrong("determinant_and_trace", "PRIMAL", "det(X) itself on the diagonal instead of det(X) X^-T")
def determinant_and_trace(X, C):
    P = np.linalg.inv(X)
    return np.linalg.det(X) * np.eye(len(X)) - (P @ C @ P).T


@wrong("determinant_and_trace", "COMPOUND", "everything transposed, and only one inverse with C")
def determinant_and_trace(X, C):
    P = np.linalg.inv(X)
    return np.linalg.det(X) * P - C @ P
