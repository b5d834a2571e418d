from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from process.aws import AWS

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._transport.botocore_internals import handlers_of, quota_of

KEYS = {"region_name": "us-east-1", "aws_access_key_id": "AKIAGO6XUA4OAAAAAAAA", "aws_secret_access_key": "secret"}


class Client:
    """A client of one of the libraries, made before the test."""

    def __init__(self, library: str, mode: str, stack: ExitStack) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        retries = {"mode": mode}
        if library == "botocore":
            session = botocore.session.get_session()
            made = session.create_client("organizations", config=Config(retries=retries), **KEYS)
        else:
            config = pytest.importorskip("aiobotocore.config").AioConfig(retries=retries)
            session = pytest.importorskip("aiobotocore.session").get_session()
            manager = session.create_client("organizations", config=config, **KEYS)
            self._loop = asyncio.new_event_loop()
            stack.callback(self._loop.close)
            made = self.wait(manager.__aenter__())
            stack.callback(lambda: self.wait(manager.__aexit__(None, None, None)))
        self.events, self._made = made.meta.events, made

    def wait(self, found: Any) -> Any:
        """Await the result of an asynchronous library."""
        return self._loop.run_until_complete(found) if self._loop else found

    def call(self) -> str | None:
        """Make a call, and return the error code, if any."""
        try:
            self.wait(self._made.list_handshakes_for_account())
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return None

    def state(self) -> dict[str, list[Any]]:
        """Return the retry state of each handler: the quota and the limiter."""
        found: dict[str, list[Any]] = {}
        for event in ("needs-retry.organizations.ListHandshakesForAccount", "before-send.organizations.X"):
            for handler in handlers_of(self.events, event):
                owner: Any = getattr(handler, "__self__", None)
                held = found.setdefault(f"{event} {getattr(handler, '__name__', type(handler).__name__)}", [])
                if hasattr(owner, "_retry_quota"):
                    held.append(owner._retry_quota._quota._available_capacity)
                if hasattr(owner, "_token_bucket"):
                    clock, rate, bucket = owner._rate_clocker, owner._rate_adjustor, owner._token_bucket
                    held += [owner._enabled, rate._w_max, rate._last_fail, clock._measured_rate, clock._count]
                    held += [bucket._fill_rate, bucket._current_capacity]
        return found


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize("library", ["botocore", "aiobotocore"])
def test_a_client_retries_in_each_test_as_in_its_first_and_remembers_none_of_it(
    monkeypatch: pytest.MonkeyPatch, library: str, mode: str
) -> None:
    """Sixty throttled calls in one test don't reduce the retries in the next test, or the client's earlier quota."""
    sleep = asyncio.sleep
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr("asyncio.sleep", lambda _, *result: sleep(0, *result))
    with ExitStack() as stack:
        check(Client(library, mode, stack), mode)


def check(client: Client, mode: str) -> None:
    """Throttle a client in two fakes, and compare its state with that before."""
    aws = AWS()
    aws.is_on = True
    client.events.register("before-send", aws)
    assert client.call() is None
    for handler in handlers_of(client.events, "needs-retry.organizations.ListHandshakesForAccount"):
        if (quota := quota_of(handler)) is not None:
            quota._available_capacity = 4  # too little for one retry
    before, attempts = client.state(), []
    held = sorted(value for values in before.values() for value in values[:1])
    assert held == {"legacy": [], "standard": [4], "adaptive": [False, False, 4]}[mode]
    aws.is_on = False
    for _ in range(2):
        with fake_handshakes() as fake:
            fake.add_error("ListHandshakesForAccount", "TooManyRequestsException", times=None)
            for number in range(60):
                assert client.call() == "TooManyRequestsException"
                if not number:
                    attempts.append(len(fake.calls))
        assert client.state() == before
        with fake_handshakes() as fake:
            fake.add_error("ListHandshakesForAccount", "TooManyRequestsException")
            assert client.call() is None
            assert len(fake.calls) == 2
        assert client.state() == before
    assert attempts == [5 if mode == "legacy" else 3] * 2
    aws.is_on = True
    assert client.call() is None
