"""The retry state of clients: set aside during a test, so that it neither affects the test nor is changed by it."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from .botocore_internals import handlers_of, limiter_of, quota_of

if TYPE_CHECKING:
    from botocore.hooks import EventAliaser

_QUOTAS: list[tuple[Any, int]] = []
_LIMITERS: list[tuple[weakref.ref[EventAliaser], str, Any]] = []


def set_aside(emitter: EventAliaser, service: str) -> None:
    """Give a client a full retry quota, and disable the rate limiter of adaptive mode."""
    for handler in handlers_of(emitter, f"needs-retry.{service}."):
        quota = quota_of(handler)
        if quota is not None and not any(each is quota for each, _ in _QUOTAS):
            _QUOTAS.append((quota, quota._available_capacity))
            quota._available_capacity = quota._max_capacity
    for event in ("before-send", "needs-retry"):
        for handler in handlers_of(emitter, event):
            if limiter_of(handler) is not None:
                emitter.unregister(event, handler)
                _LIMITERS.append((weakref.ref(emitter), event, handler))


def put_back() -> None:
    """Restore the retry state of every client."""
    while _QUOTAS:
        quota, capacity = _QUOTAS.pop()
        quota._available_capacity = capacity
    while _LIMITERS:
        reference, event, handler = _LIMITERS.pop(0)
        emitter = reference()
        if emitter is not None:
            emitter.register(event, handler)
