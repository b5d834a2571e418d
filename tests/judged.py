"""What a fake has to say of a test, asked for in the middle of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_orghandshake._report.findings import Findings

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def findings_of(fake: OrgHandshake) -> Findings:
    """Return a judge of this fake that has told nobody anything."""
    return Findings(fake._service, fake._service.settings)


def report_of(fake: OrgHandshake) -> str:
    """Return the section of a failing test, without findings."""
    return findings_of(fake).report()


def taken_from(fake: OrgHandshake) -> list[str]:
    """Return the calls that nothing answered, and forget them, so that they don't fail the test."""
    taken, fake._service.unexpected = fake._service.unexpected, []
    return taken
