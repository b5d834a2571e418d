from __future__ import annotations

import asyncio
import configparser
import contextlib
import copy
import gzip
import inspect
import json
import logging
import os
import pickle
import pprint
import shutil
import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import botocore.configloader
import botocore.session
import pytest
from botocore import useragent
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import ConfigNotFound, DataNotFoundError, UnknownServiceError
from botocore.handlers import remove_bucket_from_url_paths_from_model
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.loaders import JSONFileLoader, Loader, create_loader
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._transport import botocore_internals, sharing

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
SERVICES = ["dynamodb", "organizations", "s3", "sts"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=12,
)
MODELS = st.dictionaries(st.text(max_size=2), VALUES, max_size=4)
EXAMPLE = {"a": {"b": {"c": [1, {"d": [2]}]}}, "e": [{"f": {"g": 3}}], "h": None}


@pytest.fixture(autouse=True)
def _unshared(monkeypatch: pytest.MonkeyPatch, _models: Callable[..., Any]) -> None:
    """Let botocore read its files as usual, and start with empty caches."""
    monkeypatch.setattr(JSONFileLoader, "load_file", _models)
    monkeypatch.setattr(sharing, "_files", {})
    monkeypatch.setattr(sharing, "_services", {})
    monkeypatch.setattr(sharing, "_rules", {})
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def fresh(model: Any) -> Any:
    """Return what botocore would parse."""
    return json.loads(json.dumps(model), object_pairs_hook=OrderedDict)


def parts(name: str) -> dict[str, Any]:
    """Return everything that a new session, client and resource consist of."""
    session = boto3.Session(region_name="us-east-1")
    client = session.client(name)
    loader = session._session.get_component("data_loader")
    types = ("service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1", "resources-1")
    models = {
        each: loader.load_service_model(name, each) for each in types if name in loader.list_available_services(each)
    }
    models |= {each: loader.load_data(each) for each in ("endpoints", "partitions", "_retry")}
    found = {
        "models": models,
        "printed": {each: repr(model) for each, model in models.items()},
        "paths": loader.search_paths,
        "methods": dir(client),
        "documentation": [
            getattr(client, each).__doc__
            for each in ("can_paginate", client.meta.method_to_api_mapping.copy().popitem()[0])
        ],
        "endpoint": client.meta.endpoint_url,
        "errors": dir(client.exceptions),
        "waiters": {each: vars(client.get_waiter(each).config) for each in client.waiter_names if name == "dynamodb"},
        "paginators": [
            each for each in dir(client) if each in client.meta.method_to_api_mapping and client.can_paginate(each)
        ],
        "shapes": list(client.meta.service_model.shape_names),
        "operations": {
            each: repr(client.meta.service_model.operation_model(each).input_shape)
            for each in client.meta.service_model.operation_names
        },
        "services": session.get_available_services(),
        "resources": session.get_available_resources(),
        "regions": session.get_available_regions(name),
    }
    if name in session.get_available_resources():
        model = session.resource(name).meta.resource_model
        found["resource"] = [[each.name for each in kind] for kind in (model.actions, model.collections, model.waiters)]
    return found


@pytest.mark.parametrize("name", SERVICES)
def test_clients_and_resources_are_the_same_with_the_fake_and_without(name: str) -> None:
    """Models, errors, waiters, paginators, resources and endpoints are the same with sharing as without."""
    without = parts(name)
    with fake_handshakes():
        first, second = parts(name), parts(name)
    assert without == first
    assert without == second


def test_asynchronous_clients_are_the_same_too() -> None:
    """A client of aiobotocore has the same operations, shapes and paginators as without a fake."""
    aio = pytest.importorskip("aiobotocore.session")

    async def made() -> list[Any]:
        async with aio.AioSession().create_client("organizations", region_name="us-east-1") as client:
            model = client.meta.service_model
            shapes = [repr(model.operation_model(each).output_shape) for each in model.operation_names]
            return [dir(client), shapes, client.can_paginate("list_accounts"), client.meta.endpoint_url]

    without = asyncio.run(made())
    with fake_handshakes():
        first, read = asyncio.run(made()), dict(sharing._files)
        second = asyncio.run(made())
        assert [id(each) for each in read.values()] == [id(each) for each in sharing._files.values()]
    assert [without, without] == [first, second]


