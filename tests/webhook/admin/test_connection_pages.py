"""The connections pages without a browser: who may see them, what is never shown, pressing twice."""

from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from drafter.brands import Brand
from tests.tools.api import sign_in
from tests.tools.seeding import Seeds
from tests.tools.sending import SECRET
from webhook import connecting
from webhook.admin.connection_kinds import BY_KEY, kind_of
from webhook.helpdesks.base import Connection, EventKind, InboundEvent
from webhook.helpdesks.setup_steps import KINDS, OPTIONS, SECRET_OPTIONS
from webhook.store import connections as store
from webhook.store.events import add_event
from webhook.wiring import Services

WORDS_OF_COMMANDS = ("drafter connection", "api_token", "own_user_id", "base_url", "callback_url", "--option")


@pytest.fixture
def form_token(services: Services, client: FlaskClient) -> str:
    return sign_in(services, client, "admin")


def secrets_of(services: Services, connection: Connection) -> tuple[str, ...]:
    with services.database.reading() as session:
        return store.get_connection(session, connection.id).secrets


def test_each_kind_has_a_name_steps_and_known_options() -> None:
    assert tuple(BY_KEY) == KINDS
    for kind in BY_KEY.values():
        assert kind.name
        assert kind.steps
        fields = (*kind.fields, *kind.app_fields)
        assert {field.name for field in fields} <= OPTIONS
        assert all(field.is_secret == (field.name in SECRET_OPTIONS) for field in fields)


@pytest.mark.parametrize("key", KINDS)
def test_steps_are_in_the_words_of_a_form(key: str) -> None:
    said = " ".join(kind_of(key).steps)
    assert not [word for word in WORDS_OF_COMMANDS if word in said]


def test_each_kind_is_added_on_the_page(services: Services, client: FlaskClient, brand: Brand, form_token: str) -> None:
    for key in KINDS:
        kind = kind_of(key)
        options = {field.name: "1" for field in kind.fields if field.is_required or field.name == "own_user_id"}
        options |= {name: "https://127.0.0.1" for name in options if name == "base_url"}  # not called: an inner one
        form = {"csrf_token": form_token, "kind": key, "brand": brand.slug, "name": f"Our {key}", **options}
        page = client.post("/admin/connections/new", data=form)
        again = client.post("/admin/connections/new", data=form)

        assert (page.status_code, again.status_code) == (200, 422), key
        with services.database.reading() as session:
            made = store.find_connection_by_name(session, brand.id, f"Our {key}")
        assert made
        assert connecting.webhook_path(made) in page.text
        assert (made.secrets[0] in unescape(page.text)) == (kind.can_sign and not kind.theirs), key
        later = client.get(f"/admin/connections/{made.id}/setup?step=3")
        assert made.secrets[0] not in unescape(later.text)


@pytest.mark.parametrize("path", ["/admin/connections", "/admin/connections/new", "/admin/connections/con_1/setup"])
@pytest.mark.parametrize("role", ["agent", "qa"])
def test_only_admins_see_connections(
    path: str, role: str, services: Services, client: FlaskClient, connection: Connection
) -> None:
    sign_in(services, client, role)

    assert client.get(path).status_code == 403


def test_admin_of_another_brand_sees_none(
    services: Services, client: FlaskClient, connection: Connection, other_brand: Brand
) -> None:
    token = sign_in(services, client, "admin", brand_id=other_brand.id)

    assert "No helpdesk connected" in client.get("/admin/connections").text
    assert client.get("/admin/connections/con_1/setup").status_code == 404
    form = {"csrf_token": token, "paused": "yes"}
    assert client.post("/admin/connections/con_1/pause", data=form).status_code == 404


def test_pressing_rotate_twice_rotates_once(
    services: Services, client: FlaskClient, connection: Connection, form_token: str
) -> None:
    of = client.get("/admin/connections?open=rotate").text.split('name="of" value="')[1].split('"')[0]
    form = {"csrf_token": form_token, "of": of, "grace": "24"}

    first = client.post("/admin/connections/con_1/rotate", data=form)
    newest = secrets_of(services, connection)
    second = client.post("/admin/connections/con_1/rotate", data=form)

    assert newest[0] in unescape(first.text)
    assert newest[1] == connection.secrets[0]
    assert second.status_code == 303
    assert secrets_of(services, connection) == newest
    assert newest[0] not in unescape(client.get(second.location).text)


def test_secrets_reach_neither_log_nor_address(
    services: Services,
    client: FlaskClient,
    connection: Connection,
    form_token: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    form = {"csrf_token": form_token, "api_token": "t0ken-XYZ", "secret": "whsec_TYPED"}

    changed = client.post("/admin/connections/con_1/options", data=form)
    pasted = client.post("/admin/connections/con_1/secret", data=form)

    said = "".join(capfd.readouterr())
    assert (changed.status_code, pasted.status_code) == (303, 303)
    for secret in ("t0ken-XYZ", "whsec_TYPED"):
        assert secret not in said + changed.location + pasted.location
        assert secret not in client.get("/admin/operations?tab=audit").text


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_garbage_is_answered_in_words(
    services: Services, client: FlaskClient, connection: Connection, form_token: str
) -> None:
    form = {"csrf_token": form_token, "kind": "zendesk\x00", "name": "\x00é" * 3000, "brand": "x" * 9000}

    assert client.get("/admin/connections?id=%00&open=%00").status_code == 200
    assert client.get("/admin/connections/%00/setup?step=99").status_code == 404
    assert client.get("/admin/connections/new?kind=<b>&brand=%00").status_code == 200
    assert client.post("/admin/connections/new", data=form).status_code in (404, 422)
    assert client.post("/admin/connections/con_1/rotate", data={"csrf_token": form_token}).status_code == 303
    bad = {"csrf_token": form_token, "callback_url": "javascript:alert(1)"}
    assert client.post("/admin/connections/con_1/options", data=bad).status_code == 422


def test_quiet_connection_is_told_apart(services: Services, client: FlaskClient, seeds: Seeds, form_token: str) -> None:
    now = services.clock()
    made = Connection(id="con_q", kind="generic", brand_id=seeds.brand.id, name="portal", secrets=(SECRET,))
    with services.database.writing() as session:
        store.insert_connection(session, made, now=now)
        store.note_heard(session, made.id, now=now - timedelta(hours=20))
        for number in range(80):
            event = InboundEvent(f"e{number}", EventKind.TICKET_REPLIED, {}, "7")
            at = now - timedelta(hours=20 + number)
            add_event(session, event, connection_id=made.id, id=f"evt_{number}", now=at)

    page = client.get("/admin/connections").text

    assert "Quiet for longer than usual" in page
    assert "customer wrote on #7" in page
