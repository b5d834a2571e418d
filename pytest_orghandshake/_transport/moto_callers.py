"""The caller in services that moto answers: a key from this plugin stands for the same account in all of them.

moto knows the keys that it made; every other caller is its default account, unless a header names the account. While a fake is
active, that header is added to all requests before they reach moto's handler.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .._world.identity import signed
from . import active, moto
from .patches import Patches

if TYPE_CHECKING:
    from collections.abc import Callable

_patches = Patches()
_is_patched = False


def patch() -> None:
    """Tell moto the caller of each request, once moto is imported."""
    global _is_patched  # noqa: PLW0603
    if not _is_patched and moto.is_loaded():
        _patches.wrap(type(sys.modules["moto.core.models"].botocore_stubber), "__call__", _wrap_call)
        _is_patched = True


def undo() -> None:
    """Stop telling moto the caller."""
    global _is_patched  # noqa: PLW0603
    _patches.undo()
    _is_patched = False


def _wrap_call(original: Callable[..., Any]) -> Callable[..., Any]:
    def __call__(self: Any, event_name: str, request: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N807
        __tracebackhide__ = True
        fake = active.current()
        if fake is not None and self.enabled and moto.ACCOUNT_HEADER not in request.headers:
            authorization = request.headers.get("Authorization")
            key = "" if authorization is None else signed(authorization).key
            account = fake.service.account_for_moto(key)
            if account is not None:
                request.headers[moto.ACCOUNT_HEADER] = account.id
        return original(self, event_name, request, **kwargs)

    return __call__
