"""Failed calls, and handshakes created by calls, name the line of the code under test."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from judged import report_of, taken_from

from pytest_orghandshake._report import origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake, OrgHandshakeServer


def line_of(function: Callable[..., Any], text: str) -> str:
    """Return the line of a function with a certain comment."""
    lines, first = inspect.getsourcelines(function)
    [number] = [number for number, line in enumerate(lines, first) if line.rstrip().endswith(text)]
    return f"test_call_sites.py:{number}"


def site(fake: OrgHandshake) -> str | None:
    """Return the call site of the last call, independent of the working directory."""
    found = fake.calls[-1].site
    return None if found is None else found.rpartition("/")[2]


def describe(client: Any) -> None:
    """Read a handshake that does not exist."""
    with pytest.raises(client.exceptions.HandshakeNotFoundException):
        client.describe_handshake(HandshakeId="h-unknown0000")  # here


DESCRIBE = functools.partial(line_of, describe, "# here")


def test_refused_call(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A refused call names the nearest line; for a successful call, no line is looked for."""
    describe(organizations)
    assert site(orghandshake) == DESCRIBE()
    organizations.list_accounts()
    assert orghandshake.calls[-1].site is None


def test_scripted_and_cut_off(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A call that fails with a scripted error of AWS or of the network names its line too."""
    for error in ("HandshakeNotFoundException", "ReadTimeoutError"):
        orghandshake.add_error("DescribeHandshake", error)
        with pytest.raises(Exception, match=r"HandshakeNotFound|timeout"):
            organizations.describe_handshake(HandshakeId="h-unknown0000")  # scripted
        assert site(orghandshake) == line_of(test_scripted_and_cut_off, "# scripted")


def test_paginator_and_thread(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A paginator, a thread pool and other library code between the line and the call don't matter."""
    describe_here = functools.partial(describe, organizations)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(describe_here).result()
    assert site(orghandshake) == DESCRIBE()
    orghandshake.act_as("222222222222")
    with pytest.raises(organizations.exceptions.AWSOrganizationsNotInUseException):
        list(organizations.get_paginator("list_accounts").paginate())  # paginated
    assert site(orghandshake) == line_of(test_paginator_and_thread, "# paginated")


def test_no_line(orghandshake: OrgHandshake, organizations: Any) -> None:
    """If a thread runs nothing but the client, no line is named."""
    with ThreadPoolExecutor(1) as pool:
        error = pool.submit(organizations.describe_handshake, HandshakeId="h-unknown0000").exception()
    assert error is not None
    assert site(orghandshake) is None
    assert "called" not in report_of(orghandshake)


def test_over_http(unwatched: OrgHandshake, server: OrgHandshakeServer) -> None:
    """A call from another process says that it came over HTTP."""
    client: Any = boto3.client(
        "organizations", "us-east-1", endpoint_url=server.url, **unwatched.credentials("111111111111")
    )
    describe(client)
    assert unwatched.calls[-1].site == "over HTTP"
    assert "   called over HTTP" in report_of(unwatched).splitlines()
    client.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "222222222222"})
    invite = unwatched.handshakes[0]
    assert invite._origin == "over HTTP"
    with pytest.raises(client.exceptions.AccessDeniedException):
        client.accept_handshake(HandshakeId=invite)
    may = '   only its recipient may: act_as("222222222222"), or a process with environment("222222222222")'
    assert may in report_of(unwatched).splitlines()