def test_a_second_session_parses_nothing_again() -> None:
    """A file that a session of one fake has parsed is not parsed again by a session of the next fake."""
    with fake_handshakes():
        parts("s3")
    read, walked = dict(sharing._files), dict(sharing._services)
    assert {Path(path).name.partition(".")[0] for path in read} >= {"endpoints", "partitions", "service-2", "waiters-2"}
    with fake_handshakes():
        parts("s3")
    assert [id(each) for each in read.values()] == [id(each) for each in sharing._files.values()]
    assert [id(each) for each in walked.values()] == [id(each) for each in sharing._services.values()]
    assert {Path(path).parent.name for path, _ in walked} == {"botocore", "boto3"}


def test_what_a_test_writes_into_a_model_ends_with_its_session() -> None:
    """Whatever a test does to a model, a client or the regions, the next session has botocore's own."""
    without = parts("s3")
    with fake_handshakes():
        for _ in range(2):
            found = parts("s3")
            assert without == found
            for model in found["models"].values():
                ruin(model)


def ruin(model: Any) -> None:
    """Change everything in a value."""
    for each in list(model.values() if isinstance(model, dict) else model):
        if isinstance(each, (dict, list)):
            ruin(each)
    if isinstance(model, list):
        model.append("ruined")
    else:
        model["ruined"] = model.pop(next(iter(model), "none"), None)


def test_botocores_own_changes_of_a_model_end_with_their_session() -> None:
    """Botocore rewrites S3's paths in the model at the first call; the next session has them as in the file."""
    with fake_handshakes():
        for _ in range(2):
            client = boto3.Session().client("s3", region_name="us-east-1")
            model = client.meta.service_model.operation_model("GetObject")
            assert model.http["requestUri"] == "/{Bucket}/{Key+}"
            client.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "key"})
            remove_bucket_from_url_paths_from_model({}, model, {})
            assert model.http["requestUri"] == "/{Key+}"


# Copies


def words(**given: Any) -> dict[str, Any]:
    """Return the keyword arguments."""
    return given


def updated(target: Any, model: Any) -> Any:
    """Return a dictionary updated with another one."""
    target.update(model)
    return target


READINGS: dict[str, Callable[[Any], Any]] = {
    "subscript": lambda model: [model[each] for each in model],
    "get": lambda model: [model.get(each) for each in [*model, "missing"]] + [model.get("missing", 1)],
    "items": lambda model: list(model.items()),
    "values": lambda model: list(model.values()),
    "reversed": lambda model: list(reversed(model.items())),
    "pop": lambda model: [model.pop(each) for each in list(model)] + [model.pop("missing", 1)],
    "popitem": lambda model: [model.popitem(), model.popitem(last=False)] if len(model) > 1 else [],
    "setdefault": lambda model: [model.setdefault(each, 1) for each in [*model, "missing"]],
    "copy": lambda model: model.copy(),
    "shallow copy": copy.copy,
    "deep copy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),  # noqa: S301
    "or": lambda model: model | {"z": 1},
    "or on the right": lambda model: {"z": 1} | model,
    "dict": dict,
    "OrderedDict": OrderedDict,
    "unpacked": lambda model: {**model},
    "as keywords": lambda model: words(**model),
    "update": lambda model: updated(OrderedDict(z=1), model),
    "json": json.dumps,
    "repr": repr,
    "pprint": pprint.pformat,
    "format": "{}".format,
    "move_to_end": lambda model: [model.move_to_end(each) for each in list(model)] + list(model.items()),
    "keys": lambda model: [list(model), list(model.keys()), list(reversed(model)), len(model), "a" in model],
}


