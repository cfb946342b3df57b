# package: numdifftools
import numdifftools as nd


def quad(v, Q):
    return nd.Gradient(lambda t: t @ Q @ t)(v[:, 0]).reshape(-1, 1)
