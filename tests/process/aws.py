"""A stand-in for AWS before and after a test: a handler that answers every request of a session and records it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse

from .home import KEYS

if TYPE_CHECKING:
    from collections.abc import Generator

_NAMES = {key: name for name, key in KEYS.items()}
_ROLE = (
    f"<Credentials><AccessKeyId>{KEYS['role']}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
    "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
)
_SSO = {
    "accessKeyId": KEYS["role"],
    "secretAccessKey": "s",
    "sessionToken": "t",
    "expiration": 4070908800000,
}
_BUCKETS = "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>"


def name_of(key: str | None) -> str | None:
    """Return the name of the account that a key belongs to."""
    return None if key is None else _NAMES.get(key, key)


class _Content(bytes):
    """A body that asynchronous clients can await."""

    def __await__(self) -> Generator[None, None, bytes]:
        yield from ()
        return self


class _Raw:
    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers
        self.raw_headers = [(name.encode(), value.encode()) for name, value in headers.items()]


class AWS:
    """Answers and records requests while it is switched on."""

    def __init__(self) -> None:
        self.is_on = False
        self.requests: list[str] = []

    def __call__(self, request: Any, event_name: str, **_: Any) -> Any:
        """Answer a request, and record its operation, its signer and its URL."""
        if not self.is_on:
            return None
        service, operation = event_name.split(".")[1:]
        signature = request.headers.get("Authorization", "")
        text = signature.decode() if isinstance(signature, bytes) else signature
        signer = name_of(text.partition("Credential=")[2].partition("/")[0])
        self.requests.append(f"{signer} {operation} {request.url.split('/')[2]}")
        headers = {"Content-Type": "text/xml"}
        if service == "organizations":
            body, headers = '{"Handshakes": []}', {"Content-Type": "application/x-amz-json-1.1"}
        elif operation == "GetRoleCredentials":
            body, headers = json.dumps({"roleCredentials": _SSO}), {"Content-Type": "application/json"}
        elif service == "s3":
            body = _BUCKETS
        else:
            inner = _ROLE if operation.startswith("Assume") else "<Account>222222222222</Account>"
            body = f"<{operation}Response><{operation}Result>{inner}</{operation}Result></{operation}Response>"
        reply = AWSResponse(request.url, 200, headers, _Raw(headers))
        reply._content = _Content(body.encode())
        return reply
