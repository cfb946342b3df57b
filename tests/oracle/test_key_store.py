"""Kept answer keys: the same report from a kept key as from a new one, and none where students
could read it.
"""

import os
import shutil
import stat
import sys
from functools import partial

import numpy as np
import pytest
from package_imports import PACKAGE, closure

from autograder.errors import SpecError
from autograder.oracle import key_store, sets
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.key_store import KeyStore, kept, user_folder
from autograder.oracle.sets import load_set
from autograder.oracle.target import target_of

SET = """
every:
  given: {s: scalar, W: "matrix[m, n]", A: "vector[m]", i: "index[n]", y: "labels[m, n]"}
  forward: z = s * W.T @ A
  of: z[i, 0] + 0 * sum(y)
  answer: every(s, W, A, i, y)
  wrt: W
  shape: [m, n]
soft:
  given: {z: "vector[n]"}
  forward: softmax(z)
  answer: soft(z)
  wrt: z
  shape: [n, n]
"""


@pytest.fixture
def drawn(write_set):
    """A complete key."""
    key = AnswerKey([write_set(SET)])
    for problem in key.sets[0].problems:
        key.trials(problem)
    return key


@pytest.fixture
def no_drawing(monkeypatch):
    """Make every drawing of a trial fail, so that only kept ones can be had."""

    def refuse(*_):
        raise AssertionError("a trial was drawn")

    return lambda: monkeypatch.setattr("autograder.oracle.trials.Numbers.draw_with", refuse)


def test_a_kept_key_is_the_key(drawn, tmp_path, no_drawing):
    KeyStore(tmp_path / "keys").keep(drawn)
    again = AnswerKey(drawn.sets)
    no_drawing()
    KeyStore(tmp_path / "keys").fill(again)

    for problem in drawn.sets[0].problems:
        assert again.dropped(problem) == drawn.dropped(problem)
        for one, other in zip(drawn.trials(problem), again.trials(problem), strict=True):
            assert (one.trial.kind, one.trial.index, one.trial.dims) == (
                other.trial.kind,
                other.trial.index,
                other.trial.dims,
            )
            assert {name: type(value) for name, value in one.trial.values.items()} == {
                name: type(value) for name, value in other.trial.values.items()
            }
            for name, value in one.trial.values.items():
                np.testing.assert_array_equal(value, other.trial.values[name], strict=True)
            for name, expected in one.expected.items():
                np.testing.assert_array_equal(
                    expected.value, other.expected[name].value, strict=True
                )
                np.testing.assert_array_equal(
                    expected.error, other.expected[name].error, strict=True
                )


def test_what_is_kept_is_for_its_owner_alone(drawn, tmp_path):
    KeyStore(tmp_path / "keys").keep(drawn)
    [file] = (tmp_path / "keys").iterdir()

    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_another_seed_another_set_and_other_code_have_keys_of_their_own(
    drawn, tmp_path, write_set, monkeypatch
):
    store = KeyStore(tmp_path / "keys")
    store.keep(drawn)
    others = [
        AnswerKey(drawn.sets, "1"),
        AnswerKey([write_set(SET.replace("softmax(z)", "softmax(2 * z)"))]),
    ]
    for other in others:
        store.fill(other)
        assert other.drawn(other.sets[0]) is None

    monkeypatch.setattr(key_store, "_code_digest", lambda: "changed")
    same = AnswerKey(drawn.sets)
    store.fill(same)
    assert same.drawn(same.sets[0]) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda b: b[:-1],
        lambda b: b[:40],
        lambda b: b"",
        lambda b: b[:-9] + b"\xff" + b[-8:],
        lambda _: key_store._sealed(b"\x90"),  # an empty list
        lambda _: key_store._sealed(b"\x91" * 5000 + b"\x90"),  # lists in lists
    ],
)
def test_a_damaged_file_counts_as_not_kept_and_is_written_again(drawn, tmp_path, spoil):
    store = KeyStore(tmp_path / "keys")
    store.keep(drawn)
    [file] = (tmp_path / "keys").iterdir()
    content = file.read_bytes()
    file.write_bytes(spoil(content))
    store, again = KeyStore(tmp_path / "keys"), AnswerKey(drawn.sets)
    store.fill(again)
    counts = [
        len(key.trials(problem)) for key in (again, drawn) for problem in drawn.sets[0].problems
    ]
    store.keep(again)

    assert counts[: len(counts) // 2] == counts[len(counts) // 2 :]
    assert file.read_bytes() == content


def test_a_key_that_cannot_be_written_in_full_leaves_nothing(drawn, tmp_path):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        KeyStore(tmp_path / "keys").keep(drawn)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert list((tmp_path / "keys").iterdir()) == []


def test_an_incomplete_key_is_not_kept(write_set, tmp_path):
    key = AnswerKey([write_set(SET)])
    key.trials(key.sets[0].problems[0])
    KeyStore(tmp_path / "keys").keep(key)

    assert list((tmp_path / "keys").iterdir()) == []


@pytest.mark.parametrize(
    ("layers", "files"), [((), 0), (("rlimits", "seccomp"), 0), (("uid",), 1), (("landlock",), 1)]
)
def test_nothing_is_kept_where_student_code_could_read_it(drawn, tmp_path, layers, files):
    with kept(drawn, KeyStore(tmp_path / "keys"), layers):
        pass

    assert len(list(tmp_path.glob("keys/*"))) == files


def test_a_folder_that_cannot_be_made_is_done_without(drawn, tmp_path):
    (tmp_path / "file").write_text("")
    with kept(drawn, KeyStore(tmp_path / "file" / "keys"), ["uid"]):
        pass

    assert (tmp_path / "file").read_text() == ""


def test_a_set_whose_key_is_kept_loads_without_running_its_formulas(drawn, tmp_path, monkeypatch):
    store = KeyStore(tmp_path / "keys")
    store.keep(drawn)

    def refuse(*_):
        raise AssertionError("a formula was run")

    with monkeypatch.context() as patch:
        patch.setattr("autograder.oracle.trials.Numbers.draw_with", refuse)
        loaded = load_set(drawn.sets[0].path, tmp_path / "reference", keys=store)

    assert loaded.digest == drawn.sets[0].digest
    assert target_of(loaded.problems[0], loaded.problems[0].answers[0])


def test_the_users_folder_can_be_said(monkeypatch, tmp_path):
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path))

    assert user_folder() == tmp_path


