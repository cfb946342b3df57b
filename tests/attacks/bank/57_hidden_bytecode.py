# Wants: other code to run than what is seen: a compiled file with the right name.
# Safe: compiled files are neither staged nor run.
# Setup: bytecode
# Earns: 0
import helper


def gradient(A):
    return helper.gradient(A)
