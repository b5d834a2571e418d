"""The handlers that botocore registers for every new session: registered once for all tests, and shared until changed.

botocore registers them for each session, one by one, and copies them for each client.
A session or client that registers a handler of its own, or removes one, changes nothing for the others.
"""

from __future__ import annotations

import copy
from inspect import CO_VARKEYWORDS
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore import handlers, hooks
from botocore.hooks import HierarchicalEmitter
from botocore.session import Session

from . import active
from .botocore_internals import is_own

if TYPE_CHECKING:
    from collections.abc import Callable

    from .patches import Patches

_Node = dict[str, Any]
_PrefixTrie: Any = getattr(hooks, "_PrefixTrie", object)
_EMPTY: dict[str, _Node] = {"_root": {"chunk": None, "children": {}, "values": None}}
_IS_KNOWN = getattr(_PrefixTrie(), "__dict__", None) == _EMPTY


class _SharedTrie(_PrefixTrie):  # type: ignore[misc] # botocore is untyped
    """Handlers by event, in nodes that other tries may share: a change copies the nodes on its path first."""

    _root: _Node

    def append_item(self, key: str, value: Any, **section: Any) -> None:  # noqa: ANN401
        self._root = _copy_path(self._root, key.split("."))
        super().append_item(key, value, **section)

    def remove_item(self, key: str, value: Any) -> None:  # noqa: ANN401
        self._root = _copy_path(self._root, key.split("."))
        super().remove_item(key, value)

    def __copy__(self) -> _SharedTrie:
        return _sharing(self)


def _sharing(trie: Any) -> _SharedTrie:  # noqa: ANN401
    shared = _SharedTrie()
    shared.__dict__.update(vars(trie))
    return shared


def _copy_path(node: _Node, chunks: list[str]) -> _Node:
    copied = {**node, "children": dict(node["children"])}
    if not chunks:
        copied["values"] = copy.copy(node["values"])
    elif chunks[0] in copied["children"]:
        copied["children"][chunks[0]] = _copy_path(node["children"][chunks[0]], chunks[1:])
    return copied


class _Registered(NamedTuple):
    specifications: list[Any]
    trie: Any


_registered = [_Registered([], None)]


def patch(patches: Patches) -> None:
    """Let new sessions share their first handlers; nothing where botocore keeps them in another way."""
    if _IS_KNOWN:  # pragma: no branch - private, and the same from 1.34.70 to 1.43.117
        patches.wrap(Session, "_register_builtin_handlers", _wrap_register)
    if is_own(hooks.accepts_kwargs):
        patches.wrap(hooks, "accepts_kwargs", _wrap_accepts)


def _wrap_register(original: Callable[..., None]) -> Callable[..., None]:
    def _register_builtin_handlers(self: Any, events: Any) -> None:  # noqa: ANN401 - a session, its emitter
        emitter = vars(events).get("_emitter")
        if active.current() is None or type(self) is not Session or not _is_new(emitter):
            original(self, events)
            return
        known = _registered[0]
        if known.specifications != handlers.BUILTIN_HANDLERS:  # of which moto is one, once it is imported
            original(self, events)
            known = _Registered(list(handlers.BUILTIN_HANDLERS), _sharing(vars(emitter)["_handlers"]))
            _registered[0] = known
        vars(emitter)["_handlers"] = copy.copy(known.trie)

    return _register_builtin_handlers


def _is_new(emitter: Any) -> bool:  # noqa: ANN401 - whatever a session was given
    return type(emitter) is HierarchicalEmitter and vars(vars(emitter).get("_handlers")) == _EMPTY


def _wrap_accepts(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Read from a function's flags what botocore reads from its signature for each handler that is registered."""

    def accepts_kwargs(func: Any) -> Any:  # noqa: ANN401
        plain = func.__func__ if type(func) is MethodType else func
        if type(plain) is FunctionType and not plain.__dict__:
            return bool(plain.__code__.co_flags & CO_VARKEYWORDS)
        return original(func)

    return accepts_kwargs