def kinds(value: Any) -> Any:
    """Return a value with the types in it, because an OrderedDict equals a dictionary."""
    if isinstance(value, dict):
        kind = "OrderedDict" if isinstance(value, OrderedDict) else "dict"
        return [kind, [(name, kinds(each)) for name, each in value.items()]]
    if isinstance(value, (list, tuple)):
        return [type(value), [kinds(each) for each in value]]
    return value


@pytest.mark.parametrize("reading", READINGS)
@given(model=MODELS)
def test_a_copy_reads_as_what_it_is_copied_from(reading: str, model: dict[str, Any]) -> None:
    """However a model is read, it equals what botocore would have parsed, including its types."""
    read, source, copied = READINGS[reading], copy.deepcopy(model), sharing.copied(model)
    assert kinds(read(fresh(source))) == kinds(read(copied))
    assert source == model


@pytest.mark.parametrize("reading", READINGS)
def test_what_is_read_out_of_a_copy_is_nobody_elses(reading: str) -> None:
    """Values from a model can be changed without any effect on their source."""
    source = copy.deepcopy(EXAMPLE)
    result = READINGS[reading](sharing.copied(source))
    if isinstance(result, (dict, list)):
        ruin(result if isinstance(result, dict) else [each[1] if isinstance(each, tuple) else each for each in result])
    assert source == EXAMPLE


@given(model=MODELS, other=MODELS)
def test_copies_compare_as_ordered_dictionaries(model: dict[str, Any], other: dict[str, Any]) -> None:
    """Two models are equal if the parsed files are, on either side, and their order counts."""
    plain, against = fresh(model), fresh(other)
    for copied, compared in ((sharing.copied(model), against), (sharing.copied(model), sharing.copied(other))):
        assert (plain == against) is (copied == compared)
        assert (plain != against) is (copied != compared)
        assert (plain == against) is (compared == copied)


def test_the_order_in_a_copy_counts() -> None:
    """Two models that differ in a nested order are different, like ordered dictionaries."""
    one, two = sharing.copied({"a": {"b": 1, "c": 2}}), sharing.copied({"a": {"c": 2, "b": 1}})
    assert [one == two, one != two] == [False, True]
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_a_deep_copy_of_a_changed_copy_has_the_changes() -> None:
    """A deep copy is made of what a model is, also once something in it was changed, and shares nothing with it."""
    model = sharing.copied(copy.deepcopy(EXAMPLE))
    untouched = copy.deepcopy(model)
    model["a"]["b"]["c"].append("changed")
    changed = copy.deepcopy(model)
    assert [untouched, kinds(untouched)] == [EXAMPLE, kinds(fresh(EXAMPLE))]
    assert [changed, kinds(changed)] == [model, kinds(fresh(model))]
    changed["a"]["b"]["c"].append("again")
    assert model["a"]["b"]["c"] == [1, {"d": [2]}, "changed"]
    mine = [1]
    model["h"] = mine
    assert [copy.deepcopy(model)["h"], copy.deepcopy(model)["h"] is mine] == [[1], False]


def given_by_a_test() -> dict[str, Any]:
    """Return a plain value that is not from a file."""
    return {"b": {}}


def test_what_a_test_puts_into_a_copy_stays_what_it_is() -> None:
    """A dictionary or list that other code puts into a model is kept as it is, and not copied."""
    model, mine = sharing.copied(copy.deepcopy(EXAMPLE)), given_by_a_test()
    model["a"] = mine
    model["e"] = mine["b"]
    assert [model["a"] is mine, model["e"] is mine["b"], model["a"]] == [True, True, {"b": {}}]


