"""An HTTP server on the loopback interface that receives the requests which no fake answers."""

from __future__ import annotations

import http.server
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Handler(http.server.BaseHTTPRequestHandler):
    """Counts requests, and answers with an organization that no fake has."""

    seen: list[str]

    def do_POST(self) -> None:
        """Answer every operation with the same reply."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(self.headers["X-Amz-Target"] or self.headers["Authorization"])
        body = b'{"Organization":{"Id":"o-realreality"}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Endpoint:
    """The address of the server, and the number of its requests."""

    def __init__(self, url: str, seen: list[str]) -> None:
        self.url = url
        self.seen = seen


@contextmanager
def serving() -> Iterator[Endpoint]:
    """Run the server on a free port."""
    seen: list[str] = []
    handler = type("Counting", (_Handler,), {"seen": seen})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        yield Endpoint(f"http://127.0.0.1:{httpd.server_port}", seen)
        httpd.shutdown()
        thread.join()
