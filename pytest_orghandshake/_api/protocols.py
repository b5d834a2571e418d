"""The encoding of each service, and the types of answers."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, NamedTuple

from . import sso, sts, wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._world.refusals import Refusal

Reply = tuple[int, dict[str, str], bytes]
"""Status, headers and body of an HTTP response."""


class Answer(NamedTuple):
    """An answer of this plugin, ready to be sent."""

    status: int
    content_type: str
    request_id: str
    body: bytes
    at: int


class Elsewhere(enum.Enum):
    """Where a call goes that this plugin does not answer."""

    MOTO = enum.auto()
    NETWORK = enum.auto()


class Protocol(NamedTuple):
    """How the requests and replies of one service are encoded."""

    decode: Callable[[bytes], dict[str, Any]]
    encode_error: Callable[[Refusal], bytes]
    error_in: Callable[[bytes], str]
    content_type: str


PROTOCOLS = {
    "organizations": Protocol(wire.decode, wire.encode_error, wire.error_in, wire.CONTENT_TYPE),
    "sso": Protocol(sso.decode, sso.encode_error, sso.error_in, sso.CONTENT_TYPE),
    "sts": Protocol(sts.decode, sts.encode_error, sts.error_in, sts.CONTENT_TYPE),
}
