"""``autograder doctor``."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import click

import autograder
from autograder.client.workers import Workers
from autograder.worker.layers.paths import other_installations
from autograder.worker.layers.table import GUARDS, LAYERS

__all__ = ["doctor"]

_PACKAGES: Final = ("numpy", "PyYAML", "gradescope-utils", "msgspec", "click", "rich")


@click.command()
@click.option(
    "--require",
    "required",
    default="",
    metavar="LAYER,...",
    help="Judge by these layers and guards instead.",
)
def doctor(required: str) -> None:
    """Say how well student code is isolated on this machine, and what is missing.

    Exit status: 0 where other people's code can be graded, 1 where only one's own should be.
    """
    from autograder.client.required_layers import parse_layers, shortfall

    wanted = parse_layers(required)
    with Workers() as workers:
        missing, fit = workers.missing, not shortfall(wanted or GUARDS, workers)
    for line in (*_versions(), "", *_layers(missing), *_other_installations(missing), ""):
        click.echo(line)
    click.echo(_verdict(fit, wanted))
    sys.exit(0 if fit else 1)


def _versions() -> Iterator[str]:
    yield f"{'autograder':18}{autograder.__version__}"
    yield f"{'Python':18}{platform.python_version()}  {sys.executable}"
    for package in _PACKAGES:
        yield f"{package:18}{_version(package)}"
    yield f"{'system':18}{platform.platform()}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _layers(missing: Mapping[str, str]) -> Iterator[str]:
    for layer in LAYERS:
        state = "missing" if layer.name in missing else "in force"
        yield f"{layer.name:14}{state:10}stops {layer.stops}"
        if layer.name in missing:
            yield f"{'':14}{missing[layer.name]}"


def _other_installations(missing: Mapping[str, str]) -> Iterator[str]:
    state = "readable for student code: remove it" if "landlock" in missing else "closed"
    for place in sorted(other_installations()):
        yield f"{'':14}{place}: another installation, {state}"


def _verdict(fit: bool, wanted: frozenset[str]) -> str:
    if wanted:
        return "Every required layer is in force." if fit else "A required layer is missing."
    if fit:
        return "Other people's code can be graded here."
    return "Grade only your own code here: a submission could read or change what it should not."
