#!/usr/bin/env bash
# sympy 1.14.0: the derivative by a matrix of log(Determinant(X)), of exp(Trace(A*X)), of 2*Determinant(X) or of a sum
# with a determinant is 0, without a word; a product of a trace and a determinant loses one of its two terms.
#
# Trace(A*X) alone, products and powers of traces alone come out right, and Determinant(X) alone stays an unevaluated
# Derivative: a determinant, or a function around a trace, counts as a constant as soon as it is a part of a formula.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'sympy==1.14.0' 'mpmath==1.3.0'
"$folder/venv/bin/python" - <<'PYTHON'
from sympy import Derivative, Determinant, Identity, MatrixSymbol, Trace, ZeroMatrix, exp, log

X, A = MatrixSymbol("X", 3, 3), MatrixSymbol("A", 3, 3)
LOST = (log(Trace(A * X)), exp(Trace(A * X)), log(Determinant(X)), Determinant(X) ** 2,
        2 * Determinant(X), Determinant(X) + Trace(X))
for formula in LOST:
    print(f"{formula} -> {formula.diff(X)}")
    assert formula.diff(X) in (0, ZeroMatrix(3, 3))
product = Trace(X) * Determinant(X)
print(f"{product} -> {product.diff(X)}")
assert product.diff(X) == Determinant(X) * Identity(3)
alone = Determinant(X).diff(X)
print(f"{Determinant(X)} -> {alone}")
assert isinstance(alone, Derivative)
right = {Trace(A * X): A.T, Trace(X) ** 2: 2 * Trace(X) * Identity(3),
         Trace(A * X) * Trace(X): Trace(A * X) * Identity(3) + Trace(X) * A.T}
for formula, expected in right.items():
    print(f"{formula} -> {formula.diff(X)}")
    assert formula.diff(X).doit() == expected.doit()
PYTHON
