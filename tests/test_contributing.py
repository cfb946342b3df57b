"""What CONTRIBUTING names is there: files, tables, commands of make."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "autograder").rglob("*.py"))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w/]+(?:\.py|/))`", PAGE))))
def test_every_file_that_is_named_exists(name):
    below = [ROOT, *(path for path in (ROOT / "autograder").iterdir() if path.is_dir())]
    below += [ROOT / "autograder" / "commands", ROOT / "tests" / "problemset"]

    assert any((folder / name).exists() for folder in below)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(_?[A-Z]{2,}[A-Z_]*)`", PAGE))))
def test_every_table_that_is_named_exists(name):
    assert re.search(rf"^{name}\b", CODE, re.M)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z-]+)", PAGE))))
def test_every_target_of_make_that_is_named_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
