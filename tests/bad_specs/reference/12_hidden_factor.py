def mean(a, y):
    return (2 / len(a)) * (a - y)
