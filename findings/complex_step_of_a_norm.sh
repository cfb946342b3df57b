#!/usr/bin/env bash
# scipy 1.17.1 (minimize, jac="cs") and numdifftools 0.11.2 (method="complex"): the complex step takes the gradient of
# numpy's norm to be zero everywhere, without a warning. `minimize` then stops where it started, after 0 iterations, and
# says "Optimization terminated successfully."
#
# The complex step is for analytic functions. np.linalg.norm accepts a complex vector and returns a real number (it takes
# the moduli), so the imaginary part that holds the derivative is 0, and neither library asks whether the result was
# complex at all. With finite differences the same minimum is found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'scipy==1.17.1' 'numpy==2.4.6' 'numdifftools==0.11.2'
"$folder/venv/bin/python" - <<'PYTHON'
import warnings

import numdifftools
import numpy as np
from scipy.optimize import minimize


def distance(x):
    return np.linalg.norm(x - np.array([1.0, 1.0]))


start = np.array([3.0, 4.0])
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    stuck = minimize(distance, start, method="BFGS", jac="cs")
    gradient = numdifftools.Gradient(distance, method="complex")(start)
found = minimize(distance, start, method="BFGS", jac="3-point")
print("scipy, complex step:  ", stuck.x, stuck.jac, stuck.nit, stuck.message)
print("scipy, three points:  ", found.x.round(3))
print("numdifftools, complex:", gradient, "exact:", ((start - 1) / distance(start)).round(4))
assert not said
assert stuck.success
assert stuck.nit == 0
assert (stuck.x == start).all()
assert not stuck.jac.any()
assert not gradient.any()
assert np.allclose(found.x, 1.0, atol=1e-3)
PYTHON
