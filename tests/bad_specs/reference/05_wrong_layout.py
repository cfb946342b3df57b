def layout(v, B):
    return B.T
