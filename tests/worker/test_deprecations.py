"""What a student's own lines do that later versions refuse."""

from autograder.grading.versions import about_deprecation

OWN = """
import warnings

def old():
    warnings.warn("`old` is deprecated", DeprecationWarning, stacklevel=1)
    return 1

def often():
    return sum(old() for _ in range(100))

def of_a_library():
    exec(compile("import warnings; warnings.warn('theirs', DeprecationWarning)", "lib.py", "exec"))
    return 1
"""


def test_a_deprecated_line_of_the_students_is_told_with_its_place(any_student):
    reply = any_student(OWN).run("x = old()", "x")

    assert reply.deprecated == (("answers.py, line 5", "`old` is deprecated"),)


def test_a_line_is_told_once_in_a_call_and_nothing_is_printed(student):
    reply = student(OWN).run("x = often()", "x")

    assert len(reply.deprecated) == 1
    assert reply.output == ""


def test_what_a_library_is_warned_of_is_not_the_students(student):
    reply = student(OWN).run("x = of_a_library()", "x")

    assert (reply.deprecated, reply.output) == ((), "")


def test_a_column_that_is_taken_for_a_number_is_told_the_cure():
    said = about_deprecation("hw.py, line 5", "Conversion of an array with ndim > 0 to a scalar")

    assert said.startswith("hw.py, line 5: this works with Python ")
    assert said.endswith(
        "later versions refuse it: write `.item()` or `[0, 0]` behind it, "
        "which takes the number out."
    )
