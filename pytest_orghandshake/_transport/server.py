"""The same world over HTTP on the loopback interface: for other processes and other languages."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from typing import TYPE_CHECKING, Any, Protocol

from werkzeug.exceptions import HTTPException
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from .._api import sts, wire
from .._api.faults import UnreachableError
from .._api.service import Elsewhere
from .._exceptions import OrgHandshakeError, UnexpectedCallError
from .._world.identity import signed
from .._world.refusals import Refusal
from . import moto
from .service_models import load_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from .._api.service import Reply, Service

    class Headers(Protocol):
        """A header's value by its name, in whatever case."""

        def get(self, name: str, failobj: str, /) -> str: ...
        def items(self) -> Iterable[tuple[str, str]]: ...


_HOST = "127.0.0.1"
_TARGET = "AWSOrganizationsV20161128."
_MAX_BODY = 1 << 20
_UNREADABLE = f"The request is larger than {_MAX_BODY} bytes, or ended before its body did."
_IDLE_TIMEOUT = 10.0
"""How many seconds a client may keep silent in the middle of a request."""


class OrgHandshakeServer:
    """An HTTP server on 127.0.0.1 and a free port, which answers from the world of the test."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._http = _Server(self._respond)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    def __repr__(self) -> str:
        return f"OrgHandshakeServer({self.url!r})"

    @property
    def url(self) -> str:
        """Where it listens, for ``endpoint_url=`` and the like."""
        return f"http://{_HOST}:{self._http.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which AWS's command line and SDKs find it; the fixture sets them for child processes."""
        environ = os.environ
        region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1"
        direct = ",".join(filter(None, (environ.get("NO_PROXY") or environ.get("no_proxy"), _HOST)))
        return {
            "AWS_ENDPOINT_URL_ORGANIZATIONS": self.url,
            "AWS_ENDPOINT_URL_STS": self.url,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "NO_PROXY": direct,
            "no_proxy": direct,
        }

    def __enter__(self) -> OrgHandshakeServer:  # noqa: PYI034 - Self is of Python 3.11
        """Begin to answer."""
        self._thread.start()
        self._service.address = (_HOST, self._http.port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and cut off who is still connected."""
        self._service.address = None
        self._http.shutdown()
        self._thread.join()
        self._http.cut_off()

    def _respond(self, method: str, path: str, headers: Headers, body: bytes) -> Reply:
        """Answer one request, whatever it holds."""
        if method != "POST" or path != "/":
            return _error("UnknownOperationException", "Send POST requests to /.", 404)
        target, service = headers.get("X-Amz-Target", ""), "organizations"
        if target.startswith(_TARGET):
            operation = target.removeprefix(_TARGET)
        elif not target and headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            service, operation = "sts", sts.operation_of(body)
        else:
            return _error("UnknownOperationException")
        try:
            return self._answer(service, operation, headers, body)
        except UnreachableError:  # scripted: the connection ends without a reply
            raise
        except OrgHandshakeError as error:
            return _error("ValidationException", str(error), service=service)
        except Exception as error:  # noqa: BLE001 - a bug of ours, which the test has to hear of
            self._service.unexpected.append(f"the server failed: {error!r}")
            return _error("InternalFailure", repr(error), 500, service=service)

    def _answer(self, service: str, operation: str, headers: Headers, body: bytes) -> Reply:
        if operation not in load_model(service)["operations"]:
            return _error(
                "UnknownOperationException", service=service
            )  # no SDK has such an operation, and neither has AWS
        signature = signed(headers.get("Authorization", ""))
        try:
            answer = self._service.answer(service, operation, signature, body)
        except UnexpectedCallError as error:
            return _error("UnknownOperationException", str(error), service=service)
        if answer is Elsewhere.NETWORK:  # there is nowhere to pass to from here
            return _error("UnknownOperationException", service=service)
        if answer is Elsewhere.MOTO:
            return self._forward_to_moto(service, operation, signature.key, headers, body)
        return (
            answer.status,
            {"x-amzn-RequestId": answer.request_id, "Content-Type": answer.content_type},
            answer.body,
        )

    def _forward_to_moto(self, service: str, operation: str, key: str, headers: Headers, body: bytes) -> Reply:
        try:
            if service == "organizations":
                wire.decode(body)
            found = moto.ask_over_http(self._service, service, operation, key, dict(headers.items()), body)
        except Refusal as refusal:
            return _error(refusal.code, "The body is no JSON object.")
        except NotImplementedError:
            return _error("UnknownOperationException", f"moto does not implement {operation}.", service=service)
        except OrgHandshakeError:
            raise
        except Exception as error:  # noqa: BLE001 - moto checks little before it runs
            return _error("ValidationException", f"moto: {error!r}", service=service)
        return _error("UnknownOperationException", service=service) if found is None else found


def _error(code: str, message: str = "", status: int = 400, *, service: str = "organizations") -> Reply:
    refusal = Refusal(code, message=message or f"{code}: there is no such operation.", status=status)
    write, content_type = (
        (sts.encode_error, sts.CONTENT_TYPE) if service == "sts" else (wire.encode_error, wire.CONTENT_TYPE)
    )
    return status, {"Content-Type": content_type}, write(refusal)


class _Server(ThreadedWSGIServer):
    def __init__(self, respond: Callable[[str, str, Headers, bytes], Reply]) -> None:
        self.respond = respond
        self._connections: dict[socket.socket, threading.Thread] = {}
        super().__init__(_HOST, 0, self._run, _Handler)

    def _run(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - WSGI
        """Answer what came in chunks, without a length, or with another method."""
        request = Request(environ)
        request.max_content_length = _MAX_BODY + 1  # where it cuts chunks off without a word
        try:
            body = request.get_data()
        except (HTTPException, OSError) as error:
            reply = _error("SerializationException", _UNREADABLE, getattr(error, "code", None) or 400)
        else:
            if len(body) > _MAX_BODY:
                reply = _error("SerializationException", _UNREADABLE, 413)
            else:
                try:
                    reply = self.respond(request.method, request.path, request.headers, body)
                except UnreachableError:
                    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
                    raise
        status, headers, text = reply
        return Response(text, status, headers)(environ, start_response)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as its parent has it
        self._connections[request] = threading.current_thread()
        try:
            super().process_request_thread(request, client_address)
        finally:
            del self._connections[request]

    def cut_off(self) -> None:
        """End every connection, once what it asked for last is done."""
        for connection, thread in list(self._connections.items()):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(_IDLE_TIMEOUT)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as its parent has it
        """Drop anything that is not HTTP, silently."""


class _Handler(WSGIRequestHandler):
    server: _Server
    timeout = _IDLE_TIMEOUT
    wbufsize = -1  # the head and the body of a reply leave together
    disable_nagle_algorithm = True
    error_content_type = wire.CONTENT_TYPE
    error_message_format = '{"__type":"SerializationException"}'

    def do_POST(self) -> None:  # noqa: N802 - http.server looks for this name
        """Answer and keep the connection, where werkzeug would close it: that is most of the time a call takes."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or (length.isdecimal() and int(length) > _MAX_BODY):
            self.run_wsgi()
            return
        body = self.rfile.read(int(length)) if length.isdecimal() else b""
        if length.isdecimal() and int(length) == len(body):
            status, headers, reply = self.server.respond("POST", self.path, self.headers, body)
        else:
            status, headers, reply = _error("SerializationException", _UNREADABLE)
            self.close_connection = True
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(reply))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply)

    def handle_expect_100(self) -> bool:
        """Ask for the body at once, and not a second time as werkzeug would."""
        super().handle_expect_100()
        self.wfile.flush()
        del self.headers["Expect"]
        return True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep the terminal clean: the calls are in ``orghandshake.calls``."""

    def log(self, *_: object) -> None:
        """Keep the terminal clean."""
