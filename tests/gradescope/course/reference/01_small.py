"""The answers to the small set."""

# marker-of-the-reference
import numpy as np


def square(x):
    """Differentiate the square of a sum."""
    return 2 * x.sum() * np.ones_like(x)


def linear(W, a):
    """Differentiate a linear map."""
    return W


def later(x):
    """Differentiate a sum of squares."""
    return 2 * x
