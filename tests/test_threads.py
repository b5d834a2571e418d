"""Calls from many threads at once: each is answered as a whole.

What takes no time in a test is slowed down where another thread could come between. Each promise is tested a second time
with the lock taken away, and has to break: so it is the lock that keeps it, and the test that would notice.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pytest_orghandshake._api import handshakes
from pytest_orghandshake._world import transitions
from pytest_orghandshake._world.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

WORKERS = 8
ONCE = Config(retries={"total_max_attempts": 1})


def wait_for_another(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, patience: float) -> None:
    """Let whoever calls this function wait until another thread does too, if one gets that far."""
    original, inside, changed = getattr(owner, name), [], threading.Condition()

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with changed:
            inside.append(threading.get_ident())
            changed.notify_all()
            changed.wait_for(lambda: len(set(inside)) > 1, patience)
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, wrapper)


class SlowNumber(int):
    """A number that lets others run while it is added to."""

    seconds: float

    def __add__(self, other: int) -> SlowNumber:
        """Add, slowly."""
        time.sleep(self.seconds)
        added = SlowNumber(int(self) + other)
        added.seconds = self.seconds
        return added


def at_once(*functions: Callable[[], Any]) -> list[str]:
    """Call the functions side by side, and return the code of each error, or OK."""
    barrier = threading.Barrier(len(functions))

    def run(function: Callable[[], Any]) -> str:
        barrier.wait()
        try:
            function()
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        except (TypeError, ValueError) as error:  # what the fake itself stumbles over without its lock
            return str(error)
        return "OK"

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(run, functions))


@pytest.fixture(params=[True, False], ids=["locked", "unlocked"])
def is_locked(request: pytest.FixtureRequest, orghandshake: OrgHandshake) -> bool:
    """Leave the lock alone, or take it away."""
    if not request.param:
        orghandshake._service.lock = nullcontext()  # type: ignore[assignment]
    return bool(request.param)


@pytest.fixture
def patience(is_locked: bool) -> float:  # noqa: FBT001
    """Return how long to wait for another thread: without the lock one comes, with it none can."""
    return 0.1 if is_locked else 10


def test_one_winner(
    orghandshake: OrgHandshake,
    monkeypatch: pytest.MonkeyPatch,
    is_locked: bool,  # noqa: FBT001
    patience: float,
) -> None:
    """Of eight threads that accept, decline and cancel the same handshake, one succeeds; the others are told why not."""
    invite = orghandshake.seed(account="222222222222")
    management: Any = boto3.client("organizations", config=ONCE)
    member: Any = boto3.client("organizations", config=ONCE, **orghandshake.credentials("222222222222"))
    steps = [member.accept_handshake, member.decline_handshake, management.cancel_handshake]
    wait_for_another(monkeypatch, handshakes, "transition", patience)
    answers = at_once(*(lambda step=steps[number % 3]: step(HandshakeId=invite.id) for number in range(WORKERS)))
    refusals = {"HandshakeAlreadyInStateException", "InvalidHandshakeTransitionException"}
    is_fair = answers.count("OK") == 1 and set(answers) <= {"OK", *refusals}
    assert is_fair is is_locked


def test_one_open_invitation(
    orghandshake: OrgHandshake,
    monkeypatch: pytest.MonkeyPatch,
    is_locked: bool,  # noqa: FBT001
    patience: float,
) -> None:
    """Of eight threads that invite the same account, one succeeds; the others have a duplicate."""
    organizations: Any = boto3.client("organizations", config=ONCE)
    target = {"Type": "ACCOUNT", "Id": "222222222222"}
    wait_for_another(monkeypatch, handshakes, "send", patience)
    answers = at_once(*[lambda: organizations.invite_account_to_organization(Target=target)] * WORKERS)
    expected = ["DuplicateHandshakeException"] * (WORKERS - 1) + ["OK"]
    assert (sorted(answers) == expected) is is_locked
    assert (len(orghandshake.handshakes) == 1) is is_locked


def test_nothing_lost(
    orghandshake: OrgHandshake,
    monkeypatch: pytest.MonkeyPatch,
    is_locked: bool,  # noqa: FBT001
    patience: float,
) -> None:
    """What eight threads invite is all there, in the lists as well."""
    organizations: Any = boto3.client("organizations", config=ONCE)
    orghandshake._world._generated = number = SlowNumber(0)
    number.seconds = patience / 20
    wait_for_another(monkeypatch, World, "add", patience)

    def invite(account: str) -> None:
        organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": account})

    answers = at_once(*(lambda account=f"{number:012d}": invite(account) for number in range(1, WORKERS + 1)))
    pages = organizations.get_paginator("list_handshakes_for_organization").paginate()
    listed = {each["Id"] for page in pages for each in page["Handshakes"]}
    is_whole = len(orghandshake.handshakes) == len(listed) == WORKERS and answers == ["OK"] * WORKERS
    assert is_whole is is_locked


def test_no_half_states(
    orghandshake: OrgHandshake,
    monkeypatch: pytest.MonkeyPatch,
    is_locked: bool,  # noqa: FBT001
    patience: float,
) -> None:
    """Whoever reads while another accepts sees all of it or nothing: whose invitation is accepted is a member."""
    invites = [orghandshake.seed() for _ in range(3)]
    settle = transitions._enter

    def slowly(*args: Any) -> None:
        settle(*args)
        time.sleep(patience / 20 if is_locked else 0.5)

    monkeypatch.setattr(transitions, "_enter", slowly)
    seen: list[str] = []
    done = threading.Event()

    def accept() -> None:
        try:
            for invite in invites:
                keys = orghandshake.credentials(invite.account or "")
                boto3.client("organizations", config=ONCE, **keys).accept_handshake(HandshakeId=invite.id)
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
    assert is_whole is is_locked


def test_known_once(
    orghandshake: OrgHandshake,
    monkeypatch: pytest.MonkeyPatch,
    is_locked: bool,  # noqa: FBT001
    patience: float,
) -> None:
    """An account that eight threads name for the first time is one account."""
    wait_for_another(monkeypatch, type(orghandshake._world.directory), "add_account", patience)

    def name() -> None:
        orghandshake.credentials("222222222222")

    assert (at_once(*[name] * WORKERS) == ["OK"] * WORKERS) is is_locked


def test_thread_pool(orghandshake: OrgHandshake) -> None:
    """Threads that share a client, or make one each, invite and describe side by side."""
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


def test_one_account(orghandshake: OrgHandshake) -> None:
    """Threads that look at the account of the same handshake for the first time, all at once, see the same one."""
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
