"""Ctrl-C ends a command that runs until it, whatever it was doing."""

import signal

from autograder.commands.interrupts import until_ctrl_c


def test_ctrl_c_ends_the_block_quietly():
    went_on = False
    with until_ctrl_c() as pressed:
        signal.raise_signal(signal.SIGINT)
        went_on = True

    assert pressed.is_set()
    assert not went_on


def test_ctrl_c_in_a_finalizer_is_not_lost(recwarn, monkeypatch):
    class Finalized:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("sys.unraisablehook", lambda _: None)
    with until_ctrl_c() as pressed:
        assert not pressed.is_set()
        Finalized()
        assert pressed.is_set()


def test_what_ctrl_c_did_before_it_does_again():
    before = signal.getsignal(signal.SIGINT)
    with until_ctrl_c():
        assert signal.getsignal(signal.SIGINT) is not before

    assert signal.getsignal(signal.SIGINT) is before
