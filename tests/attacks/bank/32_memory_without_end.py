# Wants: to use up the memory of the machine.
# Safe: it is bounded, and running out of it costs that answer.
# Needs: rlimits
# Earns: 6
import numpy as np


def gradient(A):
    kept = []
    while True:
        kept.append(np.ones(1 << 22))


def link(W, A):
    return W


def size(v):
    return float((v * v).sum())
