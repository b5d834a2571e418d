"""What is expected of a reply: data with matchers in it, compared piece by piece; and how to spoil each piece."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Pieces = Iterator[tuple[str, Any]]

_NAME = re.compile(r"\{([a-z]\w*(?:\.[\w-]+)*)(:bare)?\}")
_NOTHING = object()


class Matcher:
    """What may stand in the place of a value."""

    def fits(self, actual: Any) -> bool:
        """Tell whether this is such a value."""
        raise NotImplementedError

    def filled(self, names: Mapping[str, Any]) -> Matcher:
        """Replace the names in it."""
        del names
        return self

    def spoiled(self, path: str) -> Pieces:
        """Make others that can't fit what this fits, one for each piece, with the path to it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Absent(Matcher):
    """The member is not there."""

    def __str__(self) -> str:
        return "nothing"

    def fits(self, actual: Any) -> bool:
        return actual is _NOTHING

    def spoiled(self, path: str) -> Pieces:
        yield path, PRESENT


@dataclass(frozen=True)
class Present(Matcher):
    """The member is there, whatever it is."""

    def __str__(self) -> str:
        return "something"

    def fits(self, actual: Any) -> bool:
        return actual is not _NOTHING

    def spoiled(self, path: str) -> Pieces:
        yield path, ABSENT


@dataclass(frozen=True)
class Like(Matcher):
    """A text that matches a regular expression from end to end."""

    pattern: str

    def __str__(self) -> str:
        return f"text like {self.pattern}"

    def fits(self, actual: Any) -> bool:
        return isinstance(actual, str) and re.fullmatch(self.pattern, actual, re.DOTALL) is not None

    def filled(self, names: Mapping[str, Any]) -> Matcher:
        return Like(_NAME.sub(lambda match: re.escape(str(_find(match, names))), self.pattern))

    def spoiled(self, path: str) -> Pieces:
        yield path, NEVER


@dataclass(frozen=True)
class Later(Matcher):
    """A moment exactly so many seconds after another one."""

    than: Any
    seconds: float

    def __str__(self) -> str:
        return f"{self.seconds} seconds after {self.than}"

    def fits(self, actual: Any) -> bool:
        return isinstance(actual, datetime) and actual - self.than == timedelta(seconds=self.seconds)

    def filled(self, names: Mapping[str, Any]) -> Matcher:
        return Later(fill(self.than, names), self.seconds)

    def spoiled(self, path: str) -> Pieces:
        yield path, Later(self.than, self.seconds + 1)


@dataclass(frozen=True)
class Has(Matcher):
    """A list that holds something like this, among other things."""

    item: Any

    def __str__(self) -> str:
        return f"a list with {self.item}"

    def fits(self, actual: Any) -> bool:
        return isinstance(actual, list) and any(not compare(self.item, each) for each in actual)

    def filled(self, names: Mapping[str, Any]) -> Matcher:
        return Has(fill(self.item, names))

    def spoiled(self, path: str) -> Pieces:
        yield path, Lacks(self.item)
        for where, other in spoiled(self.item, f"{path}[*]"):
            yield where, Has(other)


@dataclass(frozen=True)
class Lacks(Matcher):
    """A list that holds nothing like this."""

    item: Any

    def __str__(self) -> str:
        return f"a list without {self.item}"

    def fits(self, actual: Any) -> bool:
        return isinstance(actual, list) and all(compare(self.item, each) for each in actual)

    def filled(self, names: Mapping[str, Any]) -> Matcher:
        return Lacks(fill(self.item, names))

    def spoiled(self, path: str) -> Pieces:
        yield path, Has(self.item)


@dataclass(frozen=True)
class InAnyOrder(Matcher):
    """A list of these, in whatever order."""

    items: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{list(self.items)} in any order"

    def fits(self, actual: Any) -> bool:
        return isinstance(actual, list) and _pair_up(list(self.items), actual)

    def filled(self, names: Mapping[str, Any]) -> Matcher:
        return InAnyOrder(tuple(fill(each, names) for each in self.items))

    def spoiled(self, path: str) -> Pieces:
        for where, other in spoiled(list(self.items), path):
            yield where, replace(self, items=tuple(other))


