from __future__ import annotations

import http.client
import json
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged import taken_from

from pytest_orghandshake._api.operations import OPERATIONS
from pytest_orghandshake._api.protocols import Elsewhere
from pytest_orghandshake._context import make, serving
from pytest_orghandshake._settings import Settings
from pytest_orghandshake._transport.service_models import load_model
from pytest_orghandshake._world.identity import Signature, signed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

NAMES = sorted(OPERATIONS["organizations"])
TARGETS = [f"AWSOrganizationsV20161128.{operation}" for operation in NAMES]
KNOWN = ["h-examplehandshakeid111", "h-examplehandshakeid222", "h-examplehandshakeid333", "h-examplehandshakeid444"]
WORDS = [
    *(
        "HandshakeId",
        "Target",
        "Id",
        "Type",
        "Notes",
        "Tags",
        "Key",
        "Value",
        "Filter",
        "ActionType",
        "ParentHandshakeId",
    ),
    *("MaxResults", "NextToken", "AccountId", "StartTimestamp", "SourceName", "BILLING", "ACCOUNT", "EMAIL", "INVITE"),
    *("222222222222", "111111111111", "owner@example.com", *KNOWN),
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(WORDS)
KEYS = st.sampled_from(WORDS) | st.text(max_size=10)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=12
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=6)
BODIES = (
    OBJECTS.map(lambda each: json.dumps(each).encode("utf-8", "surrogatepass"))
    | st.binary(max_size=200)
    | VALUES.map(lambda each: json.dumps(each).encode("utf-8", "surrogatepass"))
)
FORMS = st.dictionaries(
    st.sampled_from(["Action", "RoleArn", "RoleSessionName", "DurationSeconds", "Version"]),
    st.text(max_size=20)
    | st.sampled_from(["AssumeRole", "GetCallerIdentity", "arn:aws:iam::333333333333:role/x", "3600"]),
)
KEYS_OF_CALLERS = st.sampled_from(["", "AKIAIOSFODNN7EXAMPLE", "ASIAGOOD"]) | st.text(max_size=25)
SLOW = [pytest.mark.slow, pytest.mark.timeout(0)]
EXAMPLES = pytest.mark.parametrize("examples", [100, pytest.param(100_000, marks=SLOW)])

_model = load_model("organizations")
ERRORS = {name for name, shape in _model["shapes"].items() if shape.get("exception")} | {"SerializationException"}


def many(examples: int) -> Callable[..., Any]:
    """Return hypothesis's settings for this many examples."""
    return settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)


def world() -> OrgHandshake:
    """Return a fake in which some of the ids above exist."""
    fake = make(Settings()).fake
    fake.seed(id=KNOWN[0], account="222222222222")
    fake.seed("DECLINED", id=KNOWN[1], email="owner@example.com")
    fake.seed("EXPIRED", id=KNOWN[2])
    fake.seed("REQUESTED", id=KNOWN[3], action="ENABLE_ALL_FEATURES")
    return fake


def check_json(status: int, body: bytes) -> None:
    """Check that an answer has AWS's shape."""
    if status == 200:
        assert isinstance(json.loads(body or b"{}"), dict)
        return
    error = json.loads(body)
    assert status == 400
    assert error["__type"] in ERRORS
    assert set(error) <= {"__type", "Message", "Reason"}


@EXAMPLES
def test_any_body_gets_an_answer_of_aws(examples: int) -> None:
    """For any body, an operation returns a reply or an error that AWS models."""
    fake = world()
    asked = 0

    @many(examples)
    @given(st.sampled_from(NAMES), BODIES, KEYS_OF_CALLERS)
    def check(operation: str, body: bytes, key: str) -> None:
        nonlocal fake, asked
        asked += 1
        if asked % 1000 == 0:
            fake = world()
        answer = fake._service.answer("organizations", operation, Signature(key, "aws"), body)
        assert not isinstance(answer, Elsewhere)
        check_json(answer.status, answer.body)

    check()
    assert taken_from(fake) == []


@EXAMPLES
def test_any_body_gets_an_answer_of_sts(examples: int) -> None:
    """For any form, STS answers in XML, with a reply or a ValidationError."""
    fake = world()

    @many(examples)
    @given(st.sampled_from(["AssumeRole", "GetCallerIdentity"]), st.binary(max_size=100) | FORMS.map(_encoded))
    def check(operation: str, body: bytes) -> None:
        answer = fake._service.answer("sts", operation, Signature("", "aws"), body)
        assert not isinstance(answer, Elsewhere)
        root = ET.fromstring(answer.body)  # noqa: S314 - our own reply
        assert answer.status == 200 or root.findtext(".//{*}Code") in ("ValidationError", "MalformedInput")

    check()


def _encoded(form: dict[str, str]) -> bytes:
    return "&".join(f"{name}={value}" for name, value in form.items()).encode("utf-8", "surrogatepass")


@given(st.binary() | st.text())
def test_any_authorization_names_a_key_and_a_partition(authorization: bytes | str) -> None:
    """Any Authorization header yields a key and a partition."""
    key, partition = signed(authorization)
    assert isinstance(key, str)
    assert partition.startswith("aws")


@EXAMPLES
def test_anything_posted_gets_an_answer_and_the_server_goes_on(examples: int) -> None:
    """For any POST, the server answers in AWS's shape and keeps running."""
    fake = world()
    with serving(fake._service) as server:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
        targets = st.sampled_from(TARGETS) | st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)

        @many(examples)
        @given(targets, BODIES)
        def check(target: str, body: bytes) -> None:
            connection.request("POST", "/", body, {"X-Amz-Target": target})
            reply = connection.getresponse()
            text = reply.read()
            if reply.status == 400 and json.loads(text)["__type"] == "UnknownOperationException":
                assert target not in TARGETS
            else:
                check_json(reply.status, text)

        check()
        connection.close()
    assert taken_from(fake) == []


COVERAGE_GUIDED = """
    import sys

    import atheris

    with atheris.instrument_imports(include=["pytest_orghandshake"]):
        from pytest_orghandshake._world.identity import Signature
        from pytest_orghandshake._context import make
        from pytest_orghandshake._api.operations import OPERATIONS
                from pytest_orghandshake._settings import Settings

    operations = sorted(OPERATIONS["organizations"])
    fake = make(Settings()).fake
    fake.seed(id="h-examplehandshakeid111", account="222222222222")

    def one(data):
        operation = operations[data[0] % len(operations)] if data else operations[0]
        answer = fake._service.answer("organizations", operation, Signature("", "aws"), data[1:])
        assert answer.status in (200, 400)

    atheris.Setup([sys.argv[0], "-runs=100000", "-max_len=400"], one)
    atheris.Fuzz()
"""


@pytest.mark.slow
def test_inputs_that_look_for_new_lines_find_no_crash() -> None:
    """Coverage-guided fuzzing finds no crash either."""
    pytest.importorskip("atheris")
    child = subprocess.run([sys.executable, "-c", dedent(COVERAGE_GUIDED)], capture_output=True, text=True, check=False)
    assert "Done 100000" in child.stderr, child.stderr[-2000:]
    assert child.returncode == 0
