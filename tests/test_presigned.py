from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.session
import pytest
from botocore.exceptions import NoCredentialsError
from botocore.model import ServiceId
from botocore.signers import RequestSigner

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from collections.abc import Callable

REQUEST = {
    "method": "GET",
    "url": "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
    "body": {},
    "headers": {"x-k8s-aws-id": "cluster"},
    "context": {},
}


def by_client(_: ExitStack) -> Callable[[], str]:
    """Presign with a client."""
    client: Any = boto3.Session().client("sts", region_name="us-east-1")
    return lambda: str(client.generate_presigned_url("get_caller_identity"))


def by_signer(stack: ExitStack) -> Callable[[], str]:
    """Presign with a RequestSigner on the session's emitter, as in recipes for EKS tokens."""
    session = botocore.session.get_session()
    stack.callback(id, session)  # keeps the emitter, of which the signer has but a weak reference
    signer = RequestSigner(ServiceId("sts"), "us-east-1", "sts", "v4", None, session.get_component("event_emitter"))
    return lambda: str(signer.generate_presigned_url(REQUEST, region_name="us-east-1", operation_name=""))


def by_asynchronous_client(stack: ExitStack) -> Callable[[], str]:
    """Presign with aiobotocore."""
    session = pytest.importorskip("aiobotocore.session").get_session()
    loop = asyncio.new_event_loop()
    stack.callback(loop.close)
    manager = session.create_client("sts", region_name="us-east-1")
    client = loop.run_until_complete(manager.__aenter__())
    stack.callback(lambda: loop.run_until_complete(manager.__aexit__(None, None, None)))
    return lambda: str(loop.run_until_complete(client.generate_presigned_url("get_caller_identity")))


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("make", [by_client, by_signer, by_asynchronous_client])
def test_a_url_is_presigned_without_keys(make: Callable[[ExitStack], Callable[[], str]]) -> None:
    """An older client, on a machine without keys, can presign with fake keys during a test, and not otherwise."""
    with ExitStack() as stack:
        check(make(stack))


def check(presign: Callable[[], str]) -> None:
    """Presign before, during and after a fake."""
    with pytest.raises(NoCredentialsError):
        presign()
    with fake_handshakes() as fake:
        query = parse_qs(urlsplit(presign()).query)
        assert query["X-Amz-Credential"][0].startswith("AKIAIOSFODNN7EXAMPLE/")
        assert query["Action"] == ["GetCallerIdentity"]
        assert fake.calls == []
    with pytest.raises(NoCredentialsError):
        presign()
