"""Run each case of one library twice, with a fake in the middle and without, and record the results.

Run as ``python -m process.worker LIBRARY`` with a HOME of its own. Each run is a fork of a process that has botocore's models
in memory already.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from . import home, outside

outside.watch()

import boto3  # noqa: E402 - it would take getpass as it is, likewise below
import botocore.loaders  # noqa: E402
import botocore.session  # noqa: E402
from botocore.utils import JSONFileCache  # noqa: E402

from pytest_orghandshake import fake_handshakes  # noqa: E402

from .aws import AWS, name_of  # noqa: E402
from .cells import Cell, cells  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS = {"organizations": "list_handshakes_for_account", "sts": "get_caller_identity", "s3": "list_buckets"}
VARIABLES = ("region", "profile", "retry_mode", "config_file", "credentials_file", "s3", "ca_bundle", "csm_enabled")


class Life:
    """How one library makes sessions and calls."""

    def __init__(self, cell: Cell) -> None:
        self.cell, self.aws, self.clients = cell, AWS(), dict[str, Any]()
        self._loop = asyncio.new_event_loop() if cell.library == "aiobotocore" else None
        self.session: Any = None
        self._outer: Any = None

    def make_session(self) -> None:
        """Make the session of this case."""
        profile = self.cell.profile
        if self.cell.library == "boto3":
            self._outer = boto3.Session(profile_name=profile)
            self.session = self._outer._session
        elif self.cell.library == "botocore":
            self._outer = self.session = botocore.session.Session(profile=profile)
        else:
            from aiobotocore.session import AioSession  # noqa: PLC0415 - an extra

            self._outer = self.session = AioSession(profile=profile)
        self.session.register("before-send", self.aws)
        if self.cell.is_cached:
            cache = JSONFileCache(str(outside.HOME / ".aws/cli/cache"))
            self.session.get_component("credential_provider").get_provider("assume-role").cache = cache

    def client(self, service: str) -> Any:
        """Return the client of this case, or make it."""
        if service not in self.clients:
            region = {} if self.session.get_config_variable("region") else {"region_name": "us-east-1"}
            make = self._outer.client if self.cell.library == "boto3" else self._outer.create_client
            made = make(service, **region)
            self.clients[service] = self._wait(made.__aenter__()) if self._loop else made
        return self.clients[service]

    def call(self, service: str) -> str:
        """Make a call, and describe its outcome."""
        return str(tried(lambda: self._wait(getattr(self.client(service), CALLS[service])()) and "answered"))

    def resolve(self) -> Any:
        """Find the credentials, and describe them."""
        return tried(lambda: described(self._wait(self.session.get_credentials())))

    def _wait(self, found: Any) -> Any:
        return self._loop.run_until_complete(found) if self._loop else found


def tried(function: Callable[[], Any]) -> Any:
    """Return the result of a function, or a description of its error."""
    try:
        return function()
    except Exception as error:  # noqa: BLE001 - told
        return f"{type(error).__name__}: {error}"


def described(credentials: Any) -> Any:
    """Return the type and contents of credentials, without refreshing them."""
    if credentials is None:
        return None
    hidden = vars(credentials)
    key = hidden["_access_key"] if "_access_key" in hidden else hidden["access_key"]
    is_frozen = hidden.get("_frozen_credentials") is not None
    return [type(credentials).__name__, credentials.method, name_of(key), is_frozen, str(hidden.get("_expiry_time"))]


def in_the_fake(life: Life) -> dict[str, Any]:
    """Call once during a fake, and return everything that is wrong."""
    found: dict[str, Any] = {}
    files = home.snapshot(outside.HOME)
    with fake_handshakes() as fake:
        if life.cell.known is not None:
            fake.add_account(life.cell.known)
        if life.session is None:
            life.make_session()
        for service in ("organizations", "sts"):
            count = len(fake.calls)
            outcome = life.call(service)
            if outcome != "answered":
                found[service] = outcome
            callers = [(each.operation, str(each.account)) for each in fake.calls[count:]]
            if callers != [("".join(word.title() for word in CALLS[service].split("_")), life.cell.caller)]:
                found[f"calls of {service}"] = callers
    found |= outside.asked_since_last()
    if home.snapshot(outside.HOME) != files:
        found["files"] = sorted(home.snapshot(outside.HOME).keys() ^ files.keys())
    return found


def afterwards(life: Life, before: Any) -> dict[str, Any]:
    """Describe the process, the session and its clients after the fake, and what they do."""
    session = life.session
    found = {
        "environment": dict(os.environ),
        "files": home.snapshot(outside.HOME),
        "default session": repr(boto3.DEFAULT_SESSION),
        "credentials": described(session._credentials),
        "the same object": session._credentials is before,
        "last region": session._last_client_region_used,
        "profile": tried(lambda: session.profile),
        "profiles": tried(lambda: sorted(session.available_profiles)),
        **{name: tried(partial(session.get_config_variable, name)) for name in VARIABLES},
        "token": tried(lambda: session._auth_token is None),
        "resolved": life.resolve(),
    }
    cached = session.get_component("credential_provider").get_provider("assume-role").cache
    found["cache"] = len(cached) if isinstance(cached, dict) else "on disk"
    life.aws.is_on = True
    found["outcomes"] = [life.call(service) for service in ("organizations", "sts", "s3")]
    found["s3 region"] = life.client("s3").meta.region_name
    found["requests"] = life.aws.requests
    found["credentials at the end"] = life.resolve()
    found["asked"] = outside.asked_since_last()
    found["files at the end"] = home.snapshot(outside.HOME)
    return found


def live(cell: Cell, *, is_faked: bool) -> dict[str, Any]:
    """Run one case."""
    os.environ.update({name: value.replace("~", str(outside.HOME)) for name, value in cell.environ.items()})
    life = Life(cell)
    if cell.made == "before":
        life.make_session()
        if cell.used != "not used before":
            life.resolve()
            life.client("organizations"), life.client("sts")
        if cell.used == "called before":
            life.aws.is_on = True
            life.call("organizations"), life.call("sts")
            life.aws.is_on, life.aws.requests = False, []
    outside.asked_since_last()
    before = getattr(life.session, "_credentials", None)
    clients = dict(life.clients)
    within = in_the_fake(life) if is_faked else {}
    life.clients = clients  # what was made in the test is the test's; what is made after it is compared
    if cell.made == "in":
        life = Life(cell)
        life.make_session()
    return {"within": within, "after": afterwards(life, before)}


def in_a_fork(cell: Cell, *, is_faked: bool) -> Any:
    """Run it in a forked child, and return its result."""
    home.make(outside.HOME)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            told: Any = live(cell, is_faked=is_faked)
        except BaseException:  # noqa: BLE001 - told
            told = {"within": {"script": traceback.format_exc()}, "after": {"script": traceback.format_exc()}}
        with os.fdopen(writing, "w") as file:
            json.dump(told, file, default=repr)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        text = file.read()
    os.waitpid(child, 0)
    return json.loads(text)


def remember_models() -> None:
    """Parse the models once, for all children."""
    load = botocore.loaders.JSONFileLoader.load_file
    loaded = lru_cache(maxsize=None)(lambda path: load(botocore.loaders.JSONFileLoader(), path))
    botocore.loaders.JSONFileLoader.load_file = lambda _, path: loaded(path)
    words = {"region_name": "eu-central-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    for service in ("organizations", "sts", "s3", "sso"):
        boto3.Session().client(service, **words)


if __name__ == "__main__":
    remember_models()
    results = {
        cell.id: {
            "with": in_a_fork(cell, is_faked=True),
            "without": in_a_fork(cell, is_faked=False),
        }
        for cell in cells()
        if cell.library == sys.argv[1]
    }
    json.dump(results, sys.stdout)
