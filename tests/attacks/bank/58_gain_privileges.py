# Wants: to be root again.
# Safe: no way back, no set-user-id programs, no namespaces.
# Needs: seccomp
# Earns: 0
import ctypes
import os
import subprocess

loot = []
if os.getuid() != 0:
    for regain in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0)):
        try:
            regain()
            loot.append("PWNED-@MARK@")
        except OSError:
            pass
if ctypes.CDLL(None).unshare(0x10000000) == 0:
    loot.append("PWNED-@MARK@")
for command in (
    ["su", "-c", "id"],
    ["mount", "-t", "tmpfs", "x", "/mnt"],
    ["cat", "@ROOT@/source/reference/01_small.py"],
):
    try:
        loot.append(
            subprocess.run(command, capture_output=True, timeout=3, stdin=subprocess.DEVNULL).stdout
        )
    except OSError:
        pass


def gradient(A):
    print(loot)
