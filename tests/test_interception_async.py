from __future__ import annotations

import asyncio
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._transport.reply import FakeResponse

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

aiobotocore_session: Any = pytest.importorskip("aiobotocore.session")

# Made when this module is imported, before any test: as production code does it.
SESSION = aiobotocore_session.AioSession()


def describe(session: Any, handshake_id: str, **words: Any) -> dict[str, Any]:
    """Describe a handshake with a client of this session."""

    async def call() -> dict[str, Any]:
        async with session.create_client("organizations", region_name="us-east-1", **words) as client:
            reply: dict[str, Any] = (await client.describe_handshake(HandshakeId=handshake_id))["Handshake"]
            return reply

    return asyncio.run(call())


def test_a_session_made_at_import_remembers_no_fake_keys(orghandshake: OrgHandshake) -> None:
    """A session that was made during the import of a module is answered, and keeps no fake keys."""
    invite = orghandshake.seed("ACCEPTED")
    assert describe(SESSION, invite.id)["State"] == "ACCEPTED"
    assert SESSION._credentials is None


@pytest.mark.parametrize("keys", ["none", "explicit", "of an account", "profile"])
def test_a_client_is_whoever_its_keys_name(
    orghandshake: OrgHandshake, keys: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client with keys of its own, explicit or from a profile, calls as the account in them."""
    invite = orghandshake.seed(account="222222222222")
    session = aiobotocore_session.get_session()
    words: dict[str, Any] = {}
    if keys == "none":
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    if keys == "explicit":
        words = {"aws_access_key_id": "AKIAI44QH8DHBEXAMPLE", "aws_secret_access_key": "secret"}
    if keys == "of an account":
        words = {**orghandshake.credentials("222222222222")}
    if keys == "profile":
        found = orghandshake.credentials("222222222222")
        (tmp_path / "credentials").write_text(
            "[corp]\n" + "".join(f"{name} = {value}\n" for name, value in found.items())
        )
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        session = aiobotocore_session.AioSession(profile="corp")
    assert describe(session, invite.id, **words)["Id"] == invite.id
    caller = "222222222222" if keys in ("of an account", "profile") else "111111111111"
    assert [call.account for call in orghandshake.calls] == [caller]


def test_aiobotocore_is_put_back() -> None:
    """Afterwards, the method of aiobotocore's sessions is the same object as before."""
    before = aiobotocore_session.AioSession.__dict__["get_credentials"]
    with fake_handshakes():
        assert aiobotocore_session.AioSession.__dict__["get_credentials"] is not before
    assert aiobotocore_session.AioSession.__dict__["get_credentials"] is before


def test_a_reply_has_the_raw_headers_of_older_aiobotocores() -> None:
    """A reply has the raw headers that aiobotocore before 2.13 reads."""
    headers = {"x-amzn-RequestId": "request", "Content-Length": "2"}
    reply = FakeResponse("https://example.com/", 200, headers, b"{}")
    assert reply.raw.raw_headers == [(b"x-amzn-RequestId", b"request"), (b"Content-Length", b"2")]


def test_clients_of_aioboto3_are_answered(orghandshake: OrgHandshake) -> None:
    """Clients of aioboto3 are answered, with replies, pages and errors."""
    aioboto3: Any = pytest.importorskip("aioboto3")
    invite = orghandshake.seed("DECLINED", account="222222222222")

    async def call() -> tuple[list[str], str]:
        async with aioboto3.Session(**orghandshake.credentials("222222222222")).client("organizations") as client:
            pages = client.get_paginator("list_handshakes_for_account").paginate()
            listed = [each["Id"] async for page in pages for each in page["Handshakes"]]
            try:
                await client.accept_handshake(HandshakeId=listed[0])
            except client.exceptions.InvalidHandshakeTransitionException as error:
                return listed, str(error.response["Error"]["Code"])
            return listed, ""

    assert asyncio.run(call()) == ([invite.id], "InvalidHandshakeTransitionException")


def test_paginators_page_and_errors_have_their_classes(orghandshake: OrgHandshake) -> None:
    """Paginators work, and errors have the client's own classes."""
    for _ in range(25):
        orghandshake.seed(account="222222222222")

    async def call() -> list[int]:
        async with SESSION.create_client("organizations", region_name="us-east-1") as client:
            pages = client.get_paginator("list_handshakes_for_organization").paginate()
            sizes = [len(page["Handshakes"]) async for page in pages]
            with pytest.raises(client.exceptions.HandshakeNotFoundException):
                await client.describe_handshake(HandshakeId="h-examplehandshakeid111")
            return sizes

    assert asyncio.run(call()) == [20, 5]


IMPORTED_LATE = """
    import asyncio

    from pytest_orghandshake import fake_handshakes

    with fake_handshakes():
        from aiobotocore.session import AioSession, get_session

        session = get_session()

        async def call():
            async with session.create_client("organizations", region_name="us-east-1") as organizations:
                await organizations.list_handshakes_for_account()

        asyncio.run(call())
    assert AioSession.get_credentials.__module__ == "aiobotocore.session"
"""


def test_an_aiobotocore_that_is_imported_late_is_answered_and_left_as_it_was() -> None:
    """Sessions of an aiobotocore that is first imported in the test are answered; its classes are restored afterwards."""
    subprocess.run([sys.executable, "-c", dedent(IMPORTED_LATE)], check=True)
