# Wants: a grader that can not read its own files any more: a change of mode needs no right to open.
# Safe: modes, owners and times of files can not be changed.
# Needs: uid or seccomp
# Earns: 0
import os


def gradient(A):
    for name in ("source", "results", "source/reference/01_small.py", "submission_metadata.json"):
        for change in (lambda path: os.chmod(path, 0), lambda path: os.utime(path, (0, 0))):
            try:
                change("@ROOT@/" + name)
            except OSError:
                pass
