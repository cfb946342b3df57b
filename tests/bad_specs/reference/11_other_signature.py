import numpy as np


def product(x, w):
    return np.sum(w * x)
