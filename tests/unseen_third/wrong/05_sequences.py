"""Wrong answers to the third unseen set's sequences, each with what is wrong in plain words.

They were written without a look at what the grader can name.
"""

# ruff: noqa: F811, F821

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# --- filter_loss ----------------------------------------------------------------------------------


@wrong("filter_loss", "INDEX", "convolved where a correlation belongs: the kernel is not flipped")
def filter_loss(x, w, g):
    by_y = g * (1 - np.tanh(np.convolve(x, w)) ** 2)
    k, n = w.size, x.size
    by_w = np.convolve(by_y, x)[n - 1 : n - 1 + k]
    by_x = np.convolve(by_y, w)[k - 1 : k - 1 + n]
    return by_w, by_x


@wrong("filter_loss", "INDEX", "by_w reversed: the last weight comes first; by_x right")
def filter_loss(x, w, g):
    by_y = g * (1 - np.tanh(np.convolve(x, w)) ** 2)
    return np.correlate(by_y, x, "valid")[::-1], np.correlate(by_y, w, "valid")


@wrong("filter_loss", "SLOPE", "tanh's slope forgotten in both")
def filter_loss(x, w, g):
    return np.correlate(g, x, "valid"), np.correlate(g, w, "valid")


@wrong("filter_loss", "SLOPE", "the slope is 1 - y^2 of the scores, not of tanh(y), in both")
def filter_loss(x, w, g):
    by_y = g * (1 - np.convolve(x, w) ** 2)
    return np.correlate(by_y, x, "valid"), np.correlate(by_y, w, "valid")


@wrong("filter_loss", "VAR", "the two answers handed over in the wrong order")
def filter_loss(x, w, g):
    by_y = g * (1 - np.tanh(np.convolve(x, w)) ** 2)
    return np.correlate(by_y, w, "valid"), np.correlate(by_y, x, "valid")


@wrong("filter_loss", "INDEX", "by_w right; by_x shifted by one place, the last entry 0")
def filter_loss(x, w, g):
    by_y = g * (1 - np.tanh(np.convolve(x, w)) ** 2)
    by_x = np.correlate(by_y, w, "valid")
    return np.correlate(by_y, x, "valid"), np.append(by_x[1:], 0)


@wrong("filter_loss", "COMPOUND", "g forgotten, and by_w reversed")
def filter_loss(x, w, g):
    by_y = 1 - np.tanh(np.convolve(x, w)) ** 2
    return np.correlate(by_y, x, "valid")[::-1], np.correlate(by_y, w, "valid")


# --- strided_window -------------------------------------------------------------------------------


@wrong("strided_window", "FACTOR", "the 2 of the square forgotten in both")
def strided_window(x, w, c):
    pairs = x.reshape(-1, 2)
    by_y = c * (pairs @ w)
    return np.outer(by_y, w).ravel(), by_y @ pairs


@wrong("strided_window", "INDEX", "by_x column by column: all even places first; by_w right")
def strided_window(x, w, c):
    pairs = x.reshape(-1, 2)
    by_y = 2 * c * (pairs @ w)
    return np.outer(w, by_y).ravel(), by_y @ pairs


@wrong("strided_window", "INDEX", "the kernel flipped as in a true convolution, in both")
def strided_window(x, w, c):
    pairs = x.reshape(-1, 2)
    by_y = 2 * c * (pairs @ w[::-1])
    return np.outer(by_y, w[::-1]).ravel(), by_y @ pairs[:, ::-1]


@wrong("strided_window", "INDEX", "the signal cut in two halves instead of pairs, in both")
def strided_window(x, w, c):
    halves = x.reshape(2, -1).T
    by_y = 2 * c * (halves @ w)
    return np.outer(w, by_y).ravel(), by_y @ halves


@wrong("strided_window", "SKIP", "the weights c forgotten in both")
def strided_window(x, w, c):
    pairs = x.reshape(-1, 2)
    by_y = 2 * (pairs @ w)
    return np.outer(by_y, w).ravel(), by_y @ pairs


@wrong("strided_window", "COMPOUND", "by_x right; by_w averaged over positions, without the 2")
def strided_window(x, w, c):
    pairs = x.reshape(-1, 2)
    by_y = c * (pairs @ w)
    return np.outer(2 * by_y, w).ravel(), by_y @ pairs / len(c)


# --- diagonal_recurrence --------------------------------------------------------------------------


def states(h, u, a, b, c):
    h1 = np.tanh(u * h + a)
    h2 = np.tanh(u * h1 + b)
    return h1, h2, np.tanh(u * h2 + c)


@wrong("diagonal_recurrence", "ONEPATH", "by_u counts the last step alone; by_h right")
def diagonal_recurrence(h, u, a, b, c):
    h1, h2, h3 = states(h, u, a, b, c)
    d3 = h3 * (1 - h3**2)
    return d3 * h2, d3 * u * (1 - h2**2) * u * (1 - h1**2) * u


