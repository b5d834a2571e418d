"""Type checkers accept what users write, and mark their mistakes."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from clients import require

if TYPE_CHECKING:
    from collections.abc import Callable

TYPED = Path(__file__).parent / "typed"
SUITE, MISTAKES = "user_suite.py", "user_mistakes.py"
BIN = Path(sys.executable).parent

WITHOUT_STUBS = """
[mypy-boto3.*,botocore.*]
ignore_missing_imports = true
follow_imports = skip
follow_imports_for_stubs = true
"""


class Mark(NamedTuple):
    """A line that a checker marks, and its name for the error."""

    line: int
    kind: str


@pytest.fixture(autouse=True)
def _copied(tmp_path: Path) -> None:
    """Copy the files to a folder without type checker settings above it, like a user's."""
    for name in (SUITE, MISTAKES):
        shutil.copy(TYPED / name, tmp_path)


def output_of(folder: Path, *command: str | Path) -> str:
    """Run a checker in that folder."""
    require(str(command[0]), "--version")
    found = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert found.returncode in (0, 1), found.stderr
    return found.stdout


def mypy(name: str, tmp_path: Path, *, stubs: bool) -> list[Mark]:
    """Return what mypy marks in a file."""
    config = tmp_path / "mypy.ini"
    config.write_text(
        f"[mypy]\nstrict = true\nwarn_unreachable = true\n{'' if stubs else WITHOUT_STUBS}", encoding="utf-8"
    )
    cache = os.devnull
    printed = output_of(
        tmp_path, BIN / "mypy", "--config-file", config, "--cache-dir", cache, "--no-error-summary", name
    )
    return [
        Mark(int(line), kind) for line, kind in re.findall(r":(\d+): error: .*\[([a-z-]+)\]$", printed, re.MULTILINE)
    ]


def environment(tmp_path: Path, *, stubs: bool) -> Path:
    """Return an environment with the installed packages, with or without boto3's stubs."""
    if sys.prefix == sys.base_prefix:
        pytest.skip("not in a virtual environment, which could be told apart from one without stubs")
    site = Path(sysconfig.get_path("purelib"))
    here = tmp_path / "environment" / site.relative_to(sys.prefix)
    here.mkdir(parents=True)
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", tmp_path / "environment")
    for each in site.iterdir():
        if stubs or not each.name.endswith("-stubs"):
            (here / each.name).symlink_to(each)
    return tmp_path / "environment"


def pyright(name: str, tmp_path: Path, *, stubs: bool) -> list[Mark]:
    """Return what pyright marks in a file."""
    settings = {"include": [name], "venvPath": str(tmp_path), "venv": environment(tmp_path, stubs=stubs).name}
    config = tmp_path / "pyrightconfig.json"
    config.write_text(json.dumps(settings), encoding="utf-8")
    printed = output_of(tmp_path, BIN / "pyright", "--outputjson", "--project", config)
    reported = json.loads(printed)
    assert reported["summary"]["filesAnalyzed"] == 1
    return [
        Mark(each["range"]["start"]["line"] + 1, each["rule"])
        for each in reported["generalDiagnostics"]
        if each["severity"] == "error"
    ]


def ty(name: str, tmp_path: Path, *, stubs: bool) -> list[Mark]:
    """Return what ty marks in a file, without its names for errors, which still change."""
    place = environment(tmp_path, stubs=stubs)
    printed = output_of(tmp_path, BIN / "ty", "check", "--output-format", "concise", "--python", place, name)
    return [Mark(int(line), "") for line in re.findall(r":(\d+):\d+: error\[", printed)]


CHECKERS = [mypy, pyright, ty]


@pytest.mark.parametrize("stubs", [True, False], ids=["boto3-stubs", "no stubs"])
@pytest.mark.parametrize("checker", CHECKERS)
def test_what_users_write_is_fine(checker: Callable[..., list[Mark]], tmp_path: Path, *, stubs: bool) -> None:
    """The README's idioms pass in the strictest mode, with boto3-stubs and without."""
    if stubs and importlib.util.find_spec("mypy_boto3_organizations") is None:
        pytest.skip("boto3-stubs is not installed")
    assert checker(SUITE, tmp_path, stubs=stubs) == []


@pytest.mark.parametrize("checker", CHECKERS)
def test_what_users_get_wrong_is_marked(checker: Callable[..., list[Mark]], tmp_path: Path) -> None:
    """Every line with a mistake gets the right error, and no other line is marked."""
    expected = []
    for number, line in enumerate((TYPED / MISTAKES).read_text(encoding="utf-8").splitlines(), 1):
        if found := re.search(r"  # ([a-z,-]+) (report\w+)$", line):
            kinds = {"mypy": found[1], "pyright": found[2], "ty": ""}
            expected.append((number, kinds[checker.__name__].split(",")))
    assert len(expected) == 16
    marks = checker(MISTAKES, tmp_path, stubs=True)
    assert [mark.line for mark in marks] == [line for line, _ in expected]
    for mark, (_, kinds_of_all_versions) in zip(marks, expected, strict=True):
        assert mark.kind in kinds_of_all_versions
