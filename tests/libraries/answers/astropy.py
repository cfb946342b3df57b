# package: astropy
from astropy import units as u


def quad(v, Q):
    return ((Q + Q.T) @ v) * u.m
