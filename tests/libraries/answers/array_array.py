# package: none
from array import array


def quad(v, Q):
    return [array("d", [e]) for e in ((Q + Q.T) @ v)[:, 0]]
