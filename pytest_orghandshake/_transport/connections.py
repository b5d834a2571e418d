"""The connection pool of a client that is made in a test: made when the client first sends something over the network."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

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
        self._lock = threading.Lock()
        if _is_valid(kwargs.get("timeout")):
            self._arguments = kwargs
        else:
            super().__init__(**kwargs)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        own: dict[str, Any] = self.__dict__
        if "_lock" in own:
            with self._lock:  # of two threads that send first, one makes the pool
                if "_arguments" in own:
                    own.update(vars(URLLib3Session(**own["_arguments"])))
                    del own["_arguments"]
            if name in own:
                return own[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


_Session.__name__ = _Session.__qualname__ = URLLib3Session.__name__


def patch(patches: Patches) -> None:
    """Let the endpoints of new clients begin without a connection pool."""
    if is_own(URLLib3Session.__init__):
        patches.wrap(EndpointCreator, "create_endpoint", _wrap_create)


def _wrap_create(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_endpoint(self: Any, service_model: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if active.current() is not None and type(self) is EndpointCreator and not args:
            kwargs.setdefault("http_session_cls", _Session)
        return original(self, service_model, *args, **kwargs)

    return create_endpoint


def _is_valid(timeout: Any) -> bool:  # noqa: ANN401 - whatever was written as a client's timeouts
    """Tell whether urllib3 certainly takes these seconds: others are errors when a client is made."""
    return isinstance(timeout, tuple) and all(type(each) in (int, float) and each > 0 for each in timeout)
