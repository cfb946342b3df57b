# package: pandas
import pandas as pd


def quad(v, Q):
    return pd.DataFrame(Q + Q.T) @ pd.DataFrame(v)
