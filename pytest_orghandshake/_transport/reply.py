"""AWS's HTTP response, as an object of botocore."""

from __future__ import annotations

import functools
from email.utils import formatdate
from typing import TYPE_CHECKING, NamedTuple

from botocore.awsrequest import AWSResponse

if TYPE_CHECKING:
    from collections.abc import Generator

    from .._api.protocols import Answer


class _Content(bytes):
    """A body that aiobotocore can await and botocore can read."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, bytes]:
        yield from ()
        return self


class _Raw(NamedTuple):
    """The source of raw headers for aiobotocore before 2.13."""

    headers: dict[str, str]

    @property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        return [(name.encode(), value.encode()) for name, value in self.headers.items()]


class FakeResponse(AWSResponse):  # type: ignore[misc]
    """A response for clients of botocore and aiobotocore."""

    def __init__(self, url: str, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__(url, status, headers, _Raw(headers))
        self._content = _Content(body)


def headers_of(answer: Answer) -> dict[str, str]:
    """Return the headers that AWS sends."""
    return {
        "x-amzn-RequestId": answer.request_id,
        "Content-Type": answer.content_type,
        "Content-Length": str(len(answer.body)),
        "Date": _http_date(answer.at // 1000),
    }


@functools.lru_cache(maxsize=64)
def _http_date(second: int) -> str:
    return formatdate(second, usegmt=True)
