# package: numba
import numba


@numba.njit
def gradient(v, Q):
    out = v * 0
    for i in range(len(v)):
        for j in range(len(v)):
            out[i, 0] += (Q[i, j] + Q[j, i]) * v[j, 0]
    return out


def quad(v, Q):
    return gradient(v, Q)
