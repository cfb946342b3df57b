def rectified(v, a):
    return a * (v > 0)
