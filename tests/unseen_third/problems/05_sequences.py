"""Functions of the third unseen set's sequences that are too long for a formula."""

import numpy as np


def strided(signal, kernel):
    """Return the sums of kernel[k] * signal[2 t + k], as many as fit."""
    return np.convolve(signal, kernel[::-1], mode="valid")[::2]
