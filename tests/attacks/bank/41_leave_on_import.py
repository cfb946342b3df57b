# Wants: the import to end everything with status 0.
# Safe: the rest of the file is still read, and nothing is earned by it.
# Earns: 0
import sys

sys.exit(0)
