# package: none
from fractions import Fraction


def quad(v, Q):
    return [[Fraction(float(e))] for e in ((Q + Q.T) @ v)[:, 0]]