def test_threads_that_read_a_model_get_the_same_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that read a model at the same time get the same objects, as from one dictionary."""
    both, got, make = threading.Barrier(2, timeout=10), list[Any](), sharing.copied
    model = make(copy.deepcopy(EXAMPLE))

    def copied(content: Any) -> Any:
        both.wait()
        return make(content)

    monkeypatch.setattr(sharing, "copied", copied)
    threads = [threading.Thread(target=lambda: got.append(model["a"])) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each is model["a"] for each in got] == [True, True]


# Endpoint rules


def ruleset(name: str) -> Any:
    """Return the rules that a new session's client finds its endpoint by."""
    client = boto3.Session(region_name="us-east-1").client(name)
    return client._ruleset_resolver._provider.ruleset


def test_endpoint_rules_are_built_once_for_each_service() -> None:
    """Clients of one service share the rules of their endpoint, those of another have theirs, and none without a fake."""
    outside = ruleset("sts")
    with fake_handshakes():
        one, again, other = ruleset("sts"), ruleset("sts"), ruleset("organizations")
    after = ruleset("sts")
    assert [one is again, one is other, one is outside, after is one, after is outside] == [True, *[False] * 4]
    assert [rule.__class__ for rule in one.rules] == [rule.__class__ for rule in outside.rules]


@pytest.mark.parametrize("name", ["partitions", "endpoint-rule-set-1"])
def test_rules_that_somebody_changes_are_their_own(name: str) -> None:
    """A test that changes the rules or partitions of its session has its client follow them, and nobody else's."""

    def endpoint(*, change: bool) -> str:
        session = boto3.Session(region_name="us-east-1")
        if change:
            loader = session._session.get_component("data_loader")
            if name == "partitions":
                loader.load_data(name)["partitions"][0]["outputs"]["dnsSuffix"] = "changed.example"
            else:
                rules = loader.load_service_model("dynamodb", name)
                rules["rules"] = [
                    {"conditions": [], "endpoint": {"url": "https://changed.example"}, "type": "endpoint"}
                ]
        return str(session.client("dynamodb").generate_presigned_url("list_tables"))

    with fake_handshakes():
        changed = [endpoint(change=each) for each in (False, True, False, True)]
    assert ["changed.example" in each for each in changed] == [False, True, False, True]


def test_only_so_many_rules_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the rules that were built, the last ones are kept."""
    monkeypatch.setattr(sharing, "MAX_FILES", 2)
    with fake_handshakes():
        oldest, *kept = [ruleset(name) for name in ("sts", "organizations", "sqs")]
    assert [each.ruleset for each in sharing._rules.values()] == kept
    assert oldest not in kept


def test_rules_that_lack_something_are_refused_as_ever() -> None:
    """Rules that somebody has taken a part out of are not mistaken for those that are known."""
    with fake_handshakes():
        ruleset("sts")
        session = boto3.Session(region_name="us-east-1")
        rules = session._session.get_component("data_loader").load_service_model("sts", "endpoint-rule-set-1")
        del rules[next(reversed(rules))]
        with pytest.raises(TypeError):
            session.client("sts")


def test_rules_do_not_follow_what_a_session_changes_later() -> None:
    """Partitions that a test changes once it has a client are changed for none of the sessions after it."""
    with fake_handshakes():
        session = boto3.Session(region_name="us-east-1")
        loader = session._session.get_component("data_loader")
        session.client("dynamodb")
        ruin(loader.load_data("partitions"))
        ruin(loader.load_service_model("dynamodb", "endpoint-rule-set-1"))
        client = boto3.Session(region_name="us-east-1").client("dynamodb")
        assert "dynamodb.us-east-1.amazonaws.com" in client.generate_presigned_url("list_tables")


# Config files


def test_config_files_of_the_fake_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that a fake sets are parsed by the first session that reads them, and each session has its own copy."""
    monkeypatch.setattr(sharing, "_parsed", {})
    read: list[str] = []
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.delenv(name, raising=False)

    parse = configparser.RawConfigParser.read

    def reading(self: Any, paths: Any) -> Any:
        read.extend(Path(each).name for each in paths)
        return parse(self, paths)

    monkeypatch.setattr(configparser.RawConfigParser, "read", reading)
    with fake_handshakes():
        found = [Session().full_config for _ in range(2)]
        assert read == ["config", "credentials"]
        assert found[0] == found[1]
        assert found[0]["profiles"]["default"]["aws_secret_access_key"]
        ruin(found[0])
        assert Session().full_config == found[1]
        assert read == ["config", "credentials"]
        path = os.environ["AWS_SHARED_CREDENTIALS_FILE"]
        parsed = botocore.configloader.raw_config_parse(path)
        assert set(parsed) == {"default"}
        ruin(parsed)
        assert set(botocore.configloader.raw_config_parse(path)["default"]) == {
            "aws_access_key_id",
            "aws_secret_access_key",
        }
        assert [type(each) for each in (found[1], found[1]["profiles"])] == [dict, dict]
        written = Path(path).read_text(encoding="utf-8")
        try:
            Path(path).write_text(f"{written}[mine]\nnested =\n  a = b\n", encoding="utf-8")
            assert Session().full_config["profiles"]["mine"] == {"nested": {"a": "b"}}
            without = botocore.configloader.raw_config_parse(path, parse_subsections=False)
            assert without["mine"] == {"nested": "\na = b"}
            assert botocore.configloader.raw_config_parse(path)["mine"] == {"nested": {"a": "b"}}
        finally:
            Path(path).write_text(written, encoding="utf-8")


