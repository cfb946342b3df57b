# package: sparse
import sparse


def quad(v, Q):
    return sparse.COO((Q + Q.T) @ v)
