# package: sympy
import sympy


def quad(v, Q):
    t = sympy.Matrix(sympy.symbols(f"t:{len(v)}"))
    f = (t.T * sympy.Matrix(Q) * t)[0]
    return sympy.Matrix([f.diff(s) for s in t]).subs(dict(zip(t, v[:, 0])))
