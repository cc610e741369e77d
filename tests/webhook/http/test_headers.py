"""Security headers and request ids."""

import pytest
from flask.testing import FlaskClient

from tests.tools.api import Caller
from tests.tools.seeding import Seeds


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/api/v1/drafts", "/api/docs", "/nothing", "/static/app.js"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    csp = headers["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "frame-ancestors 'none'" in csp
    assert "unsafe" not in csp
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/agent/sidebar", "/demo/helpdesk"])
def test_framed_pages_name_who_may_frame_them(client: FlaskClient, path: str) -> None:
    assert "frame-ancestors 'self'" in client.get(path).headers["Content-Security-Policy"]


def test_answers_are_not_kept_by_caches(agent: Caller, seeds: Seeds) -> None:
    assert agent.get("/drafts").headers["Cache-Control"] == "no-store"


def test_given_request_id_comes_back(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "trace-7"}).headers["X-Request-ID"] == "trace-7"


@pytest.mark.parametrize("given", ["", "a b", "x" * 81, "é"])
def test_odd_request_id_is_replaced(client: FlaskClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"].startswith("req_")
