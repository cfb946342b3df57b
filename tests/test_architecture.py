"""The walks of docs/architecture.md lead downwards through files that import one another."""

import re
from pathlib import Path

import pytest
from package_imports import imported_by, path_of

from autograder.problemset.companion import import_file

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
WALKS = {
    title: re.findall(r"^\d+\. `([\w/.]+)`", text, re.M)
    for title, text in re.findall(r"^### (From .*?)\n(.*?)(?=^#|\Z)", PAGE, re.M | re.S)
}


@pytest.fixture(scope="module")
def rooms():
    pytest.importorskip("grimp")
    return import_file(ROOT / "docs" / "generate_rooms.py", "generate_rooms")


def room_of(name):
    return Path(name).parts[1].removesuffix(".py")


def files_imported_by(name):
    modules = set()
    for module in imported_by(ROOT / name):
        parts = module.split(".")
        modules |= {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return {path_of(module) for module in modules} - {None}


def test_there_are_three_walks():
    assert len(WALKS) == 3
    assert min(map(len, WALKS.values())) >= 10


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_each_file_of_a_walk_exists_and_stands_once(walk):
    assert [name for name in walk if not (ROOT / name).is_file()] == []
    assert len(set(walk)) == len(walk)


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_no_walk_climbs_a_floor_of_the_import_contract(walk, rooms):
    floor = {room: number for number, floor in enumerate(rooms.contract()) for room in floor}
    floors = [floor[room_of(name)] for name in walk]

    assert floors == sorted(floors)


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_each_file_of_a_walk_is_imported_by_one_above_or_started_as_a_process(walk, rooms):
    alone = []
    for number, name in enumerate(walk[1:], 1):
        above = walk[:number]
        imported = set().union(*map(files_imported_by, above))
        by_name = {(room_of(upper), room_of(name)) for upper in above} & set(rooms.BY_NAME)
        if ROOT / name not in imported and not by_name and room_of(name) != "worker":
            alone.append(name)

    assert alone == []
