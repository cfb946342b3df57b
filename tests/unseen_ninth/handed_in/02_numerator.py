import numpy as np


# problem: frobenius_misfit
# right by_trace: The derivative by X first, transposed at the end.
def misfit_grad(X, A, B, C):
    E = A @ X @ B - C
    return (A.T @ E @ B.T).T / np.sqrt(np.trace(E.T @ E))


# wrong denominator_layout: In the shape of X.
def misfit_grad(X, A, B, C):
    E = A @ X @ B - C
    return A.T @ E @ B.T / np.linalg.norm(E)


# wrong squared_norm: The derivative of the squared norm.
def misfit_grad(X, A, B, C):
    return 2 * B @ (A @ X @ B - C).T @ A


# wrong root_forgotten: The two was cancelled but the norm below was not written.
def misfit_grad(X, A, B, C):
    return B @ (A @ X @ B - C).T @ A


# wrong half_too_much: The half of the root without the two of the square.
def misfit_grad(X, A, B, C):
    E = A @ X @ B - C
    return 0.5 * B @ E.T @ A / np.linalg.norm(E)


# wrong target_forgotten: The residual above lacks C.
def misfit_grad(X, A, B, C):
    E = A @ X @ B - C
    return B @ (A @ X @ B).T @ A / np.linalg.norm(E)


# wrong norms_of_columns: Each column of the residual is divided by its own norm.
def misfit_grad(X, A, B, C):
    E = A @ X @ B - C
    return B @ (E / np.linalg.norm(E, axis=0)).T @ A


# wrong divided_by_square: Divided by the squared norm.
def misfit_grad(X, A, B, C):
    E = A @ X @ B - C
    return B @ E.T @ A / np.sum(E**2)


# wrong spectral_norm: The norm below is numpy's 2-norm of a matrix.
def misfit_grad(X, A, B, C):
    E = A @ X @ B - C
    return B @ E.T @ A / np.linalg.norm(E, 2)


# wrong sign: The residual is taken as C less the product.
def misfit_grad(X, A, B, C):
    E = C - A @ X @ B
    return B @ E.T @ A / np.linalg.norm(E)


# problem: congruence_by_scalar
# right multiplied_out: By the powers of s.
def congruence_derivative(s, A, B, C):
    return B.T @ C @ A + A.T @ C @ B + 2 * s * B.T @ C @ B


# wrong first_factor: Only the transposed factor is differentiated.
def congruence_derivative(s, A, B, C):
    return B.T @ C @ (A + s * B)


# wrong second_factor: Only the last factor is differentiated.
def congruence_derivative(s, A, B, C):
    return (A + s * B).T @ C @ B


# wrong twice_one: The two terms are taken as equal.
def congruence_derivative(s, A, B, C):
    return 2 * (A + s * B).T @ C @ B


# wrong symmetric_c: The second term as the transpose of the first, which wants a symmetric C.
def congruence_derivative(s, A, B, C):
    first = B.T @ C @ (A + s * B)
    return first + first.T


# wrong other_layout: Transposed, as the denominator layout has it.
def congruence_derivative(s, A, B, C):
    N = A + s * B
    return (B.T @ C @ N + N.T @ C @ B).T


# wrong at_zero: N is replaced by A, the derivative at s = 0.
def congruence_derivative(s, A, B, C):
    return B.T @ C @ A + A.T @ C @ B


# wrong square_alone: As if M were s^2 times B^T C B.
def congruence_derivative(s, A, B, C):
    return 2 * s * B.T @ C @ B


# wrong chain_dropped: s in place of the slope of N: the inner derivative is s B.
def congruence_derivative(s, A, B, C):
    N = A + s * B
    return s * (B.T @ C @ N + N.T @ C @ B)


# wrong product_of_slopes: The derivative of a product as the product of derivatives.
def congruence_derivative(s, A, B, C):
    return B.T @ C @ B


# problem: rms_norm
# right unit: By the normalised input.
def rms_norm_derivative(x, g, eps):
    n = len(x)
    r = np.sqrt(np.sum(x**2) / n + eps)
    h = x / r
    return g * (np.eye(n) - h @ h.T / n) / r


# wrong scale_constant: The root mean square is held fixed.
def rms_norm_derivative(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g[:, 0]) / r


# wrong denominator_layout: Rows belong to the input.
def rms_norm_derivative(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g[:, 0]) / r - x @ (g * x).T / (n * r**3)


# wrong mean_lost: The second term is not divided by n.
def rms_norm_derivative(x, g, eps):
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g[:, 0]) / r - (g * x) @ x.T / r**3


