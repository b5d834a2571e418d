"""botocore's caches on disk: while a fake is active, caches in the home directory are kept in memory instead."""

from __future__ import annotations

import json
import os
import tempfile
from types import FunctionType
from typing import TYPE_CHECKING, Any

from botocore.utils import JSONFileCache

from . import active

if TYPE_CHECKING:
    from collections.abc import Callable

    from .patches import Patches

_MISSING = object()


def patch(patches: Patches) -> None:
    """Keep caches of this process from reading or writing the home directory."""
    patches.wrap(JSONFileCache, "__contains__", _wrap_contains)
    patches.wrap(JSONFileCache, "__getitem__", _wrap_get)
    patches.wrap(JSONFileCache, "__setitem__", _wrap_set)
    patches.wrap(JSONFileCache, "__delitem__", _wrap_delete)


def _memory_of(cache: Any) -> dict[str, str] | None:  # noqa: ANN401 - a JSONFileCache
    """Return the dictionary that replaces the files of a cache; None for a cache outside the home directory."""
    fake = active.current()
    if fake is None:
        return None
    folder = os.path.realpath(getattr(cache, "_working_dir", "~"))
    if not _is_within(folder, os.path.expanduser("~")) or _is_within(folder, tempfile.gettempdir()):  # noqa: PTH111
        return None
    return fake.environment.cached.setdefault(folder, {})


def _is_within(folder: str, other: str) -> bool:
    other = os.path.realpath(other)
    return folder == other or folder.startswith(other.rstrip(os.sep) + os.sep)


def _wrap_contains(original: Callable[..., Any]) -> Callable[..., Any]:
    def __contains__(self: Any, cache_key: str) -> bool:  # noqa: ANN401, N807
        memory = _memory_of(self)
        return bool(original(self, cache_key) if memory is None else cache_key in memory)

    return __contains__


def _wrap_get(original: Callable[..., Any]) -> Callable[..., Any]:
    if isinstance(original, FunctionType):
        # Python 3.13 goes on calling it for cache[key] once its class has changed a thousand times; this has it look again.
        original.__defaults__ = original.__defaults__

    def __getitem__(self: Any, cache_key: str) -> Any:  # noqa: ANN401, N807
        memory = _memory_of(self)
        return original(self, cache_key) if memory is None else json.loads(memory[cache_key])

    return __getitem__


def _wrap_set(original: Callable[..., Any]) -> Callable[..., Any]:
    def __setitem__(self: Any, cache_key: str, value: Any) -> None:  # noqa: ANN401, N807
        memory = _memory_of(self)
        if memory is None:
            original(self, cache_key, value)
        else:
            memory[cache_key] = self._dumps(value)

    return __setitem__


def _wrap_delete(original: Callable[..., Any]) -> Callable[..., Any]:
    def __delitem__(self: Any, cache_key: str) -> None:  # noqa: ANN401, N807
        memory = _memory_of(self)
        if memory is None:
            original(self, cache_key)
        else:
            del memory[cache_key]

    return __delitem__
