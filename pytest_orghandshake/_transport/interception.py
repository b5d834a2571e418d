"""Where botocore meets the fake: patched while a fake is active, and not a moment longer.

A client's emitter copies its session's, so there is no one place to register a ``before-send`` handler for every client
that exists or will. But each request of each client passes ``EventAliaser.emit`` before it is signed and sent. While a
fake is active, that method is watched, and an emitter gets its handlers at its first Organizations or STS request. So a
client is found however and whenever it was made, at no cost for those that never call, and without walking the heap.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any

from botocore import exceptions
from botocore.hooks import EventAliaser
from botocore.session import Session

from .._api.faults import UnreachableError
from .._api.service import Elsewhere
from .._world.identity import signed, unsigned
from . import moto
from .credentials import sign_with_fake_keys, wrap_get_credentials, wrap_get_credentials_async
from .forked import ask_parent
from .reply import FakeResponse, headers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._api.service import Reply, Service

_SERVICES = ("organizations", "sts")
_BEFORE_SIGNING = tuple(f"request-created.{service}." for service in _SERVICES)
_BEFORE_RETRYING = tuple(f"needs-retry.{service}." for service in _SERVICES)
_WATCHED = (*_BEFORE_SIGNING, *_BEFORE_RETRYING)
_lock = threading.Lock()
_active: list[Service] = []
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
    for service in _active:
        service.after_fork()


if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(after_in_child=_after_fork)


def start(service: Service) -> None:
    """Let this one answer, in place of whoever does now."""
    with _lock:
        if not _active:
            _patch(EventAliaser, "emit", _wrap_emit)
            _patch(Session, "get_credentials", wrap_get_credentials)
            _patch(Session, "__init__", _wrap_session_init)
        _active.append(service)
        _patch_asynchronous()


def stop(service: Service) -> None:
    """Undo ``start``; after the last one, botocore is as it was."""
    with _lock:
        _active.remove(service)
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


def handlers_of(emitter: Any, event_name: str) -> list[Any]:  # noqa: ANN401
    """Return the handlers of an event; botocore tells no one but itself (read in 1.34.70 to 1.43.117)."""
    try:
        return list(emitter._emitter._handlers.prefix_search(event_name))
    except AttributeError:  # pragma: no cover - of a botocore to come
        return []


def map_responses(responses: Any, function: Callable[[Any], Any]) -> Any:  # noqa: ANN401
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
        _patch(aio.AioSession, "get_credentials", wrap_get_credentials_async)


def _wrap_session_init(original: Callable[..., None]) -> Callable[..., None]:
    """Notice the first session of an aiobotocore that is imported in the middle of a test."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, N807
        with _lock:
            _patch_asynchronous()
        original(self, *args, **kwargs)

    return __init__


def _wrap_emit(original: Callable[..., Any]) -> Callable[..., Any]:
    def emit(self: EventAliaser, event_name: str, **kwargs: Any) -> Any:  # noqa: ANN401
        if event_name.startswith(_WATCHED):
            if event_name.startswith(_BEFORE_RETRYING):
                if _is_ours(kwargs["response"], kwargs["caught_exception"]):
                    return map_responses(original(self, event_name, **kwargs), _without_delay)
            elif self not in _hooked:
                _hook(self)
        return original(self, event_name, **kwargs)

    return emit


def _is_ours(response: tuple[Any, Any] | None, error: Exception | None) -> bool:
    if response is not None:
        return isinstance(response[0], FakeResponse)
    return any(error is each for each in _raised)


def _without_delay(responses: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Let botocore retry as it would, but wait for nothing."""
    return [(handler, delay if delay is None or delay is False else 0) for handler, delay in responses]


def _hook(emitter: EventAliaser) -> None:
    with _lock:
        if _active and emitter not in _hooked:
            for event, handler in _handlers():
                emitter.register_first(event, handler, unique_id=_unique(event))
            for handler in handlers_of(emitter, "before-send"):
                limiter: Any = getattr(handler, "__self__", None)
                if hasattr(limiter, "_token_bucket"):
                    # The adaptive mode's limiter, which slows down whatever follows a throttled call.
                    emitter.unregister("before-send", handler)
                    _limiters.append((weakref.ref(emitter), handler, getattr(limiter, "_enabled", False)))
            _hooked.add(emitter)


def _handlers() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (f"{moment}.{service}", handler)
        for service in _SERVICES
        for moment, handler in (("before-sign", sign_with_fake_keys), ("before-send", _answer))
    ]


def _unique(event: str) -> str:
    return f"pytest-orghandshake {event}"


def _answer(request: Any, event_name: str, **_: Any) -> FakeResponse | None:  # noqa: ANN401
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
    reply = FakeResponse(request.url, *found)
    if moto.is_loaded():
        request.url = moto.ANSWERED
    return reply


def _reply_to(service: Service, event_name: str, request: Any) -> Reply | None:  # noqa: ANN401
    __tracebackhide__ = True
    if service.is_copy and service.address is not None:
        try:  # whatever endpoint the client of a forked child was made for
            return ask_parent(service.address, request.headers.items(), request.body)
        except ConnectionError:
            raise UnreachableError(exceptions.ConnectionClosedError) from None
    service_name, operation = event_name.split(".", 2)[1:]
    authorization = request.headers.get("Authorization")
    signature = unsigned(request.url) if authorization is None else signed(authorization)
    answer = service.answer(service_name, operation, signature, request.body)
    if answer is Elsewhere.NETWORK:
        return None
    if answer is Elsewhere.MOTO:
        # Handed over rather than left to moto's own handler, which clients older than moto and asynchronous ones lack.
        return moto.ask(service, event_name, signature.key, request)
    return answer.status, headers_of(answer), answer.body
