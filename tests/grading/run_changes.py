"""Run every row of the table of versions with this Python's numpy; print what failed as JSON."""

import json
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import numpy as np

from autograder.grading.versions import CHANGES, about_version

warnings.simplefilter("ignore")
found = {}
for change in CHANGES:
    names = {"np": np, "x": np.ones((3, 1)), "W": np.eye(3)}
    try:
        exec(change.code, names)
    except Exception as error:
        message = str(error)
        if isinstance(error, SyntaxError):
            message = f"{error.msg}: `{(error.text or '').strip()}`"
        found[change.code] = change.cure in about_version(type(error).__name__, message)
print(json.dumps({"numpy": np.__version__, "python": sys.version, "failed": found}))
