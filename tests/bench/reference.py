"""What the webhook route is measured against: a plain Flask route that verifies and inserts into SQLite.

The same server (gunicorn gthread), as many threads, the same signature check, write-ahead
log and ``synchronous=FULL``; one insert and one commit for each request, and nothing else.
"""

import base64
import hashlib
import hmac
import json
import sqlite3
import sys
import threading
import time
from typing import Any

from flask import Flask, Response, jsonify, request
from gunicorn.app.base import BaseApplication

from tests.tools.sending import SECRET
from webhook.serving import WEB_THREADS

PATH = "/hook"


def make_app(database: str) -> Flask:
    """Make the application over an SQLite file."""
    app = Flask("reference")
    here = threading.local()
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    with connect(database) as first:
        first.execute("CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, body TEXT, received_at REAL)")

    @app.get("/healthz")
    def alive() -> Response:
        return jsonify(status="ok")

    @app.post(PATH)
    def receive() -> tuple[Response, int]:
        body = request.get_data()
        event_id, stamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        digest = hmac.new(key, f"{event_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
        if not hmac.compare_digest(f"v1,{base64.b64encode(digest).decode()}", request.headers["webhook-signature"]):
            return jsonify(error="signature"), 401
        data = json.loads(body)
        if not hasattr(here, "connection"):
            here.connection = connect(database)
        cursor = here.connection.execute(
            "INSERT OR IGNORE INTO events VALUES (?, ?, ?)", (event_id, json.dumps(data), time.time())
        )
        return jsonify(event_id=event_id, status="accepted" if cursor.rowcount else "duplicate"), 202

    return app


def connect(database: str) -> sqlite3.Connection:
    """Open the file as durably as the product does; each statement commits."""
    connection = sqlite3.connect(database, timeout=30, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn as ``drafter serve`` sets it up."""

    def __init__(self, database: str, port: int) -> None:
        self._database, self._port = database, port
        super().__init__()

    def load_config(self) -> None:
        """Set what matters for the comparison."""
        for name, value in {
            "bind": f"127.0.0.1:{self._port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": WEB_THREADS,
            "keepalive": 30,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application in the worker process."""
        return make_app(self._database)


if __name__ == "__main__":
    Server(sys.argv[1], int(sys.argv[2])).run()
