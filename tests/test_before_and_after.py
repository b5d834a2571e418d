from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from process.cells import LIBRARIES, Cell, cells

if TYPE_CHECKING:
    from collections.abc import Callable

fcntl: Any = pytest.importorskip("fcntl", reason="each life is a fork of one process")


@pytest.fixture(scope="session")
def lives_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Return what was recorded for one library: one process runs all cases, shared by the workers of xdist."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def read(library: str) -> Any:
        told = folder / f"{library}.json"
        with (folder / f"{library}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not told.exists():
                made = folder / f"{library}-home"
                made.mkdir()
                kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
                child = subprocess.run(
                    [sys.executable, "-W", "ignore", "-m", "process.worker", library],
                    cwd=Path(__file__).parent,
                    env={**kept, "HOME": str(made / "home"), "PYTHONDONTWRITEBYTECODE": "1"},
                    check=True,
                    capture_output=True,
                    text=True,
                )
                told.write_text(child.stdout)
        return json.loads(told.read_text())

    return read


@pytest.mark.parametrize("cell", cells(), ids=lambda cell: cell.id)
def test_a_session_is_after_the_test_as_if_there_had_been_none(lives_in: Callable[[str], Any], cell: Cell) -> None:
    """In the test, a session is answered and fetches nothing; afterwards it behaves as if there had been no test."""
    if cell.library == "aiobotocore":
        pytest.importorskip("aiobotocore")
    lived = lives_in(cell.library)[cell.id]
    assert lived["with"]["within"] == {}
    assert lived["with"]["after"] == lived["without"]["after"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_lives_that_are_compared_are_real(lives_in: Callable[[str], Any], library: str) -> None:
    """Without the fake, each kind of credentials is found and fetched as expected, so the comparison means something."""
    if library == "aiobotocore":
        pytest.importorskip("aiobotocore")

    def life(kind: str, used: str = "resolved before") -> Any:
        return lives_in(library)[f"{library}-{kind}-made before-{used}"]["without"]["after"]

    first = {kind: life(kind)["requests"][0] for kind in ("default", "web identity", "role named", "sso named")}
    assert {kind: request.rpartition(" ")[0] for kind, request in first.items()} == {
        "default": "default ListHandshakesForAccount",
        "web identity": " AssumeRoleWithWebIdentity",
        "role named": "static AssumeRole",
        "sso named": " GetRoleCredentials",
    }
    assert life("mfa named")["asked"] == {"questions": ["Enter MFA code for arn:aws:iam::555555555555:mfa/me: "]}
    assert life("process named", "not used before")["asked"] == {"processes": ["run"]}
    assert len(life("role cached on disk")["files at the end"]) == len(life("role named")["files at the end"]) + 1
    assert {life(kind)["s3 region"] for kind in first} == {"eu-central-1"}
