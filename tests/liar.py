"""A server in front of another one that passes everything on, and lies in some answers."""

from __future__ import annotations

import http.client
import http.server
import json
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Lie(NamedTuple):
    """What is answered otherwise."""

    operation: str
    params: dict[str, Any]
    """Which calls it is told to: those with these parameters, among others."""
    change: Callable[[dict[str, Any]], None]
    """What is done to the reply."""
    status: int | None = None
    """Another status; 0 cuts the connection in place of a reply."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    origin: str
    lies: list[Lie]
    told: list[Lie]

    def do_POST(self) -> None:
        """Pass a request on, and the reply back, true or not."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with closing(http.client.HTTPConnection(self.origin, timeout=30)) as connection:
            connection.request("POST", self.path, body, dict(self.headers.items()))
            reply = connection.getresponse()
            status, content = self._told(body, reply.status, reply.read())
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in reply.getheaders():
            if name.lower() not in ("content-length", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _told(self, body: bytes, status: int, content: bytes) -> tuple[int, bytes]:
        operation = self.headers.get("X-Amz-Target", "").partition(".")[2]
        for lie in self.lies:
            if lie.operation == operation and lie.params.items() <= json.loads(body).items():
                answer = json.loads(content)
                lie.change(answer)
                self.told.append(lie)
                return status if lie.status is None else lie.status, json.dumps(answer).encode()
        return status, content

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def lying(url: str, lies: list[Lie]) -> Iterator[tuple[str, list[Lie]]]:
    """Serve in front of a server; tell the address, and which lies were told."""
    told: list[Lie] = []
    handler = type("Lying", (_Handler,), {"origin": urlsplit(url).netloc, "lies": lies, "told": told})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}", told
        httpd.shutdown()
        thread.join()
