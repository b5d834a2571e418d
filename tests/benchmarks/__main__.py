"""What the fake costs: ``python -m tests.benchmarks`` prints one table.

Each figure is a ratio of the CPU time of two things measured in turn in one process (whole processes for the suites), as a
median over many rounds: a busy machine changes neither side.
"""

from __future__ import annotations

import gc
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.stub import Stubber
from moto import mock_aws

from pytest_orghandshake import OrgHandshake, fake_handshakes
from pytest_orghandshake._context import make, serving
from pytest_orghandshake._settings import Settings
from pytest_orghandshake._transport import active as fakes
from pytest_orghandshake._transport.interception import start, stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MANY = 100_000


class Canned:
    """The body of the reply that the floor is measured with."""

    def __init__(self, body: bytes) -> None:
        """Keep the body."""
        self._body = body

    def stream(self) -> Iterator[bytes]:
        """Give the body as urllib3's response does."""
        yield self._body


def client(url: str | None = None) -> Any:
    """Return a real client."""
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    return boto3.client("organizations", region_name="us-east-1", endpoint_url=url, **keys)


def cost(work: Callable[[], object], times: int) -> float:
    """Return the microseconds that one run takes."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times * 1e6


def compare(ours: Callable[[], object], theirs: Callable[[], object], *, times: int, rounds: int) -> float:
    """Return the median ratio of two pieces of work, measured in turn."""
    ours()
    theirs()
    return statistics.median(cost(ours, times) / cost(theirs, times) for _ in range(rounds))


def show(what: str, figure: float, bar: str) -> None:
    """Print one row of the table."""
    print(f"| {what:<67} | {figure:>9.3f} | {bar:>9} |")


def describe_against_floor() -> None:
    """DescribeHandshake: ours, against the cheapest handler that anybody could register."""
    with fake_handshakes(unused="ignore") as fake:
        handshake = fake.seed(account="222222222222")
        ours, floor = client(), client()
        ours.describe_handshake(HandshakeId=handshake.id)
        body = fake._service.calls[-1].body
        headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-requestid": "x", "Content-Length": "0"}
        floor.meta.events.register(
            "before-send.organizations",
            lambda request, **_: AWSResponse(request.url, 200, headers, Canned(body)),
        )

        def bare() -> None:
            stop()
            for _ in range(20):
                floor.describe_handshake(HandshakeId=handshake.id)
            start()
            ours.describe_handshake(HandshakeId=handshake.id)

        def mine() -> None:
            for _ in range(20):
                ours.describe_handshake(HandshakeId=handshake.id)
            stop()
            start()
            ours.describe_handshake(HandshakeId=handshake.id)

        show(
            "describe_handshake, against a canned before-send reply",
            compare(mine, bare, times=1, rounds=150),
            "<= 1.08",
        )

        stubbed = client()
        reply = {"Handshake": {"Id": handshake.id, "State": "OPEN"}}

        def stub() -> None:
            with Stubber(stubbed) as stubber:
                stubber.add_response("describe_handshake", reply, {"HandshakeId": handshake.id})
                stubbed.describe_handshake(HandshakeId=handshake.id)

        figure = compare(lambda: ours.describe_handshake(HandshakeId=handshake.id), stub, times=20, rounds=50)
        show("describe_handshake, against botocore's Stubber", figure, "-")


def describe_against_moto() -> None:
    """DescribeHandshake: ours, against moto's DescribeOrganization."""
    with fake_handshakes(unused="ignore") as fake, mock_aws():
        handshake = fake.seed(account="222222222222")
        ours = client()
        theirs = client()  # of an organization that the seed has founded in moto
        stop()

        def moto() -> None:
            for _ in range(20):
                theirs.describe_organization()

        def mine() -> None:
            start()
            for _ in range(20):
                ours.describe_handshake(HandshakeId=handshake.id)
            stop()

        figure = compare(mine, moto, times=1, rounds=50)
        start()
    show("describe_handshake, against moto's describe_organization", figure, "< 1")


def set_up_against_moto() -> None:
    """Set-up and tear-down: ours, against mock_aws."""

    def ours() -> None:
        with fake_handshakes():
            pass

    def theirs() -> None:
        with mock_aws():
            pass

    show("mock_aws, against set-up and tear-down of the fake", 1 / compare(ours, theirs, times=10, rounds=30), ">= 10")


