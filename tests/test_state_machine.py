from __future__ import annotations

from contextlib import ExitStack
from functools import lru_cache
from typing import Any

import boto3
from answers import (
    ALREADY_IN,
    DAY,
    DENIED,
    DUPLICATE,
    MASTER,
    NO_ACCOUNT,
    NOT_FOUND,
    NOT_IN_USE,
    SAME_STATE,
    WRONG_STATE,
    Refused,
    ids,
)
from botocore.exceptions import ClientError
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from pytest_orghandshake import fake_handshakes

HEADS = {"o-exampleorgid": "111111111111", "o-otherexample": "222222222222"}
MEMBERS = {"333333333333": "o-exampleorgid", "444444444444": "o-otherexample"}
STANDALONE = ("555555555555", "666666666666")
ACCOUNTS = (*HEADS.values(), *MEMBERS, *STANDALONE)
STEPS = {"accept_handshake": "ACCEPTED", "decline_handshake": "DECLINED", "cancel_handshake": "CANCELED"}

accounts = st.sampled_from(ACCOUNTS)
organizations = st.sampled_from(tuple(HEADS))


@lru_cache
def _session() -> Any:
    return boto3.Session()


@lru_cache
def _client_of(**keys: str) -> Any:
    return _session().client("organizations", region_name="us-east-1", **keys)


def _address(account: str) -> str:
    return "management@example.com" if account == "111111111111" else f"account-{account}@example.com"


class _Sent:
    """What the model knows of an invitation."""

    def __init__(self, number: int, organization: str, target: str, now: int) -> None:
        self.number = number
        self.id = ""
        self.organization = organization
        self.target = target
        self.requested = now
        self.state = "OPEN"
        self.entered = 0

    def state_at(self, now: int) -> str:
        return "EXPIRED" if self.state == "OPEN" and now >= self.requested + 15 * DAY else self.state

    def gone_at(self, now: int) -> bool:
        state = self.state_at(now)
        entered = self.requested + 15 * DAY if state == "EXPIRED" else self.entered
        return state != "OPEN" and now >= entered + 30 * DAY