def test_config_files_of_a_test_are_parsed_each_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A session reads a file that a test has written as it is, however fast it changes."""
    path = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    with fake_handshakes():
        for region in ("us-east-1", "eu-west-1"):
            path.write_text(f"[default]\nregion = {region}\n", encoding="utf-8")
            os.utime(path, (1, 1))
            assert Session().get_config_variable("region") == region
        path.unlink()
        assert Session().get_config_variable("region") is None
        with pytest.raises(ConfigNotFound):
            botocore.configloader.raw_config_parse(str(path))
        assert botocore.configloader.raw_config_parse(None) == {}


# User agents


def user_agents() -> list[str]:
    """Return the user agents of clients with words of their own, as they are sent."""
    sent: list[str] = []

    def note(request: Any, **_: Any) -> Any:
        sent.append(request.headers["User-Agent"].decode())
        return AWSResponse(request.url, 200, {}, None)

    for config in (Config(), Config(user_agent_extra="mine/1.0 (ä#b)"), Config(user_agent_appid="app#ü"), Config()):
        client = boto3.Session(region_name="us-east-1", **KEYS).client("iam", config=config)
        client.meta.events.register_first("before-send.iam", note)
        for _ in range(2):
            with contextlib.suppress(Exception):
                client.get_user()
        sent.append(client.meta.config.user_agent)
    return sent


def test_user_agents_are_those_without_a_fake() -> None:
    """Each call is sent with botocore's user agent, whatever words of its own a client has."""
    without = user_agents()
    assert [len(without), len(set(without)) > 3] == [12, True]
    with fake_handshakes():
        assert user_agents() == without


def test_parts_of_a_user_agent_are_looked_at_once() -> None:
    """A part that one fake has seen is known in the next, and botocore has its own function back after it."""
    outside = useragent.sanitize_user_agent_string_component
    with fake_handshakes():
        user_agents()
        inside: Any = useragent.sanitize_user_agent_string_component
        seen = inside.cache_info().misses
    with fake_handshakes():
        user_agents()
        assert useragent.sanitize_user_agent_string_component is inside
        assert inside.cache_info().misses == seen
        assert [inside("a#ü", allow_hash=each) for each in (True, False)] == ["a#-", "a--"]
    assert useragent.sanitize_user_agent_string_component is outside


def test_a_function_for_user_agents_that_a_suite_has_changed_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function of somebody's own is called for each part, as without a fake."""
    called: list[str] = []

    def sanitize(raw_str: str, allow_hash: bool) -> str:  # noqa: FBT001 - as botocore has it
        called.append(raw_str)
        return f"x{allow_hash}"

    monkeypatch.setattr(useragent, "sanitize_user_agent_string_component", sanitize)
    with fake_handshakes():
        user_agents()
        first = len(called)
        user_agents()
        assert len(called) == 2 * first > 0