def many_handshakes() -> None:  # noqa: C901 - one figure after the other
    """100,000 handshakes: seeding, memory, describing, listing and answering, against 100."""
    gc.collect()
    with fake_handshakes(unused="ignore") as few, fake_handshakes(unused="ignore") as many:
        took = cost(lambda: [many.seed() for _ in range(MANY)], 1) / 1e6
        show("seeds a second, in thousands", MANY / took / 1000, ">= 40")
        some = [few.seed() for _ in range(100)]
        reader = client()

        def each(fake: OrgHandshake, work: Callable[[], object]) -> Callable[[], None]:
            def run() -> None:
                if fake is few:
                    fakes.all_active().reverse()  # the last one answers
                work()
                if fake is few:
                    fakes.all_active().reverse()
                reader.describe_organization()

            return run

        def against(what: str, work: Callable[[OrgHandshake], Callable[[], object]], bar: str) -> None:
            show(what, compare(each(many, work(many)), each(few, work(few)), times=1, rounds=200), bar)

        def describe(fake: OrgHandshake) -> Callable[[], object]:
            middle = (many.handshakes[MANY // 2] if fake is many else some[50]).id
            return lambda: [reader.describe_handshake(HandshakeId=middle) for _ in range(10)]

        def page(_: OrgHandshake) -> Callable[[], object]:
            return lambda: [reader.list_handshakes_for_organization() for _ in range(5)]

        def cancel(fake: OrgHandshake) -> Callable[[], object]:
            return lambda: [reader.cancel_handshake(HandshakeId=fake.seed().id) for _ in range(5)]

        def answer(operation: str) -> Callable[[OrgHandshake], Callable[[], object]]:
            def of(fake: OrgHandshake) -> Callable[[], object]:
                def run() -> None:
                    for _ in range(5):
                        invite = fake.seed()
                        with fake.act_as(invite.account or ""):
                            getattr(reader, operation)(HandshakeId=invite.id)

                return run

            return of

        against("describe one of 100,000, against one of 100", describe, "<= 1.15")
        against("a page of 20 at 100,000, against a page at 100", page, "<= 1.5")
        against("cancel at 100,000, against cancel at 100", cancel, "~ 1")
        against("decline at 100,000, against decline at 100", answer("decline_handshake"), "~ 1")
        against("accept at 100,000, against accept at 100", answer("accept_handshake"), "~ 1")

        token = None
        for _ in range(999):
            reply = reader.list_handshakes_for_organization(**({"NextToken": token} if token else {}))
            token = reply["NextToken"]
        figure = compare(
            lambda: reader.list_handshakes_for_organization(NextToken=token),
            reader.list_handshakes_for_organization,
            times=5,
            rounds=30,
        )
        show("page 1,000, against page 1", figure, "<= 1.5")

    with fake_handshakes() as fake:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(MANY):
            fake.seed()
        used = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        show("KiB for one of 100,000 seeds", used / MANY / 1024, "<= 1")


def suite_cpu(folder: str, *words: str) -> float:
    """Return the seconds of CPU that a pytest run takes, from the start of its process to the end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def unused() -> None:
    """CPU of a suite that never asks for the fixture: with the plugin, against without."""
    test = 'import pytest\n@pytest.mark.parametrize("n", range(30))\ndef test_one(n): assert n >= 0\n'
    plugin = ("-p", "pytest_orghandshake.plugin")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(10):
            (Path(folder) / f"test_{number}.py").write_text(test, encoding="utf-8")
        suite_cpu(folder, *plugin)
        figure = statistics.median(suite_cpu(folder, *plugin) / suite_cpu(folder) for _ in range(15))
    show("CPU of a suite that never uses it, against without the plugin", figure, "<= 1.06")


def server_against_moto() -> None:
    """DescribeHandshake over HTTP: from our server, against DescribeOrganization from moto's."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - needs moto[server]

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    fake = make(Settings()).fake  # answers no client of this process, so that both are asked over HTTP
    handshake = fake.seed(account="222222222222")
    moto = ThreadedMotoServer(port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    with serving(fake._service) as server:
        ours, theirs = client(server.url), client(f"http://{host}:{port}")
        theirs.create_organization(FeatureSet="ALL")
        figure = compare(
            lambda: ours.describe_handshake(HandshakeId=handshake.id), theirs.describe_organization, times=5, rounds=60
        )
    moto.stop()
    show("a call to our server, against a call to moto's", figure, "<= 0.5")


OUR_SUITE = """
import boto3
import pytest

@pytest.mark.parametrize("number", range(500))
def test_describe(orghandshake, number):
    invite = orghandshake.seed()
    reply = boto3.client("organizations").describe_handshake(HandshakeId=invite.id)
    assert reply["Handshake"]["State"] == "OPEN"
"""
KEPT_SUITE = OUR_SUITE.replace("import pytest\n", "import pytest\n\nKEPT = boto3.client('organizations')\n").replace(
    'boto3.client("organizations").', "KEPT."
)
MOTO_SUITE = """
import boto3
import pytest
from moto import mock_aws

@pytest.mark.parametrize("number", range(500))
@mock_aws
def test_describe(number):
    organizations = boto3.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    assert organizations.describe_organization()["Organization"]["FeatureSet"] == "ALL"
"""


def suites() -> None:
    """CPU of 500 tests that each make a client, whole process: against moto, and against one kept client."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("ours", OUR_SUITE), ("kept", KEPT_SUITE), ("moto", MOTO_SUITE)):
            (Path(folder) / f"test_{name}.py").write_text(text, encoding="utf-8")
        plugin = ("-p", "pytest_orghandshake.plugin")
        took = [
            (
                suite_cpu(folder, *plugin, "test_ours.py"),
                suite_cpu(folder, *plugin, "test_kept.py"),
                suite_cpu(folder, "test_moto.py"),
            )
            for _ in range(3)
        ]
    against_moto = statistics.median(ours / moto for ours, _, moto in took)
    against_kept = statistics.median(ours / kept for ours, kept, _ in took)
    show("500 tests that make a client each, against the same on moto", against_moto, "<= 0.30")
    show("500 tests that make a client each, against one kept client", against_kept, "<= 2.2")


def main() -> None:
    """Print the table."""
    os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION="us-east-1")
    print(f"| {'figure':<67} | {'measured':>9} | {'bar':>9} |\n|{'-' * 69}|{'-' * 11}|{'-' * 11}|")
    describe_against_floor()
    describe_against_moto()
    set_up_against_moto()
    many_handshakes()
    server_against_moto()
    suites()
    unused()


if __name__ == "__main__":
    main()