class _Handshakes(RuleBasedStateMachine):
    """Two organizations and six accounts that invite, answer, look, come and go, beside a model of what AWS allows."""

    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.world = self.stack.enter_context(fake_handshakes())
        self.now = int(self.world.now.timestamp())
        self.belongs: dict[str, str | None] = dict.fromkeys(STANDALONE)
        self.accounts = [self.world.organization.management, self.world.add_account("222222222222")]
        self.world.add_organization("o-otherexample", management="222222222222")
        for account in (*MEMBERS, *STANDALONE):
            self.accounts.append(self.world.add_account(account, organization=MEMBERS.get(account)))
        self.belongs |= {**MEMBERS, **{head: organization for organization, head in HEADS.items()}}
        self.invitations: list[_Sent] = []

    def teardown(self) -> None:
        self.stack.close()

    def call(self, account: str, operation: str, **params: Any) -> Any:
        try:
            return getattr(_client_of(**self.world.credentials(account)), operation)(**params)
        except ClientError as error:
            said = error.response
            status = said["ResponseMetadata"]["HTTPStatusCode"]
            return Refused(said["Error"]["Code"], said.get("Reason"), said["Error"]["Message"], status)

    @rule(target=sent, organization=organizations, account=accounts, by_email=st.booleans())
    def invite(self, organization: str, account: str, by_email: bool) -> Any:  # noqa: FBT001
        to = {"Id": _address(account), "Type": "EMAIL"} if by_email else {"Id": account, "Type": "ACCOUNT"}
        reply = self.call(HEADS[organization], "invite_account_to_organization", Target=to)
        twins = [
            each
            for each in self.invitations
            if (each.organization, each.target, each.state_at(self.now)) == (organization, account, "OPEN")
        ]
        if not by_email and self.belongs[account] == organization:
            assert reply == ALREADY_IN
            return multiple()
        if twins:
            assert reply == DUPLICATE
            return multiple()
        made = _Sent(len(self.invitations), organization, account, self.now)
        made.id = reply["Handshake"]["Id"]
        self.invitations.append(made)
        return made

    @rule(sender=accounts)
    def invite_as_anybody(self, sender: str) -> None:
        reply = None
        if sender not in HEADS.values():
            reply = self.call(
                sender, "invite_account_to_organization", Target={"Id": "777777777777", "Type": "ACCOUNT"}
            )
            assert reply == (NOT_IN_USE if self.belongs[sender] is None else DENIED)

    @rule(invitation=sent, caller=accounts, right=st.booleans(), operation=st.sampled_from(tuple(STEPS)))
    def answer(self, invitation: _Sent, caller: str, right: bool, operation: str) -> None:  # noqa: FBT001
        wanted = STEPS[operation]
        party = HEADS[invitation.organization] if wanted == "CANCELED" else invitation.target
        caller = party if right else caller
        expected = self.step(invitation, caller, party, wanted)
        reply = self.call(caller, operation, HandshakeId=invitation.id)
        if expected is None:
            assert reply["Handshake"]["State"] == wanted
        else:
            assert reply == expected

    def step(self, invitation: _Sent, caller: str, party: str, wanted: str) -> Refused | None:
        state = invitation.state_at(self.now)
        home = self.belongs[invitation.target]
        refusal: Refused | None = None
        if invitation.gone_at(self.now):
            refusal = NOT_FOUND
        elif caller != party:
            refusal = DENIED
        elif state != "OPEN":
            refusal = SAME_STATE if state == wanted else WRONG_STATE
        elif wanted == "ACCEPTED" and home == invitation.organization:
            invitation.state, invitation.entered = "ACCEPTED", self.now
            refusal = ALREADY_IN
        elif wanted == "ACCEPTED" and invitation.target in HEADS.values():
            refusal = MASTER
        if refusal is None:
            invitation.state, invitation.entered = wanted, self.now
            if wanted == "ACCEPTED":
                self.belongs[invitation.target] = invitation.organization
        return refusal

    @rule(invitation=sent, caller=accounts)
    def describe(self, invitation: _Sent, caller: str) -> None:
        reply = self.call(caller, "describe_handshake", HandshakeId=invitation.id)
        party = caller == invitation.target or self.belongs[caller] == invitation.organization
        if invitation.gone_at(self.now) or not party:
            assert reply == NOT_FOUND
        else:
            assert reply["Handshake"]["State"] == invitation.state_at(self.now)

    @rule(caller=accounts, size=st.integers(1, 3))
    def list_received(self, caller: str, size: int) -> None:
        expected = [] if caller in HEADS.values() else [each for each in self.ordered() if each.target == caller]
        assert self.pages(caller, "list_handshakes_for_account", size) == [each.id for each in expected]

    @rule(caller=accounts, size=st.integers(1, 3))
    def list_sent(self, caller: str, size: int) -> None:
        home = self.belongs[caller]
        if caller in HEADS.values():
            expected = [each.id for each in self.ordered() if each.organization == home]
            assert self.pages(caller, "list_handshakes_for_organization", size) == expected
        else:
            reply = self.call(caller, "list_handshakes_for_organization")
            assert reply == (NOT_IN_USE if home is None else DENIED)

    def ordered(self) -> list[_Sent]:
        kept = [each for each in self.invitations if not each.gone_at(self.now)]
        return sorted(kept, key=lambda each: (each.requested, each.number))

    def pages(self, caller: str, operation: str, size: int) -> list[str]:
        client = _client_of(**self.world.credentials(caller))
        pages = list(client.get_paginator(operation).paginate(PaginationConfig={"PageSize": size}))
        assert all(len(page["Handshakes"]) == size for page in pages[:-1])
        return [handshake_id for page in pages for handshake_id in ids(page)]

    @rule(caller=accounts)
    def leave(self, caller: str) -> None:
        reply = self.call(caller, "leave_organization")
        if self.belongs[caller] is None:
            assert reply == NOT_IN_USE
        elif caller in HEADS.values():
            assert reply == MASTER
        else:
            assert reply["ResponseMetadata"]["HTTPStatusCode"] == 200
            self.belongs[caller] = None

    @rule(organization=organizations, account=accounts)
    def remove(self, organization: str, account: str) -> None:
        reply = self.call(HEADS[organization], "remove_account_from_organization", AccountId=account)
        if self.belongs[account] != organization:
            assert reply == NO_ACCOUNT
        elif account in HEADS.values():
            assert reply == MASTER
        else:
            assert reply["ResponseMetadata"]["HTTPStatusCode"] == 200
            self.belongs[account] = None

    @rule(days=st.sampled_from((1, 5, 14, 15, 30, -1, -15)))
    def pass_time(self, days: int) -> None:
        self.now += days * DAY
        self.world.shift(days * DAY)

    @rule(invitation=consumes(sent))
    def forget(self, invitation: _Sent) -> None:
        assert self.world.handshake(invitation.id).state == invitation.state_at(self.now)

    @rule(organization=organizations)
    def list_members(self, organization: str) -> None:
        listed = {each["Id"] for each in self.call(HEADS[organization], "list_accounts")["Accounts"]}
        assert listed == {account for account, home in self.belongs.items() if home == organization}

    @invariant()
    def members_agree(self) -> None:
        for account in self.accounts:
            assert self.belongs[account.id] == account.organization


class TestHandshakes(_Handshakes.TestCase):  # type: ignore[misc, valid-type]
    """Whatever the accounts do, in whatever order, the fake and the model agree."""

    settings = settings(
        max_examples=40,
        stateful_step_count=30,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # shrinking a failure takes minutes
    )
