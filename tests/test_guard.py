from __future__ import annotations

import pytest
from botocore.hooks import EventAliaser
from terminal import has_lines, run

GUARDED = """
    import boto3
    import pytest
    from botocore.stub import Stubber

    organizations = boto3.client("organizations", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    handshake_id = "h-examplehandshakeid111"

    def test_without():
        organizations.describe_handshake(HandshakeId=handshake_id)

    def test_with(orghandshake):
        organizations.describe_handshake(HandshakeId=orghandshake.seed().id)

    def test_without_again():
        boto3.client("organizations", "us-east-1").list_create_account_status()

    @pytest.mark.orghandshake
    def test_marked():
        organizations.describe_organization()

    def test_stubbed():
        with Stubber(organizations) as stubber:
            stubber.add_response("describe_handshake", {"Handshake": {"Id": handshake_id}})
            assert organizations.describe_handshake(HandshakeId=handshake_id)["Handshake"]["Id"] == handshake_id

    def test_other_service():
        sts = boto3.client("sts", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x",
                           endpoint_url="http://127.0.0.1:1", config=boto3.session.Config(retries={"total_max_attempts": 1}))
        with pytest.raises(Exception, match="Could not connect"):
            sts.get_caller_identity()
"""
ASYNCHRONOUS = """
    import asyncio

    from aiobotocore.session import get_session

    def test_without():
        async def call():
            async with get_session().create_client("organizations", "us-east-1") as client:
                await client.list_create_account_status()
        asyncio.run(call())
"""
UNDER_MOTO = """
    import boto3
    from moto import mock_aws

    @mock_aws
    def test_without():
        assert boto3.client("organizations").create_organization(FeatureSet="ALL")["Organization"]
"""
STOPPED = "Organizations {} was called without the fixture, and orghandshake_guard keeps it from reaching AWS."


def test_calls_without_the_fixture_fail_and_say_what_to_do(pytester: pytest.Pytester) -> None:
    """Calls without the fixture fail with advice; calls with it, stubbed calls and other services are not affected."""
    before = EventAliaser.emit
    pytester.makeini("[pytest]\norghandshake_guard = true")
    pytester.makepyfile(GUARDED)
    result = run(pytester)
    result.assert_outcomes(passed=4, failed=2)
    assert has_lines(
        [line.lstrip("E ") for line in result.outlines],
        [
            f"pytest_orghandshake.UnexpectedCallError: {STOPPED.format('DescribeHandshake')}",
            "- the test lacks the fixture: def test_...(orghandshake), or @pytest.mark.orghandshake",
            "- or the call is made outside any test, for example when a module is imported: make it later",
            "- or it is meant to reach AWS: remove orghandshake_guard from the ini file",
        ],
    )
    assert any(STOPPED.format("ListCreateAccountStatus") in line for line in result.outlines)
    assert EventAliaser.emit is before


@pytest.mark.parametrize("ini", ["", "orghandshake_guard = false"])
def test_nothing_is_watched_without_the_option(pytester: pytest.Pytester, ini: str) -> None:
    """Without the option, nothing is wrapped."""
    pytester.makeini(f"[pytest]\n{ini}")
    pytester.makepyfile("""
        from botocore.hooks import EventAliaser

        def test_emit():
            assert EventAliaser.emit.__module__ == "botocore.hooks"
    """)
    run(pytester).assert_outcomes(passed=1)


def test_an_asynchronous_call_is_stopped(pytester: pytest.Pytester) -> None:
    """A call of an asynchronous client without the fixture fails too."""
    pytest.importorskip("aiobotocore")
    pytester.makeini("[pytest]\norghandshake_guard = true")
    pytester.makepyfile(ASYNCHRONOUS)
    result = run(pytester)
    result.assert_outcomes(failed=1)
    assert any(STOPPED.format("ListCreateAccountStatus") in line for line in result.outlines)


def test_what_moto_answers_needs_no_fixture(pytester: pytest.Pytester) -> None:
    """What moto answers needs no fixture."""
    pytest.importorskip("moto")
    pytester.makeini("[pytest]\norghandshake_guard = true")
    pytester.makepyfile(UNDER_MOTO)
    run(pytester).assert_outcomes(passed=1)


