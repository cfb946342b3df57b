"""Replies that are equal are read once, and what is shared cannot be changed."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.client.replies import read_returned
from autograder.worker import protocol
from autograder.worker.protocol import Foreign, ProtocolError

CAP = 1 << 20


def read(value, *, cap=CAP, names=("x",)):
    payload = protocol.encode(({"x": value}, None, [], []))
    return read_returned(payload, cap, names, "/folder")[0]["x"]


def test_small_equal_values_are_one_object_and_closed_to_writing():
    first, second = (read(np.arange(6.0).reshape(2, 3)) for _ in range(2))

    assert first is second
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1


@pytest.mark.parametrize("wrap", [lambda a: [a], lambda a: (1, a), lambda a: {"a": a}])
def test_arrays_within_others_are_closed_too(wrap):
    value = read(wrap(np.ones(3)))

    items = value.values() if isinstance(value, dict) else value
    assert not any(item.flags.writeable for item in items if isinstance(item, np.ndarray))


def test_the_numbers_of_a_foreign_value_are_closed_too():
    assert not read(Foreign("torch.Tensor", np.ones(3))).array.flags.writeable


def test_large_values_are_not_kept():
    first, second = (read(np.ones(1000)) for _ in range(2))

    assert first is not second
    assert (first == second).all()


@pytest.mark.parametrize("value", [-0.0, 1, True, [1.0], np.float32(1.0)])
def test_values_that_only_compare_equal_are_told_apart(value):
    for other in (0.0, 1.0, (1.0,), np.ones(()), np.asarray(value)):
        read(other)
    plain = np.asarray(value) if isinstance(value, np.generic) else value

    assert type(read(plain)) is type(plain)
    assert repr(read(plain)) == repr(plain)


def test_what_was_read_with_more_room_is_refused_where_there_is_less():
    value = [0.5] * 50
    assert read(value) == value

    with pytest.raises(ProtocolError):
        read(value, cap=protocol.ITEM_BYTES * 20)


def test_what_was_read_for_one_name_is_refused_for_another():
    assert read(0.5) == 0.5

    with pytest.raises(ProtocolError):
        read(0.5, names=("y",))
