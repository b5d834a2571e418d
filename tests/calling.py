"""Helpers that make clients and calls."""

from __future__ import annotations

from typing import Any

import boto3

EXPLICIT = {"aws_access_key_id": "AKIAI44QH8DHBEXAMPLE", "aws_secret_access_key": "secret"}


def organizations(session: Any = boto3, **words: Any) -> Any:
    """Return a client."""
    return session.client("organizations", **words)


def organization_of(client: Any) -> str:
    """Return the id of the organization that a client sees."""
    return str(client.describe_organization()["Organization"]["Id"])
