import numpy as np


def softmax(z, axis=0):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


# problem: trace_quadratic
# right entrywise: Written with indices.
def trace_grad(X, A, B):
    second = np.einsum("ai,ab,jb->ij", A, X, B)
    return np.einsum("ia,ab,bj->ij", A, X, B) + second


# right via_vec: The Hessian of vec(X) by a Kronecker product, times vec(X).
def trace_grad(X, A, B):
    K = np.kron(B.T, A)
    return ((K + K.T) @ X.ravel(order="F")).reshape(X.shape, order="F")


# wrong one_factor: Only the transposed X was moved; the product rule stops after one factor.
def trace_grad(X, A, B):
    return A @ X @ B


# wrong like_x_squared: Twice A X B, as if both matrices were symmetric.
def trace_grad(X, A, B):
    return 2 * A @ X @ B


# wrong b_not_transposed: The second term keeps B without its transpose.
def trace_grad(X, A, B):
    return (A + A.T) @ X @ B


# wrong crossed: The transposes are put one on each term.
def trace_grad(X, A, B):
    return A.T @ X @ B + A @ X @ B.T


# wrong minus: The second term is subtracted.
def trace_grad(X, A, B):
    return A @ X @ B - A.T @ X @ B.T


# wrong halved: The half of a usual quadratic form is put in.
def trace_grad(X, A, B):
    return 0.5 * (A @ X @ B + A.T @ X @ B.T)


# wrong b_lost: B is forgotten in both terms.
def trace_grad(X, A, B):
    return A @ X + A.T @ X


# wrong trace_pulled_out: The trace of B is taken out as a number.
def trace_grad(X, A, B):
    return np.trace(B) * (A + A.T) @ X


# wrong other_layout: The derivative is laid out as k by n.
def trace_grad(X, A, B):
    return B.T @ X.T @ A.T + B @ X.T @ A


# problem: logdet_gram
# right solved: By solving with the matrix in place of inverting it.
def logdet_grad(X, A):
    M = np.eye(X.shape[1]) + X.T @ A @ X
    return np.linalg.solve(M.T, (A @ X).T).T + np.linalg.solve(M, (A.T @ X).T).T


# right large_matrix: By Sylvester's identity, with the n by n matrix.
def logdet_grad(X, A):
    big = np.eye(X.shape[0]) + X @ X.T @ A
    G = (A @ np.linalg.inv(big)).T
    return (G + G.T) @ X


# wrong one_term: Only one X of the form is differentiated.
def logdet_grad(X, A):
    M = np.eye(X.shape[1]) + X.T @ A @ X
    return A.T @ X @ np.linalg.inv(M).T


# wrong symmetric: A is taken as symmetric, which makes two equal terms.
def logdet_grad(X, A):
    M = np.eye(X.shape[1]) + X.T @ A @ X
    return 2 * A @ X @ np.linalg.inv(M)


# wrong inverse_plain: The inverse is not transposed in the second term.
def logdet_grad(X, A):
    M = np.eye(X.shape[1]) + X.T @ A @ X
    return (A + A.T) @ X @ np.linalg.inv(M)


# wrong determinant: The derivative of the determinant; the logarithm is forgotten.
def logdet_grad(X, A):
    M = np.eye(X.shape[1]) + X.T @ A @ X
    inverse = np.linalg.inv(M)
    return np.linalg.det(M) * (A @ X @ inverse + A.T @ X @ inverse.T)


# wrong no_inverse: The matrix itself where its inverse belongs.
def logdet_grad(X, A):
    M = np.eye(X.shape[1]) + X.T @ A @ X
    return A @ X @ M + A.T @ X @ M.T


# wrong log_of_number: One over the determinant times the derivative of the form, as for numbers.
def logdet_grad(X, A):
    M = np.eye(X.shape[1]) + X.T @ A @ X
    return (A + A.T) @ X / np.linalg.det(M)


# wrong trace_of_inverse: The trace of the inverse is taken apart from the rest.
def logdet_grad(X, A):
    M = np.eye(X.shape[1]) + X.T @ A @ X
    return np.trace(np.linalg.inv(M)) * (A + A.T) @ X


# wrong minus: The sign of an inverse's derivative.
def logdet_grad(X, A):
    inverse = np.linalg.inv(np.eye(X.shape[1]) + X.T @ A @ X)
    return -(A @ X @ inverse + A.T @ X @ inverse.T)


# wrong other_layout: k by n in place of n by k.
def logdet_grad(X, A):
    inverse = np.linalg.inv(np.eye(X.shape[1]) + X.T @ A @ X)
    return inverse.T @ X.T @ A.T + inverse @ X.T @ A


