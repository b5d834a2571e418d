"""A small HTTP server: connections on the loopback interface, and their requests."""

from __future__ import annotations

import contextlib
import socket
import string
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

from .._api import sts, wire
from .._world.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message

    from .._api.protocols import Reply

    Respond = Callable[[str, str, Message, bytes], Reply]
    """Answers a request, given its method, path, headers and body."""

_MAX_BODY = 1 << 20
_TOO_LARGE = f"The body is larger than {_MAX_BODY} bytes."
_MAX_LINE = 1 << 16
_IDLE_TIMEOUT = 10.0
"""How many seconds a client may pause in the middle of a request."""


def error_reply(code: str, message: str = "", status: int = 400, *, service: str = "organizations") -> Reply:
    """Return an error in AWS's shape."""
    refusal = Refusal(code, message=message or f"{code}: there is no such operation.", status=status)
    write, content_type = (
        (sts.encode_error, sts.CONTENT_TYPE) if service == "sts" else (wire.encode_error, wire.CONTENT_TYPE)
    )
    return status, {"Content-Type": content_type}, write(refusal)


class HttpListener:
    """Accepts connections to a bound socket, and serves each in its own thread."""

    def __init__(self, listener: socket.socket, respond: Respond) -> None:
        self.address: tuple[str, int] = listener.getsockname()
        self._socket = listener
        self._respond = respond
        self._is_open = True
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._connections: dict[socket.socket, threading.Thread] = {}

    def open(self) -> None:
        """Start to listen."""
        self._socket.settimeout(0.02)  # how long close() takes if nothing wakes accept()
        self._socket.listen()
        self._thread.start()

    def close(self) -> None:
        """Stop listening, and close every connection after its current request."""
        self._is_open = False
        with contextlib.suppress(OSError):  # ENOTCONN on systems other than Linux
            # On Linux, this wakes accept(), and disables the copies of the socket in forked children, whose calls would
            # wait for ever otherwise.
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()
        connections, end = list(self._connections.items()), time.monotonic() + _IDLE_TIMEOUT
        for connection, _ in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for _, thread in connections:
            thread.join(max(0.0, end - time.monotonic()))

    def _accept(self) -> None:
        while self._is_open:
            with contextlib.suppress(OSError):  # a timeout, or the socket was closed
                connection, _ = self._socket.accept()
                thread = threading.Thread(target=self._attend, args=(connection,), daemon=True)
                self._connections[connection] = thread
                thread.start()

    def _attend(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the client is gone, or an UnreachableError closes the connection
            _Handler(connection, self._respond)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(
                _MAX_LINE
            ):  # closing with unread bytes would reset the connection before the client gets the reply
                pass
        connection.close()
        del self._connections[connection]


class _Handler(BaseHTTPRequestHandler):
    """Serves the requests of one connection, one after the other."""

    protocol_version = "HTTP/1.1"  # which keeps connections open: connecting is the slowest part of a call
    timeout = _IDLE_TIMEOUT
    disable_nagle_algorithm = True
    error_content_type = wire.CONTENT_TYPE
    error_message_format = '{"__type":"SerializationException"}'

    def __init__(self, connection: socket.socket, respond: Respond) -> None:
        self._respond = respond
        super().__init__(connection, None, None)  # type: ignore[arg-type] # it needs no server

    def do_POST(self) -> None:
        """Answer one request."""
        try:
            status, headers, reply = self._respond(self.command, self.path, self.headers, self._read_body())
        except Refusal as refusal:
            status, headers, reply = error_reply(refusal.code, refusal.message, refusal.status)
            headers["Connection"] = "close"  # the start of the next request is unknown
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(reply))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply)

    do_DELETE = do_GET = do_OPTIONS = do_PATCH = do_PUT = do_POST  # noqa: N815

    def _read_body(self) -> bytes:
        if "Transfer-Encoding" not in self.headers:
            return self._read(self.headers.get("Content-Length", "0"))
        body = b""
        while chunk := self._read(self._read_line().partition(";")[0].rstrip(), base=16, before=len(body)):
            body += chunk
            self._read_line()
        while self._read_line():  # headers may follow the last chunk
            pass
        return body

    def _read_line(self) -> str:
        return self.rfile.readline(_MAX_LINE).decode("latin-1").rstrip("\r\n")

    def _read(self, size: str, *, base: int = 10, before: int = 0) -> bytes:
        """Read the announced number of bytes; ``before`` is how much of the body has been read already."""
        if not size or size.lower().strip(string.hexdigits[:base]):
            raise Refusal("SerializationException", message=f"{size[:100]!r} is not the length of a body.")
        digits = size.lstrip("0") or "0"  # there may be more digits than int() accepts
        if len(digits) > len(str(_MAX_BODY)) or int(digits, base) + before > _MAX_BODY:
            raise Refusal("SerializationException", message=_TOO_LARGE, status=413)
        body = self.rfile.read(int(digits, base))
        if len(body) < int(digits, base):
            raise Refusal("SerializationException", message="The request ended before the end of its body.")
        return body

    def log_message(self, *_: object) -> None:
        """Print nothing: the calls are in ``orghandshake.calls``."""
