"""The base of what a test holds: its id as text, with live, read-only properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import SupportsIndex

    from typing_extensions import Self

_OTHER = ""
"""The key of the advice for every property that has none of its own."""


class Named(str):
    """Text that is the id of something, and knows what that is now.

    Copies and pickles are the text alone: what is live belongs to one world.
    """

    __slots__ = ("_id",)

    _advice: ClassVar[Mapping[str, str]] = {}
    _subscript_advice: ClassVar[str] = "name the property"

    _id: str

    def __new__(cls, id: str, *_: object, **__: object) -> Self:  # noqa: A002 - AWS's word
        """Make the text."""
        self = super().__new__(cls, id)
        self._id = id
        return self

    def __init_subclass__(cls) -> None:
        """Let an assignment say what changes the property; a type checker sees one that can only be read."""
        for base in (Named, cls):
            for name, found in vars(base).copy().items():
                if isinstance(found, property):
                    setattr(cls, name, found.setter(_refuser(cls, name)))

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        """Cut the text; its properties have names.

        Raises:
            TypeError: The key is text, as of AWS's dictionaries.
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
        """AWS's id, as plain text: an account's 12 digits, ``o-...``, ``h-...``."""
        return self._id


def _refuser(cls: type[Named], name: str) -> Callable[[Any, Any], NoReturn]:
    advice = cls._advice.get(name, cls._advice.get(_OTHER, ""))

    def refuse(self: Named, value: object) -> NoReturn:
        raise AttributeError(f"{name} of {self._id} can't be assigned{advice.format(value=value)}")

    return refuse


def _article(kind: str) -> str:
    return "an" if kind[0] in "AEIOU" else "a"