# Files and folders


def service(folder: Path, name: str, version: str, **metadata: str) -> Path:
    """Write a small model into a folder."""
    path = folder / name / version / "service-2.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = {"endpointPrefix": name, "protocol": "json", "serviceId": name, "signatureVersion": "v4", **metadata}
    path.write_text(json.dumps({"metadata": metadata, "operations": {}, "shapes": {}}), encoding="utf-8")
    return path


def prefix(name: str) -> Any:
    """Return the endpoint prefix of a service in a new session."""
    loader = botocore.session.get_session().get_component("data_loader")
    return loader.load_service_model(name, "service-2")["metadata"]["endpointPrefix"]


def test_models_of_ones_own_are_as_they_are_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In AWS_DATA_PATH, the next session sees models that were changed, added or removed."""
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    with fake_handshakes():
        with pytest.raises(UnknownServiceError):
            prefix("mine")
        service(tmp_path, "mine", "2020-01-01")
        assert prefix("mine") == "mine"
        services = create_loader_of_a_session().list_available_services("service-2")
        assert [services == sorted(services), {"mine", "organizations"} <= set(services)] == [True, True]
        service(tmp_path, "mine", "2020-01-01", endpointPrefix="changed")
        assert prefix("mine") == "changed"
        newer = service(tmp_path, "mine", "2021-01-01", endpointPrefix="newer")
        assert prefix("mine") == "newer"
        service(tmp_path, "organizations", "2099-01-01", endpointPrefix="next")
        assert prefix("organizations") == "next"
        newer.unlink()
        assert prefix("mine") == "changed"
        path = tmp_path / "mine" / "2020-01-01" / "service-2.json"
        path.with_suffix(".json.gz").write_bytes(gzip.compress(path.read_bytes().replace(b"changed", b"packed")))
        path.unlink()
        path.mkdir()  # which is no model
        assert prefix("mine") == "packed"


def test_extras_are_merged_into_the_model_of_a_session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """AWS's additions to a model are merged each time a session loads it, but never into the cached file."""
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    path = service(tmp_path, "mine", "2020-01-01")
    extras = {"version": 1.0, "merge": {"metadata": {"endpointPrefix": "merged"}}}
    path.with_name("service-2.sdk-extras.json").write_text(json.dumps(extras), encoding="utf-8")
    with fake_handshakes():
        assert [prefix("mine"), prefix("mine")] == ["merged", "merged"]
        loader = botocore.session.get_session().get_component("data_loader")
        assert loader.load_data("mine/2020-01-01/service-2")["metadata"]["endpointPrefix"] == "mine"


def test_a_model_that_is_no_json_fails_as_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A model that can't be read raises botocore's error, each time."""
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    service(tmp_path, "mine", "2020-01-01").write_text("{", encoding="utf-8")
    with fake_handshakes():
        for _ in range(2):
            with pytest.raises(json.JSONDecodeError):
                prefix("mine")


def test_a_folder_of_botocores_that_changes_is_walked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Services that are added to botocore's own folder are found, although it is listed only once."""
    monkeypatch.setattr(Loader, "BUILTIN_DATA_PATH", str(tmp_path))

    def services() -> Any:
        return create_loader_of_a_session().list_available_services("service-2")

    with fake_handshakes():
        service(tmp_path, "one", "2020-01-01")
        assert services() == ["one"]
        service(tmp_path, "two", "2020-01-01")
        os.utime(tmp_path, (1, 1))  # however coarse the clock of the disk is
        assert services() == ["one", "two"]
        monkeypatch.setattr(Loader, "BUILTIN_DATA_PATH", str(tmp_path / "nowhere"))
        assert services() == []


def create_loader_of_a_session() -> Any:
    """Return the loader of a new session."""
    return botocore.session.get_session().get_component("data_loader")


