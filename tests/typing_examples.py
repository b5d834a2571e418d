"""Never run: checked by mypy, as an editor would show it to a test author."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from typing_extensions import assert_type

import pytest_orghandshake
from pytest_orghandshake import (
    Account,
    Call,
    Credentials,
    Handshake,
    Organization,
    OrgHandshake,
    OrgHandshakeServer,
    ResponsibilityTransfer,
    fake_handshakes,
)


def read(orghandshake: OrgHandshake, orghandshake_server: OrgHandshakeServer) -> None:
    """Read every property."""
    invite = orghandshake.seed("OPEN", account="222222222222", expires=datetime.now() + timedelta(days=1))  # noqa: DTZ005
    assert_type(invite, Handshake)
    assert_type(invite.state, str)
    assert_type(invite.account, Account | None)
    assert_type(invite.parent, Handshake | str | None)
    assert_type(invite.organization, Organization)
    assert_type(invite.transfer, ResponsibilityTransfer | None)
    if invite.transfer is not None:
        transfer = invite.transfer
        assert_type(transfer.status, str)
        assert_type((transfer.source, transfer.target), tuple[Account | None, Account])
        assert_type((transfer.start, transfer.end), tuple[datetime, datetime | None])
    assert_type(invite.entered, datetime | None)
    assert_type(invite.to_dict(), dict[str, Any])
    assert_type(orghandshake.organization.feature_set, str)
    assert_type(orghandshake.calls, list[Call])
    assert_type(orghandshake.events, list[dict[str, Any]])
    assert_type(orghandshake.load(orghandshake.events[0]), list[Handshake])
    assert_type(orghandshake.calls[0].response, dict[str, Any] | None)
    assert_type(orghandshake.credentials(invite.organization.management), Credentials)
    assert_type(orghandshake.environment("222222222222"), dict[str, str])
    assert_type(orghandshake.calls[0].answered_by, Literal["orghandshake", "moto"] | None)
    assert_type(orghandshake.calls[0].site, str | None)
    assert_type(orghandshake.diagram(), str)
    assert_type(orghandshake.load(Path("capture.json")), list[Handshake])
    assert_type(orghandshake_server.environment, dict[str, str])
    assert_type(pytest_orghandshake.__version__, str)
    with fake_handshakes(unused="warn") as fake, fake.act_as("222222222222"):
        assert_type(fake, OrgHandshake)
    with fake_handshakes() as fake, fake.serve() as server:
        assert_type(server, OrgHandshakeServer)


def mistake(orghandshake: OrgHandshake) -> None:
    """Make the mistakes that an editor should mark: mypy warns of an ignore that ignores nothing."""
    orghandshake.seed("CANCELLED")  # type: ignore[arg-type]
    orghandshake.seed(action="INVITATION")  # type: ignore[arg-type]
    orghandshake.seed("OPEN", "INVITE")  # type: ignore[call-arg]
    orghandshake.load(7)  # type: ignore[arg-type]
    orghandshake.organization.feature_set = "ALL"  # type: ignore[misc]
    orghandshake.seed().state = "ACCEPTED"  # type: ignore[misc]
    pytest_orghandshake.Orghandshake  # type: ignore[attr-defined]  # noqa: B018
    fake_handshakes(unused="never")  # type: ignore[arg-type]
