"""Asks AWS what the facts say, with two real accounts, and leaves them as they were."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from .matching import Has, Lacks, compare
from .replay import Played, UnavailableError, check_body, expectation, has_member, run_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .accounts import Accounts, Clients
    from .fact import Call, Fact, Live, Place
    from .matching import Difference

_LOOKS = 5
"""How often something is read that AWS may not show yet."""

_NO_ANSWER = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InternalFailure",
        "InvalidClientTokenId",
        "RequestLimitExceeded",
        "ServiceException",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "UnrecognizedClientException",
    }
)
"""Errors that say nothing of what was asked: AWS is busy, or a profile's keys have ended."""

_EXHAUSTED = "HANDSHAKE_RATE_LIMIT_EXCEEDED"
_ANOTHER_DAY = "needs another day: AWS lets the organization send no more invitations"
_INVITING = ("InviteAccountToOrganization", "InviteOrganizationToTransferResponsibility")
_READING = ("Describe", "List")
_PLACES: dict[Place, str] = {
    "standalone": "in no organization",
    "same": "in the organization of the management account",
    "other": "in another organization",
    "heads": "the management account of another organization",
}


class Differing(NamedTuple):
    """What AWS said differently to one call of a fact."""

    fact: Fact
    call: Call
    differences: list[Difference]


class Result:
    """What came out of a run."""

    def __init__(self) -> None:
        self.differing: list[Differing] = []
        self.matched: list[Fact] = []
        self.not_run: list[tuple[Fact, str]] = []
        self.left_behind: list[str] = []
        """What could not be undone, and how to do it by hand."""


class AwsStage:
    """Two accounts of AWS, and what was changed in them."""

    def __init__(self, clients: Clients, accounts: Accounts, pause: float) -> None:
        self.names: dict[str, Any] = accounts.names()
        self._clients = clients
        self._accounts = accounts
        self._pause = pause
        self._open: list[str] = []
        self._units: list[str] = []
        self._may_have_joined = False
        self._has_moved = False
        self._has_changed = False

    def client(self, call: Call, service: str) -> Any:
        """Return a client of the caller."""
        return self._clients.client(call.caller, service, is_checked=call.is_checked)

    def play(self, facts: Sequence[Fact]) -> Iterator[tuple[Fact, Played | UnavailableError]]:
        """Make calls that several facts have in common, once, and hold what comes out against each of them."""
        going = dict.fromkeys(facts)
        for number in range(len(facts[0].calls)):
            calls = {fact: fact.calls[number] for fact in going}
            if not calls:
                return
            outcome = self._ask(list(calls.values()))
            for fact, call in calls.items():
                if call.name:
                    self.names[call.name] = outcome
                try:
                    check_body(call, outcome)
                except UnavailableError as reason:
                    del going[fact]
                    yield fact, reason
                    continue
                yield fact, Played(call, expectation(call, self), outcome)
                if call.expected is None and outcome["Status"] != 200:  # what follows builds on it
                    del going[fact]

    def _ask(self, calls: list[Call]) -> dict[str, Any]:
        """Make one call for all of these; what follows a change is read until AWS shows it."""
        # Noted before: a call that gets no reply may have changed something all the same.
        self._has_changed |= calls[0].operation in _INVITING
        self._may_have_joined |= calls[0].operation == "AcceptHandshake"
        outcome = self._ask_once(calls)
        self._note(calls[0], outcome)
        looks = _LOOKS if self._has_changed and calls[0].operation.startswith(_READING) else 1
        while looks > 1 and any(compare(expectation(each, self), outcome) for each in calls):
            time.sleep(self._pause)
            outcome, looks = self._ask_once(calls), looks - 1
        return outcome

    def _ask_once(self, calls: list[Call]) -> dict[str, Any]:
        """Make a call, and read all pages where something is looked for in a list."""
        call = calls[0]
        outcome = run_call(self, call)
        sought = {
            key for each in calls for key, value in (each.expected or {}).items() if isinstance(value, (Has, Lacks))
        }
        page = outcome
        while sought and "NextToken" in page:
            page = run_call(self, replace(call, params={**call.params, "NextToken": page["NextToken"]}))
            outcome = {**outcome, **{key: [*outcome[key], *page.get(key, [])] for key in sought}}
        return outcome

    def _note(self, call: Call, outcome: dict[str, Any]) -> None:
        if "Error" in outcome:
            return
        handshake = outcome.get("Handshake", {}).get("Id")
        if call.operation in _INVITING:
            self._open.append(handshake)
        elif call.operation in ("CancelHandshake", "DeclineHandshake", "AcceptHandshake"):
            self._open = [each for each in self._open if each != handshake]
            self._has_moved |= call.operation == "AcceptHandshake"
        elif call.operation == "CreateOrganizationalUnit":
            self._units.append(outcome["OrganizationalUnit"]["Id"])

    # Undoing

    def invitations(self) -> list[str]:
        """Return the open invitations of the organization to the member, or to the address that facts invite."""
        pages = self._clients.client("management", "organizations").get_paginator("list_handshakes_for_organization")
        targets = {str(self._accounts.member), self._accounts.member.email, "orghandshake-evidence@example.com"} - {""}
        return [
            each["Id"]
            for page in pages.paginate()
            for each in page["Handshakes"]
            if each["State"] in ("OPEN", "REQUESTED")
            and each["Action"] in ("INVITE", "TRANSFER_RESPONSIBILITY")
            and targets & {party["Id"] for party in each["Parties"]}
        ]

    def undo(self, known: Iterable[str]) -> Iterator[str]:
        """Cancel what was opened, leave what was joined; say what could not be undone.

        Args:
            known: Invitations that were there before.
        """
        management = self._clients.client("management", "organizations")
        sent = list(self._open)
        if self._has_changed:
            try:
                sent += [each for each in self.invitations() if each not in (*sent, *known)]
            except (BotoCoreError, ClientError) as error:
                yield f"whether another invitation is open can't be told: look in the console ({error})"
        for each in sent:
            yield from _attempt(
                partial(management.cancel_handshake, HandshakeId=each),
                ("HandshakeAlreadyInStateException", "InvalidHandshakeTransitionException"),
                f"invitation {each} is open: as the management account, run "
                f"aws organizations cancel-handshake --handshake-id {each}",
            )
        for each in self._units:
            yield from _attempt(
                partial(management.delete_organizational_unit, OrganizationalUnitId=each),
                (),
                f"organizational unit {each} is there: as the management account, run "
                f"aws organizations delete-organizational-unit --organizational-unit-id {each}",
            )
        if self._accounts.place == "standalone" and self._may_have_joined:
            yield from self._leave()
        elif self._accounts.place in ("other", "heads") and self._has_moved:
            yield f"account {self._accounts.member} has left its organization, whose management account has to invite it again"
        self._open, self._units = [], []
        self._may_have_joined = self._has_moved = self._has_changed = False

    def _leave(self) -> Iterator[str]:
        leave = self._clients.client("member", "organizations").leave_organization
        if not list(_attempt(leave, ("AWSOrganizationsNotInUseException",), "left")):
            return
        member = self._accounts.member
        remove = self._clients.client("management", "organizations").remove_account_from_organization
        yield from _attempt(
            partial(remove, AccountId=str(member)),
            ("AccountNotFoundException",),
            f"account {member} is still in the organization: as the member account, run aws organizations leave-organization, "
            "or remove it in the console",
        )


