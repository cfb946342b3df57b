"""The layer ``no_new_privs``: set-user-id programs run without privileges; later layers need it."""

from __future__ import annotations

from autograder.worker import prctl
from autograder.worker.layers.layer import IsolationError, Layer, Settings, linux_only

__all__ = ["NO_NEW_PRIVS"]


def _apply(_settings: Settings) -> None:
    prctl.forbid_new_privileges()


def _check(_settings: Settings) -> None:
    if not prctl.has_no_new_privileges():
        raise IsolationError("the kernel did not keep it")


NO_NEW_PRIVS = Layer(
    "no_new_privs",
    frozenset({"privileges"}),
    "set-user-id programs",
    linux_only,
    _apply,
    _check,
)
