"""A listener on loopback that stands where the other side of a webhook would."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Listener:
    """Takes POSTs on loopback and answers each with ``status``."""

    def __init__(self) -> None:
        self.status = 202
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self._news = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()
                with outer._news:
                    outer.taken.append((headers, body))
                    outer._news.notify_all()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was taken, as events."""
        return [json.loads(body) for _, body in self.taken]

    def wait_for(self, count: int, *, timeout_s: float = 5.0) -> bool:
        """Wait until so many were taken; False when they did not come."""
        with self._news:
            return self._news.wait_for(lambda: len(self.taken) >= count, timeout_s)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