DECIDES_A_KEY = sorted(
    path.relative_to(PACKAGE).as_posix() for path in closure(["autograder.oracle.answer_key"])
)


@pytest.fixture(scope="module")
def copied_package(tmp_path_factory):
    """A copy of the package's source that a test may change."""
    return shutil.copytree(
        PACKAGE,
        tmp_path_factory.mktemp("copy") / "autograder",
        ignore=shutil.ignore_patterns("__*__"),
    )


@pytest.mark.parametrize("name", DECIDES_A_KEY)
def test_a_change_to_any_module_that_decides_a_key_leaves_no_kept_key_in_use(
    name, copied_package, monkeypatch
):
    monkeypatch.setattr(key_store, "_PACKAGE", copied_package)
    code_digest = key_store._code_digest.__wrapped__
    before = code_digest()
    source = copied_package / name
    source.write_text(source.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")

    assert code_digest() != before


def test_the_modules_that_decide_a_key_are_found():
    assert {
        "derivative/jacobian.py",
        "oracle/trials.py",
        "problemset/formula.py",
        "problemset/kinds.py",
        "worker/server.py",
    } <= set(DECIDES_A_KEY)


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root becomes another user"
)
def test_a_folder_that_cannot_be_entered_keeps_nothing(tmp_path):
    tmp_path.chmod(0o700)
    store = KeyStore(tmp_path / "keys")
    # which reads the code once, before the user changes
    assert not store.vouches_for("digest", "0")
    child = os.fork()
    if child == 0:
        try:
            os.setresuid(60999, 60999, 60999)
            os._exit(int(store.vouches_for("digest", "0")))
        finally:
            os._exit(2)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_set_that_was_checked_is_not_checked_again_but_another_one_is(
    drawn, tmp_path, monkeypatch
):
    [known] = drawn.sets
    store, checked = KeyStore(tmp_path / "keys"), []
    monkeypatch.setattr(
        "autograder.oracle.check.check_set", lambda loaded, _: checked.append(loaded.digest)
    )
    load = partial(sets.load_set, known.path, known.reference)

    load(keys=store)
    load(keys=store, seed="another")
    load(keys=KeyStore(tmp_path / "elsewhere"))
    load()

    assert checked == [known.digest] * 3
    assert store.vouches_for(known.digest, "0")
    assert not store.vouches_for("another set", "0")


def test_a_shipped_set_is_not_checked_until_a_word_of_it_changes(tmp_path, monkeypatch):
    root, name = PACKAGE.parent, "02_scalar_by_vector"
    store, checked = KeyStore(tmp_path / "keys"), []
    monkeypatch.setattr(
        "autograder.oracle.check.check_set", lambda loaded, _: checked.append(loaded.path)
    )
    shipped, own = root / "problems" / f"{name}.yaml", tmp_path / f"{name}.yaml"
    text = shipped.read_text(encoding="utf-8")
    for content in (text, text.replace("title:", "title: My", 1)):
        own.write_text(content, encoding="utf-8")
        sets.load_set(own, root / "reference", keys=store)
    sets.load_set(shipped, root / "reference")

    assert checked == [own, shipped]


def test_a_set_with_a_fault_is_checked_every_time(drawn, tmp_path):
    path = tmp_path / "faulty.yaml"
    text = drawn.sets[0].path.read_text(encoding="utf-8")
    path.write_text(text.replace("[n, n]", "[n]"), encoding="utf-8")
    store = KeyStore(tmp_path / "keys")
    for _ in range(2):
        with pytest.raises(SpecError, match="shape"):
            sets.load_set(path, keys=store)