ABSENT = Absent()
PRESENT = Present()
NEVER = Like("(?!)")


def error(code: str, message: Any, reason: Any = ABSENT, status: int = 400) -> dict[str, Any]:
    """Expect an error as boto3 shows it."""
    return {"Error": {"Code": code, "Message": message}, "Reason": reason, "Status": status}


class Difference(NamedTuple):
    """One piece of a reply that is not as expected."""

    path: str
    expected: Any
    actual: Any

    def __str__(self) -> str:
        return f"{self.path}: expected {in_words(self.expected)}, got {in_words(self.actual)}"


def in_words(value: Any) -> str:
    """Return a value, or what is expected of one, in words."""
    if value is _NOTHING:
        return "nothing"
    return str(value) if isinstance(value, Matcher) else repr(value)


# Names


def fill(value: Any, names: Mapping[str, Any]) -> Any:
    """Replace names in braces by what they stand for; ``:bare`` leaves out what stands before the first hyphen."""
    if isinstance(value, str):
        whole = _NAME.fullmatch(value)
        if whole is not None:
            return _find(whole, names)
        return _NAME.sub(lambda match: str(_find(match, names)), value)
    if isinstance(value, dict):
        return {key: fill(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [fill(each, names) for each in value]
    return value.filled(names) if isinstance(value, Matcher) else value


def _find(match: re.Match[str], names: Mapping[str, Any]) -> Any:
    first, *rest = match[1].split(".")
    found = names[first]
    for part in rest:
        if isinstance(found, dict):
            found = found[part]
        elif isinstance(found, list):
            found = found[int(part)]
        else:
            found = getattr(found, part)
    return found.partition("-")[2] if match[2] else found


# Comparing


def compare(expected: Any, actual: Any, path: str = "") -> list[Difference]:
    """Return where a reply differs; of a dictionary, what is not named may be anything."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            each
            for key, value in expected.items()
            for each in compare(value, actual.get(key, _NOTHING), f"{path}.{key}".lstrip("."))
        ]
    if isinstance(expected, list) and isinstance(actual, list) and len(actual) == len(expected):
        return [
            each
            for number, value in enumerate(expected)
            for each in compare(value, actual[number], f"{path}[{number}]")
        ]
    return [] if _is_same(expected, actual) else [Difference(path, expected, actual)]


def _is_same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, Matcher):
        return expected.fits(actual)
    if isinstance(expected, (dict, list)):
        return False
    if isinstance(expected, str):  # accounts and organizations are text too
        return isinstance(actual, str) and str(expected) == str(actual)
    return type(expected) is type(actual) and bool(expected == actual)


def _pair_up(expected: list[Any], actual: list[Any]) -> bool:
    """Tell whether each of the one list's items can be given one of the other's."""
    if not expected:
        return not actual
    return any(
        not compare(expected[0], each) and _pair_up(expected[1:], actual[:number] + actual[number + 1 :])
        for number, each in enumerate(actual)
    )


# Spoiling


def spoiled(expected: Any, path: str = "") -> Pieces:
    """Alter each piece of what is expected, one at a time, so that nothing that fitted before can fit."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            for where, other in spoiled(value, f"{path}.{key}".lstrip(".")):
                yield where, {**expected, key: other}
    elif isinstance(expected, list):
        yield f"{path}[]", [*expected, PRESENT]
        for number, value in enumerate(expected):
            for where, other in spoiled(value, f"{path}[{number}]"):
                yield where, [*expected[:number], other, *expected[number + 1 :]]
    elif isinstance(expected, Matcher):
        yield from expected.spoiled(path)
    elif isinstance(expected, str):
        yield path, f"{expected}~"
    else:
        yield path, NEVER
