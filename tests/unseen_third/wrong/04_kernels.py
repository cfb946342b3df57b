"""Wrong answers to the third unseen set's kernels, each with what is wrong in plain words.

They were written without a look at what the grader can name.
"""

# ruff: noqa: F811, F821

import numpy as np


def softmax(w):
    p = np.exp(w - w.max())
    return p / p.sum()


# --- cubic_kernel ---------------------------------------------------------------------------------


@wrong("cubic_kernel", "CHAIN", "the inner derivative C forgotten: 3 k^(2/3) on a diagonal")
def cubic_kernel(x, C, b):
    return np.diag(3 * ((C @ x + b) ** 2).ravel())


@wrong("cubic_kernel", "POWER", "the exponent is not lowered: 3 (c x + b)^3 c")
def cubic_kernel(x, C, b):
    return 3 * (C @ x + b) ** 3 * C


@wrong("cubic_kernel", "FACTOR", "the 3 in front is forgotten")
def cubic_kernel(x, C, b):
    return (C @ x + b) ** 2 * C


@wrong("cubic_kernel", "OTHER", "the offset b is dropped when differentiating")
def cubic_kernel(x, C, b):
    return 3 * (C @ x) ** 2 * C


@wrong("cubic_kernel", "LAYOUT", "transposed, (d, n)")
def cubic_kernel(x, C, b):
    return (3 * (C @ x + b) ** 2 * C).T


@wrong("cubic_kernel", "SUM", "added up over the centres: a row (1, d)")
def cubic_kernel(x, C, b):
    return 3 * ((C @ x + b) ** 2).T @ C


@wrong("cubic_kernel", "VAR", "by c_i instead of x: x^T in every row")
def cubic_kernel(x, C, b):
    return 3 * (C @ x + b) ** 2 @ x.T


@wrong("cubic_kernel", "COMPOUND", "factor 2 for 3 and the square not lowered")
def cubic_kernel(x, C, b):
    return 2 * (C @ x + b) ** 3 * C


# --- scaled_direction -----------------------------------------------------------------------------


@wrong("scaled_direction", "CHAIN", "the norm is treated as a constant: A / |x|")
def scaled_direction(x, A):
    return A / np.linalg.norm(x)


@wrong("scaled_direction", "POWER", "|x| instead of |x|^2 below x x^T")
def scaled_direction(x, A):
    r = np.linalg.norm(x)
    return A @ (np.eye(len(x)) - x @ x.T / r) / r


@wrong("scaled_direction", "POWER", "|x|^2 below x x^T, but |x|^2 below everything too")
def scaled_direction(x, A):
    r = np.linalg.norm(x)
    return A @ (np.eye(len(x)) - x @ x.T / r**2) / r**2


@wrong("scaled_direction", "SIGN", "x x^T is added, not taken away")
def scaled_direction(x, A):
    r = np.linalg.norm(x)
    return A @ (np.eye(len(x)) + x @ x.T / r**2) / r


@wrong("scaled_direction", "SCALAR", "x^T x, a number, instead of x x^T")
def scaled_direction(x, A):
    r = np.linalg.norm(x)
    return A @ (np.eye(len(x)) - x.T @ x / r**2) / r


@wrong("scaled_direction", "LAYOUT", "transposed, (n, m)")
def scaled_direction(x, A):
    r = np.linalg.norm(x)
    return (np.eye(len(x)) - x @ x.T / r**2) @ A.T / r


@wrong("scaled_direction", "OTHER", "A forgotten: the derivative of x / |x|")
def scaled_direction(x, A):
    r = np.linalg.norm(x)
    return (np.eye(len(x)) - x @ x.T / r**2) / r


@wrong("scaled_direction", "COMPOUND", "2 x x^T, as if |x|^2 stood below, over |x|^3")
def scaled_direction(x, A):
    r = np.linalg.norm(x)
    return A / r - 2 * A @ x @ x.T / r**4


# --- mixture_of_experts ---------------------------------------------------------------------------


@wrong("mixture_of_experts", "SOFTMAX", "by_w with p (1 - p) alone; by_x right")
def mixture_of_experts(w, V, x):
    p, t = softmax(w), np.tanh(V @ x)
    return (p * (1 - p) * t).T, (p * (1 - t**2)).T @ V


@wrong("mixture_of_experts", "SOFTMAX", "by_w is p t: the denominator is constant; by_x right")
def mixture_of_experts(w, V, x):
    p, t = softmax(w), np.tanh(V @ x)
    return (p * t).T, (p * (1 - t**2)).T @ V


@wrong("mixture_of_experts", "LAYOUT", "both as columns")
def mixture_of_experts(w, V, x):
    p, t = softmax(w), np.tanh(V @ x)
    return p * (t - p.T @ t), V.T @ (p * (1 - t**2))


@wrong("mixture_of_experts", "SLOPE", "by_w right; tanh's slope forgotten in by_x")
def mixture_of_experts(w, V, x):
    p, t = softmax(w), np.tanh(V @ x)
    return (p * (t - p.T @ t)).T, p.T @ V


