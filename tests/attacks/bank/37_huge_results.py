# Wants: a grader out of memory, by a gigabyte in one answer and a hundred million items in the next.
# Safe: a reply is measured before it is sent and before it is read.
# Earns: 3
import numpy as np


def gradient(A):
    return np.zeros(1 << 27)


def link(W, A):
    return [0] * 10**8


def size(v):
    return float((v * v).sum())
