from __future__ import annotations

import gc
import inspect
import weakref
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import boto3
import botocore.client
import botocore.session
import pytest
from botocore.client import ClientCreator
from botocore.config import Config
from botocore.docs.docstring import ClientMethodDocstring
from botocore.loaders import JSONFileLoader
from botocore.model import ServiceModel

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._transport import client_methods
from pytest_orghandshake._transport.botocore_internals import handlers_of

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def _unshared(monkeypatch: pytest.MonkeyPatch, _models: Callable[..., Any]) -> None:
    """Let botocore read its files as usual, and nothing be known of any method yet."""
    monkeypatch.setattr(JSONFileLoader, "load_file", _models)
    monkeypatch.setattr(client_methods, "_methods", {})


def client_of(name: str, session: Any = None) -> Any:
    """Make a client, of a session of its own unless one is given."""
    return (session or boto3.Session()).client(name, region_name="us-east-1")


def described(client: Any) -> dict[str, Any]:
    """Return everything that can be seen of the methods of a client's class."""
    return {
        name: [
            method.__name__,
            method.__qualname__,
            method.__module__,
            method.__code__,
            method.__defaults__,
            method.__kwdefaults__,
            vars(method),
            str(inspect.signature(method)),
            [each.cell_contents for each in method.__closure__ or ()],
            type(method.__doc__).__name__,
            str(method.__doc__),
        ]
        for name, method in vars(type(client)).items()
        if inspect.isfunction(method) and name in client.meta.method_to_api_mapping
    }


@pytest.mark.parametrize("name", ["dynamodb", "organizations", "sts"])
def test_methods_look_as_they_do_without_a_fake(name: str) -> None:
    """A client's methods have botocore's names, code and documentation, those of the first client and of the next."""
    without = described(client_of(name))
    with fake_handshakes():
        first, second = described(client_of(name)), described(client_of(name))
    assert len(without) > 7
    assert first == without
    assert second == without


def test_documentation_is_one_of_botocores() -> None:
    """Code that recognises botocore's documentation, such as its own generator of pages, recognises it here."""
    with fake_handshakes():
        for _ in range(2):
            documentation = type(client_of("organizations")).describe_handshake.__doc__
            assert isinstance(documentation, ClientMethodDocstring)
            assert "HandshakeId" in documentation.expandtabs()


def test_methods_are_nobody_elses() -> None:
    """What a test writes into a method of one class is not found in that of another."""
    with fake_handshakes():
        client_of("organizations")
        one, other = (type(client_of("organizations")) for _ in range(2))
        one.describe_handshake.mine = True
        one.describe_handshake.__doc__ = "mine"
        one.describe_handshake.__name__ = "mine"
        assert not hasattr(other.describe_handshake, "mine")
        assert "HandshakeId" in str(other.describe_handshake.__doc__)
        assert other.describe_handshake.__name__ == "describe_handshake"


def test_a_method_takes_keywords_only() -> None:
    """A copied method refuses positional arguments with botocore's text, and has its own operation called."""
    with fake_handshakes() as fake:
        client_of("organizations")
        client = client_of("organizations")
        with pytest.raises(TypeError, match=r"^describe_organization\(\) only accepts keyword arguments\.$"):
            client.describe_organization("h-examplehandshakeid111")
        client.describe_organization()
        client.list_handshakes_for_organization()
        assert [each.operation for each in fake.calls] == ["DescribeOrganization", "ListHandshakesForOrganization"]


