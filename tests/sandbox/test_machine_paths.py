"""No path of this machine, or of one like it, is left in what a student's program said."""

import os
import sys
import sysconfig
import tempfile
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox.machine_paths import without_machine
from grader.sandbox.plain_text import said, said_in_a_line

FOLDERS = (
    *(sys.prefix, sys.base_prefix, sysconfig.get_paths()["purelib"], sysconfig.get_paths()["stdlib"]),
    *(os.path.dirname(np.__file__), tempfile.gettempdir(), str(Path.home()), str(Path(__file__).parents[2])),
    *("/home/ada", "/Users/ada", "/opt/venv/lib/python3.12/site-packages", "/data/env/lib/dist-packages/numpy"),
    *("/private/var/folders/x1", "C:\\Users\\Ada\\AppData\\Local", "/usr/lib/python3", "/nix/store/abc"),
)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cannot import name 'dott' from 'numpy' ({}/x/__init__.py)", "cannot import name 'dott' from 'numpy'"),
        ("No such file: '{}/my data.csv'", "No such file: '…'"),
        ('File "{}/my data.py", line 3', 'File "…", line 3'),
        ("<module 'numpy' from '{}/a.py'> is no number", "<module 'numpy' from '…'> is no number"),
        ("see file://{}/a.py", "see file://…"),
    ],
)
def test_a_path_of_a_machine_is_not_told(folder: str, text: str, left: str) -> None:
    assert without_machine(text.format(folder)) == left
    assert said_in_a_line(text.format(folder), 1000) == left


@pytest.mark.parametrize(
    "text",
    [
        "dL/dz3 is (2, 3), wanted /2",
        "a/b and 1/n",
        "cell 3, line 2: `x / y`",
        "matmul: (n?,k),(k,m?)->(n?,m?)",
        "data/home/train.csv",
        "and/or, his/her, 1/2",
        "./home.csv",
        "C:\nD",
        "x\\y",
    ],
)
def test_what_is_no_path_of_a_machine_stays(text: str) -> None:
    assert without_machine(text) == text


@pytest.mark.parametrize(
    "piece", ["/", "/home", "'/home/", "(/home/", '"/tmp/', "/a" * 50, "\\", "C:\\", "/tmp(", "//", "/a-packages"]
)
def test_searching_a_long_text_ends(piece: str) -> None:
    assert len(said(piece * (1_000_000 // len(piece)), 1_000_000)) <= 1_000_000  # a quadratic search does not end


def test_a_path_with_blanks_ends_where_its_quotes_do() -> None:
    assert without_machine("from '/home/Ada Lovelace/a b.py'; it's") == "from '…'; it's"


def test_a_wide_text_stays_within_its_limit() -> None:
    assert len(said("a /tmp/b " * 50, 20)) <= 20
