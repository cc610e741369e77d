"""The OpenAPI document and its page."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.routing import Rule

from tests.tools.api import sign_in
from webhook.accounts.permissions import ROLES_OF
from webhook.http.api import ApiBlueprint, operations_of
from webhook.wiring import Services

METHODS = {"get", "post", "patch", "put", "delete"}


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    """The document as anybody may read it."""
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json
    return found


def test_document_is_valid_openapi_31(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_each_api_route_is_in_the_document(app: Flask, document: dict[str, Any]) -> None:
    served = {
        (re.sub(r"<(?:[^:>]*:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if _is_declared(app, rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, item in document["paths"].items() for method in METHODS & set(item)}

    assert served == described
    assert len(served) >= 30


def test_every_route_under_api_is_declared(app: Flask) -> None:
    undeclared = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not _is_declared(app, rule)
    }

    assert undeclared == {"documents.openapi", "documents.docs"}


def test_operations_are_named_summed_up_and_secured(document: dict[str, Any]) -> None:
    operations = [item[method] for item in document["paths"].values() for method in METHODS & set(item)]

    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids)
    assert all(operation["summary"] and operation["tags"] for operation in operations)
    assert document["security"] == [{"token": []}, {"session": []}]
    assert set(document["components"]["securitySchemes"]) == {"token", "session"}


def test_operations_say_which_roles_may_call_them(app: Flask, document: dict[str, Any]) -> None:
    roles = {operation.id: ", ".join(ROLES_OF[operation.act]) for operation in operations_of(app)}

    for item in document["paths"].values():
        for method in METHODS & set(item):
            assert f"Roles: {roles[item[method]['operationId']]}." in item[method]["description"]


def test_every_operation_lists_its_problems(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        for method in METHODS & set(item):
            statuses = set(item[method]["responses"])
            assert statuses >= {"401", "403", "404", "503"}
            assert ("requestBody" in item[method]) == ("415" in statuses)


def test_writes_describe_the_idempotency_key(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        for method in METHODS & set(item):
            names = {parameter["name"] for parameter in item[method]["parameters"]}
            assert ("Idempotency-Key" in names) == (method != "get")


def test_docs_page_shows_each_operation_without_foreign_parts(client: FlaskClient, document: dict[str, Any]) -> None:
    answer = client.get("/api/docs")

    page = answer.get_data(as_text=True)
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script>" not in page
    assert "style=" not in page


def test_docs_page_has_navigation_for_people(services: Services, client: FlaskClient) -> None:
    sign_in(services, client, "agent")

    page = client.get("/api/docs").get_data(as_text=True)

    assert "Sign out" in page
    assert "<code>/api/v1/drafts</code>" in page


def _is_declared(app: Flask, rule: Rule) -> bool:
    return isinstance(app.blueprints.get(rule.endpoint.rpartition(".")[0]), ApiBlueprint)
