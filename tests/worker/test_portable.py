from __future__ import annotations

import collections
import enum
from array import array
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest

from autograder.worker.portable import Portable
from autograder.worker.protocol import Foreign, decode, encode

ROOM = 1 << 20


class Pair(NamedTuple):
    left: float
    right: float


class Level(enum.IntEnum):
    LOW = 1


class Vector(np.ndarray):
    """An array that lies about its shape and equals everything."""

    shape = (1, 2, 3)

    def __eq__(self, other):
        return True


class Lying:
    __class__ = np.ndarray
    shape = (3,)

    def __eq__(self, other):
        return True

    __hash__ = None


class OtherLibrary:
    """An array of another library."""

    def __array__(self, dtype=None, copy=None):
        return np.arange(3.0)


class Refusing:
    def __array__(self, dtype=None, copy=None):
        raise SystemExit


class Score(float):
    pass


def crosses(value: object) -> object:
    """The value as the grader would receive it; so whatever `convert` returns can be sent."""
    return decode(encode(Portable(ROOM).convert(value)))


@pytest.mark.parametrize(
    "value", [None, True, 3, -(2**4000), 2.5, 1j, "text", [1, (2, [3.0])], {"a": [1]}]
)
def test_plain_values_cross_as_they_are(value):
    received = crosses(value)

    assert received == value
    assert type(received) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6, dtype=np.float32).reshape(2, 3),
        np.arange(6.0).reshape(2, 3).T,
        np.arange(10)[::3],
        np.array(3.0),
        np.zeros((0, 3)),
        np.array([True, False]),
        np.array([1 + 2j]),
        np.array([np.nan, np.inf, -0.0]),
    ],
)
def test_arrays_keep_their_dtype_shape_and_bits(value):
    received = crosses(value)

    assert received.dtype == value.dtype
    assert received.shape == value.shape
    assert received.tobytes() == value.tobytes()


def test_big_endian_and_long_double_arrays_are_converted():
    for dtype in (">f8", np.longdouble):
        received = crosses(np.arange(3).astype(dtype))
        assert received.dtype == np.dtype("<f8")
        np.testing.assert_array_equal(received, [0, 1, 2])


def test_a_read_only_array_crosses_and_arrives_writable():
    value = np.arange(3.0)
    value.setflags(write=False)

    assert crosses(value).flags.writeable


@pytest.mark.parametrize(
    "value", [np.float64(2), np.float32(2), np.int64(2), np.bool_(True), np.complex64(2)]
)
def test_a_numpy_scalar_becomes_an_array_of_no_axes(value):
    received = crosses(value)

    assert type(received) is np.ndarray
    assert received.shape == ()
    assert received.dtype == value.dtype
    assert received == value


def test_a_named_tuple_becomes_a_tuple():
    received = crosses(Pair(1.0, 2.0))

    assert type(received) is tuple
    assert received == (1.0, 2.0)


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_subclasses_of_ndarray_are_foreign_with_their_numbers():
    for value, name in (
        (np.matrix([[1.0, 2.0]]), "numpy.matrix"),
        (np.ma.masked_array([1.0, 2.0], [True, False]), "numpy.ma.MaskedArray"),
        (np.arange(2.0).view(Vector), "test_portable.Vector"),
    ):
        received = crosses(value)
        assert received.type_name.rpartition(".")[2] == name.rpartition(".")[2]
        assert type(received.array) is np.ndarray
        np.testing.assert_array_equal(received.array, np.ndarray.view(value, np.ndarray))


def test_an_array_of_another_library_is_foreign_with_its_numbers():
    received = crosses(OtherLibrary())

    assert received.type_name.endswith("OtherLibrary")
    np.testing.assert_array_equal(received.array, [0, 1, 2])


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (np.array([None, 1]), "numpy.ndarray of dtype object"),
        (np.array(["a"]), "numpy.ndarray of dtype str32"),
        ((x for x in ()), "generator"),
        ({1, 2}, "set"),
        (b"bytes", "bytes"),
        (print, "builtin_function_or_method"),
        (np.ndarray, "type"),
        (np, "module"),
        (collections.OrderedDict(a=1), "collections.OrderedDict"),
        ({1: 2}, "dict with keys that are not all strings"),
        (2**5000, "int of more than 4096 bits"),
        (Refusing(), "Refusing"),
        (Lying(), "Lying"),
    ],
)
def test_what_holds_no_numbers_is_foreign_by_name(value, name):
    received = crosses(value)

    assert type(received) is Foreign
    assert received.type_name.endswith(name)
    assert received.array is None


