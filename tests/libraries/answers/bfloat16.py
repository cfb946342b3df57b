# package: ml_dtypes
import ml_dtypes


def quad(v, Q):
    return ((Q + Q.T) @ v).astype(ml_dtypes.bfloat16)