# problem: bilinear_ratio
# right log_trick: r times the derivative of its logarithm.
def ratio_grad(X, a, b, c, d):
    top, bottom = a.T @ X @ b, c.T @ X @ d
    return a @ b.T / bottom - top / bottom * (c @ d.T) / bottom


# right outer: With outer products and numbers.
def ratio_grad(X, a, b, c, d):
    bottom = (c.T @ X @ d).item()
    r = (a.T @ X @ b).item() / bottom
    return (np.outer(a, b) - r * np.outer(c, d)) / bottom


# wrong denominator_constant: The denominator is held fixed.
def ratio_grad(X, a, b, c, d):
    return a @ b.T / (c.T @ X @ d)


# wrong plus: A plus in the quotient rule.
def ratio_grad(X, a, b, c, d):
    top, bottom = a.T @ X @ b, c.T @ X @ d
    return a @ b.T / bottom + top * (c @ d.T) / bottom**2


# wrong once: The second term is divided by the denominator once only.
def ratio_grad(X, a, b, c, d):
    top, bottom = a.T @ X @ b, c.T @ X @ d
    return a @ b.T / bottom - top * (c @ d.T) / bottom


# wrong numerator_lost: The numerator is forgotten in the second term.
def ratio_grad(X, a, b, c, d):
    bottom = c.T @ X @ d
    return a @ b.T / bottom - c @ d.T / bottom**2


# wrong entries_divided: The ratio of the two derivatives, entry by entry.
def ratio_grad(X, a, b, c, d):
    return (a @ b.T) / (c @ d.T)


# wrong upside_down: The derivative of the reciprocal.
def ratio_grad(X, a, b, c, d):
    top, bottom = a.T @ X @ b, c.T @ X @ d
    return (top * c @ d.T - bottom * a @ b.T) / top**2


# wrong order_turned: The quotient rule with its two products in the other order.
def ratio_grad(X, a, b, c, d):
    top, bottom = a.T @ X @ b, c.T @ X @ d
    return (top * c @ d.T - bottom * a @ b.T) / bottom**2


# wrong not_squared: The whole is divided by the denominator and not by its square.
def ratio_grad(X, a, b, c, d):
    top, bottom = a.T @ X @ b, c.T @ X @ d
    return (bottom * a @ b.T - top * c @ d.T) / bottom


# wrong other_layout: b a^T and d c^T, k by n.
def ratio_grad(X, a, b, c, d):
    top, bottom = a.T @ X @ b, c.T @ X @ d
    return (bottom * b @ a.T - top * d @ c.T) / bottom**2


# problem: softmax_entropy
# right by_jacobian: The softmax's Jacobian times the entropy's gradient.
def entropy_grad(W, x):
    p = softmax(W.T @ x)
    J = np.diag(p[:, 0]) - p @ p.T
    return x @ (J @ (-np.log(p) - 1)).T


# right by_log_sum_exp: H is the logsumexp of z less its mean under p.
def entropy_grad(W, x):
    z = W.T @ x
    p = softmax(z)
    return -x @ (p * (z - p.T @ z)).T


# wrong diagonal_softmax: The softmax's Jacobian has only its diagonal.
def entropy_grad(W, x):
    p = softmax(W.T @ x)
    return x @ (p * (1 - p) * (-np.log(p) - 1)).T


# wrong softmax_skipped: The entropy's derivative by p, not taken back through the softmax.
def entropy_grad(W, x):
    p = softmax(W.T @ x)
    return x @ (-np.log(p) - 1).T


# wrong normaliser_constant: The softmax's denominator is held fixed.
def entropy_grad(W, x):
    p = softmax(W.T @ x)
    return x @ (-p * (np.log(p) + 1)).T


# wrong sign: The minus of the entropy is lost.
def entropy_grad(W, x):
    p = softmax(W.T @ x)
    H = -np.sum(p * np.log(p))
    return x @ (p * (np.log(p) + H)).T


# wrong mean_plain: The mean of the logarithms is not weighted by p.
def entropy_grad(W, x):
    p = softmax(W.T @ x)
    return x @ (-p * (np.log(p) - np.mean(np.log(p)))).T


# wrong entropy_subtracted: H with the wrong sign in the bracket.
def entropy_grad(W, x):
    p = softmax(W.T @ x)
    H = -np.sum(p * np.log(p))
    return x @ (-p * (np.log(p) - H)).T


