# Wants: a core dump of gigabytes.
# Safe: none is written; that answer crashed.
# Needs: rlimits
# Earns: 6
import os


def gradient(A):
    os.abort()


def link(W, A):
    return W


def size(v):
    return float((v * v).sum())
