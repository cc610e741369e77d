"""The OpenAPI 3.1 document of the JSON API, made from the declared operations."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from webhook.accounts.permissions import ROLES_OF
from webhook.http.api import API_ROOT, Operation, operations_of
from webhook.http.context import SESSION_COOKIE
from webhook.http.csrf import HEADER as CSRF_HEADER
from webhook.http.idempotency import HEADER as KEY_HEADER
from webhook.http.idempotency import MAX_KEY
from webhook.http.problems import TITLES

VERSION = "3.1.0"
INTRODUCTION = (
    "Drafts, tickets, policies, edits and quality as JSON. Send a token made by `drafter token add` as"
    " `Authorization: Bearer …`, or call with the session of a signed-in person. Lists page by cursor: pass the"
    " `next` of one page as `after` of the following. Errors are problem details (RFC 9457) with a stable `code`."
    " Unknown fields in a body are ignored."
)
TAGS = {
    "Drafts": "Proposed replies and what people decide about them.",
    "Tickets": "Customer requests as we know them.",
    "Policies": "The rules that drafts rest on, their revisions, and search.",
    "Quality": "Edits, reviews and figures.",
}
TAG_OF = {
    "drafts": "Drafts",
    "tickets": "Tickets",
    "policies": "Policies",
    "replays": "Policies",
    "search": "Policies",
}
PATH_VALUE = re.compile(r"<(?:(?P<kind>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457); `code` is stable, `errors` names fields.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": ["draft.not_found"]},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def document_of(app: Flask, *, title: str, version: str) -> dict[str, Any]:
    """Return the whole document for the operations that this app serves."""
    operations = operations_of(app)
    schemas = _schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        path = API_ROOT + PATH_VALUE.sub(r"{\g<name>}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": VERSION,
        "info": {"title": title, "version": version, "description": INTRODUCTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": PROBLEM},
            "responses": _problems(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made by `drafter token add`."},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": SESSION_COOKIE,
                    "description": f"A signed-in person; writes also need the page's form token as `{CSRF_HEADER}`.",
                },
            },
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    roles = ", ".join(role.value for role in ROLES_OF[operation.act])
    description = " ".join(part for part in (operation.description, f"Roles: {roles}.") if part)
    shown: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [_tag_of(operation)],
        "summary": operation.summary,
        "description": description,
        "parameters": _parameters(operation),
        "responses": {
            str(operation.status): {
                "description": "Done" if operation.is_write else "Found",
                "content": {"application/json": {"schema": _ref(operation.answer)}},
            },
            **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in _statuses(operation)},
        },
    }
    if operation.body:
        shown["requestBody"] = {
            "required": any(field.is_required() for field in operation.body.model_fields.values()),
            "content": {"application/json": {"schema": _ref(operation.body)}},
        }
    return shown


def _tag_of(operation: Operation) -> str:
    first = operation.path.split("/")[1]
    return TAG_OF.get(first, "Quality")


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": match["name"],
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0} if match["kind"] == "int" else {"type": "string"},
        }
        for match in PATH_VALUE.finditer(operation.path)
    ]
    if operation.query:
        schema = _schemas_of(operation.query)
        required = schema.get("required", [])
        for name, field in schema.get("properties", {}).items():
            shown = {key: value for key, value in field.items() if key not in ("title", "description")}
            text = field.get("description", "")
            found.append(
                {"name": name, "in": "query", "required": name in required, "description": text, "schema": shown}
            )
    if operation.is_write:
        found.append(
            {
                "name": KEY_HEADER,
                "in": "header",
                "required": False,
                "description": "The same key with the same request answers as the first time; kept for a day.",
                "schema": {"type": "string", "maxLength": MAX_KEY},
            }
        )
    return found


def _statuses(operation: Operation) -> list[int]:
    statuses = {401, 403, 404, 503}
    if operation.query or operation.body:
        statuses.add(422)
    if operation.body:
        statuses |= {400, 413, 415}
    if operation.is_write:
        statuses |= {409, 422}
    if operation.conflicts:
        statuses.add(409)
    return sorted(statuses)


def _problems() -> dict[str, Any]:
    return {
        f"Problem{status}": {
            "description": title,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, title in TITLES.items()
        if status in (400, 401, 403, 404, 409, 413, 415, 422, 503)
    }


def _schemas(operations: Sequence[Operation]) -> dict[str, Any]:
    inputs = {operation.body for operation in operations if operation.body}
    outputs = {operation.answer for operation in operations}
    wanted = [(model, "validation") for model in sorted(inputs, key=lambda one: one.__name__)]
    wanted += [(model, "serialization") for model in sorted(outputs, key=lambda one: one.__name__)]
    _, found = models_json_schema(wanted, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    return dict(found.get("$defs", {}))


@cache
def _schemas_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return a query's schema; a value that may be left out shows what it may be, not null."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})
    for name, field in schema.get("properties", {}).items():
        choices = [one for one in field.pop("anyOf", []) if one.get("type") != "null"]
        plain = {**field, **(choices[0] if choices else {})}
        if "$ref" in plain:
            plain |= definitions[plain.pop("$ref").rpartition("/")[2]]
        plain.pop("default", None) if plain.get("default") is None else None
        schema["properties"][name] = plain
    return schema


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
