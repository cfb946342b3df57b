# package: symengine
import symengine


def quad(v, Q):
    return symengine.DenseMatrix(((Q + Q.T) @ v).tolist())
