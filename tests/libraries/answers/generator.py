# package: none
def quad(v, Q):
    return (row for row in (Q + Q.T) @ v)
