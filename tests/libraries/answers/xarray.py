# package: xarray
import xarray as xr


def quad(v, Q):
    return xr.DataArray(Q + Q.T, dims=("i", "j")) @ xr.DataArray(v, dims=("j", "k"))
