"""Run pytest inside a test, and read its output."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import boto3
import pytest

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from typing import Any

NEVER_POLLED = """
    import pytest

    {marker}
    def test_invite(orghandshake):
        invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
        orghandshake.set_state(invite, "ACCEPTED", after_calls=2)
"""

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
ORGANIZATIONS = ["organizations:", "- o-exampleorgid: 111111111111 (management)"]
NOTHING = ["now: <time>", "no calls were made", *ORGANIZATIONS]
"""The section of a test that made no calls."""


@cache
def _imported() -> None:
    """Import what in-process runs need, because pytester removes new modules after a run."""
    with fake_handshakes():
        organizations: Any = boto3.client("organizations")
        organizations.describe_organization()
        sts: Any = boto3.client("sts", "us-east-1")
        sts.get_caller_identity()


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run pytest in this process with this plugin only, showing warnings as it does by default."""
    _imported()
    plugins = ("-p", "pytest_orghandshake.plugin", "-p", "no:cacheprovider")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        # Loaded twice in one process, the plugin is not rewritten the second time, which pytest 8.0 remarks on.
        warnings = ("-W", "default", "-W", "ignore::pytest.PytestAssertRewriteWarning")
        return pytester.runpytest(*plugins, *warnings, *args)


def section_of(result: pytest.RunResult, when: str = "call") -> list[str]:
    """Return the lines of the only report section, with ``<time>`` for every time."""
    (start,) = (
        number
        for number, line in enumerate(result.outlines, 1)
        if line.strip("- ") == f"Captured orghandshake {when}" and line.startswith("---")
    )
    end = next(n for n, line in enumerate(result.outlines[start:], start) if line.startswith(("===", "___", "---")))
    return [MOMENT.sub("<time>", line) for line in result.outlines[start:end]]


def has_lines(lines: list[str], wanted: list[str]) -> bool:
    """Tell whether the output contains these lines consecutively."""
    return any(lines[start : start + len(wanted)] == wanted for start in range(len(lines)))
