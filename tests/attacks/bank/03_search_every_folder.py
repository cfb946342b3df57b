# Wants: any secret in any file that can be found from the root of the file system.
# Safe: only the Python runtime and the submission can be read.
# Needs: uid or landlock
# Earns: 0
import os
import re

loot = set()
for top in (
    "@ROOT@",
    "/srv",
    "/home",
    "/root",
    "/run",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/mnt",
    "/opt",
    "/etc",
):
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            try:
                if os.path.isfile(path):
                    loot.update(re.findall(rb"CANARY-[0-9a-f]+", open(path, "rb").read(1 << 18)))
            except OSError:
                pass


def gradient(A):
    print(loot)
