"""Functions of the second unseen set that are too long for a formula."""

import numpy as np


def slide(signal, kernel):
    """Return the sums of kernel[k] * signal[t + k], (n - k + 1,)."""
    return np.convolve(signal, kernel[::-1], mode="valid")