# wrong p_forgotten: The factor p in front of the bracket is forgotten.
def entropy_grad(W, x):
    p = softmax(W.T @ x)
    H = -np.sum(p * np.log(p))
    return x @ -(np.log(p) + H).T


# wrong other_layout: The outer product the other way round.
def entropy_grad(W, x):
    p = softmax(W.T @ x)
    H = -np.sum(p * np.log(p))
    return (-p * (np.log(p) + H)) @ x.T


# problem: squash
# right quotient: The quotient rule by z, then the chain through W.
def squash_derivative(x, W):
    z = W.T @ x
    q = np.sum(z**2)
    r = np.sqrt(q)
    by_r = 1 / (1 + q) - 2 * q / (1 + q) ** 2
    return W @ (np.eye(len(z)) * r / (1 + q) + z @ (by_r * z / r).T)


# wrong gain_constant: The factor in front of z is held fixed.
def squash_derivative(x, W):
    r = np.linalg.norm(W.T @ x)
    return W * r / (1 + r**2)


# wrong numerator_layout: Rows belong to the output.
def squash_derivative(x, W):
    z = W.T @ x
    r = np.linalg.norm(z)
    J = r / (1 + r**2) * np.eye(len(z)) + (1 - r**2) / ((1 + r**2) ** 2 * r) * z @ z.T
    return J @ W.T


# wrong denominator_once: 1 + r^2 is not squared in the second term.
def squash_derivative(x, W):
    z = W.T @ x
    r = np.linalg.norm(z)
    J = r / (1 + r**2) * np.eye(len(z)) + (1 - r**2) / ((1 + r**2) * r) * z @ z.T
    return W @ J


# wrong quotient_sign: Plus in the quotient rule, so 1 + 3 r^2 above.
def squash_derivative(x, W):
    z = W.T @ x
    r = np.linalg.norm(z)
    J = r / (1 + r**2) * np.eye(len(z)) + (1 + 3 * r**2) / ((1 + r**2) ** 2 * r) * z @ z.T
    return W @ J


# wrong norm_slope: The gradient of the norm is taken as z.
def squash_derivative(x, W):
    z = W.T @ x
    r = np.linalg.norm(z)
    J = r / (1 + r**2) * np.eye(len(z)) + (1 - r**2) / (1 + r**2) ** 2 * z @ z.T
    return W @ J


# wrong entry_by_entry: The squash is taken to act on each entry by itself.
def squash_derivative(x, W):
    z = W.T @ x
    r = np.linalg.norm(z)
    slope = r / (1 + r**2) + (1 - r**2) / ((1 + r**2) ** 2 * r) * z**2
    return W * slope.T


# wrong weights_forgotten: The derivative by z; the last step by x is missing.
def squash_derivative(x, W):
    z = W.T @ x
    r = np.linalg.norm(z)
    return r / (1 + r**2) * np.eye(len(z)) + (1 - r**2) / ((1 + r**2) ** 2 * r) * z @ z.T


# wrong second_term_only: The factor's change is kept and z's own is lost.
def squash_derivative(x, W):
    z = W.T @ x
    r = np.linalg.norm(z)
    return W @ ((1 - r**2) / ((1 + r**2) ** 2 * r) * z @ z.T)


# problem: det_sandwich
# right cofactors: By the determinant and a solve.
def det_grad(X, A, B):
    M = A @ X @ B
    return np.linalg.det(M) * (B @ np.linalg.solve(M, A)).T


# wrong inverse_plain: The inverse in the middle is not transposed.
def det_grad(X, A, B):
    M = A @ X @ B
    return np.linalg.det(M) * A.T @ np.linalg.inv(M) @ B.T


# wrong log_determinant: The derivative of the logarithm of the determinant.
def det_grad(X, A, B):
    return A.T @ np.linalg.inv(A @ X @ B).T @ B.T


# wrong by_inner_matrix: det times the pseudoinverse of X, as if A and B were not there.
def det_grad(X, A, B):
    return np.linalg.det(A @ X @ B) * np.linalg.pinv(X).T


# wrong other_layout: k by r, with the matrices in the order of the inverse.
def det_grad(X, A, B):
    M = A @ X @ B
    return np.linalg.det(M) * B @ np.linalg.inv(M) @ A


# wrong inverse_lost: The matrix in place of its inverse.
def det_grad(X, A, B):
    M = A @ X @ B
    return np.linalg.det(M) * A.T @ M.T @ B.T


# wrong minus: The sign of the derivative of an inverse.
def det_grad(X, A, B):
    M = A @ X @ B
    return -np.linalg.det(M) * A.T @ np.linalg.inv(M).T @ B.T


