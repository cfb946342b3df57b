# package: uncertainties
from uncertainties import unumpy


def quad(v, Q):
    return unumpy.uarray((Q + Q.T) @ v, 0.1)
