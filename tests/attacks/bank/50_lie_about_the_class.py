# Wants: to be taken for an array of whatever shape and content is asked for.
# Safe: exact types only; an object's own word counts for nothing.
# Earns: 0
import numpy as np


class Shape(tuple):
    def __eq__(self, other):
        return True

    __hash__ = tuple.__hash__


class Liar:
    dtype = np.dtype(float)
    shape = Shape()

    @property
    def __class__(self):
        return np.ndarray

    def __array__(self, *a, **k):
        return np.zeros(3)

    def __float__(self):
        return 0.0

    def __eq__(self, other):
        return True


def gradient(A):
    return Liar()


def link(W, A):
    return Liar()


def size(v):
    return Liar()