def test_models_of_operations_are_made_when_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a client after the first, botocore makes a model of the operation that is called, and of no other."""
    made: list[str] = []
    make = ServiceModel.operation_model

    def operation_model(self: Any, name: str) -> Any:
        made.append(name)
        return make(self, name)

    with fake_handshakes():
        client_of("organizations")
        monkeypatch.setattr(ServiceModel, "operation_model", operation_model)
        client = client_of("organizations")
        assert made == []
        client.describe_organization()
        assert set(made) == {"DescribeOrganization"}


def test_documentation_follows_the_session() -> None:
    """A handler that one session has for documentation changes that of its own clients only."""
    with fake_handshakes():
        client_of("organizations")
        mine = boto3.Session()
        mine.events.register("docs.*.organizations.DescribeHandshake.complete-section", lambda **_: seen.append(1))
        seen: list[int] = []
        str(type(client_of("organizations")).describe_handshake.__doc__)
        assert not seen
        str(type(client_of("organizations", mine)).describe_handshake.__doc__)
        assert seen


def test_documentation_follows_a_changed_model() -> None:
    """An operation that a test adds to a model, or describes anew, has its method and that documentation."""
    with fake_handshakes():
        client_of("organizations")
        session = boto3.Session()
        loader = session._session.get_component("data_loader")
        operations = loader.load_service_model("organizations", "service-2")["operations"]
        operations["DescribeHandshake"]["documentation"] = "<p>Described anew.</p>"
        operations["DescribeNothing"] = {"name": "DescribeNothing", "http": {"method": "POST", "requestUri": "/"}}
        changed = type(client_of("organizations", session))
        assert "Described anew." in str(changed.describe_handshake.__doc__)
        assert "describe_nothing()" in str(changed.describe_nothing.__doc__)
        assert not hasattr(client_of("organizations"), "describe_nothing")


def test_a_session_does_not_outlive_its_test() -> None:
    """What is kept of the methods of the first client keeps neither its session nor its model alive."""
    with fake_handshakes():
        session = boto3.Session()
        client = client_of("organizations", session)
        kept = [weakref.ref(each) for each in (session._session, session.events, client.meta.service_model)]
        assert client_methods._methods
        del session, client
        gc.collect()
        assert [each() for each in kept] == [None, None, None]


def test_after_a_fake_nothing_more_is_remembered() -> None:
    """A wrapper of somebody else's that keeps ours alive after the fake's end makes methods as botocore does."""
    with fake_handshakes():
        client = client_of("sts")
        ours, known = ClientCreator._create_api_method, dict(client_methods._methods)
    emitter = botocore.session.get_session().get_component("event_emitter")
    creator = ClientCreator(None, None, None, emitter, None, None)
    for _ in range(2):
        for names in (("assume_role", "AssumeRole"), ("assume", "AssumeRole")):
            made = ours(creator, *names, client.meta.service_model)
            assert type(made.__doc__) is ClientMethodDocstring
    assert client_methods._methods == known


CHANGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "that lacks something": lambda arguments: arguments.pop("event_emitter"),
    "with a part of one client": lambda arguments: arguments.update(example_prefix=object()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_methods_that_are_not_understood_are_left_alone(monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    """Where a botocore to come documents methods in another way, they are made by it each time."""
    write = ClientMethodDocstring.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        CHANGES[change](kwargs)
        write(self, *args, **kwargs)

    monkeypatch.setattr(ClientMethodDocstring, "__init__", __init__)
    with fake_handshakes():
        clients = [client_of("organizations") for _ in range(2)]
        assert {type(type(each).describe_handshake.__doc__) for each in clients} == {ClientMethodDocstring}
        assert client_methods._methods == {}


def test_a_method_that_holds_its_model_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a botocore to come has methods that hold on to a model, each class gets its own."""
    written = """
def _create_api_method(self, python_name, name, service_model):
    def _api_call(self, **kwargs):
        return service_model.operation_model(name)
    words = {"operation_model": 1, "event_emitter": 2, "method_description": 3, "method_name": name}
    _api_call.__doc__ = ClientMethodDocstring(**words)
    return _api_call
"""
    created: dict[str, Any] = {}
    exec(written, vars(botocore.client), created)  # noqa: S102 - so that it is a function of botocore's
    monkeypatch.setattr(ClientCreator, "_create_api_method", created["_create_api_method"])
    with fake_handshakes():
        one, other = (client_of("organizations") for _ in range(2))
        assert one.describe_handshake().service_model is one.meta.service_model
        assert other.describe_handshake().service_model is other.meta.service_model


