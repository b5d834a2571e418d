"""``orghandshake_guard``: outside the fixture, no call reaches AWS Organizations."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from .._exceptions import UnexpectedCallError
from .._report import messages
from . import interception, moto
from .botocore_internals import handlers_of

if TYPE_CHECKING:
    from collections.abc import Callable

_GUARDED = ("request-created.organizations.", "before-send.organizations.")

stopped: list[str] = []
"""The messages about stopped calls that the plugin has not reported yet."""


def guard() -> Callable[[], None]:
    """Stop calls that could reach AWS Organizations while no fake is active; return a function that ends the guard."""
    return interception.wrap_emit(_guarded)


def _guarded(original: Callable[..., Any]) -> Callable[..., Any]:
    def emit(self: Any, event_name: str, **kwargs: Any) -> Any:  # noqa: ANN401 - an emitter of botocore
        __tracebackhide__ = True
        if interception.is_active() or not event_name.startswith(_GUARDED) or not _may_reach_aws(kwargs["request"]):
            return original(self, event_name, **kwargs)
        if event_name.startswith("request-created") and not _has_own_handlers(self, event_name):
            _refuse(event_name)
        return interception.map_responses(
            original(self, event_name, **kwargs), lambda responses: _answered(event_name, responses)
        )

    return emit


def _may_reach_aws(request: Any) -> bool:  # noqa: ANN401
    """Tell whether a call could leave this machine: moto does not answer it, and its host is not local."""
    if moto.is_answering():
        return False
    host = urlsplit(request.url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def _has_own_handlers(emitter: Any, event_name: str) -> bool:  # noqa: ANN401 - an emitter of botocore
    """Tell whether the suite has handlers of its own: whether they answer is known only after they have run."""
    handlers = handlers_of(emitter, event_name.replace("request-created", "before-send"))
    modules = [getattr(each, "__module__", "") or "" for each in handlers]
    return not all(module.partition(".")[0] in ("aiobotocore", "botocore", "moto") for module in modules)


def _answered(event_name: str, responses: Any) -> Any:  # noqa: ANN401
    __tracebackhide__ = True
    if event_name.startswith("before-send") and all(response is None for _, response in responses):
        _refuse(event_name)
    return responses


def _refuse(event_name: str) -> NoReturn:
    __tracebackhide__ = True
    stopped.append(messages.guarded_call(event_name.rpartition(".")[2]))
    raise UnexpectedCallError(stopped[-1])
