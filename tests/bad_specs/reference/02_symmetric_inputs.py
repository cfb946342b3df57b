def symmetric(v, B):
    return B.T
