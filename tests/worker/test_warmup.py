"""What the zygote does once before workers are forked from it changes no worker's answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.client.workers import Workers
from autograder.worker import warmup
from autograder.worker.protocol import Kind
from autograder.worker.zygote import COLD_WORKERS

_TRACES = """
import linecache, sys, warnings
import numpy as np
import numpy.random  # as workers have it
from autograder.worker.server import Server

def state():
    return [
        sorted(sys.modules), sys.path[:], sys.path_hooks[:], sys.meta_path[:], sys.gettrace(),
        sorted(linecache.cache), warnings.filters[:], warnings.showwarning, np.geterr(),
    ]

server = Server()
before = state()
server.warm_up()
print(state() == before, file=sys.__stdout__)
"""
_ASKS = """
import random, sys, warnings
import numpy as np
drawn = random.random(), float(np.random.rand())
def state(x):
    import random
    modules = sorted(name for name in sys.modules)
    filters = [str(each) for each in warnings.filters]
    return modules, filters, len(sys.meta_path), np.geterr(), drawn, random.random(), x.sum()
"""


def test_a_warm_up_leaves_no_trace():
    root = Path(__file__).parents[2]

    done = subprocess.run(
        [sys.executable, "-c", _TRACES], cwd=root, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ("True\n", "")


def test_all_of_a_warm_up_does_what_it_is_for():
    module: dict[str, object] = {}
    outcomes = []
    for kind, request in warmup.requests():
        if kind is Kind.LOAD:
            [(source, _, _)] = request["cells"]
            exec(source, module)
            continue
        for [(_, code, inputs, *_)] in request:
            try:
                exec(code, {**module, **inputs})
            except NameError as error:
                outcomes.append(error.name)
            else:
                outcomes.append("")

    assert set(outcomes) == {"", "missing"}


@pytest.mark.skipif(sys.platform != "linux", reason="the zygote")
def test_workers_before_and_after_the_warm_up_answer_alike(open_with):
    with Workers(model="zygote") as workers:
        answers = []
        for _ in range(COLD_WORKERS + 2):
            student = open_with(workers, _ASKS)
            answers.append(student.value("state(x)", x=warmup.INPUTS["W"]))
            student.session.close()

    assert all(answer == answers[0] for answer in answers)


def test_a_request_whose_text_is_no_unicode_is_still_sent(student):
    one = student("# a lone surrogate: \ud800\ndef f(): return 1")

    assert one.returns("f") == 1
