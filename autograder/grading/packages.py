"""Modules that student code asks for and that are not there: whose they are, and who can help."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from autograder.problemset.course import read_course

__all__ = ["about_missing_module", "installed", "is_package"]

_PACKAGES: Final = frozenset(
    {
        *("autograd", "casadi", "cupy", "cvxpy", "cv2", "dask", "datasets", "future", "gym"),
        *("h5py", "imageio", "ipywidgets", "jax", "jaxlib", "keras", "matplotlib", "mlxtend"),
        *("mpmath", "networkx", "nltk", "numba", "opt_einsum", "pandas", "past", "PIL", "pint"),
        *("plotly", "polars", "pymc", "pytensor", "pytest", "requests", "scipy", "seaborn"),
        *("six", "skimage", "sklearn", "statsmodels", "sympy", "tabulate", "tensorflow"),
        *("torch", "torchtext", "torchvision", "tqdm", "transformers", "xarray"),
    }
)
"""What courses import most that is no part of Python and no file of anybody's own."""


def is_package(module: str) -> bool:
    """Say whether a module is surely one to be installed, and no file of the student's."""
    return module.partition(".")[0] in _PACKAGES


def installed(folders: Iterable[Path]) -> dict[str, str]:
    """Return under ``packages`` the versions of the courses' packages, if there are any."""
    names = dict.fromkeys(
        package.partition("==")[0] for folder in folders for package in read_course(folder).packages
    )
    return {"packages": ", ".join(map(_version, names))} if names else {}


def _version(name: str) -> str:
    from importlib import metadata  # brings email and more: a tenth of numpy, for few courses

    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"no {name}"


def about_missing_module(module: str) -> str:
    """Say that a module is not there, and what to do about it."""
    if module.startswith("."):
        name = module.strip(".")
        return f"{name} was not handed in: hand {name.replace('.', '/')}.py in, too."
    name = module.partition(".")[0]
    if is_package(module):
        return f"The package {name} is not installed here; numpy is. Ask the course staff for it."
    return (
        f"{name} is not there: if it is a file of your own, hand {name}.py in, too; "
        "if it is a package, ask the course staff."
    )