@wrong("diagonal_recurrence", "ONEPATH", "by_u stops after two of three steps; by_h right")
def diagonal_recurrence(h, u, a, b, c):
    h1, h2, h3 = states(h, u, a, b, c)
    d3 = h3 * (1 - h3**2)
    d2 = d3 * u * (1 - h2**2)
    return d3 * h2 + d2 * h1, d2 * u * (1 - h1**2) * u


@wrong("diagonal_recurrence", "INDEX", "by_u takes the state after each step; by_h right")
def diagonal_recurrence(h, u, a, b, c):
    h1, h2, h3 = states(h, u, a, b, c)
    d3 = h3 * (1 - h3**2)
    d2 = d3 * u * (1 - h2**2)
    d1 = d2 * u * (1 - h1**2)
    return d3 * h3 + d2 * h2 + d1 * h1, d1 * u


@wrong("diagonal_recurrence", "CHAIN", "u forgotten on the way back from step to step, in both")
def diagonal_recurrence(h, u, a, b, c):
    h1, h2, h3 = states(h, u, a, b, c)
    d3 = h3 * (1 - h3**2)
    d2 = d3 * (1 - h2**2)
    d1 = d2 * (1 - h1**2)
    return d3 * h2 + d2 * h1 + d1 * h, d1


@wrong("diagonal_recurrence", "CHAIN", "by_u right; by_h without the first step's u")
def diagonal_recurrence(h, u, a, b, c):
    h1, h2, h3 = states(h, u, a, b, c)
    d3 = h3 * (1 - h3**2)
    d2 = d3 * u * (1 - h2**2)
    d1 = d2 * u * (1 - h1**2)
    return d3 * h2 + d2 * h1 + d1 * h, d1


@wrong("diagonal_recurrence", "SLOPE", "the middle step's slope forgotten in both")
def diagonal_recurrence(h, u, a, b, c):
    h1, h2, h3 = states(h, u, a, b, c)
    d3 = h3 * (1 - h3**2)
    d2 = d3 * u
    d1 = d2 * u * (1 - h1**2)
    return d3 * h2 + d2 * h1 + d1 * h, d1 * u


@wrong("diagonal_recurrence", "COMPOUND", "h3 forgotten at the top and 1/2 kept, in both")
def diagonal_recurrence(h, u, a, b, c):
    h1, h2, h3 = states(h, u, a, b, c)
    d3 = 0.5 * (1 - h3**2)
    d2 = d3 * u * (1 - h2**2)
    d1 = d2 * u * (1 - h1**2)
    return d3 * h2 + d2 * h1 + d1 * h, d1 * u


# --- bilinear_layer -------------------------------------------------------------------------------


@wrong("bilinear_layer", "SLOPE", "sigmoid's slope forgotten")
def bilinear_layer(u, v, T):
    return np.einsum("ijk,j->ki", T, v)


@wrong("bilinear_layer", "LAYOUT", "input's axis first, (m, p)")
def bilinear_layer(u, v, T):
    y = sigmoid(np.einsum("i,ijk,j->k", u, T, v))
    return np.einsum("k,ijk,j->ik", y * (1 - y), T, v)


@wrong("bilinear_layer", "SLOPE", "tanh's slope 1 - y^2 for a sigmoid")
def bilinear_layer(u, v, T):
    y = sigmoid(np.einsum("i,ijk,j->k", u, T, v))
    return np.einsum("k,ijk,j->ki", 1 - y**2, T, v)


@wrong("bilinear_layer", "PRIMAL", "u is not differentiated away: times u_i once more")
def bilinear_layer(u, v, T):
    y = sigmoid(np.einsum("i,ijk,j->k", u, T, v))
    return np.einsum("k,ijk,j,i->ki", y * (1 - y), T, v, u)


@wrong("bilinear_layer", "VAR", "by v instead of u, (p, n)")
def bilinear_layer(u, v, T):
    y = sigmoid(np.einsum("i,ijk,j->k", u, T, v))
    return np.einsum("k,ijk,i->kj", y * (1 - y), T, u)


@wrong("bilinear_layer", "SUM", "v forgotten: T summed over its middle axis")
def bilinear_layer(u, v, T):
    y = sigmoid(np.einsum("i,ijk,j->k", u, T, v))
    return (y * (1 - y) * T.sum(axis=1)).T


@wrong("bilinear_layer", "COMPOUND", "transposed, and slope of the scores, not of the outputs")
def bilinear_layer(u, v, T):
    s = np.einsum("i,ijk,j->k", u, T, v)
    return np.einsum("k,ijk,j->ik", s * (1 - s), T, v)
