# Wants: nothing: a file that asks its user.
# Safe: nobody is there; the call fails at once.
# Earns: 6
def gradient(A):
    return float(input("? ")) * A


def link(W, A):
    return W


def size(v):
    return float((v * v).sum())
