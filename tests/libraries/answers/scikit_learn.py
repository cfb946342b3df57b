# package: scikit-learn
from sklearn.utils.extmath import safe_sparse_dot


def quad(v, Q):
    return safe_sparse_dot(Q + Q.T, v)
