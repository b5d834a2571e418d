"""Where botocore meets the fake: the only module that imports botocore, and only once a test needs it.

A client's emitter copies its session's, so there is no one place to register a ``before-send`` handler for every client
that exists or will. But each request of each client passes ``EventAliaser.emit`` before it is signed and sent. While a
fake is active, that method is watched, and an emitter gets its handlers at its first Organizations or STS request. So a
client is found however and whenever it was made, at no cost for those that never call, and without walking the heap.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
import weakref
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore import exceptions
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.credentials import Credentials
from botocore.hooks import EventAliaser
from botocore.loaders import Loader
from botocore.session import Session

from . import _moto
from ._environment import keys_of
from ._faults import UnreachableError
from ._forked import ask_parent
from ._identity import DEFAULT_KEY, SECRET, Signature, signed, unsigned
from ._service import Elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Protocol, TypeVar

    from ._service import Answer, Reply

    T = TypeVar("T")

    class Answerer(Protocol):
        """Whoever answers while it is active."""

        address: tuple[str, int] | None
        is_copy: bool

        def after_fork(self) -> None:
            """Become the copy of a forked child."""

        def answer(self, service: str, operation: str, signature: Signature, body: bytes) -> Answer | Elsewhere:
            """Return the answer to one HTTP attempt, or who else answers it."""

        def ask_moto(self, service: str, operation: str, key: str, ask: Callable[[str | None], T]) -> T:
            """Let moto answer, as the account the call comes from."""


_SERVICES = ("organizations", "sts")
_BEFORE_SIGNING = tuple(f"request-created.{service}." for service in _SERVICES)
_BEFORE_RETRYING = tuple(f"needs-retry.{service}." for service in _SERVICES)
_WATCHED = (*_BEFORE_SIGNING, *_BEFORE_RETRYING)
# Credentials that look for a token, a process or a metadata service when they are used.
_OUTSIDE = frozenset({"container-role", "custom-process", "iam-role", "login", "sso"})
_lock = threading.Lock()
_active: list[Answerer] = []
_raised: weakref.WeakSet[Exception] = weakref.WeakSet()
_hooked: weakref.WeakSet[EventAliaser] = weakref.WeakSet()
_limiters: list[tuple[weakref.ref[EventAliaser], Any, bool]] = []
_patched: list[tuple[type, str, Any]] = []


def is_active() -> bool:
    """Tell whether any fake answers."""
    return bool(_active)


def _after_fork() -> None:
    global _lock  # noqa: PLW0603 - it may be held by a thread that the child has not
    _lock = threading.Lock()
    for answerer in _active:
        answerer.after_fork()


if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(after_in_child=_after_fork)


def start(answerer: Answerer) -> None:
    """Let this one answer, in place of whoever does now."""
    with _lock:
        if not _active:
            _patch(EventAliaser, "emit", _watched)
            _patch(Session, "get_credentials", _borrowed)
            _patch(Session, "__init__", _noticed)
        _active.append(answerer)
        _patch_asynchronous()


def stop(answerer: Answerer) -> None:
    """Undo ``start``; after the last one, botocore is as it was."""
    with _lock:
        _active.remove(answerer)
        if _active:
            return
        while _patched:
            owner, name, original = _patched.pop()
            setattr(owner, name, original)
        for emitter in list(_hooked):
            for event, handler in _handlers():
                emitter.unregister(event, handler, unique_id=_unique(event))
        _hooked.clear()
        while _limiters:
            reference, handler, is_enabled = _limiters.pop()
            handler.__self__._enabled = is_enabled
            if (limited := reference()) is not None:
                limited.register("before-send", handler)


def wrap_emit(wrapper: Callable[[Any], Any]) -> Callable[[], None]:
    """Watch every event of every client, from beneath what a fake does; return what ends this."""
    original = EventAliaser.emit
    EventAliaser.emit = wrapper(original)
    return lambda: setattr(EventAliaser, "emit", original)


def then(responses: Any, function: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """Do something with what handlers responded, at once or, with an asynchronous client, when they have."""
    __tracebackhide__ = True
    if isinstance(responses, list):
        return function(responses)

    async def later() -> Any:  # noqa: ANN401
        return function(await responses)

    return later()


def _patch(owner: Any, name: str, wrapper: Callable[[Any], Any]) -> None:  # noqa: ANN401 - any class of botocore's
    original = getattr(owner, name)
    _patched.append((owner, name, original))
    setattr(owner, name, wrapper(original))


def _patch_asynchronous() -> None:
    aio: Any = sys.modules.get("aiobotocore.session")
    if _active and aio is not None and not any(owner is aio.AioSession for owner, _, _ in _patched):
        _patch(aio.AioSession, "get_credentials", _borrowed_async)


def _noticed(original: Callable[..., None]) -> Callable[..., None]:
    """Notice the first session of an aiobotocore that is imported in the middle of a test."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, N807
        with _lock:
            _patch_asynchronous()
        original(self, *args, **kwargs)

    return __init__


