# package: sympy
import sympy


def quad(v, Q):
    return sympy.Matrix(Q + Q.T) * sympy.Matrix(v)