def test_the_list_of_services_is_the_loaders_own() -> None:
    """Changing a returned list of services affects only that loader, which caches it."""
    with fake_handshakes():
        loader = create_loader_of_a_session()
        listed = loader.list_available_services("service-2")
        listed.append("ruined")
        assert loader.list_available_services("service-2") is listed
        assert "ruined" not in create_loader_of_a_session().list_available_services("service-2")


def test_a_loader_caches_its_list_as_without_a_fake(tmp_path: Path) -> None:
    """A loader lists its folder once for each way of asking, whether it shares what it loads or not."""

    def listed(loader: Any, name: str) -> list[bool]:
        loader.search_paths.insert(0, str(tmp_path))
        service(tmp_path, name, "2020-01-01")
        found = [name in loader.list_available_services("service-2")]
        shutil.rmtree(tmp_path / name)
        found += [name in loader.list_available_services("service-2")]
        return [*found, name in loader.list_available_services(type_name="service-2")]

    without = listed(Loader(), "one")
    assert without == [True, True, False]
    with fake_handshakes():
        assert listed(Loader(), "two") == without
        assert listed(create_loader_of_a_session(), "three") == without


def test_only_so_many_files_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The most recently parsed files are kept."""
    monkeypatch.setattr(sharing, "MAX_FILES", 2)
    with fake_handshakes():
        loader = create_loader_of_a_session()
        for name in ("partitions", "_retry", "sdk-default-configuration"):
            loader.load_data(name)
    assert [Path(each).stem for each in sharing._files] == ["_retry", "sdk-default-configuration"]


def test_the_log_names_each_file_that_is_loaded(caplog: pytest.LogCaptureFixture) -> None:
    """Botocore's log names each file that a session loads, shared or not."""
    with fake_handshakes(), caplog.at_level(logging.DEBUG, "botocore.loaders"):
        for _ in range(2):
            create_loader_of_a_session().load_data("partitions")
    path = os.path.join(Loader.BUILTIN_DATA_PATH, "partitions.json")  # noqa: PTH118 - as botocore writes it
    assert caplog.messages == [f"Loading JSON file: {path}"] * 2


# Who shares


def test_a_session_from_before_shares_nothing() -> None:
    """A session from before the test loads its own files, even if it does so for the first time in the test."""
    before, in_use = botocore.session.get_session(), create_loader("")
    with fake_handshakes():
        loader = before.get_component("data_loader")
        for each in (loader, in_use, Loader()):
            assert type(each.file_loader) is JSONFileLoader
            assert type(each.load_data("partitions")) is OrderedDict
            assert each.list_available_services("service-2")
    assert [sharing._files, sharing._services] == [{}, {}]


def test_a_session_that_is_used_afterwards_shares_no_more() -> None:
    """A session that outlives its fake keeps what it has, and loads the rest itself."""
    with fake_handshakes():
        loader = create_loader_of_a_session()
        kept = loader.load_data("partitions")
    assert type(loader.load_data("_retry")) is OrderedDict
    assert loader.load_data("partitions") is kept
    assert "organizations" in loader.list_available_services("service-2")
    assert [Path(each).stem for each in sharing._files] == ["partitions"]
    assert sharing._services == {}
    with pytest.raises(DataNotFoundError):
        loader.load_data("missing")


def test_a_loader_of_ones_own_stays() -> None:
    """A custom loader, for one session or for all, is not changed."""

    class Mine(Loader):  # type: ignore[misc]
        pass

    with fake_handshakes():
        session = botocore.session.get_session()
        session.register_component("data_loader", Loader())
        assert type(session.get_component("data_loader").file_loader) is JSONFileLoader
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(botocore.session, "create_loader", lambda _: Mine())
            loader = create_loader_of_a_session()
        assert [type(loader), type(loader.file_loader)] == [Mine, JSONFileLoader]


