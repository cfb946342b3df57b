# package: awkward
import awkward as ak


def quad(v, Q):
    return ak.Array((Q + Q.T) @ v)
