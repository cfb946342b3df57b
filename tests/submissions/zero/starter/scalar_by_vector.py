def shape_scalar_by_vector(m):
    ...


def norm_gradient(v):
    ...


def quadratic_form(v, Q):
    ...


def delta_s_from_gradient(g, dv):
    ...