def test_a_creator_that_somebody_has_changed_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that a suite puts in the place of botocore's is called for each method, as without a fake."""
    called: list[str] = []
    make = ClientCreator._create_api_method

    def _create_api_method(self: Any, python_name: str, *args: Any) -> Any:
        called.append(python_name)
        return make(self, python_name, *args)

    monkeypatch.setattr(ClientCreator, "_create_api_method", _create_api_method)
    with fake_handshakes():
        for _ in range(2):
            called.clear()
            client_of("sts")
            assert "assume_role" in called


@pytest.mark.parametrize("moment", ["before", "during"])
def test_a_creator_that_is_watched_works(moment: str) -> None:
    """A spy on the making of methods, as mock makes it, is asked for each method, and does not break the fake."""
    spied = patch.object(
        ClientCreator, "_create_api_method", autospec=True, side_effect=ClientCreator._create_api_method
    )
    with spied if moment == "before" else nullcontext() as before, fake_handshakes():
        with spied if moment == "during" else nullcontext() as during:
            client_of("sts")
        spy: Any = before or during
        assert "assume_role" in [call.args[1] for call in spy.call_args_list]


def test_a_subclass_may_name_botocores_parameters() -> None:
    """A subclass that passes everything on by botocore's own names goes on working."""

    class Creator(ClientCreator):  # type: ignore[misc] # botocore is untyped
        def _create_api_method(self, **words: Any) -> Any:
            return super()._create_api_method(**words)

        def _register_endpoint_discovery(self, client: Any, endpoint_url: Any, config: Any) -> None:
            super()._register_endpoint_discovery(client=client, endpoint_url=endpoint_url, config=config)

    with fake_handshakes():
        client = client_of("timestream-query")
        creator = Creator(None, None, None, client.meta.events, None, None)
        words = {"py_operation_name": "query", "operation_name": "Query", "service_model": client.meta.service_model}
        assert creator._create_api_method(**words).__name__ == "query"
        creator._config_store = boto3.Session()._session.get_component("config_store")
        creator._register_endpoint_discovery(client, None, Config(endpoint_discovery_enabled=True))


# Endpoint discovery


def is_discovering(name: str, session: Any = boto3) -> bool:
    """Tell whether a new client looks for endpoints by an operation of its service."""
    config = Config(endpoint_discovery_enabled=True)
    client = session.client(name, region_name="us-east-1", config=config)
    service = client.meta.service_model.service_id.hyphenize()
    return any(
        "discover_endpoint" in repr(each) for each in handlers_of(client.meta.events, f"request-created.{service}")
    )


@pytest.mark.parametrize("moment", ["without", "first", "second"])
def test_services_that_find_their_endpoints_still_do(moment: str) -> None:
    """A service with an operation that finds endpoints has it asked, by the first client in a test and the next."""
    with fake_handshakes() if moment != "without" else nullcontext():
        if moment == "second":
            client_of("timestream-query")
        assert is_discovering("timestream-query")
        assert not is_discovering("organizations")


def test_a_model_of_ones_own_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A subclass of botocore's service model is asked for that operation, as without a fake."""
    asked: list[str] = []

    class Model(ServiceModel):  # type: ignore[misc] # botocore is untyped
        @property
        def endpoint_discovery_operation(self) -> None:
            asked.append(self.service_name)

    monkeypatch.setattr("botocore.client.ServiceModel", Model)
    with fake_handshakes():
        client_of("organizations")
    assert asked == ["organizations"]


def test_an_operation_that_a_test_makes_find_endpoints_is_found() -> None:
    """A model that a test changes so that an operation finds endpoints is followed, also once others were made."""
    with fake_handshakes():
        client_of("organizations")
        session = boto3.Session()
        loader = session._session.get_component("data_loader")
        model = loader.load_service_model("organizations", "service-2")
        model["operations"]["DescribeOrganization"]["endpointoperation"] = True
        assert is_discovering("organizations", session)
        assert not is_discovering("organizations")
