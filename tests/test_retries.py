from __future__ import annotations

import asyncio
import dataclasses
import gc
import time
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from answers import refused
from botocore import exceptions
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

TRANSPORT = ["ReadTimeoutError", "ConnectTimeoutError", "EndpointConnectionError", "ConnectionClosedError"]
WIRE = {
    "TooManyRequestsException": 400,
    "ThrottlingException": 400,
    "ServiceException": 500,
    "ServiceUnavailable": 503,
    "InternalFailure": 500,
    "ConcurrentModificationException": 400,
    "ExpiredTokenException": 400,
}


@cache
def session() -> Any:
    """Return one session for all tests, because making one parses botocore's models."""
    return botocore.session.get_session()


def client_of(config: Config) -> Any:
    """Make a client with its own retry settings."""
    keys = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "secret"}
    return session().create_client("organizations", region_name="us-east-1", config=config, **keys)


def outcome(client: Any) -> tuple[str, str, Any]:
    """Describe a handshake, and return how the call ended."""
    try:
        client.describe_handshake(HandshakeId="h-examplehandshakeid111")
    except exceptions.ClientError as error:
        return type(error).__name__, str(error), error.response["ResponseMetadata"]["RetryAttempts"]
    except exceptions.BotoCoreError as error:
        return type(error).__name__, str(error), None
    raise AssertionError("it should have failed")


def expected(config: Config, error: str, message: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[int]]:
    """Return how the call ends without the fake, when botocore retries the same error."""
    client, attempts = client_of(config), []

    def send(request: Any, **_: Any) -> Any:
        attempts.append(1)
        if error in TRANSPORT:
            raise getattr(exceptions, error)(
                endpoint_url=request.url, proxy_url=request.url, error="scripted by add_error"
            )
        reply = AWSResponse(request.url, WIRE[error], {}, None)
        reply._content = f'{{"__type":"{error}","Message":"{message}"}}'.encode()
        return reply

    client.meta.events.register("before-send", send)
    with monkeypatch.context() as patch:
        patch.setattr(time, "sleep", lambda _: None)
        return outcome(client), attempts


@pytest.mark.parametrize("attempts", [None, 2])
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize("error", [*WIRE, *TRANSPORT])
def test_retries_are_botocores_own_and_wait_for_nothing(
    monkeypatch: pytest.MonkeyPatch, error: str, mode: str, attempts: int | None
) -> None:
    """Attempts, RetryAttempts and the final exception are the same as in botocore, without waiting."""
    words = {"mode": mode} if attempts is None else {"mode": mode, "total_max_attempts": attempts}
    config = Config(retries=words)
    # The adaptive mode retries as the standard one does; its limiter would keep the reference waiting.
    reference = Config(retries={**words, "mode": "standard"}) if mode == "adaptive" else config
    ended, sent = expected(reference, error, "no", monkeypatch)
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_: slept.append(99))
    with fake_handshakes() as fake:
        fake.add_error("DescribeHandshake", error, times=None, message=None if error in TRANSPORT else "no")
        client = client_of(config)
        assert outcome(client) == ended
        assert [call.error for call in fake.calls] == [error] * len(sent)
        assert set(slept) <= {0}
        assert len(slept) == len(sent) - 1
        assert outcome(client)[0] == ended[0]  # the limiter holds nothing up afterwards either
        assert set(slept) <= {0}


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_a_throttle_that_clears_costs_two_retries(orghandshake: OrgHandshake, mode: str) -> None:
    """A throttle that clears costs botocore two retries, which the code under test does not notice."""
    invite = orghandshake.seed()
    orghandshake.add_error("DescribeHandshake", "TooManyRequestsException", times=2)
    reply = client_of(Config(retries={"mode": mode})).describe_handshake(HandshakeId=invite.id)
    assert (reply["Handshake"]["State"], reply["ResponseMetadata"]["RetryAttempts"]) == ("OPEN", 2)
    assert [each.error for each in orghandshake.calls] == ["TooManyRequestsException"] * 2 + [None]


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize("error", ["TooManyRequestsException", "ReadTimeoutError"])
def test_asynchronous_clients_retry_without_waiting(
    orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch, mode: str, error: str
) -> None:
    """Asynchronous clients retry without waiting too."""
    aio = pytest.importorskip("aiobotocore.session")
    config = pytest.importorskip("aiobotocore.config").AioConfig(retries={"mode": mode})
    orghandshake.add_error("DescribeHandshake", error, times=2)
    invite = orghandshake.seed()
    slept: list[float] = []
    sleep = asyncio.sleep

    async def counted(delay: float, *result: Any) -> Any:
        slept.append(delay)
        return await sleep(0, *result)

    monkeypatch.setattr(asyncio, "sleep", counted)

    async def describe() -> Any:
        async with aio.get_session().create_client("organizations", "us-east-1", config=config) as client:
            await client.describe_handshake(HandshakeId=invite.id)
            return await client.describe_handshake(HandshakeId=invite.id)

    assert asyncio.run(describe())["Handshake"]["State"] == "OPEN"
    assert [each.error for each in orghandshake.calls] == [error, error, None, None]
    assert set(slept) <= {0}


