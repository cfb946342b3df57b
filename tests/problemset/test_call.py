"""How the student is called: the names that a `run` block needs and binds."""

from autograder.problemset.call import parse_run


def test_what_a_run_block_defines_is_not_asked_of_the_student():
    block = """
import math as m

def f(t):
    return np.sum(t**2) + m.pi

class Data:
    size = 3

g = numerical_gradient(f, x, Data())
"""

    assert parse_run(block, ["g"], ["x"]).needs == ("numerical_gradient",)
