# package: tensorly
import tensorly as tl


def quad(v, Q):
    return tl.dot(tl.tensor(Q + Q.T), tl.tensor(v))
