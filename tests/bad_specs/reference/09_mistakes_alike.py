def alike(v):
    return 2 * v