# wrong squared_below: r squared in place of r cubed.
def rms_norm_derivative(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g[:, 0]) / r - (g * x) @ x.T / (n * r**2)


# wrong gain_lost: The second term lacks the gain.
def rms_norm_derivative(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g[:, 0]) / r - x @ x.T / (n * r**3)


# wrong plus: The second term is added.
def rms_norm_derivative(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g[:, 0]) / r + (g * x) @ x.T / (n * r**3)


# wrong layer_norm: The mean is subtracted, as in layer normalisation.
def rms_norm_derivative(x, g, eps):
    n = len(x)
    c = x - x.mean()
    r = np.sqrt(np.mean(c**2) + eps)
    return g * (np.eye(n) - 1 / n - c @ c.T / (n * r**2)) / r


# wrong diagonal: A gain and a normalisation of each entry by itself.
def rms_norm_derivative(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag((g / r - g * x**2 / (n * r**3))[:, 0])


# wrong half_of_root: The two of the square is not written against the half of the root.
def rms_norm_derivative(x, g, eps):
    n = len(x)
    r = np.sqrt(np.mean(x**2) + eps)
    return np.diag(g[:, 0]) / r - (g * x) @ x.T / (2 * n * r**3)


# problem: manipulability
# right pseudoinverse: m times the pseudoinverse.
def manipulability_grad(J):
    return np.prod(np.linalg.svd(J, compute_uv=False)) * np.linalg.pinv(J)


# wrong denominator_layout: In the shape of J.
def manipulability_grad(J):
    return np.sqrt(np.linalg.det(J @ J.T)) * np.linalg.inv(J @ J.T) @ J


# wrong twice: The half of the root is lost.
def manipulability_grad(J):
    return 2 * np.sqrt(np.linalg.det(J @ J.T)) * np.linalg.pinv(J)


# wrong half: J is differentiated once and not twice.
def manipulability_grad(J):
    return 0.5 * np.sqrt(np.linalg.det(J @ J.T)) * np.linalg.pinv(J)


# wrong no_root: The derivative of the determinant without the root.
def manipulability_grad(J):
    return 2 * np.linalg.det(J @ J.T) * np.linalg.pinv(J)


# wrong of_the_logarithm: The measure itself is missing as a factor.
def manipulability_grad(J):
    return J.T @ np.linalg.inv(J @ J.T)


# wrong inverse_lost: The inverse of J J^T is forgotten.
def manipulability_grad(J):
    return np.sqrt(np.linalg.det(J @ J.T)) * J.T


# wrong root_of_number: One over 2m times twice J, as if the determinant were a square.
def manipulability_grad(J):
    return J.T / np.sqrt(np.linalg.det(J @ J.T))


# wrong det_forgotten: One over 2m in front, and the determinant of Jacobi's rule left out.
def manipulability_grad(J):
    return np.linalg.pinv(J) / np.sqrt(np.linalg.det(J @ J.T))


# problem: reaction_rates
# right diagonal_matrices: diag(v) S^T diag(1/c).
def rates_derivative(c, S, k):
    v = k[:, 0] * np.prod(c**S, axis=0)
    return np.diag(v) @ S.T @ np.diag(1 / c[:, 0])


# wrong denominator_layout: Rows belong to the species.
def rates_derivative(c, S, k):
    v = k * np.exp(S.T @ np.log(c))
    return S / c * v.T


# wrong logarithm_skipped: The slope of the logarithm, 1/c, is lost.
def rates_derivative(c, S, k):
    return k * np.exp(S.T @ np.log(c)) * S.T


# wrong exponential_lost: The rates are missing: the derivative of log v.
def rates_derivative(c, S, k):
    return S.T / c.T


# wrong constants_only: k in place of the whole rate.
def rates_derivative(c, S, k):
    return k * S.T / c.T


# wrong constants_lost: The rate constants are dropped.
def rates_derivative(c, S, k):
    return np.exp(S.T @ np.log(c)) * S.T / c.T


# wrong orders_lost: The orders of the reactions do not come down as factors.
def rates_derivative(c, S, k):
    return k * np.exp(S.T @ np.log(c)) / c.T


# wrong one_species: The power rule, with the other species of the product forgotten.
def rates_derivative(c, S, k):
    return k * S.T * c.T ** (S.T - 1)


# wrong elasticities: The relative change of the rates by the relative change of c.
def rates_derivative(c, S, k):
    return S.T + 0 * k


# wrong multiplied: Times c in place of divided by it.
def rates_derivative(c, S, k):
    return k * np.exp(S.T @ np.log(c)) * S.T * c.T
