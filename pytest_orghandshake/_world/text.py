"""The base class of accounts, organizations and handshakes: an id as a string, with live, read-only properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import SupportsIndex

    from typing_extensions import Self

_OTHER = ""
"""The key of the advice for every property that has no advice of its own."""


class Named(str):
    """A string that is the id of something, with properties that show its present state.

    Copies and pickles are plain strings, because the properties belong to one world.
    """

    __slots__ = ("_id",)

    _advice: ClassVar[Mapping[str, str]] = {}
    _subscript_advice: ClassVar[str] = "name the property"

    _id: str

    def __new__(cls, id: str, *_: object, **__: object) -> Self:  # noqa: A002 - AWS's word
        """Make the string, which is the id."""
        self = super().__new__(cls, id)
        self._id = id
        return self

    def __init_subclass__(cls) -> None:
        """Let an assignment to a property raise an error with advice; for type checkers, properties stay read-only."""
        for base in (Named, cls):
            for name, found in vars(base).copy().items():
                if isinstance(found, property):
                    setattr(cls, name, found.setter(_refuser(cls, name)))

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        """Slice or index the string.

        Raises:
            TypeError: The key is a string, as for one of AWS's dictionaries.
        """
        if isinstance(key, str):
            kind = type(self).__name__
            raise TypeError(
                f"{_article(kind)} {kind} is not a dictionary, so it has no [{key!r}]: {self._subscript_advice}"
            )
        return super().__getitem__(key)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (self._id,)

    @property
    def id(self) -> str:
        """AWS's id as a plain string: an account's 12 digits, ``o-...``, ``h-...``."""
        return self._id


def _refuser(cls: type[Named], name: str) -> Callable[[Any, Any], NoReturn]:
    advice = cls._advice.get(name, cls._advice.get(_OTHER, ""))

    def refuse(self: Named, value: object) -> NoReturn:
        raise AttributeError(f"{name} of {self._id} can't be assigned{advice.format(value=value)}")

    return refuse


def _article(kind: str) -> str:
    return "an" if kind[0] in "AEIOU" else "a"
