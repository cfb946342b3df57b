def unused(v):
    return 2 * v
