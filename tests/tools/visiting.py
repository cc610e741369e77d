"""Visitors of pages: a signed-in person whose forms carry their session's token."""

import html
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.tools.api import sign_in
from webhook.accounts.roles import Role
from webhook.wiring import Services


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, in a browser without scripts."""

    client: FlaskClient
    csrf_token: str

    def get(self, path: str, **query: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, query_string=query or None)

    def text(self, path: str, **query: Any) -> str:
        """Open a page and return its words."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
        return words(answer)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form."""
        return self.client.post(path, data={"csrf_token": self.csrf_token, **fields})

    def follow(self, path: str, **fields: Any) -> str:
        """Send a form that leads to another page, and return that page's words."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, f"{path} answered {answer.status_code}: {words(answer)[:400]}"
        return self.text(answer.headers["Location"])


def visit(services: Services, app: Flask, role: Role | str, *, brand_id: str | None = None) -> Visitor:
    """Sign a fresh person of a role in."""
    client = app.test_client()
    return Visitor(client, sign_in(services, client, role, brand_id=brand_id))


def words(answer: TestResponse) -> str:
    """Return the words of a page, without tags, blanks as one."""
    shown = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.get_data(as_text=True), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())
