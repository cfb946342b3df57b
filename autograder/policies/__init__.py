"""A course's policies on Gradescope: how often, how late, and how much is said. All are off unless a file asks.

``policies.yaml``, beside the folder ``problems``::

    limit: {submissions: 5, hours: 24}          # further ones keep the last result
    late: {per_day: 0.1, most: 0.5, grace_minutes: 15, group: latest}
    feedback: {1: full, 4: hint, 8: verdict}    # from the first, the fourth, the eighth submission on

A policy whose facts the platform does not tell (no due date, no times) does nothing, to the student's advantage.
Times are those at which work was handed in, so that grading it again changes nothing.
"""

from autograder.policies.decision import Decision, decide, refusal, with_feedback
from autograder.policies.file import FILE_NAME, Late, Limit, Policies, load_policies

__all__ = ["FILE_NAME", "Decision", "Late", "Limit", "Policies", "decide", "load_policies", "refusal", "with_feedback"]
