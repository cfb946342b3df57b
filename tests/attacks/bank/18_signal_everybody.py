# Wants: to reach every process there is, by the call for all and by a thread's number.
# Safe: only signals to itself are let through.
# Needs: seccomp
# Earns: 0
import ctypes
import os


def gradient(A):
    libc = ctypes.CDLL(None)
    libc.syscall.restype = ctypes.c_long
    reached = [libc.kill(-1, 0), libc.kill(0, 0)]
    tgkill, tkill = (234, 200) if os.uname().machine == "x86_64" else (131, 130)
    for pid in (int("@GRADER@"), os.getppid()):
        reached += [libc.syscall(tgkill, pid, pid, 9), libc.syscall(tkill, pid, 9)]
    if 0 in reached:
        print("PWNED-@MARK@")
