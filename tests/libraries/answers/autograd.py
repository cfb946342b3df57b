# package: autograd
import autograd.numpy as np
from autograd import grad


def quad(v, Q):
    return grad(lambda t: np.sum(t.T @ Q @ t))(v)
