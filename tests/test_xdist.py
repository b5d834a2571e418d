from __future__ import annotations

import pytest
from terminal import run

SHUFFLE = """
    import random

    def pytest_collection_modifyitems(items):
        random.Random(1).shuffle(items)
"""

SUITE = """
    import boto3
    import pytest

    organizations = boto3.client("organizations")  # one client for the whole life of a worker


    @pytest.mark.parametrize("number", range(40))
    def test_own_world(orghandshake, number):
        for _ in range(number % 3):
            orghandshake.seed(account="222222222222")
        if number % 4 == 0:
            orghandshake.act_as("222222222222")
        listed = (
            organizations.list_handshakes_for_account()
            if number % 4 == 0
            else organizations.list_handshakes_for_organization()
        )
        assert len(listed["Handshakes"]) == number % 3
        assert len(orghandshake.calls) == 1
        if number % 5 == 0:
            orghandshake.shift(86_400)
            orghandshake.add_organization()


    @pytest.mark.parametrize("number", range(8))
    def test_none_of_ours(number):
        import os
        assert os.environ.get("AWS_ACCESS_KEY_ID") != "AKIAIOSFODNN7EXAMPLE"


    @pytest.mark.parametrize("number", range(8))
    def test_served(orghandshake, orghandshake_server, number):
        assert orghandshake.handshakes == []
"""


def test_workers_run_tests_in_any_order(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers run shuffled tests, each in its own world."""
    pytest.importorskip("xdist")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    pytester.makeconftest(SHUFFLE)
    pytester.makepyfile(SUITE)
    run(pytester, "-p", "xdist", "-n", "2").assert_outcomes(passed=56)
