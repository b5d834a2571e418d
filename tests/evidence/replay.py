"""Runs the calls of a fact through real boto3 clients, and says in which pieces the replies are not as expected."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from pytest_orghandshake import SetupError, fake_handshakes

from .fact import Call, Fact, Given
from .matching import Difference, compare, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_orghandshake import OrgHandshake

NOW = "2025-12-01T12:00:00Z"
"""When the worlds of facts begin."""

SERVICES = ("sso", "sts", "organizations")
"""Of an operation that several have, the last one's is meant."""


class UnavailableError(Exception):
    """The installed botocore is too old to show a fact."""


class Played(NamedTuple):
    """What came of one call."""

    call: Call
    expected: Any
    outcome: dict[str, Any]

    @property
    def differences(self) -> list[Difference]:
        """Where it is not as expected."""
        return compare(self.expected, self.outcome)


class Stage(Protocol):
    """Where calls are made: a fake, or two accounts of AWS."""

    names: dict[str, Any]

    def client(self, call: Call, service: str) -> Any:
        """Return a client of the caller."""


@lru_cache(maxsize=1)
def _session() -> Any:
    return boto3.Session()


@lru_cache(maxsize=1)
def services() -> dict[str, str]:
    """Return the service of each operation that the installed botocore knows."""
    loaded: Any = _session()._session
    models = {service: loaded.get_service_model(service) for service in SERVICES}
    return {name: service for service, model in models.items() for name in model.operation_names}


def has_member(member: str) -> bool:
    """Tell whether the installed botocore's model of Organizations has a ``Shape.Member``."""
    loaded: Any = _session()._session
    model = loaded.get_service_model("organizations")
    shape, _, name = member.partition(".")
    return shape in model.shape_names and name in model.shape_for(shape).members


def make_client(service: str, region: str, *, is_checked: bool = True, **keys: Any) -> Any:
    """Return a client that tries once, and keeps what the service sent in ``client.bodies``."""
    config = Config(parameter_validation=is_checked, retries={"total_max_attempts": 1})
    return keep_bodies(_session().client(service, region_name=region, config=config, **keys))


def keep_bodies(client: Any) -> Any:
    """Let a client keep the text of each reply."""
    client.bodies = bodies = []
    client.meta.events.register("before-parse", lambda response_dict, **_: bodies.append(response_dict["body"]))
    return client


_cached_client = lru_cache(maxsize=None)(make_client)


class FakeStage:
    """A world of the fake."""

    def __init__(self, fake: OrgHandshake) -> None:
        self._fake = fake
        management = fake.organization.management
        self.names: dict[str, Any] = {
            "management": management,
            "organization": fake.organization,
            "partition": "aws",
        }

    def prepare(self, given: Given) -> Any:
        """Call a method of the fake."""
        words = fill(given.words, self.names)
        positional = words.pop("*", ())
        return getattr(self._fake, given.method)(*positional, **words)

    def client(self, call: Call, service: str) -> Any:
        """Return a client that signs with the keys of an account, or of a role that was assumed."""
        caller = fill(f"{{{call.caller}}}", self.names)
        keys: dict[str, Any]
        if isinstance(caller, dict):
            found = caller["Credentials"]
            keys = {
                "aws_access_key_id": found["AccessKeyId"],
                "aws_secret_access_key": found["SecretAccessKey"],
                "aws_session_token": found["SessionToken"],
            }
        else:
            keys = {**self._fake.credentials(caller)}
        return _cached_client(service, call.region, is_checked=call.is_checked, **keys)

    def run(self, call: Call) -> dict[str, Any]:
        """Make a call, or look at the events of an account."""
        return self.events_of(call.operation) if call.caller == "events" else run_call(self, call)

    def events_of(self, account: str) -> dict[str, Any]:
        """Return the events that an account gets."""
        return {"Events": [each for each in self._fake.events if each["account"] == fill(f"{{{account}}}", self.names)]}


def run_call(stage: Stage, call: Call) -> dict[str, Any]:
    """Make a call, and return the reply or the error as boto3 shows it, with status, headers and body beside it."""
    service = services().get(call.operation)
    if service is None:
        raise UnavailableError(f"the installed botocore has no {call.operation}")
    client = stage.client(call, service)
    client.bodies.clear()
    try:
        reply: dict[str, Any] = getattr(client, xform_name(call.operation))(**fill(call.params, stage.names))
    except ClientError as refused:
        reply = dict(refused.response)
    wire = reply.pop("ResponseMetadata")
    body = {"Body": client.bodies[-1].decode()} if client.bodies else {}
    return {**reply, "Status": wire["HTTPStatusCode"], "Headers": wire["HTTPHeaders"], **body}


def check_body(call: Call, outcome: dict[str, Any]) -> None:
    """Check that a body can be compared where one is expected.

    Raises:
        UnavailableError: The installed botocore shows none.
    """
    if call.expected is not None and "Body" in call.expected and "Body" not in outcome:
        raise UnavailableError("the installed botocore does not show what a service sent")


def expectation(call: Call, stage: Stage) -> Any:
    """Return what has to come out of a call, with the names filled in."""
    return fill({"Status": 200} if call.expected is None else call.expected, stage.names)


def play(fact: Fact, stage: FakeStage) -> Iterator[Played]:
    """Take the steps of a fact, one after the other."""
    for step in fact.steps:
        if isinstance(step, Given):
            made = stage.prepare(step)
            if step.name:
                stage.names[step.name] = made
            continue
        outcome = stage.run(step)
        check_body(step, outcome)
        if step.name:
            stage.names[step.name] = outcome
        yield Played(step, expectation(step, stage), outcome)
        if step.expected is None and outcome["Status"] != 200:
            return


@cache
def replay(fact: Fact) -> tuple[Played, ...]:
    """Set a fact up in a world, and make its calls.

    Raises:
        UnavailableError: The installed botocore is too old for it.
    """
    if fact.member and not has_member(fact.member):
        raise UnavailableError(f"the installed botocore has no {fact.member}")
    with fake_handshakes(now=NOW, unused="ignore") as fake:
        stage = FakeStage(fake)
        try:
            if "member" not in {given.name for given in fact.given}:
                stage.names["member"] = fake.add_account("222222222222", email="member@example.com", name="Member")
            for given in fact.given:
                made = stage.prepare(given)
                if given.name:
                    stage.names[given.name] = made
            return tuple(play(fact, stage))
        except SetupError as wrong:
            if has_member("ResponsibilityTransfer.Id"):
                raise
            raise UnavailableError(str(wrong)) from None
