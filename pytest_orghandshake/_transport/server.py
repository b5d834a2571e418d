"""The HTTP server of a fake, on the loopback interface, for other processes and other languages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .._api import sts, wire
from .._api.faults import UnreachableError
from .._api.operations import OPERATIONS
from .._api.protocols import Elsewhere
from .._exceptions import OrgHandshakeError, UnexpectedCallError
from .._world.identity import signed
from .._world.refusals import Refusal
from . import moto, places
from .environment import SERVED
from .http_listener import HttpListener, error_reply
from .service_models import load_model

if TYPE_CHECKING:
    from email.message import Message
    from types import TracebackType

    from .._api.protocols import Reply
    from .._api.service import Service
    from .._world.identity import Signature

_TARGET = "AWSOrganizationsV20161128."


class OrgHandshakeServer:
    """An HTTP server on 127.0.0.1 that answers from the world of the test."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._place = places.Place()
        self._listener = HttpListener(self._place.listener, self._respond)

    def __repr__(self) -> str:
        return f"OrgHandshakeServer({self.url!r})"

    @property
    def url(self) -> str:
        """The URL of the server, for ``endpoint_url=`` and the like."""
        return f"http://{places.HOST}:{self._listener.address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which the AWS CLI and SDKs find the server; the fixture sets them for child processes.

        They include a home directory with everything in the real one except ``.aws``, where the AWS CLI would cache the keys
        of roles.
        """
        environ = os.environ
        region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1"
        direct = ",".join(filter(None, (environ.get("NO_PROXY") or environ.get("no_proxy"), places.HOST)))
        return {
            **{f"AWS_ENDPOINT_URL_{service}": self.url for service in SERVED},
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "NO_PROXY": direct,
            "no_proxy": direct,
            **self._place.home_environment(),
        }

    def __enter__(self) -> OrgHandshakeServer:  # noqa: PYI034 - Self is new in Python 3.11
        """Start the server."""
        self._place.make_home()
        self._listener.open()
        self._service.address = self._listener.address
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server, and close its connections."""
        self._service.address = None
        self._listener.close()
        self._place.leave()

    def _respond(self, method: str, path: str, headers: Message, body: bytes) -> Reply:
        """Answer one request, whatever it contains."""
        if method != "POST" or path != "/":
            return error_reply("UnknownOperationException", "Send POST requests to /.", 404)
        target, service = headers.get("X-Amz-Target", ""), "organizations"
        if target.startswith(_TARGET):
            operation = target.removeprefix(_TARGET)
        elif not target and headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            service, operation = "sts", sts.operation_of(body)
        else:
            return error_reply("UnknownOperationException")
        try:
            return self._answer(service, operation, headers, body)
        except UnreachableError:  # scripted: the connection ends without a reply
            raise
        except OrgHandshakeError as error:
            return error_reply("ValidationException", str(error), service=service)
        except Exception as error:  # noqa: BLE001 - a bug in this plugin, which fails the test
            self._service.unexpected.append(f"the server failed: {error!r}")
            return error_reply("InternalFailure", repr(error), 500, service=service)

    def _answer(self, service: str, operation: str, headers: Message, body: bytes) -> Reply:
        # The table may have operations that the installed botocore lacks: another SDK may be newer.
        if operation not in OPERATIONS[service] and operation not in load_model(service)["operations"]:
            return error_reply("UnknownOperationException", service=service)
        signature = signed(headers.get("Authorization", ""))
        try:
            answer = self._service.answer(service, operation, signature, body)
        except UnexpectedCallError as error:
            return error_reply("UnknownOperationException", str(error), service=service)
        if answer is Elsewhere.NETWORK:  # the server can't pass a call on to AWS
            return error_reply("UnknownOperationException", service=service)
        if answer is Elsewhere.MOTO:
            return self._forward_to_moto(service, operation, signature, headers, body)
        return (
            answer.status,
            {"x-amzn-RequestId": answer.request_id, "Content-Type": answer.content_type},
            answer.body,
        )

    def _forward_to_moto(
        self, service: str, operation: str, signature: Signature, headers: Message, body: bytes
    ) -> Reply:
        try:
            if service == "organizations":
                wire.decode(body)
            found = moto.ask_over_http(self._service, service, operation, signature, dict(headers.items()), body)
        except Refusal as refusal:
            return error_reply(refusal.code, "The body is not a JSON object.")
        except NotImplementedError:
            return error_reply("UnknownOperationException", f"moto does not implement {operation}.", service=service)
        except OrgHandshakeError:
            raise
        except Exception as error:  # noqa: BLE001 - moto checks little before it runs
            return error_reply("ValidationException", f"moto: {error!r}", service=service)
        return error_reply("UnknownOperationException", service=service) if found is None else found
