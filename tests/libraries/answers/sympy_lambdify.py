# package: sympy
import sympy


def quad(v, Q):
    t = sympy.symbols(f"t:{len(v)}")
    f = (sympy.Matrix(t).T * sympy.Matrix(Q) * sympy.Matrix(t))[0]
    return sympy.lambdify(t, sympy.Matrix([f.diff(s) for s in t]))(*v[:, 0])
