"""Functions that never return, for tests of limits."""

from __future__ import annotations


def loop() -> None:
    while True:
        pass


def loop_that_catches() -> None:
    while True:
        try:
            loop()
        except Exception:
            continue
