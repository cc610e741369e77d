"""Whatever a caller sends, the answer is a documented one and never a 5xx."""

import json
import re
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.api import Caller, token_caller
from tests.tools.seeding import Seeds
from webhook.accounts.permissions import ROLES_OF
from webhook.http.api import Operation, operations_of
from webhook.wiring import Services

RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _fields_of(operations: list[Operation]) -> list[str]:
    bodies = [operation.body for operation in operations if operation.body]
    queries = [operation.query for operation in operations if operation.query]
    return sorted({name for model in (*bodies, *queries) for name in model.model_fields})


@given(data=st.data())
@RELAXED
def test_any_request_is_answered_as_documented(
    data: st.DataObject, services: Services, app: Flask, seeds: Seeds
) -> None:
    operations = operations_of(app)
    operation = data.draw(st.sampled_from(operations), label="operation")
    caller = _caller(services, app, operation)
    ids = st.sampled_from([*seeds.drafts.values(), *seeds.tickets.values(), "x", "%00", "1"])
    path = re.sub(r"<[^>]*>", lambda _: data.draw(ids), operation.path)
    names = st.sampled_from(_fields_of(operations)) | st.text(max_size=5)
    body = data.draw(st.dictionaries(names, values, max_size=6) | values, label="body")
    query = data.draw(st.dictionaries(names, st.text(max_size=12), max_size=3), label="query")

    answer = caller.client.open(
        f"/api/v1{path}",
        method=operation.method,
        query_string=query,
        data=json.dumps(body) if operation.is_write else None,
        content_type="application/json" if operation.is_write else None,
        headers=caller.headers,
    )

    known = {operation.status, 400, 404, 409, 413, 415, 422}
    assert answer.status_code in known, (answer.status_code, answer.get_data(as_text=True))
    if answer.status_code != operation.status:
        assert answer.content_type == "application/problem+json"
        assert answer.json["code"]


def _caller(services: Services, app: Flask, operation: Operation) -> Caller:
    role = ROLES_OF[operation.act][0]
    kept: dict[Any, Caller] = app.extensions.setdefault("fuzz", {})
    if role not in kept:
        kept[role] = token_caller(services, app.test_client(), role)
    return kept[role]
