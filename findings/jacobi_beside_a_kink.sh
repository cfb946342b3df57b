#!/usr/bin/env bash
# jacobi 0.9.2: beside a kink the derivative is wrong by many times the error that is returned with it. At 0.01 the
# derivative of |x| is 1; the result is 0.15 with an error of 0.03. numdifftools 0.11.2 and scipy 1.17.1 are exact there.
#
# The first step is chosen by the size of x alone and the extrapolation never looks across the kink, where |x| has the
# slope -1. From 0.05 on the steps stay on one side and the result is exact.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'jacobi==0.9.2' 'numpy==2.4.6' 'scipy==1.17.1' 'numdifftools==0.11.2'
"$folder/venv/bin/python" - <<'PYTHON'
import numdifftools
import numpy as np
from jacobi import jacobi
from scipy.differentiate import derivative

for name, function in (("abs", np.abs), ("relu", lambda x: np.maximum(x, 0))):
    for x in (0.01, 0.05):
        value, error = (float(part[0]) for part in jacobi(function, np.array([x]), diagonal=True))
        others = float(numdifftools.Derivative(function)(x)), float(derivative(function, x).df)
        print(f"{name}({x}): exact 1, jacobi {value:.4f} +- {error:.4f}, numdifftools and scipy {others}")
        assert np.allclose(others, 1.0)
        if x == 0.05:
            assert np.isclose(value, 1.0)
        else:
            assert abs(value - 1.0) > 5 * error
            assert abs(value - 1.0) > 0.3
PYTHON
