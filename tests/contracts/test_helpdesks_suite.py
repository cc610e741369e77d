"""One suite over all helpdesks: each behaviour against a server that enforces the vendor's contract."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from drafter.brands import Brand
from tests.contracts import helpdesk_table
from tests.contracts.behaviours import BEHAVIOURS, QUESTION, Rig
from tests.contracts.helpdesk_table import PAGE, desks, page_with_table, proven
from tests.tools.clocks import SettableClock
from tests.tools.desks import Desk
from webhook.helpdesks.base import RawRequest
from webhook.store.connections import insert_connection
from webhook.wiring import Services

PROVEN = proven()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the pauses between tries short; how long they are is tested with the calls."""
    monkeypatch.setattr("webhook.helpdesks.api.FIRST_PAUSE_S", 0.01)


@pytest.fixture
def desk(kind: str) -> Iterator[Desk]:
    made = desks()[kind]()
    yield made
    made.close()


@pytest.mark.parametrize(("kind", "name"), PROVEN, ids=[f"{kind}: {name}" for kind, name in PROVEN])
def test_behaviour(kind: str, name: str, desk: Desk) -> None:
    BEHAVIOURS[name](Rig(desk, helpdesk_table.adapters()[kind], desk.connection()))


@pytest.mark.parametrize("kind", desks())
def test_route_answers_as_documented(
    kind: str, desk: Desk, services: Services, app: Flask, brand: Brand, clock: SettableClock
) -> None:
    connection = replace(desk.connection(), brand_id=brand.id)
    with services.database.writing() as session:
        insert_connection(session, connection, operator_given={"base_url", "callback_url"}, now=clock())
    client = app.test_client()

    def send(request: RawRequest | None, *, body: bytes | None = None) -> tuple[int, str | None]:
        assert request is not None
        segment = f"/{request.path_segment}" if request.path_segment else ""
        path = f"/webhooks/{kind}/{connection.id}{segment}"
        answer = client.post(path, data=request.body if body is None else body, headers=dict(request.headers))
        return answer.status_code, (answer.json or {}).get("status")

    asked = desk.asks(QUESTION)
    assert send(asked) == (202, "accepted")
    assert send(asked) == (202, "duplicate")
    assert send(desk.unheard_of()) == (202, "ignored")
    assert asked is not None
    if desk.segment:
        assert send(replace(asked, path_segment="wrong"))[0] == 404
    else:
        assert not desk.signs or send(asked, body=asked.body + b" ")[0] == 401
        assert send(replace(asked, headers={"content-type": "application/json"}))[0] == 401
    assert send(desk.sign(b"{"))[0] == 400


def test_page_shows_the_table_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == page_with_table(page), "run: python -m tests.contracts.helpdesk_table --write"
