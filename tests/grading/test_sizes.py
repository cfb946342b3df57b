"""At which sizes an answer is said to be right."""

from types import SimpleNamespace

from autograder.grading.sizes import about_sizes


def said(*trials):
    """Say it of trials, each with its sizes and whether it is right; the last one decides."""
    looks = [SimpleNamespace(finding="right" if is_right else "wrong") for _, is_right in trials]
    keyed = [SimpleNamespace(trial=SimpleNamespace(dims=dims)) for dims, _ in trials]
    return about_sizes(looks, keyed, len(trials) - 1)


def test_the_sizes_at_which_it_is_right_are_said():
    trials = ({"d": 5, "n": 6}, True), ({"d": 3, "n": 5}, True), ({"d": 6, "n": 3}, False)

    assert said(*trials) == "It is right at (d, n) = (5, 6) and (3, 5); here d = 6, n = 3."


def test_sizes_at_which_it_is_right_only_once_are_not_said():
    trials = [({"d": 5, "n": 6}, False), ({"d": 5, "n": 6}, True), ({"d": 6, "n": 3}, False)]

    assert said(*trials) == ""
    assert said(({"d": 3, "n": 5}, True), ({"d": 7, "n": 3}, True), *trials) == ""


def test_nothing_is_said_of_sizes_that_nothing_tells_apart_from_those_where_it_is_wrong():
    """An answer that hangs on its numbers, as a mask does, is right by chance at some."""
    right = [({"d": 6, "n": 7}, True), ({"d": 5, "n": 5}, True), ({"d": 7, "n": 3}, True)]
    wrong = [({"d": 5, "n": 6}, False), ({"d": 7, "n": 5}, False), ({"d": 3, "n": 3}, False)]

    assert said(*right, *wrong) == ""


def test_nothing_is_said_of_sizes_where_those_at_which_it_is_right_have_nothing_in_common():
    """That they are not the one at which it is wrong is so of any numbers."""
    masked = [({"k": 3, "r": 5}, True), ({"k": 5, "r": 6}, True), ({"k": 5, "r": 5}, True)]

    assert said(*masked, ({"k": 7, "r": 3}, False)) == ""
