"""A customer's own system on loopback: takes our signed events and answers as a test says."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook

from tests.tools.program import wait_for


@dataclass
class Heard:
    """One event that came in: its id, its type, its data, and whether the reference library verified it."""

    id: str
    type: str
    data: dict[str, Any]
    is_verified: bool


@dataclass
class Listener:
    """What came to the callback address.  ``answers`` are statuses given in turn, then 200; 0 hangs up."""

    secret: str
    answers: list[int] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    url: str = ""

    def wait_for(self, kind: str, *, that: Callable[[Heard], bool] = lambda one: True, within_s: float = 30.0) -> Heard:
        """Return the first event of this type for which ``that`` holds."""
        return wait_for(
            lambda: next((one for one in list(self.heard) if one.type == kind and that(one)), None),
            what=f"a {kind} event",
            within_s=within_s,
        )

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Note an event and return the status to answer with."""
        event = json.loads(body)
        try:
            Webhook(self.secret).verify(body, headers)
            is_verified = True
        except Exception:
            is_verified = False
        self.heard.append(Heard(headers["webhook-id"], event["type"], event["data"], is_verified))
        return self.answers.pop(0) if self.answers else 200


@contextmanager
def listening(secret: str, *answers: int) -> Iterator[Listener]:
    """Listen on a free port for the length of the block."""
    listener = Listener(secret, list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = listener.take({name.lower(): value for name, value in self.headers.items()}, body)
            if status == 0:
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    listener.url = f"http://127.0.0.1:{server.server_port}/drafts"
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
