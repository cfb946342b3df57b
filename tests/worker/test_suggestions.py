"""What was probably meant by a missing name, attribute or key."""

import difflib
import random
import types

import numpy as np
import pytest

from autograder.worker.suggestions import suggestion

SOURCES = {
    "attribute": """
class Layer:
    def __init__(self):
        self.dLdW0 = 1
Layer().dLdw0
""",
    "method": """
class Layer:
    def backward(self): pass
Layer().bakward
""",
    "name": "weights = 1\nwieghts",
    "local name": "def f(gradient):\n    return gradeint\nf(1)",
    "key": "gradients = {'W1': 1, 'B2': 2}\ngradients['b2']",
}


def raised(source):
    try:
        exec(source, {})
    except Exception as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    ("case", "meant"),
    [
        ("attribute", "dLdW0"),
        ("method", "backward"),
        ("name", "weights"),
        ("local name", "gradient"),
        ("key", "B2"),
    ],
)
def test_the_nearest_name_is_suggested(case, meant):
    assert suggestion(raised(SOURCES[case])) == f" Did you mean: {meant!r}?"


@pytest.mark.parametrize(
    "source", ["nothing_like_it", "{'a': 1}[3]", "(1).no_such_thing", "1 / 0", "raise KeyError"]
)
def test_nothing_is_suggested_where_nothing_is_near(source):
    assert suggestion(raised(source)) == ""


def test_an_object_that_raises_whatever_is_asked_of_it_suggests_nothing():
    class Hostile:
        def __getattribute__(self, name):
            raise AttributeError(name, name=name, obj=self)

    with pytest.raises(AttributeError) as caught:
        Hostile().weights  # noqa: B018 - it raises

    assert suggestion(caught.value) == ""


def test_what_is_suggested_is_what_difflib_finds_nearest_of_all_names():
    names = sorted({name for name in dir(np) if not name.startswith("__")})
    space, draw = types.SimpleNamespace(**dict.fromkeys(names)), random.Random(0)

    for name in draw.sample(names, 40):
        letters = list(name)
        letters[draw.randrange(len(letters))] = draw.choice("aeinrst")
        letters.insert(draw.randrange(len(letters)), draw.choice("aeinrst"))
        wanted = "".join(letters)
        [nearest] = difflib.get_close_matches(wanted, names, 1, 0.75) or [""]
        with pytest.raises(AttributeError) as caught:
            getattr(space, wanted)
        meant = f" Did you mean: {nearest!r}?" if nearest else ""

        assert suggestion(caught.value) == meant
