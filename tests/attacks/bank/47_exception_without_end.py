# Wants: a grader that formats an exception for ever, or one of gigabytes.
# Safe: formatting counts as the call's own time, and text is cut.
# Earns: 3
class EndlessError(Exception):
    def __str__(self):
        while True:
            pass


class LongError(Exception):
    def __str__(self):
        return "A" * (1 << 26)


def gradient(A):
    raise EndlessError


def link(W, A):
    raise LongError


def size(v):
    return float((v * v).sum())
