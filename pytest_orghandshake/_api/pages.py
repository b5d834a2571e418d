"""Pagination: a token contains the position of the last item that was read."""

from __future__ import annotations

import base64
import heapq
from typing import TYPE_CHECKING, NamedTuple

from .._world.refusals import invalid
from .._world.world import list_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .._world.handshake import Handshake
    from .._world.world import Key, World
    from .authorization import Caller, Params


def write_token(listing: str, place: tuple[int, int]) -> str:
    """Return a token for a position in a listing."""
    return base64.urlsafe_b64encode(f"{listing}/{place[0]}/{place[1]}".encode()).decode()


class Token(NamedTuple):
    """A token that a caller sent, with the position in it."""

    text: str
    place: tuple[int, int]

    def place_in(self, listing: str) -> tuple[int, int]:
        """Return the position, if the token was made for this listing."""
        if write_token(listing, self.place) != self.text:
            raise invalid("INVALID_NEXT_TOKEN")
        return self.place


def read_token(params: Params) -> Token | None:
    """Parse NextToken, if the call has one."""
    if "NextToken" not in params:
        return None
    token = params["NextToken"]
    try:
        text = base64.urlsafe_b64decode(token if isinstance(token, str) else "").decode("ascii")
        _, requested, sequence = text.rsplit("/", 2)
        return Token(token, (int(requested), int(sequence)))
    except ValueError:
        raise invalid("INVALID_NEXT_TOKEN") from None


def read_page(
    world: World,
    caller: Caller,
    size: int,
    after: tuple[int, int] | None,
    keys: list[Key],
    is_listed: Callable[[Handshake], bool],
) -> tuple[list[Handshake], bool]:
    """Return the next page after a position in these lists, and whether it is the last one."""
    page: list[Handshake] = []
    for handshake in _merged(world, keys, after):
        if not handshake.is_in(caller.partition) or not is_listed(handshake):
            continue
        if len(page) == size:
            return page, False
        page.append(handshake)
    return page, True


def _merged(world: World, keys: list[Key], after: tuple[int, int] | None) -> Iterable[Handshake]:
    if len(keys) == 1:
        return world.iter_list(keys[0], after)
    return heapq.merge(*(world.iter_list(key, after) for key in keys), key=list_order)
