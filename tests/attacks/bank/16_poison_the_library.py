# Wants: code that runs as the grader the next time Python starts, from a .pth file or a changed module.
# Safe: the installation can not be written.
# Needs: uid or landlock
# Earns: 0
import os
import sys

import numpy as np

loot = []
for folder in [*sys.path, os.path.dirname(np.__file__), os.path.expanduser("~/.local/lib")]:
    try:
        path = os.path.join(folder, "pwned-@MARK@.pth")
        if os.path.realpath(folder) != os.getcwd():
            open(path, "w").write("import os\n")
            loot.append("PWNED-@MARK@ " + path)
    except OSError:
        pass


def gradient(A):
    print(loot)
