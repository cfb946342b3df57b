# Wants: no report at all, by killing the grader and what starts the workers.
# Safe: signals do not reach them.
# Needs: uid or seccomp
# Earns: 0
import os
import signal


def gradient(A):
    for pid in (int("@GRADER@"), os.getppid()):
        for number in (signal.SIGKILL, signal.SIGSTOP):
            try:
                os.kill(pid, number)
                print("PWNED-@MARK@")
            except OSError:
                pass
