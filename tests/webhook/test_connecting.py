"""A connection's life: added, watched, tried, rotated, paused, removed; by command and by API."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from drafter.brands import Brand
from tests.contracts.behaviours import QUESTION
from tests.tools.api import Caller
from tests.tools.clocks import SettableClock
from tests.tools.desks import OPENED, Said
from tests.tools.desks.chatwoot import ChatwootDesk
from webhook import connecting
from webhook.helpdesks.base import Connection, RawRequest
from webhook.store import connections as store
from webhook.store.audit import AuditQuery, list_acts
from webhook.trying import try_connection
from webhook.wiring import Services


@pytest.fixture
def desk(clock: SettableClock) -> Iterator[ChatwootDesk]:
    made = ChatwootDesk()
    clock.now = OPENED
    yield made
    made.close()


@pytest.fixture
def added(services: Services, desk: ChatwootDesk, brand: Brand) -> Connection:
    """A connection to the desk, as an operator adds it; who we are there is not given."""
    options = {"base_url": desk.url, "api_token": "t0ken"}
    return connecting.add_connection(
        services,
        kind="chatwoot",
        brand_id=brand.id,
        name="desk",
        secret=desk.secret,
        options=options,
        operator_given=True,
    )


def send(client: FlaskClient, connection: Connection, request: RawRequest | None) -> int:
    assert request is not None
    path = connecting.webhook_path(connection)
    return client.post(path, data=request.body, headers=dict(request.headers)).status_code


def shown(admin: Caller, connection: Connection) -> Any:
    return admin.get(f"/connections/{connection.id}").json


def test_our_account_is_asked_for_when_a_connection_is_added(added: Connection, desk: ChatwootDesk) -> None:
    assert added.options["own_user_id"] == desk.own_id


def test_both_secrets_count_until_the_old_one_ends(
    services: Services, client: FlaskClient, added: Connection, desk: ChatwootDesk, clock: SettableClock
) -> None:
    rotated = connecting.rotate(services, added, secret="another-secret")
    old, new = desk.asks(QUESTION), desk.writes("More")
    assert new is not None

    assert send(client, added, old) == 202
    assert send(client, added, desk.sign(new.body, secret="another-secret")) == 202
    assert rotated.old_secrets_end_at
    desk.now = clock.advance(hours=25)
    late = desk.writes("Even more")
    assert send(client, added, late) == 401


def test_first_event_under_the_new_secret_is_seen(
    services: Services, client: FlaskClient, added: Connection, desk: ChatwootDesk
) -> None:
    connecting.rotate(services, added, secret="another-secret")

    def newest_heard() -> object:
        with services.database.reading() as session:
            return store.link_states(session, [added.id])[added.id].newest_heard_at

    old, new = desk.asks(QUESTION), desk.writes("More")
    assert new is not None
    assert send(client, added, old) == 202
    assert newest_heard() is None
    assert send(client, added, desk.sign(new.body, secret="another-secret")) == 202
    assert newest_heard() == services.clock()
    connecting.rotate(services, added, secret="a-third-secret")
    assert newest_heard() is None


def test_changes_are_written_down_without_any_secret(services: Services, added: Connection) -> None:
    connecting.rotate(services, added, secret="another-secret")
    connecting.change_options(services, added, {"api_token": "n3w-t0ken"}, operator_given=True, actor_id="usr_1")
    connecting.set_paused(services, added, is_paused=True)
    connecting.remove(services, added)

    with services.database.reading() as session:
        acts = [(one.actor_id, one.about) for one in reversed(list_acts(session, AuditQuery()))]
    assert acts == [
        ("command-line", "added the connection desk (chatwoot)"),
        ("command-line", "started a new secret for the connection desk (chatwoot)"),
        ("usr_1", "changed api_token of the connection desk (chatwoot)"),
        ("command-line", "paused the connection desk (chatwoot)"),
        ("command-line", "removed the connection desk (chatwoot)"),
    ]


def test_old_secret_can_be_ended_at_once(
    services: Services, client: FlaskClient, added: Connection, desk: ChatwootDesk
) -> None:
    connecting.end_old_secret(services, connecting.rotate(services, added, secret="another-secret"))

    assert send(client, added, desk.asks(QUESTION)) == 401


def test_state_tells_what_to_do(
    client: FlaskClient, admin: Caller, added: Connection, desk: ChatwootDesk, clock: SettableClock
) -> None:
    assert shown(admin, added)["state"] == "waiting"
    assert send(client, added, desk.asks(QUESTION)) == 202
    assert shown(admin, added)["state"] == "working"
    assert shown(admin, added)["last_event_at"]

    forged = desk.sign(b"{}", secret="forged")
    assert send(client, added, forged) == 401
    failing = shown(admin, added)
    assert (failing["state"], "secret" in failing["advice"]) == ("failing", True)


def test_trial_reads_a_ticket_and_writes_a_note(services: Services, added: Connection, desk: ChatwootDesk) -> None:
    desk.asks(QUESTION)

    tried = try_connection(services, added, ticket="7", writes_note=True, waits_s=0)

    assert {one.name: one.result.value for one in tried} == {
        "event": "skipped",
        "account": "ok",
        "read": "ok",
        "note": "ok",
    }
    assert "hook's address" in str(tried[0].hint)
    assert desk.mailed() == []


def test_trial_hears_the_hook_that_tells_of_its_own_note(
    services: Services, client: FlaskClient, added: Connection, desk: ChatwootDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = desk.say

    def say_and_tell(by: str, text: str, **more: Any) -> Said:
        said = say(by, text, **more)
        assert send(client, added, desk.heard(said)) == 202
        return said

    desk.asks(QUESTION)
    monkeypatch.setattr(desk, "say", say_and_tell)

    tried = try_connection(services, added, ticket="7", writes_note=True)

    assert (tried[0].name, tried[0].result.value) == ("event", "ok")
    assert "told us of the note" in tried[0].message


def test_trial_says_what_is_wrong(services: Services, added: Connection, desk: ChatwootDesk) -> None:
    broken = connecting.change_options(services, added, {"api_token": "wrong"}, operator_given=True)

    failed = [one for one in try_connection(services, broken, ticket="7") if one.result.value == "failed"]

    assert [one.name for one in failed] == ["account"]
    assert "token" in str(failed[0].hint)


def test_paused_connection_takes_nothing_until_it_is_resumed(
    admin: Caller, client: FlaskClient, added: Connection, desk: ChatwootDesk, services: Services
) -> None:
    assert admin.send("PATCH", f"/connections/{added.id}", {"is_paused": True}).json["state"] == "paused"
    asked = desk.asks(QUESTION)
    services.receiver._kept.clear()
    assert client.post(
        connecting.webhook_path(added), data=asked.body if asked else b"", headers=dict(asked.headers) if asked else {}
    ).json == {"event_id": "conversation:7", "status": "ignored"}

    assert admin.send("PATCH", f"/connections/{added.id}", {"is_paused": False}).json["state"] != "paused"


def test_removed_connection_is_gone_and_its_name_free(
    admin: Caller, client: FlaskClient, added: Connection, desk: ChatwootDesk, services: Services, brand: Brand
) -> None:
    assert admin.send("DELETE", f"/connections/{added.id}").json == {"id": added.id, "removed": True}

    services.receiver._kept.clear()
    assert send(client, added, desk.asks(QUESTION)) == 401
    assert admin.get("/connections").json["items"] == []
    with services.database.reading() as session:
        assert store.get_connection(session, added.id).options == {}
    body = {"kind": "generic", "name": "desk", "brand": brand.slug}
    assert admin.post("/connections", body).status_code == 201


def test_api_shows_a_secret_once_and_never_a_token(admin: Caller, brand: Brand) -> None:
    options = {"base_url": "https://desk.example", "api_token": "t0ken"}
    body = {"kind": "freescout", "name": "d", "brand": brand.slug, "options": options}
    made = admin.post("/connections", body).json

    assert made["secret"]
    assert made["steps"]
    assert "t0ken" not in str(made)
    later = admin.get(f"/connections/{made['id']}").json
    assert made["secret"] not in str(later)
    rotated = admin.post(f"/connections/{made['id']}/rotate", {"grace_hours": 1}).json
    assert rotated["secret"] != made["secret"]
    assert rotated["old_secret_ends_at"]
    assert admin.post(f"/connections/{made['id']}/end-old-secret").json["old_secret_ends_at"] is None


def test_inner_address_from_the_api_is_not_called(admin: Caller, brand: Brand, desk: ChatwootDesk) -> None:
    options = {"base_url": desk.url, "api_token": "t0ken"}
    body = {"kind": "chatwoot", "name": "x", "brand": brand.slug, "options": options}
    made = admin.post("/connections", body).json

    tried = admin.post(f"/connections/{made['id']}/test", {"ticket": "7"}).json

    assert tried["result"] == "failed"
    assert desk.calls == []


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "pigeon", "name": "x"},
        {"kind": "generic", "name": "x", "options": {"colour": "blue"}},
        {"kind": "generic", "name": ""},
    ],
)
def test_wrong_fields_are_refused(admin: Caller, brand: Brand, body: dict[str, Any]) -> None:
    assert admin.post("/connections", body).status_code == 422


def test_path_that_is_the_secret_is_rotated_too(services: Services, client: FlaskClient, brand: Brand) -> None:
    made = connecting.add_connection(
        services, kind="django-helpdesk", brand_id=brand.id, name="d", options={}, operator_given=True
    )
    rotated = connecting.rotate(services, made)
    body = b'{"ticket": {"id": 7, "title": "x"}}'

    paths = [connecting.webhook_path(one) for one in (made, rotated)]
    assert [client.post(path, data=body).status_code for path in paths] == [202, 202]
    connecting.end_old_secret(services, rotated)
    services.receiver._kept.clear()
    assert [client.post(path, data=body).status_code for path in paths] == [404, 202]
