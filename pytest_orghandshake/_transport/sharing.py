"""Shares what botocore loads: parsed once for all tests, and copied for each session as it is read.

A new session reads and parses botocore's models again, which takes ten times as long as a call. A session that is made while a
fake is active gets them from here. What it gets is its own, down to the last list: botocore itself writes into a model (S3's
addresses), and so may a test. A file that has changed is read again; of folders, only botocore's and boto3's own are walked just once.
"""

from __future__ import annotations

import json
import logging
import os
import stat
import sys
import threading
from collections import OrderedDict
from copy import deepcopy
from functools import lru_cache
from operator import is_
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore import configloader, useragent
from botocore.endpoint_provider import EndpointProvider
from botocore.hooks import EventAliaser
from botocore.loaders import JSONFileLoader, Loader, instance_cache
from botocore.session import Session

from . import active, places
from .botocore_internals import aliases_of, is_own, remember_names_in, wrap_deferred_component

if TYPE_CHECKING:
    from collections.abc import Callable

    from .patches import Patches

MAX_FILES = 100
"""How many parsed files are kept, and how many rules made of them: those of some thirty services."""

_Version = tuple[int, int, int]
_files: dict[str, tuple[_Version, Any]] = {}
_services: dict[tuple[str, str], tuple[_Version, list[str]]] = {}
_logger = logging.getLogger("botocore.loaders")


def patch(patches: Patches) -> None:
    """Let new sessions share what they load."""
    if hasattr(Session, "_register_data_loader"):  # pragma: no branch - private, and there from 1.34.70 to 1.43.117
        patches.wrap(Session, "_register_data_loader", _wrap_register)
        patches.wrap(Loader, "list_available_services", _wrap_list)
    patches.wrap(EndpointProvider, "__init__", _wrap_provider)
    patches.wrap(EventAliaser, "__init__", _wrap_aliaser)
    patches.wrap(configloader, "raw_config_parse", _wrap_parse)
    if is_own(getattr(useragent, _SANITIZE, None)):
        patches.wrap(useragent, _SANITIZE, _remembering)


def _wrap_register(original: Callable[..., None]) -> Callable[..., None]:
    def _register_data_loader(self: Any) -> None:  # noqa: ANN401 - a session
        original(self)
        if active.current() is not None:
            wrap_deferred_component(self, "data_loader", _share)

    return _register_data_loader


def _share(loader: Any) -> Any:  # noqa: ANN401 - whatever the session loads with
    if type(loader) is Loader and type(loader.file_loader) is JSONFileLoader:
        loader.file_loader = _Files()
    return loader


def _version(path: str) -> _Version | None:
    """Return a value that changes with a file or folder, or None if it does not exist."""
    try:
        found = os.stat(path)  # noqa: PTH116 - text is what botocore has
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size if stat.S_ISREG(found.st_mode) else -1


def _keep(kept: dict[Any, Any], key: object, value: object) -> None:
    """Add an entry, and drop the oldest ones beyond the limit."""
    kept[key] = value
    for oldest in list(kept)[:-MAX_FILES]:
        kept.pop(oldest, None)


# Files


class _Files(JSONFileLoader):  # type: ignore[misc] # botocore is untyped
    """Reads an unchanged file only once while a fake is active."""

    def _load_file(self, full_path: str, open_method: Callable[..., Any]) -> Any:  # noqa: ANN401
        version = None if active.current() is None else _version(full_path)
        if version is None or version[2] < 0:
            return super()._load_file(full_path, open_method)
        known, content = _files.get(full_path, (None, None))
        if known != version:
            with open_method(full_path, "rb") as file:
                content = json.loads(file.read().decode("utf-8"))
            _keep(_files, full_path, (version, content))
        _logger.debug("Loading JSON file: %s", full_path)
        return copied(content)


def copied(content: Any) -> Any:  # noqa: ANN401 - of a JSON document
    """Return a lazy copy of parsed JSON, with botocore's dictionary type."""
    if type(content) is list:
        return [copied(each) for each in content]
    if type(content) is not dict:
        return content
    for each in content.values():
        if type(each) in _CONTAINERS:
            return _Copy(content)
    return OrderedDict(content)


_CONTAINERS = frozenset((dict, list))
_get = OrderedDict[str, Any].__getitem__
_lock = threading.Lock()


class _Copy(OrderedDict[str, Any]):
    """A copy of a dictionary whose values are copied on access."""

    __slots__ = ("source",)

    def __init__(self, source: dict[str, Any]) -> None:
        super().__init__(source)
        self.source = source

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        value = _get(self, name)
        if type(value) in _CONTAINERS and self.source.get(name) is value:  # unless somebody has put it there
            copy = copied(value)
            with _lock:  # the same for every thread
                if _get(self, name) is value:
                    self[name] = copy
            return _get(self, name)
        return value

    def _complete(self) -> _Copy:
        for name in self:
            self[name]
        return self

    # Methods that would return values without calling __getitem__.

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        value = super().get(name, default)
        return self[name] if type(value) in _CONTAINERS and name in self else value

    def items(self) -> Any:  # noqa: ANN401
        return super(_Copy, self._complete()).items()

    def values(self) -> Any:  # noqa: ANN401
        return super(_Copy, self._complete()).values()

    def pop(self, *args: Any) -> Any:  # noqa: ANN401
        return super(_Copy, self._complete()).pop(*args)

    def popitem(self, last: bool = True) -> tuple[str, Any]:  # noqa: FBT001, FBT002
        return super(_Copy, self._complete()).popitem(last)

    def setdefault(self, *args: Any) -> Any:  # noqa: ANN401
        return super(_Copy, self._complete()).setdefault(*args)

    def copy(self) -> Any:  # noqa: ANN401
        return OrderedDict(self)

    def __deepcopy__(self, memo: Any) -> Any:  # noqa: ANN401
        return copied(self.source) if _untouched(self) else deepcopy(OrderedDict(self), memo)

    def __or__(self, other: Any) -> Any:  # noqa: ANN401
        return OrderedDict(self) | other

    def __ror__(self, other: Any) -> Any:  # noqa: ANN401
        return other | OrderedDict(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, _Copy):
            other._complete()
        return super(_Copy, self._complete()).__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment] # as of any dictionary

    def __reduce__(self) -> Any:  # noqa: ANN401
        return OrderedDict, (), None, None, iter(self.items())


