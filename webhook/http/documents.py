"""``/api/v1/openapi.json`` and ``/api/docs``: the API's document, for programs and for people."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template
from markupsafe import Markup, escape

from webhook.http.api import API_ROOT
from webhook.http.openapi import TAGS, document_of
from webhook.wiring import VERSION

documents = Blueprint("documents", __name__)
METHODS = ("get", "post", "patch", "put", "delete")


@documents.get(f"{API_ROOT}/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI document; anybody may read it."""
    return jsonify(_document())


@documents.get("/api/docs")
def docs() -> str:
    """Show the document as a page, made on the server."""
    document = _document()
    return render_template(
        "api_docs.html",
        document=document,
        groups=[(name, text, _operations(document, name)) for name, text in TAGS.items()],
        schemas=[
            (name, _fields(schema), schema.get("description", ""))
            for name, schema in sorted(document["components"]["schemas"].items())
        ],
        type_of=type_of,
        words=words,
    )


def type_of(schema: dict[str, Any]) -> str:
    """Return a schema in a few words: ``list of Draft``, ``string or null``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(type_of(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {type_of(schema['additionalProperties'])}"
    return str(schema.get("format") or schema.get("type") or "any")


def words(text: str) -> Markup:
    """Return a description with what stands between backticks as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts))


def _document() -> dict[str, Any]:
    return document_of(current_app._get_current_object(), title="Drafter", version=VERSION)  # type: ignore[attr-defined]


def _operations(document: dict[str, Any], tag: str) -> list[dict[str, Any]]:
    return [
        {"path": path, "method": method.upper(), **operation}
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS and tag in operation["tags"]
    ]


def _fields(schema: dict[str, Any]) -> list[tuple[str, str, bool, str]]:
    required = schema.get("required", [])
    return [
        (name, type_of(field), name in required, field.get("description", ""))
        for name, field in schema.get("properties", {}).items()
    ]
