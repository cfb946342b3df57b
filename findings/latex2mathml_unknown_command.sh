#!/usr/bin/env bash
# latex2mathml 3.81.1: a command that it does not know becomes an identifier with the backslash in its
# name, without a warning. A misspelt \thetaa in a problem's statement is then shown to students as it
# stands; whoever converts ahead of time has to look for "<mi>\" in the result.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'latex2mathml==3.81.1'
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from latex2mathml.converter import convert

known, misspelt = convert(r"\theta"), convert(r"\thetaa")
print("latex2mathml", version("latex2mathml"))
print(r"\theta :", known)
print(r"\thetaa:", misspelt)
sys.exit(0 if r"<mi>\thetaa</mi>" in misspelt and "\\" not in known else 1)
PYTHON
