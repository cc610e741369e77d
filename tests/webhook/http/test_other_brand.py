"""Somebody of another brand: every operation of a brand answers as though that brand were not there."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from drafter.brands import Brand
from drafter.store.macros import Fetched, list_macros, merge_macros
from knowledge_base.foundation.database import Base
from tests.tools.api import ROOT, token_caller
from tests.tools.databases import BOTH
from tests.tools.seeding import PEOPLE, Seeds
from tests.tools.visiting import Visitor, visit
from webhook.accounts.roles import Role
from webhook.helpdesks.base import Connection
from webhook.order_setting import set_source
from webhook.store.accounts import find_user
from webhook.store.connections import insert_connection
from webhook.wiring import Services

THEIRS = ("northway", "Northway", "Maya", "48213", "dani@", "Sorry about that macro", "orders.example", "shop-key-1")
UNKNOWN = "nowhere"
OPERATIONS: list[tuple[str, str, str, dict[str, Any] | None]] = [  # role, method, path, body or query
    ("admin", "GET", "/macros", {"brand": "{brand}"}),
    ("admin", "POST", "/macros/fetch", {"brand": "{brand}"}),
    ("admin", "POST", "/macros/{macro}/approval", {"approved": True}),
    ("admin", "GET", "/order-source", {"brand": "{brand}"}),
    ("admin", "POST", "/order-source", {"brand": "{brand}", "options": {"header": "X-Key"}}),
    ("admin", "POST", "/order-source/test", {"brand": "{brand}", "order_number": "A-1001"}),
    ("admin", "DELETE", "/order-source", {"brand": "{brand}"}),
    ("admin", "POST", "/placements", {"agent": "{email}", "site": "Leeds"}),
    ("admin", "POST", "/placements", {"agent": "{person}", "site": "Leeds"}),
    ("admin", "PATCH", "/people/{person}", {"authority": "lead"}),
    ("qa", "GET", "/outcomes", {"brand": "{brand}"}),
    ("qa", "GET", "/outcomes/tickets", {"brand": "{brand}"}),
    ("qa", "GET", "/quality/automatic", {"brand": "{brand}"}),
    ("qa", "GET", "/quality/automatic/reviews", {"brand": "{brand}"}),
    ("qa", "PUT", "/quality/automatic/blind-share", {"brand": "{brand}", "blind_share": 1}),
    ("qa", "GET", "/replies/{edit}/automatic", None),
    ("agent", "GET", "/drafts/{draft}", None),
    ("agent", "POST", "/drafts/{draft}/regenerate", {"steer": "kinder"}),
]
PAGES: list[tuple[str, str, str, dict[str, str]]] = [
    ("admin", "GET", "/admin/macros", {"brand": "{brand}"}),
    ("admin", "POST", "/admin/macros/fetch", {"brand": "{brand}"}),
    ("admin", "POST", "/admin/macros/{macro}/approval", {"approved": "yes"}),
    ("admin", "GET", "/admin/orders", {"brand": "{brand}"}),
    ("admin", "POST", "/admin/orders", {"brand": "{brand}", "kind": "http", "url": "https://x.example/{order_number}"}),
    ("admin", "POST", "/admin/orders/test", {"brand": "{brand}", "number": "A-1001"}),
    ("admin", "POST", "/admin/orders/remove", {"brand": "{brand}"}),
    ("admin", "POST", "/admin/accounts/{person}/place", {"site": "Leeds"}),
    ("admin", "POST", "/admin/accounts/{person}/authority", {"authority": "lead"}),
    ("qa", "GET", "/qa/outcomes", {"brand": "{brand}"}),
    ("qa", "GET", "/qa/outcomes/tickets", {"brand": "{brand}", "figure": "first_contact"}),
    ("qa", "GET", "/qa/outcomes/export", {"brand": "{brand}", "format": "csv"}),
    ("qa", "GET", "/qa/quality/automatic", {"brand": "{brand}"}),
    ("qa", "POST", "/qa/quality/automatic/share", {"brand": "{brand}", "share": "100"}),
    ("qa", "GET", "/qa/export/edits.csv", {"brand": "{brand}"}),
    ("qa", "GET", "/qa/export/reviews.jsonl", {"brand": "{brand}"}),
    ("qa", "GET", "/qa/export/pairs.csv", {"brand": "{brand}"}),
    ("qa", "GET", "/qa/edits/{edit}", {}),
]
IN_SIGHT = [  # what a person of the other brand reads without naming one
    ("admin", "/api/v1/macros"),
    ("admin", "/api/v1/order-source"),
    ("admin", "/api/v1/people"),
    ("qa", "/api/v1/outcomes"),
    ("qa", "/api/v1/outcomes/tickets"),
    ("qa", "/api/v1/quality/automatic"),
    ("qa", "/api/v1/quality/automatic/reviews"),
    ("admin", "/admin/macros"),
    ("admin", "/admin/orders"),
    ("admin", "/admin/operations?tab=accounts"),
    ("qa", "/qa/outcomes"),
    ("qa", "/qa/outcomes/tickets"),
    ("qa", "/qa/outcomes/export?format=jsonl"),
    ("qa", "/qa/quality"),
    ("qa", "/qa/quality/automatic"),
    ("qa", "/qa/consistency"),
    ("qa", "/qa/export/edits.csv"),
    ("qa", "/qa/export/drafts.jsonl"),
]


@pytest.fixture
def names(services: Services, seeds: Seeds) -> dict[str, str]:
    """What there is of the seeded brand, by the names that paths above use."""
    database, brand, now = services.database, seeds.brand, services.clock()
    with database.writing() as session:
        insert_connection(session, Connection(id="con_1", kind="generic", brand_id=brand.id, name="shop"), now=now)
        kept = [Fetched("m-1", "Sorry", "Sorry about that macro.")]
        merge_macros(session, brand.id, "con_1", kept, now=now, new_id=services.new_id)
        person = find_user(session, PEOPLE[Role.AGENT][1])
        [macro] = list_macros(session, brand.id)
        edit_id = session.execute(sql("SELECT id FROM edits ORDER BY seq")).scalars().first()
    options = {"url": "https://orders.example/{order_number}"}
    set_source(services, brand, kind="http", options=options, secret="shop-key-1", is_operators=False, actor_id="t")
    assert person is not None
    return {
        "brand": brand.slug,
        "macro": macro.id,
        "person": person.id,
        "email": person.email,
        "edit": str(edit_id),
        "draft": seeds.drafts["ready"],
    }


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, names) for key, one in value.items()}
    if isinstance(value, str):
        for name, one in names.items():
            value = value.replace(f"{{{name}}}", one)
    return value


def _called(client: FlaskClient, headers: dict[str, str], method: str, path: str, body: Any) -> tuple[int, str]:
    given = {"query_string": body} if method in ("GET", "DELETE") else {"json": body}
    answer = client.open(ROOT + path, method=method, headers=headers, **given)
    return answer.status_code, answer.get_data(as_text=True)


def _opened(visitor: Visitor, method: str, path: str, fields: dict[str, str]) -> tuple[int, str]:
    answer = visitor.get(path, **fields) if method == "GET" else visitor.post(path, **fields)
    said = f"{answer.headers.get('Location', '')} {answer.get_data(as_text=True)}"
    if answer.status_code == 303:  # what the form said is told on the next page
        said += visitor.get("/admin/macros").get_data(as_text=True) if path.startswith("/admin") else ""
    return answer.status_code, said


def _rows(services: Services) -> dict[str, list[Any]]:
    """Every row that an operation above could change; what signing in and asking leave behind is not among them."""
    left_out = {"users", "user_brands", "sessions", "sign_in_links", "api_tokens", "audit", "audit_log"}
    with services.database.reading() as session:
        return {
            table.name: sorted(map(str, session.execute(sql(f'SELECT * FROM "{table.name}"'))))
            for table in Base.metadata.sorted_tables
            if table.name not in left_out
        }


def _same(answer: tuple[int, str], of: dict[str, str], unknown: dict[str, str]) -> tuple[int, str]:
    """An answer without the names that the question itself held."""
    status, text = answer
    for name in (*of.values(), *unknown.values()):
        text = text.replace(name, "…")
    return status, text


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_operations_on_another_brand_answer_as_on_none(
    services: Services, app: Flask, names: dict[str, str], other_brand: Brand
) -> None:
    client = app.test_client()
    headers = {role.value: token_caller(services, client, role, brand_id=other_brand.id).headers for role in Role}
    unknown = {**dict.fromkeys(names, UNKNOWN), "email": "no@where.example"}
    before = _rows(services)

    for role, method, path, body in OPERATIONS:
        theirs = _called(client, headers[role], method, _filled(path, names), _filled(body, names))
        nobodys = _called(client, headers[role], method, _filled(path, unknown), _filled(body, unknown))

        assert theirs[0] in (404, 422), (method, path, theirs)
        assert _same(theirs, names, unknown) == _same(nobodys, names, unknown), (method, path)
    assert _rows(services) == before


def test_pages_of_another_brand_answer_as_of_none(
    services: Services, app: Flask, names: dict[str, str], other_brand: Brand
) -> None:
    visitors = {role.value: visit(services, app, role, brand_id=other_brand.id) for role in Role}
    unknown = {**dict.fromkeys(names, UNKNOWN), "email": "no@where.example"}
    before = _rows(services)

    for role, method, path, fields in PAGES:
        status, said = _opened(visitors[role], method, _filled(path, names), _filled(fields, names))
        nobodys, _ = _opened(visitors[role], method, _filled(path, unknown), _filled(fields, unknown))

        assert status in (303, 404, 422), (method, path, status)
        assert status == nobodys, (method, path)
        assert not [word for word in THEIRS if word in said.replace(names["brand"], "")], (method, path)
    assert _rows(services) == before


def test_lists_hold_nothing_of_another_brand(
    services: Services, app: Flask, names: dict[str, str], other_brand: Brand
) -> None:
    visitors = {role.value: visit(services, app, role, brand_id=other_brand.id) for role in Role}

    for role, path in IN_SIGHT:
        answer = visitors[role].client.get(path)

        assert answer.status_code == 200, (path, answer.status_code)
        assert not [word for word in THEIRS if word in answer.get_data(as_text=True)], path


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_odd_names_are_unknown_everywhere(services: Services, app: Flask, names: dict[str, str]) -> None:
    visitors = {role.value: visit(services, app, role) for role in Role}

    for odd in ("a\x00b", "🦊" * 300):
        of = {**dict.fromkeys(names, odd), "email": odd}
        for role, method, path, fields in PAGES:
            if "{" not in path:
                status, _ = _opened(visitors[role], method, path, _filled(fields, of))

                assert status in (200, 303, 404, 422), (odd, method, path, status)
