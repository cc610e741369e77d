"""A website on loopback: pages by path, redirects, and a help centre that pages like Zendesk Guide."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass
class Website:
    """What a site answers, and what it was asked."""

    url: str = ""
    pages: dict[str, tuple[int, Mapping[str, str], bytes]] = field(default_factory=dict)
    articles: list[dict[str, Any]] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    per_page: int = 2
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, body: str | bytes, *, status: int = 200, headers: Mapping[str, str] = HTML) -> None:
        """Answer ``path`` with this from now on."""
        self.pages[path] = (status, headers, body.encode() if isinstance(body, str) else body)

    def redirect(self, path: str, target: str) -> None:
        """Send whoever asks for ``path`` elsewhere."""
        self.put(path, "", status=302, headers={"Location": target})

    def answer(self, target: str) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body for a request."""
        self.asked.append(target)
        parts = urlsplit(target)
        for name, rows in (("articles", self.articles), ("sections", self.sections)):
            if parts.path == f"/api/v2/help_center/en-us/{name}.json":
                page = int(parse_qs(parts.query).get("page", ["1"])[0])
                return 200, {"Content-Type": "application/json"}, self._listing(name, rows, page)
        return self.pages.get(parts.path, (404, HTML, b"<p>not here</p>"))

    def _listing(self, name: str, rows: Sequence[Mapping[str, Any]], page: int) -> bytes:
        shown = rows[(page - 1) * self.per_page : page * self.per_page]
        has_more = page * self.per_page < len(rows)
        following = f"{self.url}/api/v2/help_center/en-us/{name}.json?page={page + 1}" if has_more else None
        return json.dumps({name: shown, "next_page": following, "count": len(rows)}).encode()


@contextmanager
def website() -> Iterator[Website]:
    """Serve a site on a free port for the length of the block."""
    site = Website()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
