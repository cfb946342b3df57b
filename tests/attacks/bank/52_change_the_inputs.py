# Wants: an expected answer computed from inputs that were changed to zero.
# Safe: the student works on copies.
# Earns: 0
def gradient(A):
    A[...] = 0.0
    return A


def link(W, A):
    W[...] = 0.0
    return W


def size(v):
    v[...] = 0.0
    return 0.0
