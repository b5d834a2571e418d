"""The findings and the report of a fake, read in the middle of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_orghandshake._report.findings import Findings

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def findings_of(fake: OrgHandshake) -> Findings:
    """Return new findings of this fake, of which none is reported yet."""
    return Findings(fake._service, fake._service.settings)


def report_of(fake: OrgHandshake) -> str:
    """Return the section of a failing test, without findings."""
    return findings_of(fake).report()


def taken_from(fake: OrgHandshake) -> list[str]:
    """Remove and return the unexpected calls, so that they don't fail the test."""
    taken, fake._service.unexpected = fake._service.unexpected, []
    return taken