def test_handshakes_that_code_made(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A handshake names the line of the call that created it, and so do its children."""
    organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "222222222222"})  # sent
    assert orghandshake.handshakes[0]._origin.endswith(line_of(test_handshakes_that_code_made, "# sent"))
    organization = orghandshake.add_organization(feature_set="CONSOLIDATED_BILLING")
    orghandshake.add_account(organization=organization, joined="INVITED")
    orghandshake.act_as(organization.management)
    organizations.enable_all_features()  # opened
    opened = line_of(test_handshakes_that_code_made, "# opened")
    assert [each._origin.endswith(opened) for each in orghandshake.handshakes] == [False, True, True]


def test_unexpected_call(orghandshake: OrgHandshake, organizations: Any) -> None:
    """The message of a call that nothing answers names the line."""
    with pytest.raises(Exception, match="ListCreateAccountStatus") as raised:
        organizations.list_create_account_status()  # unexpected
    assert f"{line_of(test_unexpected_call, '# unexpected')}, which this plugin does not answer" in str(raised.value)
    assert taken_from(orghandshake) == [str(raised.value)]


async def ask(client: Any) -> None:
    """Read a handshake that does not exist."""
    with pytest.raises(client.exceptions.HandshakeNotFoundException):
        await client.describe_handshake(HandshakeId="h-unknown0000")  # awaited


async def in_a_coroutine(client: Any) -> None:
    """Call in a coroutine."""
    await ask(client)


async def gathered(client: Any) -> None:
    """Let gather make a task of the call itself."""
    await asyncio.gather(client.describe_handshake(HandshakeId="h-unknown0000"), return_exceptions=True)  # gathered


async def in_a_task(client: Any) -> None:
    """Wait for a task that runs the call itself."""
    task = asyncio.ensure_future(client.describe_handshake(HandshakeId="h-unknown0000"))
    with pytest.raises(client.exceptions.HandshakeNotFoundException):
        await task  # waited


async def in_a_group(client: Any) -> None:
    """Make the calls in a TaskGroup."""
    tools: Any = asyncio  # of Python 3.11
    with contextlib.suppress(Exception):
        async with tools.TaskGroup() as group:  # grouped
            group.create_task(client.describe_handshake(HandshakeId="h-unknown0000"))


async def forgotten(client: Any) -> None:
    """Wait without awaiting the task that calls."""
    task = asyncio.ensure_future(client.describe_handshake(HandshakeId="h-unknown0000"))
    while not task.done():  # noqa: ASYNC110 - nothing may wait for it
        await asyncio.sleep(0)
    task.exception()


def run_loop(main: Any) -> None:
    """Run a coroutine."""
    asyncio.run(main)  # runs the loop


@pytest.mark.parametrize(
    ("caller", "place"),
    [
        (in_a_coroutine, (ask, "# awaited")),
        (gathered, (gathered, "# gathered")),
        (in_a_task, (in_a_task, "# waited")),
        (in_a_group, (in_a_group, "# grouped")),
        (forgotten, (run_loop, "# runs the loop")),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_asynchronous(
    orghandshake: OrgHandshake, caller: Callable[[Any], Any], place: tuple[Callable[..., Any], str]
) -> None:
    """For an asynchronous client it is the line that awaits the call or its task, or at least the line that runs the loop."""
    if caller is in_a_group and sys.version_info < (3, 11):
        pytest.skip("TaskGroup is of Python 3.11")
    session = pytest.importorskip("aiobotocore.session").get_session()

    async def main() -> None:
        async with session.create_client("organizations", region_name="us-east-1") as client:
            await caller(client)

    run_loop(main())
    assert site(orghandshake) == line_of(*place)


def test_nobody_but_the_plumbing() -> None:
    """If there is only library code on the stack, there is no line."""
    found: list[str | None] = []
    names = {"__name__": "botocore.x", "found": found, "call_site": origin.call_site}
    thread = threading.Thread(target=eval, args=("found.append(call_site())", names))
    thread.start()
    thread.join()
    assert found == [None]


def test_loop_of_a_thread(orghandshake: OrgHandshake) -> None:
    """In a loop in a thread of its own, a task that nothing awaits has no line."""
    session = pytest.importorskip("aiobotocore.session").get_session()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    client = asyncio.run_coroutine_threadsafe(session.create_client("organizations", "us-east-1").__aenter__(), loop)
    call = client.result().describe_handshake(HandshakeId="h-unknown0000")
    assert asyncio.run_coroutine_threadsafe(call, loop).exception() is not None
    asyncio.run_coroutine_threadsafe(client.result().__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
    assert site(orghandshake) is None
