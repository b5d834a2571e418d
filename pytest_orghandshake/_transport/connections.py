"""The connection pool of a client that is made in a test: made when the client first sends something over the network.

Which proxies it will use is looked up at once, because variables may change until then.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies_environment

from botocore import endpoint, httpsession, utils
from botocore.endpoint import EndpointCreator
from botocore.httpsession import URLLib3Session

from . import active
from .botocore_internals import is_own

if TYPE_CHECKING:
    from collections.abc import Callable

    from .patches import Patches


class _Session(URLLib3Session):  # type: ignore[misc] # botocore is untyped
    """Becomes botocore's when its first attribute is asked for."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        self._arguments = kwargs

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        own: dict[str, Any] = self.__dict__
        arguments = own.get("_arguments")
        if arguments is not None:
            # Without a lock, which a forked child may find taken: of two threads, both use what the first one has set.
            for key, value in vars(URLLib3Session(**arguments)).items():
                own.setdefault(key, value)
            own.pop("_arguments", None)
            self.__class__ = URLLib3Session
        if name in own:
            return own[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


_Session.__name__ = _Session.__qualname__ = URLLib3Session.__name__


def patch(patches: Patches) -> None:
    """Let the endpoints of new clients begin without a connection pool."""
    patches.wrap(EndpointCreator, "create_endpoint", _wrap_create)
    if hasattr(EndpointCreator, "_get_proxies"):  # pragma: no branch - private, and there from 1.34.70 to 1.43.117
        patches.wrap(EndpointCreator, "_get_proxies", _wrap_proxies)


def _wrap_create(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_endpoint(self: Any, service_model: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if active.current() is not None and type(self) is EndpointCreator and not args and _is_plain(**kwargs):
            kwargs.setdefault("http_session_cls", _Session)
        return original(self, service_model, *args, **kwargs)

    return create_endpoint


def _is_plain(*, timeout: Any = None, client_cert: Any = None, **_: Any) -> bool:  # noqa: ANN401
    """Tell whether botocore itself makes the session, and certainly takes its arguments: others are errors at once."""
    return (
        is_own(URLLib3Session.__init__)
        and getattr(httpsession.PoolManager, "__module__", "").startswith("urllib3.")
        and isinstance(timeout, tuple)
        and all(type(each) in (int, float) and each > 0 for each in timeout)
        and not isinstance(client_cert, tuple)
    )


def _wrap_proxies(original: Callable[..., Any]) -> Callable[..., Any]:
    """Look proxies up only if a variable names one: otherwise botocore goes through all variables four times to find none."""

    def _get_proxies(self: Any, url: str) -> Any:  # noqa: ANN401
        is_from_variables = utils.getproxies is getproxies_environment and is_own(endpoint.get_environ_proxies)
        if is_from_variables and not any(name[-6:].lower() == "_proxy" for name in os.environ):
            return {}
        return original(self, url)

    return _get_proxies
