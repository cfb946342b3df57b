# package: dask[array]
import dask.array as da


def quad(v, Q):
    return da.from_array(Q + Q.T) @ da.from_array(v)