def test_subclasses_of_numbers_are_foreign():
    for value in (Score(1.0), Level.LOW, np.datetime64("2020-01-01")):
        assert type(crosses(value)) is Foreign


def test_a_container_keeps_what_stands_beside_a_foreign_value():
    received = crosses([1.0, {2}, np.ones(2)])

    assert received[0] == 1.0
    assert received[1] == Foreign("set", None)
    np.testing.assert_array_equal(received[2], [1, 1])


def test_a_ragged_list_crosses_as_the_list_it_is():
    assert crosses([[1.0], [1.0, 2.0]]) == [[1.0], [1.0, 2.0]]


def test_a_list_that_contains_itself_is_foreign_as_a_whole():
    value: list[object] = []
    value += [value, value]

    assert crosses(value) == Foreign("list nested more than 16 deep", None)


def test_an_array_beyond_the_room_is_foreign_with_its_shape():
    received = Portable(ROOM).convert(np.broadcast_to(0.0, (10**6, 10**6)))

    assert received == Foreign(
        "numpy.ndarray of shape (1000000, 1000000), too large to be sent", None
    )


@pytest.mark.parametrize("value", [[0] * 10**6, "x" * 10**7, ["x" * 10**6] * 2])
def test_other_values_beyond_the_room_are_foreign(value):
    assert Portable(ROOM).convert(value) == Foreign(
        f"{type(value).__name__}, too large to be sent", None
    )


def test_values_share_the_room_and_a_refused_one_takes_none():
    reply = Portable(1000)

    assert type(reply.convert(np.zeros(100))) is np.ndarray
    assert type(reply.convert(np.zeros(100))) is Foreign
    assert type(reply.convert(np.zeros(10))) is np.ndarray


def test_a_text_with_lone_surrogates_crosses():
    assert crosses("a\ud800b") == "a\\ud800b"


def test_an_empty_array_of_impossible_extent_is_foreign():
    assert type(crosses(np.empty((2**41, 0)))) is Foreign


def test_a_type_name_is_made_printable():
    kind = type("Ev\x1b\u202eil", (), {"__module__": "m\n"})

    assert crosses(kind()) == Foreign("m?.Ev??il", None)


def test_an_array_of_objects_is_foreign_with_its_numbers():
    received = crosses(np.array([[1, 2.5], [np.float32(3), True]], dtype=object))

    assert received.type_name.endswith("dtype object")
    np.testing.assert_array_equal(received.array, [[1, 2.5], [3, 1]])


def test_a_row_of_arrays_is_a_list_of_them():
    row = np.empty(2, dtype=object)
    row[:] = [np.ones((2, 1)), 3.0]
    received = crosses(row)

    assert type(received) is list
    np.testing.assert_array_equal(received[0], np.ones((2, 1)))
    assert received[1] == 3.0


@pytest.mark.parametrize("entry", [10**400, None, "1", 1j, [1.0]])
def test_an_array_of_other_objects_has_no_numbers(entry):
    received = crosses(np.array([entry, 1.0], dtype=object))

    assert received.array is None


class Quantity:
    """A number of another library that warns when it is read."""

    def __float__(self):
        import warnings

        warnings.warn("units are lost", stacklevel=1)
        return 2.5


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (Fraction(1, 4), 0.25),
        (Decimal("0.5"), 0.5),
        (Quantity(), 2.5),
        (range(3), [0, 1, 2]),
        (array("d", [1.0, 2.0]), [1.0, 2.0]),
        (np.array([[Fraction(1, 2)], [Decimal(3)]], dtype=object), [[0.5], [3.0]]),
        (np.frompyfunc(lambda x: x + 1, 1, 1)(np.ones((2, 1))), [[2.0], [2.0]]),
        (np.array(Quantity(), dtype=object), 2.5),
    ],
)
def test_real_numbers_of_every_kind_are_numbers(value, numbers):
    received = crosses(value)

    np.testing.assert_array_equal(received.array, numbers)
    assert received.array.shape == np.shape(numbers)


def test_a_list_of_fractions_holds_numbers():
    received = crosses([[Fraction(1, 2)], [Fraction(3, 2)]])

    assert [row[0].array.item() for row in received] == [0.5, 1.5]


@pytest.mark.parametrize("value", ["1", np.array(["1"], dtype=object), {1}, np.datetime64("2020")])
def test_what_spells_a_number_is_none(value):
    received = crosses(value)

    assert received == "1" or received.array is None
