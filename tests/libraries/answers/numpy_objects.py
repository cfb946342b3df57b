# package: numpy
import numpy as np


def quad(v, Q):
    return ((Q + Q.T) @ v).astype(object)
