"""Calls on their way to a worker come out as they went in, and what cannot is refused."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.worker.messages import Request
from autograder.worker.protocol import ProtocolError
from autograder.worker.requests import decode_calls, encode_call, encode_calls


def sent(**inputs):
    call = encode_call(Request("m", "x = f()", inputs, ("x", "y"), "question", 2**63, reply_cap=9))
    [[decoded]] = decode_calls(encode_calls([[call]]))
    assert decoded[:2] == ("m", "x = f()")
    assert decoded[3:] == (("x", "y"), "question", 2**63, 9)
    return decoded[2]


@pytest.mark.parametrize("value", [None, True, 3, -(2**63), 0.5, float("inf"), "é", [1, [2.0]]])
def test_plain_values_are_carried(value):
    found = sent(a=value)["a"]

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.zeros((0, 3)),
        np.array(2.5),
        np.array([True, False]),
        np.arange(3, dtype=">i4"),
        np.array([1 + 2j]),
    ],
)
def test_an_array_comes_out_fresh_writable_and_equal(array):
    found, again = sent(a=array)["a"], sent(a=[array])["a"][0]

    for one in (found, again):
        assert one.dtype == array.dtype.newbyteorder("<")
        assert one.shape == array.shape
        assert (one == array).all()
        assert one.flags.writeable
        assert one.flags.owndata
        assert one.flags.c_contiguous


@pytest.mark.parametrize(
    "value", [object(), (1, 2), {1: 2}, 2**64, "\ud800", np.array([None]), np.float64(1)]
)
def test_what_would_arrive_as_something_else_is_refused(value):
    with pytest.raises(ProtocolError):
        sent(a=value)
