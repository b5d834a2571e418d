from __future__ import annotations

import os
import sys
import threading
from contextlib import ExitStack
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING, Any
from unittest import mock

import boto3
import botocore.session
import pytest
from botocore.hooks import EventAliaser
from calling import organization_of, organizations
from process.state import PATCHED, differences, of_process

from pytest_orghandshake import SetupError, fake_handshakes
from pytest_orghandshake._transport import active, caches, interception, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_orghandshake import OrgHandshake

AWS: Any = boto3


@cache
def _session() -> Any:
    """Return a default session as boto3 would make it."""
    return boto3.Session()


@pytest.fixture(autouse=True, params=[None, "AKIAGO6XUA4OAAAAAAAA"], ids=["no keys", "keys"])
def process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compare the state of the process after a test with that before."""
    pytest.importorskip("aiobotocore.session")
    pytest.importorskip("aiobotocore.credentials")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
        if request.param is not None:
            monkeypatch.setenv(name, request.param)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", _session())
    monkeypatch.setenv("AWS_PROFILE", "mine")
    before = of_process()
    yield
    assert differences(before) == {}
    assert active.current() is None


def kinds_of(words: str) -> list[list[str]]:
    """Return every order in which these can be entered (+) and left (-)."""
    steps = [f"{sign}{word}" for word in words for sign in "+-"]
    orders = {
        order
        for order in permutations(steps)
        if all(order.index(f"+{word}") < order.index(f"-{word}") for word in words)
        and [step for step in order if step in ("+a", "+b")] != ["+b", "+a"]  # it is the same as the other way round
    }
    return [list(order) for order in sorted(orders)]


@pytest.mark.parametrize("order", [*kinds_of("am"), *kinds_of("ab"), *kinds_of("abm")], ids=" ".join)
def test_fakes_and_mock_aws_end_in_any_order(order: list[str]) -> None:
    """Whichever ends first, everything is undone when the last one has ended; until then the remaining ones answer."""
    moto = pytest.importorskip("moto")
    managers = {"a": fake_handshakes(), "b": fake_handshakes(), "m": moto.mock_aws()}
    entered: dict[str, Any] = {}
    for step in order:
        name = step[1]
        if step[0] == "+":
            entered[name] = managers[name].__enter__()
        else:
            managers[name].__exit__(None, None, None)
            del entered[name]
        fakes = [each for key, each in entered.items() if key != "m"]
        if fakes:
            count = len(fakes[-1].calls)
            boto3.Session().client("organizations", "us-east-1").list_handshakes_for_account()
            assert len(fakes[-1].calls) == count + 1
        assert interception.is_active() is bool(fakes)


class Touchy:
    """An object on the heap that fails when it is inspected."""

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Fail, because nothing may read the class."""
        raise AssertionError("touched")


def test_nothing_else_in_the_process_is_touched_to_find_mock_aws() -> None:
    """A mock_aws that outlives the fake is found among all objects without running code of any of them."""
    moto, touchy = pytest.importorskip("moto"), Touchy()
    with ExitStack() as stack, fake_handshakes():
        stack.enter_context(moto.mock_aws())
    assert type(touchy) is Touchy


def test_what_is_compared_is_what_is_patched() -> None:
    """While a fake is active, each compared method is replaced; a second fake changes nothing more."""

    def found() -> list[Any]:
        return [vars(owner)[name] for owner, name in PATCHED]

    before = found()
    with fake_handshakes():
        within = found()
        assert [one is other for one, other in zip(before, within, strict=True)] == [False] * len(PATCHED)
        with fake_handshakes():
            assert found() == within
        assert found() == within


def test_a_second_fake_in_another_thread_is_refused(orghandshake: OrgHandshake) -> None:
    """While the first fake's thread is alive, a fake in another thread is refused, and the first one still answers."""
    raised: list[SetupError] = []

    def enter() -> None:
        try:
            with fake_handshakes():
                pass
        except SetupError as error:
            raised.append(error)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert [str(each) for each in raised] == [
        "a fake is already active in thread 'MainThread', and a fake answers the whole process: use that one in every thread, "
        "or start this one after it has ended"
    ]
    assert organization_of(organizations()) == "o-exampleorgid"
    assert len(orghandshake.calls) == 1


def test_a_fake_whose_thread_has_ended_is_in_nobodys_way() -> None:
    """A fake that an ended thread left active is replaced by the next one, and can be ended from there."""
    left = fake_handshakes()
    thread = threading.Thread(target=left.__enter__)
    thread.start()
    thread.join()
    with fake_handshakes() as fake:
        organization_of(organizations())
        assert len(fake.calls) == 1
    left.__exit__(None, None, None)


