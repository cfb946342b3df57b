# Wants: the grader's files through the links to other processes' folders.
# Safe: there is no /proc, or no right to follow it.
# Needs: uid or landlock
# Earns: 0
import os

loot = []
for pid in ("self", "1", os.getppid(), int("@GRADER@")):
    for way in ("root@ROOT@/source/reference/01_small.py", "cwd/source/reference/01_small.py"):
        try:
            loot.append(open(f"/proc/{pid}/{way}").read())
        except OSError:
            pass


def gradient(A):
    print(loot)
