"""Child processes that are not forked: run as ``python -m process.children METHOD WHEN``."""

from __future__ import annotations

import json
import multiprocessing
import sys
from typing import Any

from . import outside

outside.watch()

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402

from pytest_orghandshake import fake_handshakes  # noqa: E402
from pytest_orghandshake._context import serving  # noqa: E402


def ask() -> list[Any]:
    """Make one call like code that knows nothing about the test; return who answered, and what else it tried to reach."""
    config = Config(retries={"total_max_attempts": 1})
    try:
        client: Any = boto3.client("organizations", region_name="us-east-1", config=config)
        found = client.describe_organization()["Organization"]["Id"]
    except Exception as error:  # noqa: BLE001 - told
        found = type(error).__name__
    return [found, outside.asked_since_last()]


def in_a_child(method: str) -> list[Any]:
    """Make the call in a child process."""
    with multiprocessing.get_context(method).Pool(1) as pool:
        told: list[Any] = pool.apply(ask)
        return told


def main(method: str, *, is_started_before: bool) -> dict[str, Any]:
    """Simulate a run of tests, with and without the server, and print what each child saw."""
    told: dict[str, Any] = {}
    if is_started_before:
        told["before"] = in_a_child(method)
    with fake_handshakes():
        told["alone"] = in_a_child(method)
    for name in ("served", "served again"):
        with fake_handshakes() as fake, serving(fake._service):
            told[name] = [*in_a_child(method), [str(each) for each in fake.calls]]
    with fake_handshakes():
        told["alone again"] = in_a_child(method)
    told["after"] = in_a_child(method)
    return told


if __name__ == "__main__":
    json.dump(main(sys.argv[1], is_started_before=sys.argv[2] == "before"), sys.stdout)
