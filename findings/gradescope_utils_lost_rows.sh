#!/usr/bin/env bash
# gradescope-utils 0.5.0: a test whose subTest fails, and one that is skipped, are missing from results.json, with their
# points: neither a row nor a 0. A test with @partial_credit(10) that never calls set_score and ends gets all 10.
# A class whose setUpClass raises ends the run with an AttributeError, and results.json stays empty.
#
# The result class knows success, error and failure only; unittest reports the others by addSubTest and addSkip, and a
# failed setUpClass by an object that is no test method.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'gradescope-utils==0.5.0'
"$folder/venv/bin/python" - <<'PYTHON'
import io
import json
import unittest

from gradescope_utils.autograder_utils.decorators import partial_credit, weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner


class Derivatives(unittest.TestCase):
    @weight(1)
    def test_scalar(self):
        self.assertEqual(1, 1)

    @weight(5)
    def test_every_shape(self):
        for size in (1, 2, 3):
            with self.subTest(size=size):
                self.assertNotEqual(size, 2)

    @weight(2)
    def test_with_a_package(self):
        self.skipTest("not installed")

    @partial_credit(10)
    def test_layers(self, set_score=None):
        self.assertIsNotNone(set_score)


class Data(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise OSError("no data")

    @weight(3)
    def test_rows(self):
        self.assertEqual(1, 1)


def run(*cases):
    stream = io.StringIO()
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    error = None
    try:
        JSONTestRunner(stream=stream).run(unittest.TestSuite(map(load, cases)))
    except AttributeError as raised:
        error = raised
    return stream.getvalue(), error


text, error = run(Derivatives)
rows = {row["name"].split()[0]: (row["score"], row["max_score"], row["status"]) for row in json.loads(text)["tests"]}
print(rows)
assert error is None
assert rows == {"test_scalar": (1, 1, "passed"), "test_layers": (10, 10, "passed")}
text, error = run(Derivatives, Data)
print("with a setUpClass that raises:", repr(text), "and", error)
assert text == ""
assert "_testMethodName" in str(error)
PYTHON
