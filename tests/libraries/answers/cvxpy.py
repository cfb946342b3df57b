# package: cvxpy
import cvxpy as cp


def quad(v, Q):
    t = cp.Variable(v.shape, value=v)
    return (cp.Constant(Q + Q.T) @ t).value
