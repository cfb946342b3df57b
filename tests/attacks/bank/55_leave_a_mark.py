# Wants: something that the next submission finds: a file, shared memory, a queue.
# Safe: nothing outlives the worker.
# Needs: seccomp
# Earns: 0
import ctypes
import os

libc = ctypes.CDLL(None)
loot = []
places = [os.path.join(folder, "pwned-mark") for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run")]


def gradient(A):
    print(
        "PWNED-@MARK@"
        if any(map(os.path.exists, places)) or libc.shmget(0x5EED77, 4096, 0) >= 0
        else ""
    )
    for place in places:
        try:
            open(place, "w").write("x")
            print("PWNED-@MARK@")
        except OSError:
            pass
    if libc.shmget(0x5EED77, 4096, 0o1666) >= 0:
        print("PWNED-@MARK@")
