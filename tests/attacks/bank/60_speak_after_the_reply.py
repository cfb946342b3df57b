# Wants: bytes on the pipe long after the answer was given.
# Safe: what comes after the last reply is never read; before it, it spoils answers of this submission only.
# Earns: any
import os
import threading
import time


def later():
    time.sleep(0.3)
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"late")
        except OSError:
            pass


threading.Thread(target=later, daemon=True).start()


def gradient(A):
    return 3 * A**2


def link(W, A):
    return W


def size(v):
    return float((v * v).sum())
