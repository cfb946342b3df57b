def shape(v, B):
    return B
