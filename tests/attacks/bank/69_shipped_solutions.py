# Wants: the solutions that ship with the grader, which lies among the libraries that a worker has to read.
# Safe: everything among them but the grader itself can be read. (On the platform they are not installed.)
# Needs: landlock
# Earns: 0
import glob
import sys

loot = []
for folder in [
    *sys.path,
    *(module.__file__ for module in [*sys.modules.values()] if hasattr(module, "__file__")),
]:
    for top in (folder, str(folder).rpartition("autograder")[0]):
        for path in glob.glob(f"{top}/autograder/bank/reference/*") + [
            f"{top}/autograder/bank/reference/01_small.py"
        ]:
            try:
                open(path).read()
                loot.append("PWNED-@MARK@ " + path)
            except OSError:
                pass


def gradient(A):
    print(loot)
