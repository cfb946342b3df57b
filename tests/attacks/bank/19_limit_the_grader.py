# Wants: a grader without processor time or files, by setting its resource limits.
# Safe: the limits of another process can not be set.
# Needs: uid or seccomp
# Earns: 0
import os
import resource


def gradient(A):
    for pid in (int("@GRADER@"), os.getppid()):
        for limit in (resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
            try:
                resource.prlimit(pid, limit, (0, 0))
                print("PWNED-@MARK@")
            except OSError:
                pass