def test_a_mock_in_place_of_the_default_session_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A replacement for the default session, with attributes of a session or without, stays during the fake and after it."""
    for stand_in in (mock.Mock(spec=boto3.Session), object()):
        with monkeypatch.context() as patch:
            patch.setattr(boto3, "DEFAULT_SESSION", stand_in)
            with fake_handshakes():
                assert AWS.DEFAULT_SESSION is stand_in
            assert AWS.DEFAULT_SESSION is stand_in


@pytest.mark.parametrize(
    ("owner", "name"),
    [(places, "files"), (places, "port"), (caches, "patch"), (interception, "_patch_asynchronous")],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_set_up_that_fails_half_way_undoes_its_half(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    """If set-up fails at any step, all earlier steps are undone, and the next fake works."""
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError), fake_handshakes():
            pytest.fail("it should not have begun")
    with fake_handshakes():
        assert organization_of(organizations()) == "o-exampleorgid"


def wrapped(original: Any, seen: list[str]) -> Any:
    """Wrap a method, like an instrumentation library."""

    def method(self: Any, *args: Any, **words: Any) -> Any:
        seen.append("seen")
        return original(self, *args, **words)

    return method


@pytest.mark.parametrize(
    ("owner", "name"),
    [(EventAliaser, "emit"), (botocore.session.Session, "get_credentials")],
    ids=["emit", "get_credentials"],
)
def test_who_wrapped_a_method_meanwhile_keeps_their_wrapper(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    """Its wrapper sees the same calls during the fake and after it, and the fake's wrapper beneath it does nothing more."""
    seen: list[str] = []
    with monkeypatch.context() as patch:
        original = getattr(owner, name)
        patch.setattr(owner, name, original)  # put back at the end
        with fake_handshakes():
            wrapper = wrapped(getattr(owner, name), seen)
            setattr(owner, name, wrapper)
            assert organization_of(organizations()) == "o-exampleorgid"
        assert vars(owner)[name] is wrapper
        count = len(seen)
        assert count > 0
        session = botocore.session.Session(profile="nowhere")
        if name == "emit":
            assert EventAliaser(session.get_component("event_emitter")._emitter).emit("any-event") == []
        else:
            with pytest.raises(Exception, match="nowhere"):
                session.get_credentials()
        assert len(seen) > count


def test_an_environment_that_was_replaced_meanwhile_keeps_nothing_of_ours() -> None:
    """Variables are restored in the mapping where they were changed, even if os.environ has been replaced."""
    manager = fake_handshakes()
    manager.__enter__()
    with mock.patch("os.environ", {"OWN": "1"}):
        manager.__exit__(None, None, None)
        assert os.environ == {"OWN": "1"}


def test_a_default_session_that_the_test_made_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """If boto3 was imported in the test, or had no default session, it has none afterwards."""
    with monkeypatch.context() as patch:
        patch.setattr(boto3, "DEFAULT_SESSION", None)
        with fake_handshakes():
            organizations()
            assert AWS.DEFAULT_SESSION is not None
        assert AWS.DEFAULT_SESSION is None
        patch.delitem(sys.modules, "boto3")
        with fake_handshakes():
            patch.setitem(sys.modules, "boto3", boto3)
            AWS.setup_default_session()
        assert AWS.DEFAULT_SESSION is None
        patch.delitem(sys.modules, "boto3")
        with fake_handshakes():
            pass


def test_a_fake_that_has_ended_can_be_read_and_not_changed() -> None:
    """A fake that has ended can be read; any change raises an error that says it has ended."""
    with fake_handshakes() as fake:
        invite = fake.seed()
        organization_of(organizations())
    assert [len(fake.calls), fake.handshakes, fake.handshake(invite.id)] == [1, [invite], invite]
    assert fake.organization.id == "o-exampleorgid"
    assert invite.state == "OPEN"
    for change in (
        fake.seed,
        lambda: fake.set_state(invite, "ACCEPTED"),
        fake.add_account,
        fake.add_organization,
        lambda: fake.credentials("222222222222"),
        lambda: fake.act_as("222222222222"),
        lambda: fake.add_error("ListRoots", "ServiceException"),
        fake.enforce_quotas,
        lambda: fake.load({"Handshakes": []}),
        lambda: fake.shift(1),
        lambda: fake.move_to(fake.now),
        fake.reset,
    ):
        with pytest.raises(SetupError) as refused:
            change()
        assert str(refused.value) == (
            "this fake has ended and answers no more calls: use it inside its test or its with block; its calls, "
            "handshakes and now can still be read"
        )


def test_fakes_within_fakes_end_inside_out() -> None:
    """When an inner fake ends, the outer one answers again."""
    with ExitStack() as stack:
        fakes = [stack.enter_context(fake_handshakes()) for _ in range(3)]
        client = organizations()
        organization_of(client)
        assert [len(each.calls) for each in fakes] == [0, 0, 1]
        stack.pop_all().close()
