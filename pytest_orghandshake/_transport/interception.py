"""Hooks into botocore while a fake is active, and no longer.

A client's emitter copies its session's, so there is no one place to register a ``before-send`` handler for every client
that exists or will. But each request of each client passes ``EventAliaser.emit`` before it is signed and sent. While a
fake is active, that method is watched, and an emitter gets its handlers at its first Organizations or STS request. So a
client is found however and whenever it was made, at no cost for those that never call, and without walking the heap.
"""

from __future__ import annotations

import os
import threading
import weakref
from typing import TYPE_CHECKING, Any

from botocore import exceptions
from botocore.hooks import EventAliaser, HierarchicalEmitter

from .._api.faults import UnreachableError
from .._api.protocols import Elsewhere
from .._world.identity import signed, unsigned
from . import (
    active,
    before,
    caches,
    client_methods,
    connections,
    metadata,
    moto,
    moto_callers,
    retries,
    shared_handlers,
    sharing,
)
from .botocore_internals import does_only
from .forked import ask_parent
from .patches import Patches
from .reply import FakeResponse, headers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._api.protocols import Reply
    from .._api.service import Service

_SERVICES = ("organizations", "sts", "sso")
_BEFORE_RETRYING = tuple(f"needs-retry.{service}." for service in _SERVICES)
# A presigned URL is signed without a request.
_BEFORE_SIGNING = tuple(f"{event}.{service}." for service in _SERVICES for event in ("request-created", "before-sign"))
_WATCHED = (*_BEFORE_SIGNING, *_BEFORE_RETRYING)
_lock = threading.Lock()
_patches = Patches()
_asynchronous_patches = Patches()
_has_asynchronous = False
_raised: weakref.WeakSet[Exception] = weakref.WeakSet()
_hooked: weakref.WeakSet[EventAliaser] = weakref.WeakSet()


def is_active() -> bool:
    """Tell whether any fake answers."""
    return active.current() is not None


def _after_fork() -> None:
    global _lock  # noqa: PLW0603 - a thread that does not exist in the child may hold it
    _lock = threading.Lock()
    for each in active.all_active():
        each.service.after_fork()


if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(after_in_child=_after_fork)


def start() -> None:
    """Let the fake that began last answer every client in the process."""
    with _lock:
        _patches.wrap(EventAliaser, "emit", _wrap_emit)
        before.patch(_patches, _patch_asynchronous)
        caches.patch(_patches)
        sharing.patch(_patches)
        shared_handlers.patch(_patches)
        client_methods.patch(_patches)
        connections.patch(_patches)
        metadata.patch(_patches)
    _patch_asynchronous()


def stop() -> None:
    """Undo ``start``: botocore and the clients of the process are as they were."""
    global _has_asynchronous  # noqa: PLW0603
    with _lock:
        _asynchronous_patches.undo()
        _has_asynchronous = False
        moto_callers.undo()
        _patches.undo()
        for emitter in list(_hooked):
            for event, handler in _handlers():
                emitter.unregister(event, handler, unique_id=_unique(event))
        _hooked.clear()
        retries.put_back()


def _patch_asynchronous() -> None:
    """Patch aiobotocore and moto too, once they are imported."""
    global _has_asynchronous  # noqa: PLW0603
    with _lock:
        moto_callers.patch()
        if not _has_asynchronous:
            _has_asynchronous = before.patch_asynchronous(_asynchronous_patches)


def wrap_emit(wrapper: Callable[[Any], Any]) -> Callable[[], None]:
    """Wrap every event of every client, beneath the fake's own wrapper; return a function that ends this."""
    patches = Patches()
    patches.wrap(EventAliaser, "emit", wrapper)
    return patches.undo


def map_responses(responses: Any, function: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """Apply a function to the handlers' responses: immediately, or when an asynchronous client has them."""
    __tracebackhide__ = True
    if isinstance(responses, list):
        return function(responses)

    async def later() -> Any:  # noqa: ANN401
        return function(await responses)

    return later()


def _wrap_emit(original: Callable[..., Any]) -> Callable[..., Any]:
    fakes, beneath = active.all_active(), HierarchicalEmitter.emit
    is_plain = does_only(original, "_alias_event_name", "_emitter", "emit") and does_only(beneath, "_emit")

    def emit(self: EventAliaser, event_name: str, **kwargs: Any) -> Any:  # noqa: ANN401
        is_retried = False
        if fakes and event_name.startswith(_WATCHED):
            if event_name.startswith(_BEFORE_RETRYING):
                is_retried = _is_ours(kwargs["response"], kwargs["caught_exception"])
            elif self not in _hooked:
                _hook(self)
        if is_plain and type(self._emitter).emit is beneath:
            # What these two do, in one, as a client emits ten events in each call.
            responses = self._emitter._emit(self._alias_event_name(event_name), kwargs)  # noqa: SLF001
        else:
            responses = original(self, event_name, **kwargs)
        return map_responses(responses, _without_delay) if is_retried else responses

    return emit


def _is_ours(response: tuple[Any, Any] | None, error: Exception | None) -> bool:
    if response is not None:
        return isinstance(response[0], FakeResponse)
    return any(error is each for each in _raised)


def _without_delay(responses: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Let botocore retry as usual, but without delays."""
    for _, delay in responses:
        if delay:
            return [(handler, 0 if delay else delay) for handler, delay in responses]
    return responses


def _hook(emitter: EventAliaser) -> None:
    with _lock:
        if is_active() and emitter not in _hooked:
            for event, handler in _handlers():
                emitter.register_first(event, handler, unique_id=_unique(event))
            for service in _SERVICES:
                retries.set_aside(emitter, service)
            _hooked.add(emitter)


def _handlers() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (f"{moment}.{service}", handler)
        for service in _SERVICES
        for moment, handler in (("before-sign", before.sign_with_fake_keys), ("before-send", _answer))
    ]


def _unique(event: str) -> str:
    return f"pytest-orghandshake {event}"


def _answer(request: Any, event_name: str, **_: Any) -> FakeResponse | None:  # noqa: ANN401
    __tracebackhide__ = True
    fake = active.current()
    if fake is None:
        return None
    try:
        found = _reply_to(fake.service, event_name, request)
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
    asked = request.url.partition("?")[2] if service_name == "sso" else request.body  # a GET
    answer = service.answer(service_name, operation, signature, asked)
    if answer is Elsewhere.NETWORK:
        return None
    if answer is Elsewhere.MOTO:
        # Handed over rather than left to moto's own handler, which clients older than moto and asynchronous ones lack.
        return moto.ask(service, event_name, signature, request)
    return answer.status, headers_of(answer), answer.body
