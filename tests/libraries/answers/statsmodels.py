# package: statsmodels
from statsmodels.tools.numdiff import approx_fprime_cs


def quad(v, Q):
    return approx_fprime_cs(v[:, 0], lambda t: t @ Q @ t).reshape(-1, 1)
