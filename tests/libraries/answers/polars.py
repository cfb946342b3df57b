# package: polars
import polars as pl


def quad(v, Q):
    return pl.DataFrame((Q + Q.T) @ v)
