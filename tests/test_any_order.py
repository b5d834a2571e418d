from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

import boto3
import pytest
from botocore.hooks import EventAliaser
from botocore.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from process import home
from process.state import differences, of_process

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._transport import active

if TYPE_CHECKING:
    from collections.abc import Callable

moto = pytest.importorskip("moto")


class Frame(NamedTuple):
    """A step that saves the environment or a method and restores it: everything entered after it has to be left first."""

    stack: ExitStack
    fakes: list[Any]
    mocks: list[Any]


def change_environment(stack: ExitStack) -> None:
    """Do what unittest.mock.patch.dict does, which restores the whole environment."""
    stack.enter_context(mock.patch.dict(os.environ, {"AWS_PROFILE": "default", "AWS_ACCESS_KEY_ID": "patched"}))


def empty_environment(stack: ExitStack) -> None:
    """Remove every variable except the home directory."""
    stack.enter_context(mock.patch.dict(os.environ, {"HOME": os.environ["HOME"]}, clear=True))


def use_monkeypatch(stack: ExitStack) -> None:
    """Do what a test with pytest's monkeypatch does."""
    patch = stack.enter_context(pytest.MonkeyPatch.context())
    patch.setenv("AWS_SECRET_ACCESS_KEY", "patched")
    patch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    patch.setattr(boto3, "DEFAULT_SESSION", None)


def wrap(owner: Any, name: str) -> Callable[[ExitStack], None]:
    """Wrap a method, like an instrumentation library."""

    def enter(stack: ExitStack) -> None:
        original = vars(owner)[name]
        stack.callback(setattr, owner, name, original)

        def wrapper(*args: Any, **words: Any) -> Any:
            return original(*args, **words)

        setattr(owner, name, wrapper)

    return enter


FRAMES: dict[str, Callable[[ExitStack], None]] = {
    "environment": change_environment,
    "empty": empty_environment,
    "monkeypatch": use_monkeypatch,
    "emit": wrap(EventAliaser, "emit"),
    "get_credentials": wrap(Session, "get_credentials"),
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["fake", "fake", "moto", "end fake", "end fake", "end moto", "call", "frame", "end frame"]),
        st.sampled_from(sorted(FRAMES)),
        st.integers(0, 3),
    ),
    max_size=16,
)


def call(frames: list[Frame]) -> None:
    """Call with a new session, and check that the fake that began last answers."""
    fakes = [fake for frame in frames for _, fake in frame.fakes]
    newest = active.current()
    if newest is None:
        assert fakes == []
        return
    (answering,) = (fake for fake in fakes if fake._service is newest.service)
    count = len(answering.calls)
    boto3.Session().client("organizations", "us-east-1").list_handshakes_for_account()
    assert len(answering.calls) == count + 1


def take(frames: list[Frame], step: tuple[str, str, int]) -> None:
    """Take one step, if it is possible now."""
    what, kind, number = step
    frame = frames[-1]
    if what == "call":
        call(frames)
    elif what == "fake":
        manager = fake_handshakes()
        frame.fakes.append((manager, manager.__enter__()))
    elif what == "moto" and not any(each.mocks for each in frames):
        frame.mocks.append(moto.mock_aws())
        frame.mocks[-1].start()
    elif what == "end fake" and frame.fakes:
        frame.fakes.pop(number % len(frame.fakes))[0].__exit__(None, None, None)
    elif what == "end moto" and frame.mocks:
        frame.mocks.pop().stop()
    elif what == "frame" and len(frames) < 4:
        frames.append(Frame(ExitStack(), [], []))
        FRAMES[kind](frames[-1].stack)
    elif what == "end frame" and len(frames) > 1:
        while frame.fakes or frame.mocks:
            take(frames, ("end fake" if frame.fakes and (number % 2 or not frame.mocks) else "end moto", kind, number))
        frames.pop().stack.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, keys=st.sampled_from([None, home.KEYS["default"]]))
def test_whatever_is_entered_and_left_in_whatever_order_the_process_is_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]], keys: str | None
) -> None:
    """Environment, default session, botocore's classes and the files in the home directory are the same as at the start."""
    with pytest.MonkeyPatch.context() as patch:
        own = tmp_path_factory.getbasetemp() / "home"
        if not own.exists():
            home.make(own)
        patch.setenv("HOME", str(own))
        patch.setattr(boto3, "DEFAULT_SESSION", boto3.Session())
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.delenv(name, raising=False)
            if keys is not None:
                patch.setenv(name, keys)
        before, files = of_process(), home.snapshot(own)
        frames = [Frame(ExitStack(), [], [])]
        try:
            for step in steps:
                take(frames, step)
        finally:
            frames.insert(0, Frame(ExitStack(), [], []))
            while len(frames) > 1:
                take(frames, ("end frame", "", len(steps)))
        assert differences(before) == {}
        assert home.snapshot(Path(own)) == files
        assert active.current() is None