def test_code_under_test_that_sleeps_is_left_alone(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sleeps of the code under test are not touched."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    orghandshake.add_error("DescribeHandshake", "TooManyRequestsException", times=2)
    client = client_of(Config(retries={"total_max_attempts": 1}))
    for _ in range(2):
        assert outcome(client)[0] == "TooManyRequestsException"
        time.sleep(20)
    assert slept == [20, 20]


def test_a_reply_that_is_not_ours_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply from another source is retried with botocore's own delays."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    with fake_handshakes(unhandled="pass"):
        client = client_of(Config(retries={"total_max_attempts": 2}))
        reply = AWSResponse("", 500, {}, None)
        reply._content = b"{}"
        client.meta.events.register("before-send.organizations.ListRoots", lambda **_: reply)
        assert refused(client.list_roots).status == 500
    [delay] = slept
    assert delay > 0


def test_a_limiter_from_before_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rate limiter of a client that was throttled before the test does not delay it, and is restored afterwards."""
    client = client_of(Config(retries={"mode": "adaptive"}))
    acquired: list[Any] = []
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_: acquired.append(1))
    emitter = client.meta.events._emitter
    [limiter] = {
        each.__self__
        for each in emitter._handlers.prefix_search("before-send")
        if hasattr(each, "__self__") and hasattr(each.__self__, "_token_bucket")
    }
    for is_enabled in (True, False):
        limiter._enabled = is_enabled
        with fake_handshakes() as fake:
            fake.add_error("DescribeHandshake", "TooManyRequestsException")
            client.describe_handshake(HandshakeId=fake.seed().id)
            client.describe_handshake(HandshakeId=fake.seed().id)
        assert acquired == []
        assert limiter._enabled is is_enabled
    limiter._enabled = True
    client.meta.events.register("before-send", lambda request, **_: AWSResponse(request.url, 200, {}, Canned()))
    client.list_roots()
    assert acquired == [1]


class Canned:
    """An empty reply."""

    def stream(self) -> list[bytes]:
        """Yield the body, as urllib3's response does."""
        return [b"{}"]


def test_a_client_that_is_gone_gets_nothing_back() -> None:
    """Retry state is not restored to a client that the test has deleted."""
    with fake_handshakes() as fake:
        client_of(Config(retries={"mode": "adaptive"})).describe_handshake(HandshakeId=fake.seed().id)
        gc.collect()


def test_a_handler_of_the_test_gets_its_retries_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A retry handler of the test gets as many retries as with botocore alone, but without delays."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    client = client_of(Config())

    def ask(attempts: int, **_: Any) -> bool | None:
        """Request two retries; then return False, which means "none" to a newer botocore and "immediately" to an older one."""
        return attempts < 3 if attempts < 5 else None

    client.meta.events.register("needs-retry.organizations.DescribeHandshake", ask)
    with fake_handshakes() as fake:
        client.describe_handshake(HandshakeId=fake.seed().id)
        attempts = len(fake.calls)
        assert slept[:2] == [0, 0]
        assert slept == [0] * (attempts - 1)
    slept.clear()
    client.meta.events.register("before-send", lambda request, **_: AWSResponse(request.url, 200, {}, Canned()))
    client.describe_handshake(HandshakeId="h-examplehandshakeid111")
    assert len(slept) == attempts - 1


@dataclasses.dataclass
class Unhashable(Exception):  # noqa: N818
    """An exception that can't be in a set."""

    number: int = 1


def test_an_exception_of_the_tests_handler_is_raised_as_it_is(orghandshake: OrgHandshake) -> None:
    """An exception raised by the test's own handler is not changed."""
    client = client_of(Config())

    def fail(**_: Any) -> None:
        raise Unhashable

    client.meta.events.register("before-send.organizations.DescribeHandshake", fail)
    with pytest.raises(Unhashable):
        client.describe_handshake(HandshakeId=orghandshake.seed().id)