def _watched(original: Callable[..., Any]) -> Callable[..., Any]:
    def emit(self: EventAliaser, event_name: str, **kwargs: Any) -> Any:  # noqa: ANN401
        if event_name.startswith(_WATCHED):
            if event_name.startswith(_BEFORE_RETRYING):
                if _is_ours(kwargs["response"], kwargs["caught_exception"]):
                    return then(original(self, event_name, **kwargs), _at_once)
            elif self not in _hooked:
                _hook(self)
        return original(self, event_name, **kwargs)

    return emit


def _is_ours(response: tuple[Any, Any] | None, error: Exception | None) -> bool:
    if response is not None:
        return isinstance(response[0], _Reply)
    return any(error is each for each in _raised)


def _at_once(responses: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Let botocore retry as it would, but wait for nothing."""
    return [(handler, delay if delay is None or delay is False else 0) for handler, delay in responses]


def _hook(emitter: EventAliaser) -> None:
    with _lock:
        if _active and emitter not in _hooked:
            for event, handler in _handlers():
                emitter.register_first(event, handler, unique_id=_unique(event))
            for handler in emitter._emitter._handlers.prefix_search("before-send"):
                limiter: Any = getattr(handler, "__self__", None)
                if hasattr(limiter, "_token_bucket"):
                    # The adaptive mode's limiter, which slows down whatever follows a throttled call.
                    emitter.unregister("before-send", handler)
                    _limiters.append((weakref.ref(emitter), handler, limiter._enabled))
            _hooked.add(emitter)


def _handlers() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (f"{moment}.{service}", handler)
        for service in _SERVICES
        for moment, handler in (("before-sign", _lend_credentials), ("before-send", _answer))
    ]


def _unique(event: str) -> str:
    return f"pytest-orghandshake {event}"


def _borrowed(original: Callable[..., Any]) -> Callable[..., Any]:
    """Keep a session that was made before the test from remembering the fake keys after it."""

    def get_credentials(self: Any) -> Any:  # noqa: ANN401
        keys = keys_of(self)
        return original(self) if keys is None else Credentials(*keys)

    return get_credentials


def _borrowed_async(original: Callable[..., Any]) -> Callable[..., Any]:
    async def get_credentials(self: Any) -> Any:  # noqa: ANN401
        keys = keys_of(self)
        if keys is None:
            return await original(self)
        from aiobotocore.credentials import AioCredentials  # noqa: PLC0415 - an extra

        return AioCredentials(*keys)

    return get_credentials


def _lend_credentials(request: Any, request_signer: Any, **_: Any) -> None:  # noqa: ANN401
    """Sign with the fake keys where the client has none, or has to ask the outside for them."""
    credentials = request_signer._credentials
    if credentials is not None and credentials.method not in _OUTSIDE:
        return
    if not _active:
        return
    request.context.setdefault("signing", {})["request_credentials"] = _Lent(DEFAULT_KEY, SECRET)


class _Frozen(NamedTuple):
    access_key: str
    secret_key: str
    token: str | None = None
    account_id: str | None = None

    def __await__(self) -> Generator[None, None, _Frozen]:
        yield from ()
        return self


class _Lent(NamedTuple):
    """Credentials for botocore and aiobotocore alike: what they freeze to can be awaited."""

    access_key: str
    secret_key: str

    def get_frozen_credentials(self) -> _Frozen:
        return _Frozen(self.access_key, self.secret_key)


def _answer(request: Any, event_name: str, **_: Any) -> _Reply | None:  # noqa: ANN401
    __tracebackhide__ = True
    if not _active:
        return None
    try:
        found = _reply_to(_active[-1], event_name, request)
    except UnreachableError as fault:
        error = fault.as_botocore_error(request.url)
        _raised.add(error)
        raise error from None
    if found is None:
        return None
    reply = _Reply(request.url, *found)
    if _moto.is_loaded():
        request.url = _moto.ANSWERED
    return reply


def _reply_to(answerer: Answerer, event_name: str, request: Any) -> Reply | None:  # noqa: ANN401
    __tracebackhide__ = True
    if answerer.is_copy and answerer.address is not None:
        try:  # whatever endpoint the client of a forked child was made for
            return ask_parent(answerer.address, request.headers.items(), request.body)
        except ConnectionError:
            raise UnreachableError(exceptions.ConnectionClosedError) from None
    service, operation = event_name.split(".", 2)[1:]
    authorization = request.headers.get("Authorization")
    signature = unsigned(request.url) if authorization is None else signed(authorization)
    answer = answerer.answer(service, operation, signature, request.body)
    if answer is Elsewhere.NETWORK:
        return None
    if answer is Elsewhere.MOTO:
        # Handed over rather than left to moto's own handler, which clients older than moto and asynchronous ones lack.
        return _moto_reply(answerer, event_name, signature.key, request)
    return answer.status, _headers(answer), answer.body


def moto_over_http(
    answerer: Answerer, service: str, operation: str, key: str, headers: dict[str, str], body: bytes
) -> Reply | None:
    """Return moto's status, headers and body for a call that came over HTTP; None where moto passes it through."""
    url = f"https://{service}.us-east-1.amazonaws.com/"
    request = AWSPreparedRequest("POST", url, HeadersDict(headers), body, stream_output=False)
    return _moto_reply(answerer, f"before-send.{service}.{operation}", key, request)


@functools.lru_cache(maxsize=2)
def load_model(service: str) -> dict[str, Any]:
    """Return the model of a service in the installed botocore, read once."""
    model: dict[str, Any] = Loader().load_service_model(service, "service-2")
    return model


def transport_error(error: object) -> type[Exception] | None:
    """Return the class of a transport error of botocore's, given itself or its name."""
    found = getattr(exceptions, error, None) if isinstance(error, str) else error
    kinds = (exceptions.HTTPClientError, exceptions.ConnectionError)
    return found if isinstance(found, type) and issubclass(found, kinds) else None


def _moto_reply(answerer: Answerer, event_name: str, key: str, request: Any) -> Reply | None:  # noqa: ANN401
    __tracebackhide__ = True

    def ask(account: str | None) -> Any:  # noqa: ANN401
        __tracebackhide__ = True
        if account is not None:
            request.headers[_moto.ACCOUNT_HEADER] = account
        return _moto.answer(event_name, request)

    service, operation = event_name.split(".", 2)[1:]
    found = answerer.ask_moto(service, operation, key, ask)
    return None if found is None else (found.status_code, dict(found.headers), found.content)


class _Content(bytes):
    """A body that aiobotocore can await where botocore just reads it."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, bytes]:
        yield from ()
        return self


class _Raw(NamedTuple):
    """What aiobotocore before 2.13 reads the headers from."""

    headers: dict[str, str]

    @property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        return [(name.encode(), value.encode()) for name, value in self.headers.items()]


class _Reply(AWSResponse):  # type: ignore[misc]
    """AWS's HTTP response, without a connection behind it."""

    def __init__(self, url: str, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__(url, status, headers, _Raw(headers))
        self._content = _Content(body)


def _headers(answer: Answer) -> dict[str, str]:
    return {
        "x-amzn-RequestId": answer.request_id,
        "Content-Type": answer.content_type,
        "Content-Length": str(len(answer.body)),
        "Date": _http_date(answer.at // 1000),
    }


@functools.lru_cache(maxsize=64)
def _http_date(second: int) -> str:
    return formatdate(second, usegmt=True)