def _attempt(call: Callable[[], Any], fine: tuple[str, ...], left: str) -> Iterator[str]:
    """Call, and say what is left if that fails."""
    try:
        call()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in fine:
            yield f"{left} ({code})"
    except BotoCoreError as error:
        yield f"{left} ({error})"


# What can be run


def why_impossible(fact: Fact, live: Live, accounts: Accounts, known: Sequence[str]) -> str | None:
    """Return what a fact needs that these accounts, or the installed botocore, do not have."""
    if accounts.place not in live.member:
        return f"needs a member account that is {' or '.join(_PLACES[each] for each in live.member)}"
    if live.all_features and not accounts.has_all_features:
        return "needs an organization with all features"
    if live.effect in ("sends", "joins") and known:
        return "needs a member account without an open invitation from this organization"
    if fact.member and not has_member(fact.member):
        return f"needs a botocore that knows {fact.member}"
    return None


def group(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Put together facts that make the same calls: AWS lets an organization send 20 invitations in 24 hours."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        calls = [(call.caller, call.operation, call.params, call.is_checked) for call in fact.calls]
        groups.setdefault(repr(calls), []).append(fact)
    return list(groups.values())


def run(stage: AwsStage, facts: Iterable[Fact], result: Result, known: Sequence[str]) -> None:
    """Ask AWS what facts say, and undo what each of them has changed, whatever happens."""
    is_exhausted = False
    for each in group(facts):
        if is_exhausted:
            result.not_run += [(fact, _ANOTHER_DAY) for fact in each]
            continue
        try:
            is_exhausted = _run(stage, each, result)
        finally:
            result.left_behind += stage.undo(known)


def _run(stage: AwsStage, facts: list[Fact], result: Result) -> bool:
    """Ask about facts that make the same calls; tell whether AWS lets nobody invite any more."""
    found: dict[Fact, list[Differing]] = {fact: [] for fact in facts}
    try:
        for fact, played in stage.play(facts):
            if isinstance(played, UnavailableError):
                del found[fact]
                result.not_run.append((fact, f"needs a newer botocore: {played}"))
                continue
            if played.outcome.get("Reason") == _EXHAUSTED:
                result.not_run += [(each, _ANOTHER_DAY) for each in found]
                return True
            code = played.outcome.get("Error", {}).get("Code")
            if code in _NO_ANSWER:
                result.not_run += [(each, f"the call failed: {code}") for each in found]
                return False
            if played.differences:
                found[fact].append(Differing(fact, played.call, played.differences))
    except UnavailableError as reason:
        result.not_run += [(fact, f"needs a newer botocore: {reason}") for fact in found]
        return False
    except BotoCoreError as error:
        result.not_run += [(fact, f"the call failed: {error}") for fact in found]
        return False
    for fact, differing in found.items():
        if differing:
            result.differing += differing
        else:
            result.matched.append(fact)
    return False
