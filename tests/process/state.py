"""The state of the process that a fake may change, for comparison before and after."""

from __future__ import annotations

import os
import sys
from typing import Any

import boto3
import botocore.configprovider
import botocore.credentials
import botocore.hooks
import botocore.session
import botocore.utils

PATCHED: list[tuple[Any, str]] = [
    (botocore.hooks.EventAliaser, "emit"),
    (botocore.session.Session, "__init__"),
    (botocore.session.Session, "get_credentials"),
    (botocore.session.Session, "get_auth_token"),
    (botocore.configprovider.ConfigChainFactory, "__init__"),
    (botocore.configprovider.EnvironmentProvider, "provide"),
    (botocore.configprovider.ConfiguredEndpointProvider, "__init__"),
    (botocore.credentials.RefreshableCredentials, "__init__"),
    (botocore.credentials.RefreshableCredentials, "get_frozen_credentials"),
    (botocore.credentials.RefreshableCredentials, "access_key"),
    (botocore.credentials.EnvProvider, "load"),
    (botocore.utils.JSONFileCache, "__getitem__"),
]
"""Some of the wrapped methods, to check that they are wrapped; all attributes of their classes are compared."""


def of_classes() -> dict[str, Any]:
    """Return every attribute of every class in the modules of botocore and aiobotocore that a fake wraps."""
    modules = [botocore.configprovider, botocore.credentials, botocore.hooks, botocore.session, botocore.utils]
    modules += [sys.modules[name] for name in ("aiobotocore.session", "aiobotocore.credentials") if name in sys.modules]
    return {
        f"{module.__name__}.{name}.{attribute}": value
        for module in modules
        for name, found in vars(module).items()
        if isinstance(found, type)
        for attribute, value in vars(found).items()
        if attribute not in ("__dict__", "__weakref__", "__slotnames__")
    }


def of_process() -> dict[str, Any]:
    """Return the whole state, without copying, so that unchanged objects compare equal."""
    session: Any = boto3.DEFAULT_SESSION
    environment = {f"${name}": value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    return {**of_classes(), **environment, "default session": id(session), "mapping": id(os.environ)}


def differences(before: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what has changed: the value before and now."""
    now = of_process()
    return {
        name: (before.get(name), now.get(name))
        for name in before.keys() | now.keys()
        if before.get(name) != now.get(name)
    }