_Copy.__name__ = "OrderedDict"  # so it is printed


# Endpoint rules


class _Rules(NamedTuple):
    rules: dict[str, Any]
    partitions: dict[str, Any]
    ruleset: Any


_rules: dict[tuple[int, int], _Rules] = {}
_NO_RULES = {"version": "1.0", "parameters": {}, "rules": []}


def _untouched(model: Any) -> Any:  # noqa: ANN401 - whatever the session has loaded
    """Return what a model was copied from, if nobody has got anything out of it that could be changed."""
    if type(model) is not _Copy:
        return None
    source = model.source
    is_same = len(source) == len(model) and all(map(is_, dict.values(source), dict.values(model)))
    return source if is_same else None


def _wrap_provider(original: Callable[..., None]) -> Callable[..., None]:
    """Build the rules that find a client's endpoint once: botocore asks them, and changes nothing in them."""

    def __init__(self: Any, ruleset_data: Any, partition_data: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, N807
        rules, partitions = _untouched(ruleset_data), _untouched(partition_data)
        if active.current() is None or rules is None or partitions is None:
            original(self, ruleset_data, partition_data, *args, **kwargs)
            return
        known = _rules.get((id(rules), id(partitions)))
        if known is None:
            original(self, copied(rules), copied(partitions), *args, **kwargs)
            _keep(_rules, (id(rules), id(partitions)), _Rules(rules, partitions, self.ruleset))
        else:
            original(self, _NO_RULES, {}, *args, **kwargs)
            self.ruleset = known.ruleset

    return __init__


# Folders


def _data_of_boto3() -> str | None:
    """Return the folder that boto3 adds to the search paths of its sessions."""
    boto3 = sys.modules.get("boto3")
    return None if boto3 is None else os.path.join(os.path.dirname(boto3.__file__ or ""), "data")  # noqa: PTH118, PTH120


def _wrap_list(original: Callable[..., list[str]]) -> Callable[..., list[str]]:
    @instance_cache  # type: ignore[untyped-decorator] # botocore is untyped
    def list_available_services(self: Any, type_name: str) -> Any:  # noqa: ANN401 - a Loader
        found: list[str] = []
        for path in self.search_paths:
            version = _version(path)
            if version is None:
                continue
            known, names = _services.get((path, type_name), (None, []))
            if known != version:
                one = Loader([path], self.file_loader, include_default_search_paths=False)
                names = original(one, type_name)
                if path == self.BUILTIN_DATA_PATH or path == _data_of_boto3():
                    _services[path, type_name] = version, names
            found = sorted({*found, *names}) if found and names else found or list(names)
        return found

    def ask(self: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        is_shared = active.current() is not None and isinstance(self.file_loader, _Files)
        return (list_available_services if is_shared else original)(self, *args, **kwargs)

    return ask


# Config files

_parsed: dict[tuple[str, bool], tuple[_Version, dict[str, Any]]] = {}


def _wrap_parse(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Parse the fake's own config files once. A test may change others faster than their version tells."""

    def raw_config_parse(config_filename: Any, parse_subsections: bool = True) -> dict[str, Any]:  # noqa: ANN401, FBT001, FBT002
        version = _version(config_filename) if places.is_own_file(config_filename) else None
        if version is None:
            return original(config_filename, parse_subsections)
        known, parsed = _parsed.get((config_filename, parse_subsections), (None, {}))
        if known != version:
            parsed = original(config_filename, parse_subsections)
            _keep(_parsed, (config_filename, parse_subsections), (version, parsed))
        return deepcopy(parsed)

    return raw_config_parse


# User agents

_SANITIZE = "sanitize_user_agent_string_component"
_MAX_COMPONENTS = 1000


@lru_cache(maxsize=2)
def _remembering(original: Callable[..., str]) -> Callable[..., str]:
    """Look at each part of a user agent once: botocore looks at all their characters in every call, a ninth of its time."""
    return lru_cache(maxsize=_MAX_COMPONENTS)(original)


# Events


class _Names(NamedTuple):
    """Resolved event names, for one set of aliases."""

    aliases: dict[str, str]
    found: dict[str, str]


_names = [_Names({}, {})]


def _wrap_aliaser(original: Callable[..., None]) -> Callable[..., None]:
    """Cache resolved event names across sessions: a new session and client take two fifths longer without."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, N807
        original(self, *args, **kwargs)
        if active.current() is not None:
            aliases = aliases_of(self)
            if aliases != _names[0].aliases:
                _names[0] = _Names(dict(aliases), {})
            remember_names_in(self, _names[0].found)

    return __init__
