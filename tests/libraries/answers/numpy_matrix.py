# package: numpy
import numpy as np


def quad(v, Q):
    return np.matrix(Q + Q.T) * np.matrix(v)
