# package: scipy
from scipy import sparse


def quad(v, Q):
    return sparse.csr_array(Q + Q.T) @ sparse.csr_array(v)
