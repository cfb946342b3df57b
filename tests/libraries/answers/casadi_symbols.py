# package: casadi
import casadi


def quad(v, Q):
    t = casadi.MX.sym("t", len(v))
    return casadi.gradient(t.T @ casadi.DM(Q) @ t, t)
