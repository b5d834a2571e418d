from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from hypothesis import settings

from pytest_orghandshake import _context, _settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_orghandshake import Account, OrgHandshake, OrgHandshakeServer

pytest_plugins = ["pytester"]

# The same examples at every run, however slow the machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(autouse=True, scope="session")
def _terminal() -> Iterator[None]:
    """Let pytest print what it prints on a desk: where it finds itself in a CI, its summary is longer."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CI", "BUILD_NUMBER"):
            patch.delenv(name, raising=False)
        yield


@lru_cache
def _session() -> Any:
    """Return one session for all tests: it reads botocore's models once."""
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
def aws() -> Iterator[Any]:
    """Enter mock_aws and make a client of moto's default account; made after the fake, or before it."""
    with pytest.importorskip("moto").mock_aws():
        yield boto3.client("organizations", region_name="us-east-1")


@pytest.fixture
def unwatched() -> OrgHandshake:
    """Make a fake that answers no client of this process, so that one reaches it over HTTP."""
    return _context.make(_settings.Settings()).fake


@pytest.fixture
def server(unwatched: OrgHandshake) -> Iterator[OrgHandshakeServer]:
    """Serve that fake."""
    with _context.serving(unwatched._service) as served:
        yield served


@pytest.fixture
def unchecked(orghandshake: OrgHandshake) -> Any:
    """Make an Organizations client of the default caller that sends whatever it is given."""
    del orghandshake
    return _session().client("organizations", config=Config(parameter_validation=False))