def test_a_guard_that_is_neither_on_nor_off_is_refused(pytester: pytest.Pytester) -> None:
    """A value in the ini file that is no truth value is told with the name of its option."""
    pytester.makeini("[pytest]\norghandshake_guard = on please")
    result = run(pytester)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: orghandshake_guard in the ini file: *'on please'*: write true or false"])


def test_a_call_at_import_is_stopped(pytester: pytest.Pytester) -> None:
    """A call during the import of a test module is stopped too."""
    pytester.makeini("[pytest]\norghandshake_guard = true")
    pytester.makepyfile("import boto3\nboto3.client('organizations').list_create_account_status()")
    result = run(pytester)
    assert result.ret == 2
    assert any(STOPPED.format("ListCreateAccountStatus") in line for line in result.outlines)


OWN_MOCKS = """
    import boto3
    import pytest
    from botocore.awsrequest import AWSResponse
    from botocore.config import Config

    KEYS = dict(region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")

    def test_own_mock():
        client = boto3.client("organizations", **KEYS)
        def answer(request, **_):
            reply = AWSResponse(request.url, 200, {}, None)
            reply._content = b'{"CreateAccountStatuses":[]}'
            return reply
        client.meta.events.register("before-send.organizations.ListCreateAccountStatus", answer)
        assert client.list_create_account_status()["CreateAccountStatuses"] == []

    def test_other_endpoint():
        config = Config(retries={"total_max_attempts": 1})
        client = boto3.client("organizations", endpoint_url="http://127.0.0.1:1", config=config, **KEYS)
        with pytest.raises(Exception, match="Could not connect"):
            client.list_create_account_status()

    def test_looking_on():
        client = boto3.client("organizations", config=Config(retries={"mode": "adaptive"}), **KEYS)
        seen = []
        client.meta.events.register("before-send", lambda request, **_: seen.append(request.url))
        with pytest.raises(Exception, match="keeps it from reaching AWS"):
            client.list_create_account_status()
        assert len(seen) == 1

    @pytest.mark.orghandshake(unhandled="pass")
    def test_let_through():
        config = Config(proxies={"https": "http://127.0.0.1:1"}, retries={"total_max_attempts": 1})
        with pytest.raises(Exception, match="proxy"):
            boto3.client("organizations", config=config, **KEYS).list_create_account_status()

    def test_adaptive():
        client = boto3.client("organizations", config=Config(retries={"mode": "adaptive"}), **KEYS)
        with pytest.raises(Exception, match="keeps it from reaching AWS"):
            client.list_create_account_status()
"""
LOOKING_ON = """
    import asyncio

    import pytest
    from aiobotocore.session import get_session

    def test_looking_on():
        seen = []

        async def look(request, **_):
            seen.append(request.url)

        async def call():
            keys = dict(aws_access_key_id="x", aws_secret_access_key="x")
            async with get_session().create_client("organizations", "us-east-1", **keys) as client:
                client.meta.events.register("before-send", look)
                await client.list_create_account_status()

        with pytest.raises(Exception, match="keeps it from reaching AWS"):
            asyncio.run(call())
        assert len(seen) == 1
"""


def test_what_never_reaches_aws_goes_on(pytester: pytest.Pytester) -> None:
    """Calls that never reach AWS go on, and so do those that a handler of the test answers, unless it only watches."""
    pytester.makeini("[pytest]\norghandshake_guard = true")
    pytester.makepyfile(OWN_MOCKS)
    run(pytester).assert_outcomes(passed=3, failed=2)


def test_an_asynchronous_handler_that_looks_on_is_no_answer(pytester: pytest.Pytester) -> None:
    """A coroutine that sees the request but returns nothing does not let the call through."""
    pytest.importorskip("aiobotocore")
    pytester.makeini("[pytest]\norghandshake_guard = true")
    pytester.makepyfile(LOOKING_ON)
    run(pytester).assert_outcomes(failed=1)
