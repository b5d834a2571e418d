from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest
from terminal import run

WITH_CONTEXT = dedent("""
    import asyncio
    import unittest

    import boto3

    from pytest_orghandshake import fake_handshakes


    class Faked:
        def setUp(self):
            context = fake_handshakes()
            self.orghandshake = context.__enter__()
            self.addCleanup(context.__exit__, None, None, None)

        def state(self, invite):
            reply = boto3.client("organizations").describe_handshake(HandshakeId=invite.id)
            return reply["Handshake"]["State"]


    class TestSync(Faked, unittest.TestCase):
        def test_declined(self):
            self.assertEqual(self.state(self.orghandshake.seed("DECLINED")), "DECLINED")

        def test_clean(self):
            self.assertEqual(self.orghandshake.handshakes, [])


    class TestAsync(Faked, unittest.IsolatedAsyncioTestCase):
        async def test_canceled(self):
            invite = self.orghandshake.seed("CANCELED")
            self.assertEqual(await asyncio.to_thread(self.state, invite), "CANCELED")

        async def test_clean(self):
            self.assertEqual(self.orghandshake.handshakes, [])
""")

WITH_FIXTURE = """
    import unittest

    import boto3
    import pytest


    class Faked:
        @pytest.fixture(autouse=True)
        def _fake(self, orghandshake):
            self.orghandshake = orghandshake

        def state(self, invite):
            reply = boto3.client("organizations").describe_handshake(HandshakeId=invite.id)
            return reply["Handshake"]["State"]


    class TestSync(Faked, unittest.TestCase):
        def test_declined(self):
            self.assertEqual(self.state(self.orghandshake.seed("DECLINED")), "DECLINED")


    class TestAsync(Faked, unittest.IsolatedAsyncioTestCase):
        async def test_canceled(self):
            self.assertEqual(self.state(self.orghandshake.seed("CANCELED")), "CANCELED")


    @pytest.mark.orghandshake(account="222222222222")
    class TestMarked(unittest.IsolatedAsyncioTestCase):
        async def test_caller(self):
            organizations = boto3.client("organizations")
            with self.assertRaises(organizations.exceptions.AWSOrganizationsNotInUseException):
                organizations.describe_organization()
"""

ASYNCHRONOUS = """
    import unittest

    import pytest
    from aiobotocore.session import get_session


    class TestAsync(unittest.IsolatedAsyncioTestCase):
        @pytest.fixture(autouse=True)
        def _fake(self, orghandshake):
            self.orghandshake = orghandshake

        async def asyncSetUp(self):
            self.organizations = await self.enterAsyncContext(get_session().create_client("organizations"))

        async def test_declined(self):
            invite = self.orghandshake.seed("DECLINED")
            reply = await self.organizations.describe_handshake(HandshakeId=invite.id)
            self.assertEqual(reply["Handshake"]["State"], "DECLINED")

        async def test_swallowed(self):
            try:
                await self.organizations.list_create_account_status()
            except Exception:
                pass
"""


def test_unittests_own_runner_runs_them(pytester: pytest.Pytester) -> None:
    """fake_handshakes() works in TestCase and IsolatedAsyncioTestCase under unittest's own runner."""
    path = pytester.makepyfile(test_own_runner=WITH_CONTEXT)
    child = subprocess.run(
        [sys.executable, "-W", "error", "-m", "unittest", path.name], cwd=path.parent, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert child.stderr.splitlines()[-3:] == [child.stderr.splitlines()[-3], "", "OK"]
    assert child.stderr.splitlines()[-3].startswith("Ran 4 tests")


def test_pytest_runs_them_as_well(pytester: pytest.Pytester) -> None:
    """The same file passes under pytest."""
    pytester.makepyfile(WITH_CONTEXT)
    run(pytester).assert_outcomes(passed=4)


def test_both_kinds_of_test_case_take_the_fixture_and_the_marker(pytester: pytest.Pytester) -> None:
    """Under pytest, both kinds of TestCase can use the fixture and the marker."""
    pytester.makepyfile(WITH_FIXTURE)
    run(pytester).assert_outcomes(passed=3)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="enterAsyncContext is of Python 3.11")
def test_an_asynchronous_test_case_uses_an_asynchronous_client(pytester: pytest.Pytester) -> None:
    """An asynchronous TestCase can use an asynchronous client, and fails if it swallows an unexpected call."""
    pytest.importorskip("aiobotocore")
    pytester.makepyfile(ASYNCHRONOUS)
    result = run(pytester)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "Organizations ListCreateAccountStatus was called by account 111111111111 at test_an_asynchronous_test_case_uses_an_asynchronous_client.py:22, "
            "which this plugin does not answer."
        ]
    )
