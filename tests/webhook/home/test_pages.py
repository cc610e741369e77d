"""The start page."""

from html import unescape

from flask.testing import FlaskClient
from pydantic import SecretStr

from tests.tools.api import sign_in
from tests.tools.seeding import Seeds
from webhook.app import create_app
from webhook.helpdesks.base import Connection
from webhook.settings import Settings
from webhook.store.connections import note_failed, note_heard, note_well
from webhook.store.jobs import WorkerBeat, beat
from webhook.wiring import Services


def test_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/")


def test_start_page_says_what_is_next(client: FlaskClient, services: Services, seeds: Seeds) -> None:
    sign_in(services, client, "admin")

    page = unescape(client.get("/").text)

    assert "Five steps are left from the first ticket to the first score." in page
    assert "2 decisions so far." in page
    assert 'href="/admin/connections/new">Add a helpdesk' in page


def test_empty_installation_begins_with_a_brand(client: FlaskClient, services: Services) -> None:
    sign_in(services, client, "admin")

    page = client.get("/").text

    first = page.split('aria-current="step"')[1]
    assert first.index("Name your brands") < first.index("Connect the helpdesk")


def test_connections_and_their_tests_are_steps(client: FlaskClient, services: Services, connection: Connection) -> None:
    sign_in(services, client, "admin")
    with services.database.writing() as session:
        note_failed(session, connection.id, "helpdesk.rejected: It answered 403.", now=services.clock())

    failing = unescape(client.get("/").text)
    with services.database.writing() as session:
        note_well(session, connection.id)
        note_heard(session, connection.id, now=services.clock())
    working = unescape(client.get("/").text)

    assert f"{connection.name}: the last try went wrong" in failing
    assert "The helpdesk refuses our account" in failing
    assert "the last try went wrong" not in working
    assert 'href="/admin/connections">See them' in working


def test_ladder_and_voice_are_steps(client: FlaskClient, services: Services, seeds: Seeds) -> None:
    sign_in(services, client, "agent")

    page = unescape(client.get("/").text)

    steps = [title.split("<")[0] for title in page.split("<h3>")[1:]]
    assert steps == [
        "Name your brands",
        "Connect the helpdesk",
        "Test it live",
        "Add your policies",
        "Order what may be offered",
        "Choose how each brand sounds",
        "Invite agents",
        "See the first draft",
        "Decide on a draft",
        "Review a reply",
    ]
    assert "/admin/connections" not in page


def test_missing_worker_is_said_aloud(client: FlaskClient, services: Services) -> None:
    sign_in(services, client, "agent")

    without = client.get("/").text
    with services.database.writing() as session:
        beat(session, WorkerBeat("worker-1", services.clock(), "here", "0", is_warm=True))
    with_one = client.get("/").text

    assert "No worker answers" in without
    assert "No worker answers" not in with_one
    assert "ready, 1 worker" in with_one


def test_nothing_leaves_the_server_without_a_model(client: FlaskClient, services: Services) -> None:
    sign_in(services, client, "qa")

    assert "Nothing. No language model is set up" in client.get("/").text


def test_page_names_where_texts_go_with_a_model(settings: Settings, services: Services, seeds: Seeds) -> None:
    named = settings.model_copy(
        update={"openai_api_key": SecretStr("k"), "openai_base_url": "https://u:p@models.example/v1", "model": "m-1"}
    )
    parts = Services(named, clock=services.clock, new_id=services.new_id)
    client = create_app(named, parts).test_client()
    sign_in(parts, client, "admin")

    page = unescape(client.get("/").text)
    parts.close()

    assert "To models.example, for each draft: the ticket, with names, e-mail addresses" in page
    assert ">m-1<" in page