def test_botocore_loads_as_it_did_once_the_fake_has_ended() -> None:
    """After the fake, nothing of the sharing is left in botocore."""

    def patched() -> list[Any]:
        return [
            Loader.list_available_services,
            EndpointProvider.__init__,
            EventAliaser.__init__,
            Session._register_builtin_handlers,
        ]

    found = patched()
    with fake_handshakes():
        inside = patched()
    assert not any(one is other for one, other in zip(found, inside, strict=True))
    assert found == patched()


def test_a_session_that_is_being_made_at_the_end_of_the_fake_shares_nothing() -> None:
    """Wrappers that are still called after the last fake behave like the originals."""
    with fake_handshakes():
        register, init = Session._register_data_loader, EventAliaser.__init__
        shared = ruleset("sts")
        loader = botocore.session.get_session().get_component("data_loader")
        data = [loader.load_service_model("sts", "endpoint-rule-set-1"), loader.load_data("partitions")]
        provide, provider = EndpointProvider.__init__, EndpointProvider.__new__(EndpointProvider)
    session, emitter = botocore.session.get_session(), EventAliaser(HierarchicalEmitter())
    register(session)
    init(emitter, HierarchicalEmitter())
    provide(provider, *data)
    assert provider.ruleset is not shared
    assert type(session.get_component("data_loader").file_loader) is JSONFileLoader
    assert emitter._alias_name_cache == {}


def test_a_botocore_that_makes_its_loader_elsewhere_is_left_alone() -> None:
    """If a session has no deferred component with this name, nothing happens."""
    made: list[Any] = []
    for session in (object(), botocore.session.get_session()):
        botocore_internals.wrap_deferred_component(session, "missing", made.append)
    assert made == []


# Events


def aliased(emitter: Any, name: str) -> list[Any]:
    """Return the handlers that get an event with this name."""
    emitter.register("*.organizations", lambda event_name, **_: event_name)
    return [response for _, response in emitter.emit(name)]


def test_events_are_called_what_they_are_called_by_the_emitter() -> None:
    """An emitter with its own aliases uses them, whatever other emitters have cached."""
    with fake_handshakes():
        for aliases in ({"mine": "organizations"}, None, {"mine": "sts"}, {"mine": "organizations"}):
            emitter = EventAliaser(HierarchicalEmitter(), aliases)
            heard = aliased(emitter, "before-call.mine")
            expected = ["before-call.organizations"] if (aliases or {}).get("mine") == "organizations" else []
            assert heard == expected
        assert aliased(EventAliaser(HierarchicalEmitter()), "before-call.organizations") == [
            "before-call.organizations"
        ]


def test_an_emitter_without_a_memory_gets_none() -> None:
    """If botocore's emitters have no cache of names, they are not changed."""
    emitter = object()
    botocore_internals.remember_names_in(emitter, {})
    assert [botocore_internals.aliases_of(emitter), hasattr(emitter, "_alias_name_cache")] == [{}, False]


class Handlers:
    """Handlers that are methods."""

    def good(self, **_: Any) -> None:
        """Accept what comes."""

    def bad(self) -> None:
        """Accept nothing."""


def test_handlers_that_accept_no_keywords_are_refused_as_ever() -> None:
    """A handler has to accept any keywords: botocore checks that, with the fake and without."""

    def good(**_: Any) -> None:
        """Accept what comes."""

    def bad(name: str) -> None:
        """Accept one."""

    def disguised(**_: Any) -> None:
        """Accept any keywords, with a signature that does not."""

    disguised.__signature__ = inspect.signature(bad)  # type: ignore[attr-defined]
    handlers = [good, bad, disguised, Handlers().good, Handlers().bad, print, Handlers]

    def is_refused(handler: Any) -> bool:
        try:
            HierarchicalEmitter().register("event", handler)
        except ValueError:
            return True
        return False

    def refused() -> list[bool]:
        return [is_refused(each) for each in handlers]

    without = refused()
    with fake_handshakes():
        assert without == refused()
    assert without[:5] == [False, True, True, False, True]
