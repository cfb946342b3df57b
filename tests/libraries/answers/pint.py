# package: pint
import pint

u = pint.UnitRegistry()


def quad(v, Q):
    return ((Q + Q.T) @ v) * u.meter
