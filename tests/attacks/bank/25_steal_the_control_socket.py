# Wants: the socket over which the grader orders workers, duplicated out of the other process.
# Safe: no descriptor of another process can be had.
# Needs: uid or landlock or seccomp
# Earns: 0
import ctypes
import os


def gradient(A):
    libc = ctypes.CDLL(None)
    for pid in (os.getppid(), int("@GRADER@")):
        handle = libc.syscall(434, pid, 0)
        for number in range(8):
            if libc.syscall(438, handle, number, 0) >= 0:
                print("PWNED-@MARK@")
            try:
                os.close(os.open(f"/proc/{pid}/fd/{number}", os.O_RDWR))
                print("PWNED-@MARK@")
            except OSError:
                pass
