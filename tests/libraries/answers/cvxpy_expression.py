# package: cvxpy
import cvxpy as cp


def quad(v, Q):
    return cp.Constant(Q + Q.T) @ cp.Variable(v.shape)
