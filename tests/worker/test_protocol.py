from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.worker.protocol import (
    HEADER,
    Foreign,
    Kind,
    ProtocolError,
    decode,
    encode,
    header,
    parse_header,
)

DTYPES = st.sampled_from(
    ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]
)
ARRAYS = hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), TEXTS),
)
VALUES = st.recursive(
    st.one_of(SCALARS, ARRAYS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(TEXTS, inner, max_size=4),
    ),
    max_leaves=12,
)


def same(a: object, b: object) -> bool:
    """Equal with the same types all the way down, NaN equal to NaN, bits of an array the same."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, Foreign):
        return a.type_name == b.type_name and same(a.array, b.array)
    if isinstance(a, (float, complex)):
        return encode(a) == encode(b)
    return a == b


@given(VALUES)
def test_every_plain_value_comes_back_as_it_was(value):
    assert same(decode(encode(value)), value)


@given(st.one_of(st.none(), ARRAYS))
def test_a_foreign_value_keeps_its_type_name_and_its_numbers(array):
    assert same(decode(encode(Foreign("numpy.matrix", array))), Foreign("numpy.matrix", array))


def test_decoded_arrays_are_writable_and_own_their_memory():
    decoded = decode(encode(np.arange(3.0)))

    assert decoded.flags.writeable
    assert decoded.flags.owndata


@pytest.mark.parametrize(
    "array", [np.arange(6).reshape(2, 3).T, np.arange(6)[::2], np.array(1.0, ">f8")]
)
def test_an_array_of_any_memory_layout_crosses(array):
    np.testing.assert_array_equal(decode(encode(array)), array)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        b"bytes",
        {1: 2},
        {1, 2},
        np.float64(1),
        np.array([None]),
        np.array(["a"]),
        [[object()]],
    ],
)
def test_what_is_not_carried_is_refused_when_it_is_written(value):
    with pytest.raises(ProtocolError):
        encode(value)


def test_containers_nest_sixteen_deep_and_no_deeper():
    value: list[object] = []
    for _ in range(16):
        value = [value]
    assert same(decode(encode(value)), value)

    with pytest.raises(ProtocolError):
        encode([value])
    with pytest.raises(ProtocolError):
        decode(b"l\x01\x00\x00\x00" + encode(value))


def array_bytes(code: int, shape: tuple[int, ...], data: bytes = b"") -> bytes:
    return b"a" + bytes((code, len(shape))) + struct.pack(f"<{len(shape)}Q", *shape) + data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"?",
        b"N" + b"N",
        b"i" + struct.pack("<I", 600) + bytes(600),
        b"s" + struct.pack("<I", 2) + b"\xff\xff",
        b"s" + struct.pack("<I", 1 << 31),
        b"l" + struct.pack("<I", 1 << 31),
        b"d" + struct.pack("<I", 2) + 2 * (struct.pack("<I", 1) + b"a" + b"N"),
        array_bytes(14, ()),
        array_bytes(11, (1 << 39, 1 << 39, 1 << 39, 1 << 39)),
        array_bytes(11, (1 << 62, 0)),
        array_bytes(11, (1 << 39, 1 << 39, 0)),
        array_bytes(11, (2,), bytes(15)),
        array_bytes(11, (1,) * 33, bytes(8)),
        array_bytes(0, (2,), b"\x01\x02"),
        b"x" + struct.pack("<I", 1) + b"a" + b"T",
        b"x" + struct.pack("<I", 1) + b"\x1b" + b"N",
        b"x" + struct.pack("<I", 300) + 300 * b"a" + b"N",
    ],
)
def test_malformed_bytes_are_refused(data):
    with pytest.raises(ProtocolError):
        decode(data)


def test_a_payload_of_too_many_values_is_refused():
    with pytest.raises(ProtocolError):
        decode(b"l" + struct.pack("<I", 200_000) + 200_000 * b"N")


@settings(max_examples=500)
@given(VALUES, st.data())
def test_mutated_bytes_give_a_value_or_a_protocol_error_and_nothing_else(value, data):
    mutated = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(mutated) - 1)) if mutated else 0
        change = data.draw(st.sampled_from(["set", "cut", "insert"]))
        if change == "set" and mutated:
            mutated[position] = data.draw(st.integers(0, 255))
        elif change == "cut":
            del mutated[position:]
        else:
            mutated[position:position] = data.draw(st.binary(max_size=9))
    try:
        decode(bytes(mutated))
    except ProtocolError:
        return


@given(st.binary(max_size=200))
def test_random_bytes_give_a_value_or_a_protocol_error_and_nothing_else(data):
    try:
        decode(data)
    except ProtocolError:
        return


def test_a_header_comes_back_as_it_was():
    assert parse_header(header(Kind.CALL, 2**63 - 1, 12345)) == (Kind.CALL, 2**63 - 1, 12345)


def test_bytes_that_are_no_header_are_refused():
    with pytest.raises(ProtocolError):
        parse_header(bytes(HEADER.size))


def test_a_reply_has_no_more_parts_than_its_bytes_allow_an_honest_one():
    data = encode([True] * 100)

    assert decode(data, 101) == [True] * 100
    with pytest.raises(ProtocolError, match="too many parts"):
        decode(data, 100)
