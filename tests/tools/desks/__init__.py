"""Vendors' helpdesks on loopback: real HTTP servers that enforce each documented contract.

A ``Desk`` holds one ticket and plays its people: what they do changes the ticket and returns
the hook that the vendor would send of it, signed.  ``faults`` are answered before anything
else, in turn, so a test can make the vendor busy, broken or slow.
"""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from webhook.helpdesks.base import Connection, RawRequest

CUSTOMER, AGENT, OURS, RULE = "customer", "agent", "ours", "rule"
OPENED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NUMBER = "7"


@dataclass
class Said:
    """One message on the ticket."""

    id: int
    by: str
    text: str
    is_public: bool
    at: datetime
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """An answer given instead of the right one; ``delay_s`` comes before it, status 0 hangs up."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    only: str = ""  # the method it waits for; empty: any


@dataclass(frozen=True)
class Asked:
    """One call as the server got it."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    value: Any
    headers: Mapping[str, str]

    def one(self, name: str, default: str = "") -> str:
        """Return a query parameter."""
        return self.query.get(name, [default])[0]


Answer = tuple[int, Any, Mapping[str, str]]
NOT_FOUND: Answer = (404, {"error": "not found"}, {})
DENIED: Answer = (401, {"error": "unauthorised"}, {})


class Desk:
    """What every vendor's server shares; a vendor's class says how it looks from outside."""

    kind = ""
    secret = "test-secret"
    own_id = "99"
    agent_id = "5"
    limited: Fault = Fault(429, {"Retry-After": "0"})  # as this vendor says "slow down"
    segment: str | None = None
    signs = True  # else a header carries the secret itself

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.status = "open"
        self.tags: list[str] = ["boots"]
        self.group: Any = None
        self.deleted: list[int] = []
        self.faults: list[Fault] = []
        self.calls: list[Asked] = []
        self.changed_at = OPENED
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def connection(self, **options: str) -> Connection:
        """The connection to it."""
        given = {"base_url": self.url, "api_token": "t0ken", "own_user_id": self.own_id, **options}
        return Connection(
            "con_1", self.kind, "brd_1", "desk", secrets=(self.secret,), options=given, path_segment=self.segment
        )

    def asks(self, text: str) -> RawRequest | None:
        """A customer opens the ticket."""
        return self.created(self.say(CUSTOMER, text))

    def writes(self, text: str) -> RawRequest | None:
        """The customer writes again."""
        return self.heard(self.say(CUSTOMER, text))

    def replies(self, text: str) -> RawRequest | None:
        """An agent answers the customer."""
        return self.heard(self.say(AGENT, text))

    def notes(self, text: str) -> RawRequest | None:
        """An agent writes an internal note."""
        return self.heard(self.say(AGENT, text, is_public=False))

    def echoes(self, text: str, *, is_public: bool = True) -> RawRequest | None:
        """Our own account writes."""
        return self.heard(self.say(OURS, text, is_public=is_public))

    def solves(self) -> RawRequest | None:
        """An agent ends the ticket."""
        self.status = "solved"
        self.tick()
        return self.moved()

    def reopens(self) -> RawRequest | None:
        """The ticket is opened again."""
        self.status = "open"
        self.tick()
        return self.moved()

    def say(self, by: str, text: str, *, is_public: bool = True, **more: Any) -> Said:
        """Put a message on the ticket."""
        made = Said(101 + len(self.said) + len(self.deleted), by, text, is_public, self.tick(), more)
        self.said.append(made)
        return made

    def tick(self) -> datetime:
        """Let a minute pass; something changed."""
        self.changed_at += timedelta(minutes=1)
        return self.changed_at

    def take(self, asked: Asked) -> Answer:
        """Answer one call, a fault first."""
        self.calls.append(asked)
        fault = next((one for one in self.faults if one.only in ("", asked.method)), None)
        if fault:
            self.faults.remove(fault)
            time.sleep(fault.delay_s)
            return fault.status, {"error": "as the test wants it"}, fault.headers
        return self.route(asked) if self.is_known(asked) else DENIED

    def internal(self) -> list[Said]:
        """The notes that stand now."""
        return [one for one in self.said if not one.is_public]

    def mailed(self) -> list[str]:
        """What the requester was sent by agents and by us, in order."""
        return [one.text for one in self.said if one.is_public and one.by in (AGENT, OURS)]

    # What a vendor's class says.

    def is_known(self, asked: Asked) -> bool:
        """Whether a call carries our token in the vendor's way."""
        raise NotImplementedError

    def route(self, asked: Asked) -> Answer:
        """Answer a call."""
        raise NotImplementedError

    def created(self, said: Said) -> RawRequest | None:
        """The hook of a new ticket."""
        raise NotImplementedError

    def heard(self, said: Said) -> RawRequest | None:
        """The hook of a message."""
        raise NotImplementedError

    def moved(self) -> RawRequest | None:
        """The hook of a change of status; None where the vendor sends none."""
        raise NotImplementedError

    def unheard_of(self) -> RawRequest:
        """A signed hook of an event that nobody knows."""
        raise NotImplementedError

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        """Sign a body as the vendor does."""
        raise NotImplementedError


def dumps(value: Any) -> bytes:
    """Return a body as a vendor writes it."""
    return json.dumps(value, ensure_ascii=False).encode()


def stamp(at: datetime) -> str:
    """Return a moment as most vendors write it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _handler(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            value = json.loads(raw) if raw else None
            status, said, more = desk.take(Asked(self.command, parts.path, parse_qs(parts.query), value, headers))
            self.close_connection = True
            if status == 0:
                self.connection.close()
                return
            body = b"" if said is None else dumps(said)
            self.send_response(status)
            for name, text in {"Content-Type": "application/json", "Content-Length": str(len(body)), **more}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _do

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler
