import numpy as np


def shape_scalar_by_vector(m):
    return (m, 1)


def norm_gradient(v):
    return v / np.linalg.norm(v)


def quadratic_form(v, Q):
    return Q @ v + Q.T @ v


def delta_s_from_gradient(g, dv):
    return np.sum(g * dv)
