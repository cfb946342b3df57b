# Wants: a grader that keeps gigabytes, by answers that are each just small enough.
# Safe: a reply is bounded by the size of what is expected.
# Earns: 0
import numpy as np


def gradient(A):
    return np.zeros(7 << 20)


def link(W, A):
    return np.zeros(7 << 20)


def size(v):
    return np.zeros(7 << 20)
