# package: sympy
import sympy


def quad(v, Q):
    return sympy.Matrix(sympy.symbols(f"t:{len(v)}"))
