# Wants: the private parts of the problem set and the reference solution, read from the grader's folder.
# Safe: the folder can not be opened by the student's process.
# Needs: uid or landlock
# Earns: 0
loot = []
for name in ("source/problems/01_small.yaml", "source/reference/01_small.py"):
    try:
        loot.append(open("@ROOT@/" + name).read())
    except OSError as error:
        loot.append(type(error).__name__)


def gradient(A):
    print(loot)
