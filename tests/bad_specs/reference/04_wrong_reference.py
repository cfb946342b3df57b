def norm(v):
    return v
