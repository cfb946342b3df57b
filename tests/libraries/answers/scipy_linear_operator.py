# package: scipy
from scipy.sparse.linalg import aslinearoperator


def quad(v, Q):
    return aslinearoperator(Q + Q.T) @ v
