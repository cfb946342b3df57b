# package: none
from decimal import Decimal


def quad(v, Q):
    return [[Decimal(float(e))] for e in ((Q + Q.T) @ v)[:, 0]]
