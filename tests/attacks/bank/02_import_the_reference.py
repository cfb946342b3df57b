# Wants: points for answering with the reference solution itself.
# Safe: it can be neither imported nor read.
# Needs: uid or landlock
# Earns: 0
import importlib.machinery

try:
    reference = importlib.machinery.SourceFileLoader(
        "reference", "@ROOT@/source/reference/01_small.py"
    ).load_module()
    gradient, link, size = reference.gradient, reference.link, reference.size
except BaseException:

    def gradient(A):
        return 0 * A
