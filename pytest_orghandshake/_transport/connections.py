"""The connection pool of a client that is made in a test: made when the client first sends something over the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore import httpsession
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
