"""Whether calls would reach a fake in place of AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_orghandshake._transport import active, moto
from pytest_orghandshake._world.identity import DEFAULT_KEY, SECRET

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_INSTEAD = "run this outside of tests, or name a server with --endpoint-url"


def fake_of_this_process() -> str | None:
    """Return which fake answers in this process, whatever address a call goes to."""
    if active.current() is not None:
        return f"a fake of pytest-orghandshake answers in this process, not AWS: {_INSTEAD}"
    if moto.is_answering():
        return f"moto's mock_aws answers in this process, not AWS: {_INSTEAD}"
    return None


def fake_of_this_environment(environ: Mapping[str, str]) -> str | None:
    """Return what shows that a fake has started this process: its key, or its address."""
    if environ.get("AWS_ACCESS_KEY_ID") == DEFAULT_KEY:
        return f"AWS_ACCESS_KEY_ID is the key that pytest-orghandshake gives to child processes of a test: {_INSTEAD}"
    for service in ("_ORGANIZATIONS", "_STS", ""):
        name = f"AWS_ENDPOINT_URL{service}"
        if is_loopback(environ.get(name, "")):
            return f"{name} is {environ[name]}, as in child processes of a test with a fake: {_INSTEAD}"
    return None


def fake_of_a_client(client: Any, keys: Any) -> str | None:
    """Return what shows that a profile leads to a fake: where its client calls, or its keys."""
    if is_loopback(client.meta.endpoint_url):
        return f"the profile's endpoint is {client.meta.endpoint_url}, which is not AWS: {_INSTEAD}"
    if keys is not None and keys.secret_key == SECRET:
        return f"the profile has the keys of pytest-orghandshake, which AWS does not know: {_INSTEAD}"
    return None


def is_loopback(url: str) -> bool:
    """Tell whether this machine itself is called."""
    return urlsplit(url).hostname in _LOOPBACK
