# package: pytensor
import pytensor, pytensor.tensor as pt

pytensor.config.cxx = ""


def quad(v, Q):
    t = pt.dmatrix("t")
    return pytensor.function([t], pytensor.grad((t.T @ Q @ t)[0, 0], t), mode="FAST_COMPILE")(v)
