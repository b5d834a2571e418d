"""The private attributes of botocore that are used because there is no public API, each with a fallback if it is missing.

Read in botocore 1.34.70 to 1.43.117.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

from botocore import credentials

if TYPE_CHECKING:
    from collections.abc import Callable


def handlers_of(emitter: Any, event_name: str) -> list[Any]:  # noqa: ANN401 - of any client
    """Return the handlers of an event; empty if botocore's internals are unknown."""
    try:
        return list(emitter._emitter._handlers.prefix_search(event_name))
    except AttributeError:
        return []


def quota_of(handler: Any) -> Any:  # noqa: ANN401 - any handler
    """Return the retry quota that a handler takes from (standard and adaptive mode), or None."""
    checker = getattr(getattr(handler, "__self__", None), "_retry_quota", None)
    quota = getattr(checker, "_quota", None)
    return quota if hasattr(quota, "_available_capacity") and hasattr(quota, "_max_capacity") else None


def limiter_of(handler: Any) -> Any:  # noqa: ANN401 - any handler
    """Return the client's rate limiter (adaptive mode) that a handler belongs to, or None."""
    limiter = getattr(handler, "__self__", None)
    return limiter if hasattr(limiter, "_token_bucket") else None


def credentials_of(signer: Any) -> Any:  # noqa: ANN401 - a RequestSigner
    """Return the credentials that a client signs with; not None if botocore's internals are unknown."""
    return getattr(signer, "_credentials", signer)


def own_credentials_of(session: Any) -> Any:  # noqa: ANN401 - a Session
    """Return the credentials that a session has found; None if it has not looked for them yet."""
    return getattr(session, "_credentials", None)


def _deferred_components_of(session: Any) -> dict[str, Any]:  # noqa: ANN401 - a Session
    return getattr(getattr(session, "_components", None), "_deferred", {})


def has_own_credential_sources(session: Any) -> bool:  # noqa: ANN401 - a Session
    """Tell whether a session has still to make its sources of credentials, and they will be botocore's."""
    factory = getattr(_deferred_components_of(session).get("credential_provider"), "__func__", None)
    return factory is not None and is_own(factory) and is_own(credentials.create_credential_resolver)


def wrap_deferred_component(session: Any, name: str, wrapper: Callable[[Any], Any]) -> None:  # noqa: ANN401 - a Session
    """Apply ``wrapper`` to a component of a session when it is made; do nothing if botocore's internals are unknown."""
    deferred = _deferred_components_of(session)
    factory = deferred.get(name)
    if factory is not None:
        deferred[name] = lambda: wrapper(factory())


def aliases_of(emitter: Any) -> dict[str, str]:  # noqa: ANN401 - an EventAliaser
    """Return the event aliases of an emitter."""
    return getattr(emitter, "_event_aliases", {})


def remember_names_in(emitter: Any, names: dict[str, str]) -> None:  # noqa: ANN401 - an EventAliaser
    """Let an emitter cache resolved event names in a dictionary; do nothing if this botocore has no such cache."""
    if hasattr(emitter, "_alias_name_cache"):
        emitter._alias_name_cache = names


def does_only(function: Any, *names: str) -> bool:  # noqa: ANN401 - whatever stands in a class of botocore's
    """Tell whether a function is what botocore 1.34.70 to 1.43.117 have there: it uses these attributes and no others."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_names == names and not code.co_freevars


def operations_in(model: Any) -> Any:  # noqa: ANN401 - a ServiceModel
    """Return the operations in the JSON of a service model, as they are; None if botocore's internals are unknown."""
    operations = getattr(model, "_service_description", {}).get("operations")
    return dict.values(operations) if isinstance(operations, dict) else None


def arguments_of(documentation: Any) -> dict[str, Any]:  # noqa: ANN401 - a LazyLoadedDocstring
    """Return what documentation is written of; nothing if botocore's internals are unknown."""
    return dict(getattr(documentation, "_gen_kwargs", {}))


def is_own(function: Any) -> bool:  # noqa: ANN401 - whatever stands in a class of botocore's
    """Tell whether a function is botocore's, and not a wrapper or something that replaced it."""
    return type(function) is FunctionType and function.__globals__.get("__name__", "").startswith("botocore.")
