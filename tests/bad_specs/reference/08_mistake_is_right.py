def right(v):
    return 2 * v
