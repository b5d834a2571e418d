from __future__ import annotations

import copy
import os
import threading
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import boto3
import pytest
from botocore import httpsession
from botocore.config import Config
from botocore.endpoint import EndpointCreator
from botocore.httpsession import URLLib3Session
from calling import EXPLICIT, organization_of, organizations

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from endpoint import Endpoint


@pytest.fixture(autouse=True)
def _region(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a region."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """List the SSL contexts that botocore makes, one with each pool."""
    made, make = list[Any](), httpsession.create_urllib3_context

    def create_urllib3_context() -> Any:
        made.append(make())
        return made[-1]

    monkeypatch.setattr(httpsession, "create_urllib3_context", create_urllib3_context)
    return made


def session_of(client: Any) -> Any:
    """Return what a client sends with."""
    return client._endpoint.http_session


def test_a_client_that_is_answered_here_makes_no_pool(contexts: list[Any]) -> None:
    """A client that never uses the network makes no connection pool; one from outside a fake makes it at once."""
    with fake_handshakes():
        assert organization_of(organizations()) == "o-exampleorgid"
        assert contexts == []
    organizations(**EXPLICIT)
    assert len(contexts) == 1


def test_a_client_that_sends_makes_its_pool_once(endpoint: Endpoint, contexts: list[Any]) -> None:
    """A client that was made in a test sends after it, and during it where nothing answers, with one pool."""
    with fake_handshakes():
        during = boto3.client("iam", endpoint_url=endpoint.url, config=Config(retries={"total_max_attempts": 1}))
        client = organizations(endpoint_url=endpoint.url, **EXPLICIT)
        with pytest.raises(Exception, match="parse"):
            during.list_users()
        assert len(contexts) == 1
        assert organization_of(client) == "o-exampleorgid"
        assert len(contexts) == 1
    assert [organization_of(client), organization_of(client)] == ["o-realreality"] * 2
    assert len(contexts) == 2
    client.close()
    assert organization_of(client) == "o-realreality"


def test_it_is_a_session_of_botocores() -> None:
    """What a client sends with is of botocore's type, and has the attributes of one that was made outside a fake."""
    config = Config(max_pool_connections=7, proxies={"https": "http://proxy.example"}, client_cert=("cert", "key"))
    outside = session_of(organizations(verify="bundle.pem", config=config))
    with fake_handshakes():
        session = session_of(organizations(verify="bundle.pem", config=config))
        assert [isinstance(session, URLLib3Session), type(session).__name__] == [True, "URLLib3Session"]
        assert session._max_pool_connections == 7
        assert set(vars(outside)) <= set(vars(session))
        for name in ("_verify", "_cert_file", "_key_file", "_socket_options", "_pool_classes_by_scheme"):
            assert getattr(session, name) == getattr(outside, name)
        assert vars(session._proxy_config) == vars(outside._proxy_config)
        assert str(session._timeout) == str(outside._timeout)
        with pytest.raises(AttributeError, match=r"^'URLLib3Session' object has no attribute 'unknown'$"):
            session.unknown  # noqa: B018
        unmade = session_of(organizations())
        with pytest.raises(AttributeError, match=r"^'URLLib3Session' object has no attribute 'unknown'$"):
            object.__new__(type(unmade)).unknown  # noqa: B018
        assert copy.copy(session)._manager is session._manager


PROXIES: dict[str, dict[str, str]] = {
    "none": {},
    "upper case": {"HTTPS_PROXY": "http://proxy.example"},
    "lower case": {"https_proxy": "http://proxy.example"},
    "every scheme": {"all_proxy": "http://proxy.example", "http_proxy": "http://other.example"},
    "none for AWS": {"HTTPS_PROXY": "http://proxy.example", "NO_PROXY": "amazonaws.com"},
    "exceptions alone": {"no_proxy": "*"},
    "a look-alike": {"PROXY": "http://proxy.example", "https_proxy_url": "http://proxy.example"},
}


@pytest.mark.parametrize("variables", PROXIES.values(), ids=PROXIES)
def test_proxies_are_those_of_the_moment_the_client_is_made(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    """A client sends through the proxies that the environment named when it was made, as without a fake."""
    for name in [each for each in os.environ if each.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    def proxies() -> Any:
        client = organizations()
        with pytest.MonkeyPatch.context() as later:
            later.setenv("https_proxy", "http://later.example")
            return vars(session_of(client)._proxy_config)

    without = proxies()
    with fake_handshakes():
        assert proxies() == without


@pytest.mark.parametrize("name", ["botocore.endpoint.get_environ_proxies", "botocore.utils.getproxies"])
def test_a_lookup_of_proxies_that_a_suite_replaces_is_asked(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A function of somebody's own that knows the proxies is called, as on systems that keep them elsewhere."""
    monkeypatch.setattr(name, lambda *_: {"https": "http://mine.example"})
    with fake_handshakes():
        assert vars(session_of(organizations())._proxy_config)["_proxies"] == {"https": "http://mine.example"}


@pytest.mark.parametrize("timeout", ["soon", 0, -1, True])
def test_timeouts_that_are_none_are_refused_at_once(timeout: Any) -> None:
    """A timeout that urllib3 does not take is an error when the client is made, with the same text as without a fake."""
    config = Config(read_timeout=timeout)
    with pytest.raises(ValueError, match=r"^(Timeout|Attempted)") as without:
        organizations(config=config)
    with fake_handshakes(), pytest.raises(ValueError, match=r"^(Timeout|Attempted)") as within:
        organizations(config=config)
    assert str(without.value) == str(within.value)


def test_endless_timeouts_are_taken(endpoint: Endpoint) -> None:
    """A timeout of None, which means without end, is botocore's to understand."""
    with fake_handshakes():
        client = organizations(endpoint_url=endpoint.url, config=Config(read_timeout=None, connect_timeout=None))
        assert organization_of(client) == "o-exampleorgid"
    assert organization_of(client) == "o-realreality"


def test_threads_that_send_first_share_a_pool(contexts: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads that use a client for the first time at the same moment find one pool."""
    both, found = threading.Barrier(2, timeout=10), list[Any]()
    make = URLLib3Session._get_ssl_context

    def _get_ssl_context(self: Any) -> Any:
        both.wait()
        return make(self)

    monkeypatch.setattr(URLLib3Session, "_get_ssl_context", _get_ssl_context)
    with fake_handshakes():
        session = session_of(organizations())
    threads = [threading.Thread(target=lambda: found.append(session._manager)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [len(contexts), found[0] is found[1], found[0] is session._manager] == [2, True, True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_that_is_forked_meanwhile_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child forked while a thread of its parent makes a client's pool makes its own."""
    begun, go_on = threading.Event(), threading.Event()
    make, parent = URLLib3Session._get_ssl_context, os.getpid()

    def _get_ssl_context(self: Any) -> Any:
        if os.getpid() == parent:
            begun.set()
            go_on.wait(10)
        return make(self)

    monkeypatch.setattr(URLLib3Session, "_get_ssl_context", _get_ssl_context)
    with fake_handshakes():
        session = session_of(organizations())
    thread = threading.Thread(target=lambda: session._manager)
    thread.start()
    assert begun.wait(10)
    child = os.fork()
    if child == 0:  # pragma: no cover - the child is not measured
        threading.Timer(10, os._exit, [1]).start()
        os._exit(0 if session._manager else 2)
    assert os.waitpid(child, 0)[1] == 0
    go_on.set()
    thread.join()


def test_what_is_written_into_it_stays() -> None:
    """Settings that code writes before the first request count, as without a fake, and the rest is botocore's."""
    with fake_handshakes():
        session = session_of(organizations())
        session._verify, session._timeout = False, 3
        assert [session._max_pool_connections, session._verify, session._timeout] == [10, False, 3]


def test_once_used_it_is_botocores_own(endpoint: Endpoint) -> None:
    """A client that has sent something keeps nothing of the fake."""
    with fake_handshakes():
        client = organizations(endpoint_url=endpoint.url, **EXPLICIT)
        assert type(session_of(client)) is not URLLib3Session
    organization_of(client)
    assert type(session_of(client)) is URLLib3Session
    assert set(vars(session_of(client))) == set(vars(URLLib3Session()))


@pytest.mark.parametrize("certificate", [(), ("a",), ("a", "b", "c")])
def test_certificates_that_are_none_are_refused_at_once(certificate: tuple[str, ...]) -> None:
    """A client certificate of too many or few parts is an error when the client is made."""
    with fake_handshakes(), pytest.raises(ValueError, match="values to unpack"):
        organizations(config=Config(client_cert=certificate))


def test_a_class_that_a_creator_is_given_is_used() -> None:
    """A class of somebody's own that sends, and a creator of their own, are left alone."""

    class Mine:
        def __init__(self, **_: Any) -> None:
            pass

    with fake_handshakes():
        client = organizations()
        model, creator = client.meta.service_model, EndpointCreator(client.meta.events)
        where = {"region_name": "us-east-1", "endpoint_url": "https://a.example", "timeout": (60, 60)}
        assert type(creator.create_endpoint(model, http_session_cls=Mine, **where).http_session) is Mine
        own = type("Creator", (EndpointCreator,), {})(client.meta.events)
        assert type(own.create_endpoint(model, **where).http_session) is URLLib3Session
        assert (
            type(
                creator.create_endpoint(
                    model, "us-east-1", timeout=(60, 60), endpoint_url="https://a.example"
                ).http_session
            )
            is URLLib3Session
        )
        unlimited = creator.create_endpoint(model, region_name="us-east-1", endpoint_url="https://a.example")
        assert type(unlimited.http_session) is URLLib3Session
        ours = EndpointCreator.create_endpoint
        assert type(ours(creator, model, **where).http_session) is not URLLib3Session
    assert type(ours(creator, model, **where).http_session) is URLLib3Session


@pytest.mark.parametrize("moment", ["before", "during"])
@pytest.mark.parametrize("kind", ["function", "autospec", "pool"])
def test_a_session_that_somebody_has_changed_is_made_at_once(moment: str, kind: str) -> None:
    """Where a suite watches how botocore's session or its pool is made, each client makes one, as without a fake."""
    made, make = list[Any](), URLLib3Session.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        made.append(self)
        make(self, *args, **kwargs)

    watched = {
        "function": patch.object(URLLib3Session, "__init__", new=__init__),
        "autospec": patch.object(URLLib3Session, "__init__", autospec=True, return_value=None),
        "pool": patch("botocore.httpsession.PoolManager", autospec=True),
    }[kind]
    moments = [watched, fake_handshakes()] if moment == "before" else [fake_handshakes(), watched]
    with moments[0] as one, moments[1] as other:
        client = organizations(**EXPLICIT)
    spy: Any = one if moment == "before" else other
    if kind == "function":
        assert made == [session_of(client)]
    else:
        spy.assert_called_once()
