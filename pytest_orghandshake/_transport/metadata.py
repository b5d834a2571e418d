"""EC2's metadata service: it is switched off for sessions and child processes, by a variable that every fetcher reads.

A fetcher that somebody makes for themselves reads the variable as if there were no fake. A session gives its own a user agent
and settings.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from botocore.utils import InstanceMetadataFetcher

from .environment import value_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from .patches import Patches

_DISABLED = "AWS_EC2_METADATA_DISABLED"
_BEFORE_ENV = 3
"""How many arguments of a fetcher come before its environment."""


def patch(patches: Patches) -> None:
    """Tell the fetchers of sessions from others."""
    patches.wrap(InstanceMetadataFetcher, "__init__", _wrap_fetcher)


def _wrap_fetcher(original: Callable[..., None]) -> Callable[..., None]:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, N807
        is_of_session = {"user_agent", "config"} <= kwargs.keys()
        if not is_of_session and len(args) <= _BEFORE_ENV and kwargs.get("env") is None:
            kwargs["env"] = {**os.environ, _DISABLED: value_for(0, _DISABLED) or "false"}
        original(self, *args, **kwargs)

    return __init__
