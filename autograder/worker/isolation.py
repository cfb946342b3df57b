"""The layers of :mod:`.layers`, each probed for real, put in force and reported.

A layer is in force only if, in a throw-away process that applied it, the forbidden thing failed: a
version number or a call that returned without an error proves nothing. To add a layer, write its
module and its entry in :mod:`.layers.table`, which also says what it guards.
"""

from __future__ import annotations

import json
import os
import select
import signal
import time
from collections.abc import Callable, Collection, Iterator
from typing import Final

from msgspec.structs import replace

from autograder.worker import prctl
from autograder.worker.layers.layer import HELD, IsolationError, Layer, Resources, Settings
from autograder.worker.layers.table import LAYERS

__all__ = [
    "LAYERS",
    "IsolationError",
    "Layer",
    "Probe",
    "Resources",
    "Settings",
    "apply",
    "probe_here",
]

_PROBE_SECONDS: Final = 10.0
"""A probe takes 20 ms; a machine where it takes this long is in trouble."""


def apply(settings: Settings, names: Collection[str]) -> None:
    """Put this process into a session of its own and the named layers in force.

    Raises:
        IsolationError: A layer that the probe found to work did not.
    """
    if hasattr(os, "setsid"):
        os.setsid()
    prctl.die_with_parent()
    if (
        "seccomp" not in names
    ):  # which refuses shared memory without a file; only addresses bound it
        settings = replace(settings, resources=replace(settings.resources, mapped=0))
    for layer in LAYERS:
        if layer.name not in names:
            continue
        try:
            layer.apply(settings)
        except (OSError, ValueError) as error:
            raise IsolationError(f"{layer.name}: {error}") from error
    os.closerange(HELD.start, HELD.stop)


class Probe:
    """A child that tries every layer; it waits for the kernel, mostly, and its parent goes on."""

    def __init__(self, settings: Settings) -> None:
        """Start it."""
        # what they prepare, later forks share
        self._obstacles = {layer.name: layer.obstacle(settings) for layer in LAYERS}
        self._receiving, sending = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _report_and_exit(settings, sending)
        os.close(sending)

    def reasons(self) -> dict[str, str]:
        """Wait for its end; return for each layer nothing, or why it is not in force."""
        try:
            found = dict(json.loads(line) for line in _received(self._receiving).splitlines())
        finally:
            os.close(self._receiving)
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        died = "the process that tried it died or hung"
        return {name: reason or found.get(name, died) for name, reason in self._obstacles.items()}


def probe_here(settings: Settings) -> dict[str, str]:
    """Try every layer in this process, which is of no use afterwards."""
    return dict(_findings(settings))


def _findings(settings: Settings) -> Iterator[tuple[str, str]]:
    """Try one layer after another, each before a later one could make its check pass."""
    for layer in LAYERS:
        reason = layer.obstacle(settings)
        reason = reason or _reason(layer.apply, settings)
        yield layer.name, reason or _reason(layer.check, settings)


def _report_and_exit(settings: Settings, sending: int) -> None:
    try:
        for finding in _findings(settings):
            os.write(sending, json.dumps(finding).encode() + b"\n")
    finally:
        os._exit(0)


def _received(descriptor: int) -> bytes:
    """Read until the other end is closed or the time is up."""
    data, deadline = b"", time.monotonic() + _PROBE_SECONDS
    while select.select([descriptor], [], [], max(deadline - time.monotonic(), 0))[0]:
        chunk = os.read(descriptor, 1 << 16)
        if not chunk:
            break
        data += chunk
    return data[: data.rfind(b"\n") + 1]


def _reason(action: Callable[[Settings], None], settings: Settings) -> str:
    try:
        action(settings)
    except Exception as error:  # a check that fails for a reason of its own has proved nothing
        return str(error) or type(error).__name__
    return ""