@wrong("mixture_of_experts", "SKIP", "by_w right; the weights p forgotten in by_x")
def mixture_of_experts(w, V, x):
    p, t = softmax(w), np.tanh(V @ x)
    return (p * (t - p.T @ t)).T, (1 - t**2).T @ V


@wrong("mixture_of_experts", "CHAIN", "by_w weighs with V x, not its tanh; by_x right")
def mixture_of_experts(w, V, x):
    p, t = softmax(w), np.tanh(V @ x)
    a = V @ x
    return (p * (a - p.T @ a)).T, (p * (1 - t**2)).T @ V


@wrong("mixture_of_experts", "COMPOUND", "p without its normalisation in both, sech for its square")
def mixture_of_experts(w, V, x):
    p, t = np.exp(w), np.tanh(V @ x)
    return (p * (t - p.T @ t)).T, (p / np.cosh(V @ x)).T @ V


# --- barrier_hessian ------------------------------------------------------------------------------


@wrong("barrier_hessian", "POWER", "1 / slack instead of its square")
def barrier_hessian(x, A, b, t):
    return t * np.eye(x.size) + A.T @ np.diag(1 / (b - A @ x)) @ A


@wrong("barrier_hessian", "SIGN", "the barrier's part with a minus")
def barrier_hessian(x, A, b, t):
    return t * np.eye(x.size) - A.T @ np.diag(1 / (b - A @ x) ** 2) @ A


@wrong("barrier_hessian", "ONEPATH", "the quadratic's t I is forgotten")
def barrier_hessian(x, A, b, t):
    return A.T @ np.diag(1 / (b - A @ x) ** 2) @ A


@wrong("barrier_hessian", "SCALAR", "t is added to every entry, not to the diagonal")
def barrier_hessian(x, A, b, t):
    return t + A.T @ np.diag(1 / (b - A @ x) ** 2) @ A


@wrong("barrier_hessian", "PRIMAL", "the gradient instead of the Hessian")
def barrier_hessian(x, A, b, t):
    return t * x + A.T @ (1 / (b - A @ x))


@wrong("barrier_hessian", "OUTER", "the outer product of the barrier's gradient with itself")
def barrier_hessian(x, A, b, t):
    g = A.T @ (1 / (b - A @ x))
    return t * np.eye(x.size) + np.outer(g, g)


@wrong("barrier_hessian", "DIAGONAL", "only second derivatives by the same coordinate")
def barrier_hessian(x, A, b, t):
    return np.diag(t + (A**2).T @ (1 / (b - A @ x) ** 2))


@wrong("barrier_hessian", "COMPOUND", "2 t on the diagonal and 2 / slack^3 in the weights")
def barrier_hessian(x, A, b, t):
    return 2 * t * np.eye(x.size) + A.T @ np.diag(2 / (b - A @ x) ** 3) @ A


# --- squared_hinge --------------------------------------------------------------------------------


@wrong("squared_hinge", "MASK", "no mask: all examples count, in both")
def squared_hinge(w, c, X, y):
    by_score = -2 * y * (1 - y * (X @ w + c)) / len(y)
    return X.T @ by_score, by_score.sum()


@wrong("squared_hinge", "POWER", "the plain hinge's gradient: the mask without the margin, in both")
def squared_hinge(w, c, X, y):
    by_score = -y * (1 - y * (X @ w + c) > 0) / len(y)
    return X.T @ by_score, by_score.sum()


@wrong("squared_hinge", "FACTOR", "the 2 of the square forgotten in both")
def squared_hinge(w, c, X, y):
    by_score = -y * np.maximum(1 - y * (X @ w + c), 0) / len(y)
    return X.T @ by_score, by_score.sum()


@wrong("squared_hinge", "MASK", "misclassified examples alone count: mask at 0, not at 1, in both")
def squared_hinge(w, c, X, y):
    s = y * (X @ w + c)
    by_score = -2 * y * (1 - s) * (s < 0) / len(y)
    return X.T @ by_score, by_score.sum()


@wrong("squared_hinge", "CHAIN", "the label is forgotten in the chain, in both")
def squared_hinge(w, c, X, y):
    by_score = -2 * np.maximum(1 - y * (X @ w + c), 0) / len(y)
    return X.T @ by_score, by_score.sum()


@wrong("squared_hinge", "SUM", "by_w right; by_c is an array, one entry for each example")
def squared_hinge(w, c, X, y):
    by_score = -2 * y * np.maximum(1 - y * (X @ w + c), 0) / len(y)
    return X.T @ by_score, by_score


@wrong("squared_hinge", "COMPOUND", "sign turned, and summed instead of averaged, in both")
def squared_hinge(w, c, X, y):
    by_score = 2 * y * np.maximum(1 - y * (X @ w + c), 0)
    return X.T @ by_score, by_score.sum()
