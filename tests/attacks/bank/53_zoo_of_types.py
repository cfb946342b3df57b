# Wants: an exception in the grader, by a type it never saw.
# Safe: what is no array of numbers is named, politely.
# Earns: 3
import numpy as np

count = 0


def gradient(A):
    global count
    count += 1
    return [(i for i in range(3)), {1, 2}, lambda: 0, type, NotImplemented][count % 5]


def link(W, A):
    return [np.array([object()] * 3), np.array(["a", "b"]), np.ma.masked, {"a": object()}]


def size(v):
    return float((v * v).sum())
