"""The start page."""

from html import unescape

from flask.testing import FlaskClient

from tests.tools.api import sign_in
from tests.tools.seeding import Seeds
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
