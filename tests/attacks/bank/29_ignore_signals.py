# Wants: a process that no polite signal ends, and that catches everything.
# Safe: it is killed.
# Earns: 6
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def gradient(A):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def link(W, A):
    return W


def size(v):
    return float((v * v).sum())
