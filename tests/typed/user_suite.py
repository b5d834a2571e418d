"""Never run: the README's idioms in a strictly typed suite, for type checkers."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import boto3
import botocore.exceptions
import pytest

from pytest_orghandshake import (
    Account,
    Action,
    Call,
    Credentials,
    Handshake,
    Organization,
    OrgHandshake,
    OrgHandshakeServer,
    SetupError,
    State,
    fake_handshakes,
)

organizations = boto3.client("organizations")
FINAL: list[State] = ["ACCEPTED", "DECLINED", "CANCELED"]


@pytest.fixture
def company(orghandshake: OrgHandshake) -> OrgHandshake:
    orghandshake.seed(account="333333333333", notes="Welcome")
    return orghandshake


def seed_old(fake: OrgHandshake, state: State, action: Action = "INVITE") -> Handshake:
    return fake.seed(state, action=action, requested=datetime.now(timezone.utc) - timedelta(days=3))


@pytest.mark.parametrize("state", FINAL)
def test_states(company: OrgHandshake, state: State) -> None:
    invite = company.seed(account="222222222222", expires="2030-01-01T00:00:00Z")
    assert invite.state == "OPEN"
    company.set_state(invite, state, after=timedelta(days=1))
    company.shift(timedelta(days=1))
    assert invite.state == "ACCEPTED"
    assert organizations.describe_handshake(HandshakeId=invite)["Handshake"] == invite.to_dict()
    assert company.organization.members == ["111111111111", "222222222222"]
    assert sorted(company.handshakes) == [invite, seed_old(company, "DECLINED")]


def test_features(orghandshake: OrgHandshake) -> None:
    organization: Organization = orghandshake.add_organization(feature_set="CONSOLIDATED_BILLING")
    assert organization.feature_set == "CONSOLIDATED_BILLING"
    with orghandshake.act_as(organization.management):
        organizations.enable_all_features()
    assert organization.feature_set == "ALL"
    account: Account = orghandshake.add_account("222222222222", organization=organization)
    assert account.organization is organization
    emails: dict[str, str] = {account: account.email}
    assert emails["222222222222"] == account.email


def test_callers(orghandshake: OrgHandshake, orghandshake_server: OrgHandshakeServer) -> None:
    keys: Credentials = orghandshake.credentials("222222222222")
    member = boto3.client("organizations", **keys)
    assert boto3.Session(**orghandshake.credentials("222222222222")).client("sts", region_name="us-east-1")
    [invite] = orghandshake.load(member.describe_handshake(HandshakeId=orghandshake.seed()))
    assert [(call.account, call.operation) for call in orghandshake.calls] == [("111111111111", "AcceptHandshake")]
    child = {**os.environ, **orghandshake.environment("222222222222"), **orghandshake_server.environment}
    subprocess.run(["aws", "organizations", "describe-handshake", "--handshake-id", invite], check=True, env=child)
    if invite.account is not None:
        orghandshake.act_as(invite.account)
    orghandshake.load(Path("capture.json"))


def last_error(calls: list[Call]) -> str | None:
    return calls[-1].error


@pytest.mark.orghandshake(now="2025-12-01T12:00:00Z", unused="ignore")
def test_faults(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", orghandshake.shift)
    orghandshake.answer("owner@example.com", "DECLINED", after_calls=3)
    orghandshake.add_error("DescribeHandshake", "TooManyRequestsException", times=2, after_calls=2)
    orghandshake.add_error("ListHandshakesForOrganization", botocore.exceptions.ReadTimeoutError, times=None)
    orghandshake.move_to(datetime(2025, 12, 2, tzinfo=timezone.utc))
    with pytest.raises(SetupError, match="unknown state"):
        orghandshake.seed(notes="")
    assert last_error(orghandshake.calls) is None
    with fake_handshakes(now=orghandshake.now, account="222222222222") as other:
        invite = other.seed(email="owner@example.com")
        assert invite.to_dict()["Parties"] == invite.parties
        assert invite.email == "owner@example.com"
