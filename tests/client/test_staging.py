from __future__ import annotations

import os
import socket
import stat
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from autograder.client.staging import UidClaim, make_folder, remove_folder


def test_files_are_staged_read_only_and_removed(tmp_path):
    folder = Path(make_folder({"a/b/c.txt": b"data", "d.py": b""}, None, str(tmp_path)))

    assert (folder / "a/b/c.txt").read_bytes() == b"data"
    assert stat.S_IMODE((folder / "d.py").stat().st_mode) == 0o444
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    remove_folder(str(folder))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/etc/x",
        "a/../../x",
        "",
        ".",
        "a\0b",
        "a\nb",
        "\ud800",
        "__pycache__/m.cpython-311.pyc",
        "a\\b",
    ],
)
def test_paths_that_leave_the_folder_and_compiled_files_are_not_staged(tmp_path, name):
    folder = Path(make_folder({name: b"data"}, None, str(tmp_path)))

    assert list(folder.iterdir()) == []
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_is_removed_however_deep_and_whatever_it_allows(tmp_path):
    folder = make_folder({"a/b.txt": b""}, None, str(tmp_path))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    Path(folder, "link").symlink_to(outside)
    os.mkfifo(Path(folder, "fifo"))
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1200):  # deeper than Python recurses and than a path can be
        os.mkdir("deeper", dir_fd=here)
        inner = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    Path(folder, "a").chmod(0)
    Path(folder).chmod(0)

    remove_folder(folder, seconds=60.0)

    assert list(tmp_path.iterdir()) == [outside]
    assert (outside / "kept").exists()


def test_what_takes_long_to_remove_is_left_to_another_process(tmp_path):
    folder = make_folder({f"{number}/a.txt": b"" for number in range(100)}, None, str(tmp_path))

    remove_folder(folder, seconds=0.0)

    deadline = time.monotonic() + 30
    while Path(folder).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_many_files_is_removed_without_a_list_of_them(tmp_path):
    folder = make_folder({}, None, str(tmp_path))
    for number in range(1000):
        os.mknod(Path(folder, f"a_name_of_some_length_{number}"))
    tracemalloc.start()
    remove_folder(folder, seconds=60.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert list(tmp_path.iterdir()) == []
    assert peak < 150 << 10


@pytest.mark.skipif(sys.platform != "linux", reason="abstract sockets are Linux's")
def test_two_claims_never_have_the_same_user_id():
    if os.geteuid() != 0:
        assert UidClaim().uid is None
        return
    first, second = UidClaim(), UidClaim()
    assert first.uid != second.uid

    first.close()
    third = UidClaim()
    assert third.uid == first.uid
    second.close()
    third.close()


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root gives user ids to workers"
)
def test_a_claim_passes_over_ids_that_others_have_taken():
    with socket.socket(socket.AF_UNIX) as taken:
        taken.bind("\0autograder-uid-61100")
        claim = UidClaim(61100)
        assert claim.uid == 61101
        claim.close()
