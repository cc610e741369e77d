"""The start page."""

from html import unescape

from flask.testing import FlaskClient
from pydantic import SecretStr

from tests.tools.api import sign_in
from tests.tools.seeding import Seeds
from webhook.app import create_app
from webhook.settings import Settings
from webhook.store.jobs import WorkerBeat, beat
from webhook.wiring import Services


def test_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/")


def test_start_page_says_what_is_next(client: FlaskClient, services: Services, seeds: Seeds) -> None:
    sign_in(services, client, "admin")

    page = unescape(client.get("/").text)

    assert "Three steps are left from the first ticket to the first score." in page
    assert "2 decisions so far." in page
    assert "drafter connection add generic" in page


def test_empty_installation_begins_with_a_brand(client: FlaskClient, services: Services) -> None:
    sign_in(services, client, "admin")

    page = client.get("/").text

    first = page.split('aria-current="step"')[1]
    assert first.index("Name your brands") < first.index("Connect the helpdesk")


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

    assert "To models.example, for each draft: the ticket as it was written" in page
    assert ">m-1<" in page
