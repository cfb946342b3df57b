"""A check from a kit, which has no answer, gives the verdicts of the platform, which has all of
them.
"""

import pytest


def unjudged(course, problem, answer):
    """Whether a kit can judge an answer by its shape alone."""
    from autograder.problemset.model import ByReference

    own = course.student_problems[(problem.set, problem.id)]
    [asks] = [each.asks for each in own.answers if each.id == answer]
    [kept] = [each for each in course.student_sets if each.problem_set.name == problem.set]
    return isinstance(asks, ByReference) and not kept.is_sealed(problem.id, answer)


def test_every_reference_and_every_wrong_answer_gets_the_platforms_verdict(course):
    different, count, judged = [], 0, 0
    for _, problem, tag, names in course.submissions():
        there, here = course.platform(problem, names), course.student(problem, names)
        for answer, verdict in there.items():
            count += 1
            if unjudged(course, problem, answer):
                continue
            judged += 1
            if here[answer].status is not verdict.status:
                different.append((problem.id, tag, answer, verdict.status, here[answer].status))

    assert different == []
    assert judged >= 0.9 * count


def test_an_answer_that_is_judged_by_its_shape_alone_is_never_called_wrong_for_its_numbers(course):
    for _, problem, _, names in course.submissions():
        there, here = course.platform(problem, names), course.student(problem, names)
        for answer, verdict in there.items():
            if unjudged(course, problem, answer) and verdict.share == 1.0:
                assert here[answer].share == 1.0


@pytest.mark.slow
def test_a_check_never_names_another_mistake_than_the_platform(course):
    """The platform knows more, the references and the foreseen mistakes, so it may name one where a
    check is silent.
    """
    other, same, silent = [], 0, 0
    for _, problem, tag, names in course.submissions():
        there = course.platform(problem, names, named=True)
        here = course.student(problem, names, named=True)
        for answer, verdict in there.items():
            if verdict.share == 1.0 or unjudged(course, problem, answer):
                continue
            if here[answer].message == verdict.message:
                same += 1
            elif here[answer].mistake is None:
                silent += 1
            else:
                other.append((problem.id, tag, answer, verdict.message, here[answer].message))

    assert same > silent
    assert other == []