# wrong trace_alone: The trace of the inverse is split off from the chain through A and B.
def det_grad(X, A, B):
    M = A @ X @ B
    return np.linalg.det(M) * np.trace(np.linalg.inv(M)) * A.T @ B.T


# wrong one_over: One over the determinant and no inverse, mixed up with the logarithm.
def det_grad(X, A, B):
    return A.T @ B.T / np.linalg.det(A @ X @ B)


# problem: squared_hinge
# right masked: With the mask written out.
def hinge_grad(w, X, y, lam):
    margin = y * (X @ w)
    active = (margin < 1).astype(float)
    return X.T @ (2 * (1 - margin) * active * -y) / len(X) + lam * w


# wrong mask_forgotten: Examples beyond the margin count as well.
def hinge_grad(w, X, y, lam):
    return -2 / len(y) * X.T @ (y * (1 - y * (X @ w))) + lam * w


# wrong plain_hinge: The derivative of the hinge that is not squared, times two.
def hinge_grad(w, X, y, lam):
    active = y * (X @ w) < 1
    return -2 / len(y) * X.T @ (y * active) + lam * w


# wrong two_forgotten: The factor 2 of the square is lost.
def hinge_grad(w, X, y, lam):
    short = np.maximum(1 - y * (X @ w), 0)
    return -X.T @ (y * short) / len(y) + lam * w


# wrong label_forgotten: The inner derivative lacks the label.
def hinge_grad(w, X, y, lam):
    short = np.maximum(1 - y * (X @ w), 0)
    return -2 / len(y) * X.T @ short + lam * w


# wrong sum_for_mean: Added up over the examples.
def hinge_grad(w, X, y, lam):
    short = np.maximum(1 - y * (X @ w), 0)
    return -2 * X.T @ (y * short) + lam * w


# wrong decay_doubled: The half of the weight decay is overlooked.
def hinge_grad(w, X, y, lam):
    short = np.maximum(1 - y * (X @ w), 0)
    return -2 / len(y) * X.T @ (y * short) + 2 * lam * w


# wrong inner_sign: The minus of 1 - margin is lost.
def hinge_grad(w, X, y, lam):
    short = np.maximum(1 - y * (X @ w), 0)
    return 2 / len(y) * X.T @ (y * short) + lam * w


# wrong decay_averaged: The weight decay is divided by the number of examples, too.
def hinge_grad(w, X, y, lam):
    short = np.maximum(1 - y * (X @ w), 0)
    return (-2 * X.T @ (y * short) + lam * w) / len(y)


# problem: perplexity
# right one_hot: With the labels as a matrix.
def perplexity_grad(Z, y):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return np.exp(-np.sum(Y * np.log(P)) / len(Z)) / len(Z) * (P - Y)


# wrong cross_entropy: The gradient of the mean cross entropy; the exponential is forgotten.
def perplexity_grad(Z, y):
    Y = np.eye(Z.shape[1])[y]
    return (softmax(Z, axis=1) - Y) / len(Z)


# wrong not_averaged: The mean's division by N is lost.
def perplexity_grad(Z, y):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return np.exp(-np.sum(Y * np.log(P)) / len(Z)) * (P - Y)


# wrong sign: Y - P, the minus in the exponent forgotten.
def perplexity_grad(Z, y):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return np.exp(-np.sum(Y * np.log(P)) / len(Z)) / len(Z) * (Y - P)


# wrong each_row_its_own: The perplexity is taken row by row in the chain.
def perplexity_grad(Z, y):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return (P - Y) / (P * Y).sum(axis=1, keepdims=True) / len(Z)


# wrong target_alone: Only the scores of the words that stood there get a derivative.
def perplexity_grad(Z, y):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return np.exp(-np.sum(Y * np.log(P)) / len(Z)) / len(Z) * Y * (P - 1)


# wrong wrong_axis: The softmax is taken over the positions.
def perplexity_grad(Z, y):
    P = softmax(Z, axis=0)
    Y = np.eye(Z.shape[1])[y]
    return np.exp(-np.sum(Y * np.log(P)) / len(Z)) / len(Z) * (P - Y)


# wrong labels_forgotten: The derivative of the normaliser alone.
def perplexity_grad(Z, y):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return np.exp(-np.sum(Y * np.log(P)) / len(Z)) / len(Z) * P


# wrong inverse_probability: The mean log probability without its minus in the exponential.
def perplexity_grad(Z, y):
    P = softmax(Z, axis=1)
    Y = np.eye(Z.shape[1])[y]
    return np.exp(np.sum(Y * np.log(P)) / len(Z)) / len(Z) * (P - Y)
