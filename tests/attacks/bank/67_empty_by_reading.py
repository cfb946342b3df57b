# Wants: an empty library module, by opening it to be read and emptied at once.
# Safe: emptying needs the right to write, whatever the kernel's version.
# Needs: uid or seccomp
# Earns: 0
import os

import numpy as np


def gradient(A):
    for path in (np.__file__, os.__file__, "@ROOT@/source/reference/01_small.py"):
        for empty in (
            lambda place: os.close(os.open(place, os.O_RDONLY | os.O_TRUNC)),
            lambda place: os.truncate(place, 0),
        ):
            try:
                empty(path)
                print("PWNED-@MARK@")
            except OSError:
                pass
