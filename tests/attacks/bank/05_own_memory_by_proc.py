# Wants: secrets left in this process when it was forked from the grader.
# Safe: it was not: its ancestor was started clean, before the grader read anything.
# Earns: 0
import re

loot = set()
try:
    with open("/proc/self/mem", "rb", 0) as memory:
        for line in open("/proc/self/maps"):
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            try:
                memory.seek(begin)
                found = re.findall(rb"CANARY-[0-9a-f]{32}", memory.read(min(end - begin, 1 << 26)))
                loot.update(found)
            except (OSError, ValueError, OverflowError):
                pass
except OSError:
    pass


def gradient(A):
    print(loot)
