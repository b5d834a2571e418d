from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.hooks import EventAliaser, HierarchicalEmitter
from calling import EXPLICIT, organization_of, organizations

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

# Made when this module is imported, before any test: as production code does it.
AT_IMPORT: Any = boto3.client("organizations", region_name="us-east-1")
SESSION_AT_IMPORT: Any = boto3.Session()


class Proxy:
    """Stands for objects of other libraries that run code when their class is read."""

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Fail, because nothing may read the class."""
        raise AssertionError("touched")


PROXY = Proxy()


def test_a_client_made_at_import_is_answered(orghandshake: OrgHandshake) -> None:
    """A client and a session that were made during the import of a module are answered."""
    invite = orghandshake.seed()
    for client in (AT_IMPORT, organizations(SESSION_AT_IMPORT)):
        assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["Id"] == invite.id
    assert SESSION_AT_IMPORT._session._credentials is None


@pytest.mark.usefixtures("clean")
def test_clients_made_before_the_fake_are_answered() -> None:
    """Clients, sessions and a default session from before the fake are answered, even without keys."""
    session = boto3.Session()
    clients = [
        organizations(),
        organizations(session),
        organizations(region_name="eu-central-1"),
        organizations(**EXPLICIT),
        botocore.session.get_session().create_client("organizations"),
        organizations(config=Config(signature_version=UNSIGNED)),
    ]
    with fake_handshakes() as fake:
        clients += [organizations(session), organizations()]
        assert [organization_of(client) for client in clients] == ["o-exampleorgid"] * len(clients)
        assert {call.account for call in fake.calls} == {"111111111111"}


def test_the_innermost_fake_answers() -> None:
    """The innermost fake answers, and the outer one again after it ends."""
    client = organizations(region_name="us-east-1", **EXPLICIT)
    with fake_handshakes() as outer:
        organization_of(client)
        with fake_handshakes(account="222222222222") as inner:
            with pytest.raises(client.exceptions.AWSOrganizationsNotInUseException):
                organization_of(client)
            assert len(inner.calls) == 1
        organization_of(client)
        assert len(outer.calls) == 2


@pytest.mark.usefixtures("orghandshake")
def test_proxies_are_not_touched() -> None:
    """Objects that run code when their class is read are not touched."""
    client = organizations()
    assert organization_of(client) == "o-exampleorgid"
    with pytest.raises(AssertionError, match="touched"):
        PROXY.__class__  # noqa: B018 - what must not happen


def test_handlers_of_the_client_still_run(orghandshake: OrgHandshake) -> None:
    """Handlers that the code under test registered on its client still run, before and after the reply."""
    seen: list[str] = []
    client = organizations()
    for event in ("before-sign", "before-send", "after-call"):
        client.meta.events.register(f"{event}.organizations", lambda event_name, **_: seen.append(event_name))
    organization_of(client)
    assert seen == [
        f"{each}.organizations.DescribeOrganization" for each in ("before-sign", "before-send", "after-call")
    ]
    assert len(orghandshake.calls) == 1


def test_a_handler_of_the_client_does_not_answer_instead_of_the_fake(orghandshake: OrgHandshake) -> None:
    """A handler that the code registered earlier, for example to replay recorded calls, does not win over the fake."""
    replayed = AWSResponse("", 200, {}, None)
    replayed._content = b'{"Organization":{"Id":"o-replayed000"}}'
    client = organizations()
    client.meta.events.register("before-send.organizations", lambda **_: replayed)
    assert organization_of(client) == "o-exampleorgid"
    assert len(orghandshake.calls) == 1


@pytest.mark.parametrize("emitter", [EventAliaser, HierarchicalEmitter])
@pytest.mark.parametrize("is_before", [True, False])
def test_whoever_watches_events_still_does(
    monkeypatch: pytest.MonkeyPatch, emitter: type[Any], *, is_before: bool
) -> None:
    """Whoever wraps an emitter of botocore's sees every event of a call, be it before the fake begins or during it."""
    client, seen = organizations(), list[str]()

    def watch() -> None:
        """See every event from here on."""
        original = emitter.emit

        def emit(self: Any, event_name: str, **kwargs: Any) -> Any:
            """See an event."""
            seen.append(event_name.partition(".")[0])
            return original(self, event_name, **kwargs)

        monkeypatch.setattr(emitter, "emit", emit)

    if is_before:
        watch()
    with fake_handshakes() as fake:
        if not is_before:
            watch()
        client.describe_handshake(HandshakeId=fake.seed().id)

    assert {"provide-client-params", "before-sign", "response-received", "needs-retry", "after-call"} <= set(seen)
    assert len(fake.calls) == 1


def test_botocore_alone_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without boto3 and aiobotocore, a client of botocore is answered, and neither of the two is imported."""
    for name in ("boto3", "aiobotocore.session"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with fake_handshakes():
        client = botocore.session.get_session().create_client("organizations")
        assert organization_of(client) == "o-exampleorgid"
        assert "boto3" not in sys.modules
