"""Problem details for programs, pages for people."""

import ast
import inspect
import io
import json
from importlib import import_module

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, OperationalError

from knowledge_base.foundation.errors import ServiceError
from tests.tools.api import Caller
from tests.tools.seeding import Seeds
from webhook.http.problems import STATUS_OF_CODE, status_of

ERROR_FILES = ("knowledge_base.errors", "drafter.errors", "webhook.errors", "webhook.http.csrf")
NEVER_ANSWERED = {"service.error", "knowledge_base.error", "drafter.error", "webhook.error"}


def test_every_error_code_has_a_status() -> None:
    codes = {kind.code for name in ERROR_FILES for kind in _errors_of(name)}

    assert codes - NEVER_ANSWERED - set(STATUS_OF_CODE) == set()


def test_every_status_belongs_to_a_code() -> None:
    codes = {kind.code for name in ERROR_FILES for kind in _errors_of(name)}

    assert set(STATUS_OF_CODE) - codes == set()


def test_unlisted_error_takes_status_of_its_kind() -> None:
    class LostDraftError(import_module("drafter.errors").DraftNotFoundError):  # type: ignore[misc]
        code = "draft.lost"

    assert status_of(LostDraftError("gone")) == 404


def test_problem_has_documented_fields(agent: Caller) -> None:
    answer = agent.get("/drafts/dft_none")

    assert answer.content_type == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail", "code", "instance"}
    assert (answer.json["status"], answer.json["code"]) == (404, "draft.not_found")
    assert answer.json["instance"] == "/api/v1/drafts/dft_none"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "request.malformed"),
        (b"\xff\xfe", "request.malformed"),
        (b'{"action": NaN}', "request.malformed"),
        (b'{"action": 1e999}', "request.malformed"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "request.malformed"),
        (b"[" * 100_000, "request.malformed"),
        (b'"accept"', "request.fields"),
        (b"[]", "request.fields"),
        (b"null", "request.fields"),
        (b"123456789" * 1000, "request.malformed"),
    ],
    ids=["cut", "bytes", "nan", "infinity", "deep", "open", "text", "list", "null", "number"],
)
def test_unreadable_body_is_told_so(agent: Caller, seeds: Seeds, body: bytes, code: str) -> None:
    path = f"/api/v1/drafts/{seeds.drafts['ready']}/decision"

    answer = agent.client.post(path, data=body, headers=agent.headers, content_type="application/json")

    assert (answer.status_code, answer.json["code"]) == (400 if code == "request.malformed" else 422, code)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_other_content_type_is_415(agent: Caller, seeds: Seeds, content_type: str) -> None:
    path = f"/api/v1/drafts/{seeds.drafts['ready']}/decision"

    answer = agent.client.post(path, data=b'{"action":"accept"}', headers=agent.headers, content_type=content_type)

    assert (answer.status_code, answer.json["code"]) == (415, "event.media_type")


def test_huge_body_is_413(agent: Caller) -> None:
    body = json.dumps({"id": "T-1", "body": "x" * (2 * 1024 * 1024)}).encode()

    answer = agent.client.post("/api/v1/tickets", data=body, headers=agent.headers, content_type="application/json")

    assert (answer.status_code, answer.json["status"]) == (413, 413)


def test_body_without_length_is_bounded_too(agent: Caller) -> None:
    stream = io.BytesIO(b'{"id": "T-1", "body": "' + b"x" * (3 * 1024 * 1024))

    answer = agent.client.post(
        "/api/v1/tickets",
        input_stream=stream,
        headers=agent.headers,
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == 413


def test_zero_bytes_and_lone_surrogates_are_taken(agent: Caller, seeds: Seeds) -> None:
    raw = b'{"id": "T-9", "brand": "northway", "body": "A\\u0000B \\ud800 C"}'

    agent.client.post("/api/v1/tickets", data=raw, headers=agent.headers, content_type="application/json")

    assert agent.get("/tickets/T-9").json["messages"][0]["text"] == "AB \ufffd C"


@pytest.mark.parametrize("path", ["/drafts/", "/tickets/", "/policies/", "/edits/"])
def test_odd_ids_are_404(admin: Caller, path: str) -> None:
    odd = ["%00", "%ff", "a%00b", "%F0%9F", "x" * 999]

    assert [admin.get(path + one).status_code for one in odd] == [404] * len(odd)


@pytest.mark.parametrize(
    "query",
    [{"after": "!!!"}, {"after": "AAA"}, {"after": "_w"}, {"limit": "0"}, {"limit": "many"}, {"limit": "9" * 30}],
    ids=["signs", "zero-bytes", "not-utf8", "zero", "word", "huge"],
)
def test_wrong_query_is_field_problem(agent: Caller, query: dict[str, str]) -> None:
    answer = agent.get("/drafts", **query)

    assert (answer.status_code, answer.json["code"]) == (422, "request.fields")


@pytest.mark.parametrize("value", ["\x00", "\ufffe", "'; DROP TABLE drafts;--", "%", "x" * 255])
def test_odd_filters_find_nothing(agent: Caller, value: str) -> None:
    answer = agent.get("/drafts", ticket=value)

    assert (answer.status_code, answer.json) == (200, {"items": [], "next": None})


def test_wrong_method_names_the_right_ones(agent: Caller) -> None:
    answer = agent.send("DELETE", "/drafts")

    assert (answer.status_code, answer.json["code"]) == (405, "request.method")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("path", ["/api/", "/api/v1", "/api/v1/nothing", "/api/v2/drafts", "/api/v1/drafts/"])
def test_unknown_route_under_api_is_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})

    assert (answer.status_code, answer.json["code"]) == (404, "request.not_found")


def test_unknown_page_is_a_page(client: FlaskClient) -> None:
    answer = client.get("/nothing-here", headers={"Accept": "text/html"})

    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "request.not_found" in page
    assert 'href="/"' in page


def test_page_of_strangers_leads_to_sign_in(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/agent?status=ready", headers={"Accept": "text/html"})

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/agent?status%3Dready"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("SELECT 1", {}, Exception("secret words")), 503, "store.unavailable"),
        (IntegrityError("INSERT", {}, Exception("secret words")), 500, "service.error"),
        (ZeroDivisionError("secret words"), 500, "service.error"),
    ],
    ids=["away", "integrity", "bug"],
)
def test_broken_request_tells_nothing_of_its_inside(app: Flask, error: Exception, status: int, code: str) -> None:
    @app.get("/api/v1/broken")
    def broken() -> str:
        raise error

    answer = app.test_client().get("/api/v1/broken")

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert "secret" not in answer.get_data(as_text=True)
    assert ("Retry-After" in answer.headers) == (status == 503)


def _errors_of(module: str) -> list[type[ServiceError]]:
    found = import_module(module)
    names = [node.name for node in ast.parse(inspect.getsource(found)).body if isinstance(node, ast.ClassDef)]
    return [getattr(found, name) for name in names if issubclass(getattr(found, name), ServiceError)]
