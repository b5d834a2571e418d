from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_orghandshake import OrgHandshake

# At every call within the package other threads get the chance to come between. With ``-m slow`` most promises are tested a
# second time with the lock taken away, and have to break: so it is the lock that keeps them, and the test that would notice.
WORKERS = 8
ONCE = Config(retries={"total_max_attempts": 1})


@contextmanager
def pausing(seconds: float) -> Iterator[None]:
    """Let other threads run at every call that this thread makes within the package."""

    def pause(frame: Any, event: str, _: object) -> None:
        if event == "call" and frame.f_globals.get("__name__", "").startswith("pytest_orghandshake"):
            time.sleep(seconds)

    sys.setprofile(pause)
    try:
        yield
    finally:
        sys.setprofile(None)


def at_once(*functions: Callable[[], Any], pause: float = 0) -> list[str]:
    """Run the functions concurrently, and return each one's error code, or OK."""
    barrier = threading.Barrier(len(functions))

    def run(function: Callable[[], Any]) -> str:
        barrier.wait()
        try:
            with pausing(pause) if pause else nullcontext():
                function()
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        except (KeyError, RuntimeError, TypeError, ValueError) as error:  # what the fake stumbles over without its lock
            return str(error)
        return "OK"

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(run, functions))


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.slow)], ids=["locked", "unlocked"])
def is_locked(request: pytest.FixtureRequest, orghandshake: OrgHandshake) -> bool:
    """Keep the lock, or remove it."""
    if not request.param:
        orghandshake._service.lock = nullcontext()  # type: ignore[assignment]
    return bool(request.param)


@pytest.fixture
def pause(is_locked: bool) -> float:  # noqa: FBT001
    """Return how long each call waits for the others: without the lock they all arrive, with it none can."""
    return 0.0002 if is_locked else 0.02


def test_one_of_many_answers_wins(orghandshake: OrgHandshake, is_locked: bool, pause: float) -> None:  # noqa: FBT001
    """Of eight threads that accept, decline and cancel the same handshake, one succeeds, and the others get AWS's error."""
    invite = orghandshake.seed(account="222222222222")
    management: Any = boto3.client("organizations", config=ONCE)
    member: Any = boto3.client("organizations", config=ONCE, **orghandshake.credentials("222222222222"))
    steps = [member.accept_handshake, member.decline_handshake, management.cancel_handshake]
    answers = at_once(
        *(lambda step=steps[number % 3]: step(HandshakeId=invite.id) for number in range(WORKERS)), pause=pause
    )
    refusals = {"HandshakeAlreadyInStateException", "InvalidHandshakeTransitionException"}
    is_fair = answers.count("OK") == 1 and set(answers) <= {"OK", *refusals}
    assert is_locked is is_fair


def test_one_of_many_invitations_of_an_account_is_sent(
    orghandshake: OrgHandshake,
    is_locked: bool,  # noqa: FBT001
    pause: float,
) -> None:
    """Of eight threads that invite the same account, one succeeds; the others get DuplicateHandshakeException."""
    organizations: Any = boto3.client("organizations", config=ONCE)
    target = {"Type": "ACCOUNT", "Id": "222222222222"}
    answers = at_once(*[lambda: organizations.invite_account_to_organization(Target=target)] * WORKERS, pause=pause)
    expected = ["DuplicateHandshakeException"] * (WORKERS - 1) + ["OK"]
    assert is_locked is (sorted(answers) == expected)
    assert is_locked is (len(orghandshake.handshakes) == 1)


def test_no_invitation_is_lost(orghandshake: OrgHandshake) -> None:
    """All invitations of eight threads exist, and are listed, each with its own id."""
    organizations: Any = boto3.client("organizations", config=ONCE)

    def invite(account: str) -> None:
        organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": account})

    answers = at_once(
        *(lambda account=f"{number:012d}": invite(account) for number in range(1, WORKERS + 1)), pause=0.0002
    )
    pages = organizations.get_paginator("list_handshakes_for_organization").paginate()
    listed = {each["Id"] for page in pages for each in page["Handshakes"]}
    assert answers == ["OK"] * WORKERS
    assert len(orghandshake.handshakes) == len(listed) == WORKERS


def test_a_reader_sees_all_of_an_accept_or_nothing(orghandshake: OrgHandshake, is_locked: bool) -> None:  # noqa: FBT001
    """A read during an accept never sees an accepted invitation without its member."""
    invites = [orghandshake.seed() for _ in range(3)]
    seen: list[str] = []
    done = threading.Event()

    def accept() -> None:
        try:
            for invite in invites:
                keys = orghandshake.credentials(invite.account or "")
                client = boto3.client("organizations", config=ONCE, **keys)
                with pausing(0.002 if is_locked else 0.03):
                    client.accept_handshake(HandshakeId=invite.id)
        finally:
            done.set()

    def read() -> None:
        organizations: Any = boto3.client("organizations", config=ONCE)
        while not done.is_set():
            for invite in invites:
                described = organizations.describe_handshake(HandshakeId=invite.id)["Handshake"]
                members = {each["Id"] for each in organizations.list_accounts()["Accounts"]}
                if described["State"] == "ACCEPTED" and invite.account not in members:
                    seen.append(invite.id)
            assert len(orghandshake.handshakes) == 3
            time.sleep(0.005)  # who reads without a pause would keep the writer from the lock

    is_whole = at_once(accept, *[read] * 3) == ["OK"] * 4 and seen == []
    assert is_locked is is_whole


def test_an_account_that_many_add_is_added_once(orghandshake: OrgHandshake, is_locked: bool, pause: float) -> None:  # noqa: FBT001
    """Of eight threads that add the same account, one succeeds; for the others it already exists."""
    answers = at_once(*[lambda: orghandshake.add_account("222222222222")] * WORKERS, pause=pause)
    assert is_locked is (answers.count("OK") == 1)


def test_threads_invite_and_describe_side_by_side(orghandshake: OrgHandshake) -> None:
    """Threads that share a client, or make one each, can invite and describe concurrently."""
    shared: Any = boto3.client("organizations")

    def invite(number: int) -> str:
        target = {"Type": "ACCOUNT", "Id": f"{number + 200_000_000_000}"}
        organizations: Any = boto3.session.Session().client("organizations") if number % 10 == 0 else shared
        invited: str = organizations.invite_account_to_organization(Target=target)["Handshake"]["Id"]
        described = organizations.describe_handshake(HandshakeId=invited)["Handshake"]
        assert {"Type": "ACCOUNT", "Id": target["Id"]} in described["Parties"]
        return invited

    with ThreadPoolExecutor(8) as pool:
        invited = list(pool.map(invite, range(40)))
    assert sorted(each.id for each in orghandshake.handshakes) == sorted(invited)
    assert len(set(invited)) == 40
    assert len(orghandshake.calls) == 80


def test_threads_that_look_at_the_account_of_a_handshake_see_the_same_one(orghandshake: OrgHandshake) -> None:
    """Threads that concurrently read a handshake's account for the first time get the same object."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(100):
            invite = orghandshake.seed()
            found: list[Any] = []
            assert at_once(*[lambda each=invite, into=found: into.append(each.account)] * 4) == ["OK"] * 4
            assert {id(each) for each in found} == {id(invite.account)}
    finally:
        sys.setswitchinterval(before)
