from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from billing import OPERATION, Billing
from botocore.config import Config
from botocore.loaders import JSONFileLoader
from endpoint import serving
from hypothesis import settings

from pytest_orghandshake import _context, _settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from endpoint import Endpoint

    from pytest_orghandshake import Account, OrgHandshake, OrgHandshakeServer

pytest_plugins = ["pytester"]

# The same examples at every run, however slow the machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(autouse=True, scope="session")
def _terminal() -> Iterator[None]:
    """Let pytest print the same as on a developer's machine: in a CI, its summary is longer."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CI", "BUILD_NUMBER"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _models() -> Iterator[Callable[..., Any]]:
    """Read each of botocore's models once, because parsing them for every session takes most of a test's time."""
    load = JSONFileLoader.load_file
    loaded = lru_cache(maxsize=None)(lambda path: load(JSONFileLoader(), path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", lambda _, path: loaded(path))
        yield load


@lru_cache
def _session() -> Any:
    """Return one session for all tests, because making one parses botocore's models."""
    return boto3.Session()


@pytest.fixture
def client_of(orghandshake: OrgHandshake) -> Callable[..., Any]:
    """Make an Organizations client that signs with the keys of an account."""

    def make(account: Account | str, region: str = "us-east-1") -> Any:
        return _session().client("organizations", region_name=region, **orghandshake.credentials(account))

    return make


@pytest.fixture
def organizations(orghandshake: OrgHandshake) -> Any:
    """Make an Organizations client of the default caller that tries once."""
    del orghandshake
    return _session().client("organizations", config=Config(retries={"total_max_attempts": 1}))


@pytest.fixture
def billing(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> Billing:
    """Make two organizations and their clients, if the installed botocore knows billing transfers."""
    if OPERATION not in client_of(orghandshake.organization.management).meta.service_model.operation_names:
        pytest.skip(f"the installed botocore has no {OPERATION}")
    return Billing(orghandshake, client_of)


@pytest.fixture
def aws() -> Iterator[Any]:
    """Enter mock_aws and make a client of moto's default account, after or before the fake."""
    with pytest.importorskip("moto").mock_aws():
        yield boto3.client("organizations", region_name="us-east-1")


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """Run a server for real requests, and disable proxies."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving() as served:
        yield served


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Simulate a machine without keys, config files or a default session."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


@pytest.fixture
def unwatched() -> OrgHandshake:
    """Make a fake that answers no client in this process, so that a client can reach it over HTTP."""
    return _context.make(_settings.Settings()).fake


@pytest.fixture
def server(unwatched: OrgHandshake) -> Iterator[OrgHandshakeServer]:
    """Run the server of that fake."""
    with _context.serving(unwatched._service) as served:
        yield served


@pytest.fixture
def unchecked(orghandshake: OrgHandshake) -> Any:
    """Make an Organizations client of the default caller without parameter validation."""
    del orghandshake
    return _session().client("organizations", config=Config(parameter_validation=False))
