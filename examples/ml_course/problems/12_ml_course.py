"""Functions that are too long for a formula."""

import numpy as np


def valid(x, k):
    """Slide ``k``, (m,), over ``x``, (n,): (n - m + 1,), real or complex."""
    return np.array([np.sum(x[i : i + len(k)] * k) for i in range(len(x) - len(k) + 1)])


def descended(Q, w, steps):
    """Return the last point of gradient descent, (n,)."""
    for _ in range(steps):
        w = w - 0.1 * (Q @ w)
    return w


def losses(Q, w, steps):
    """Return the loss before each step, (steps,)."""
    found = []
    for _ in range(steps):
        found.append(w @ Q @ w / 2)
        w = w - 0.1 * (Q @ w)
    return np.array(found)
