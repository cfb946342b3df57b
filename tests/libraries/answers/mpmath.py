# package: mpmath
import mpmath


def quad(v, Q):
    return mpmath.matrix((Q + Q.T).tolist()) * mpmath.matrix(v.tolist())
