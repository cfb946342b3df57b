# Wants: a full disk.
# Safe: one folder can be written, with small files, and it goes with the worker.
# Needs: landlock or seccomp
# Earns: 0
import os

loot = []
for folder in ("/tmp", "/var/tmp", "/dev/shm", "@ROOT@", "."):
    try:
        with open(os.path.join(folder, "pwned-@MARK@"), "wb") as file:
            if folder != ".":
                loot.append("PWNED-@MARK@ " + folder)
            for _ in range(40):
                file.write(bytes(1 << 20))
        loot.append("PWNED-@MARK@ 40 MB in " + folder)
    except OSError:
        pass


def gradient(A):
    print(loot)
