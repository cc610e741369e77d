"""Rows to values and back: connections, events, jobs, leases and health, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from drafter.brands import Brand
from knowledge_base.foundation.database import Database
from tests.tools.clocks import START
from tests.tools.databases import BOTH
from tests.tools.sending import ticket_data
from webhook.errors import ConnectionNotFoundError
from webhook.helpdesks.base import Connection, EventKind, InboundEvent
from webhook.store import connections, events, jobs
from webhook.store.health import read_health
from webhook.store.jobs import JobState, WorkerBeat

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)
EVENT = InboundEvent(
    "e1", EventKind.TICKET_REPLIED, ticket_data("T-7", "…é\u2028😀"), "T-7", START - timedelta(hours=1)
)


class TestConnections:
    def test_connection_comes_back_as_it_was(self, database: Database, brand: Brand) -> None:
        made = Connection(
            "con_9", "generic", brand.id, "shop", ("new", "old"), {"callback_url": "http://here/é"}, "segment", True
        )
        with database.writing() as session:
            connections.insert_connection(session, made, operator_given={"callback_url"}, now=START)

        with database.reading() as session:
            assert connections.get_connection(session, "con_9") == made
            assert connections.find_connection_by_name(session, brand.id, "shop") == made
            assert connections.list_connections(session) == (made,)
            assert connections.list_connections(session, brand_id="brd_other") == ()
            assert connections.operator_given_options(session, "con_9") == {"callback_url"}

    def test_unknown_connection_is_named(self, database: Database) -> None:
        with pytest.raises(ConnectionNotFoundError, match="'con_none'"), database.reading() as session:
            connections.get_connection(session, "con_none")

    def test_name_is_used_once_for_a_brand(self, database: Database, connection: Connection) -> None:
        with pytest.raises(IntegrityError), database.writing() as session:
            connections.insert_connection(session, replace(connection, id="con_2"), now=START)

    def test_secrets_and_options_change(self, database: Database, connection: Connection) -> None:
        changed = replace(connection, secrets=("newer", *connection.secrets), options={"own_user_id": "7"})
        with database.writing() as session:
            connections.update_options(session, changed)

        with database.reading() as session:
            assert connections.get_connection(session, connection.id) == changed


class TestEvents:
    def test_event_comes_back_as_it_was(self, database: Database, connection: Connection) -> None:
        with database.writing() as session:
            assert events.add_event(session, EVENT, connection_id=connection.id, id="evt_1", now=START)

        with database.reading() as session:
            stored = events.get_event(session, "evt_1")
            assert events.get_event(session, "evt_2") is None
        assert stored is not None
        assert (stored.event, stored.connection_id, stored.received_at) == (EVENT, connection.id, START)

    def test_event_is_kept_once(self, database: Database, connection: Connection) -> None:
        with database.writing() as session:
            known = [events.add_event(session, EVENT, connection_id="con_1", id=f"evt_{n}", now=START) for n in (1, 2)]

        assert known == [True, False]

    def test_two_writers_keep_it_once(self, database: Database, connection: Connection) -> None:
        def add(number: int) -> bool:
            with database.writing() as session:
                return events.add_event(session, EVENT, connection_id="con_1", id=f"evt_{number}", now=START)

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(add, range(4))) == [False, False, False, True]

    def test_event_of_an_unknown_connection_is_refused(self, database: Database) -> None:
        with pytest.raises(IntegrityError), database.writing() as session:
            events.add_event(session, EVENT, connection_id="con_none", id="evt_1", now=START)


class TestJobs:
    def test_job_goes_its_way(self, database: Database) -> None:
        with database.writing() as session:
            assert jobs.add_job(session, "work:s1", "work", "s1", now=START)
            assert not jobs.add_job(session, "work:s1", "work", "s1", now=START)
            started = jobs.start_job(session, "work:s1", 0, now=START)
            assert started is not None
            assert (started.state, started.starts) == (JobState.RUNNING, 1)
            assert jobs.queue_next_attempt(session, "work:s1", error="model.timeout", now=START) == 1
            assert jobs.start_job(session, "work:s1", 0, now=START) is None  # an older try
            jobs.close_job(session, "work:s1", JobState.FAILED, error="given up", now=START)

        with database.reading() as session:
            after = jobs.get_job(session, "work:s1")
        assert after is not None
        assert (after.state, after.attempt, after.last_error) == (JobState.FAILED, 1, "given up")

    def test_only_old_enough_jobs_are_listed_oldest_first(self, database: Database) -> None:
        with database.writing() as session:
            for n in range(4):
                jobs.add_job(session, f"work:s{n}", "work", f"s{n}", now=START - timedelta(minutes=n))

        with database.reading() as session:
            found = jobs.jobs_in_state(session, JobState.QUEUED, before=START - timedelta(seconds=30), limit=2)
        assert [job.subject_id for job in found] == ["s3", "s2"]

    def test_lease_is_one_holders(self, database: Database) -> None:
        def take(holder: str, minutes: int) -> bool:
            with database.writing() as session:
                return jobs.take_lease(session, "sweep", holder, now=START + timedelta(minutes=minutes), length_s=120)

        assert take("one", 0)
        assert not take("two", 1)
        assert take("one", 1)  # kept by its holder
        assert not take("two", 3)
        assert take("two", 4)

    def test_lease_asked_for_at_once_goes_to_one(self, database: Database) -> None:
        def take(number: int) -> bool:
            with database.writing() as session:
                return jobs.take_lease(session, "sweep", f"w{number}", now=START, length_s=60)

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(take, range(4))) == [False, False, False, True]


class TestHealth:
    @pytest.mark.parametrize(
        ("beats", "drafting"),
        [
            ([], "no worker"),
            ([(0, False)], "warming"),
            ([(0, False), (5, True)], "warm"),
            ([(0, False), (60, True)], "warming"),
            ([(60, True)], "no worker"),
        ],
        ids=["none", "loading", "one warm", "warm one silent", "silent"],
    )
    def test_only_workers_heard_of_lately_count(
        self, beats: list[tuple[int, bool]], drafting: str, database: Database
    ) -> None:
        with database.writing() as session:
            for n, (age_s, is_warm) in enumerate(beats):
                jobs.beat(session, WorkerBeat(f"w{n}", START - timedelta(seconds=age_s), "host", "1", is_warm))

        with database.reading() as session:
            assert read_health(session, now=START, dead_after_s=15).drafting == drafting

    def test_age_is_that_of_the_job_queued_longest(self, database: Database) -> None:
        with database.writing() as session:
            for n in range(3):
                jobs.add_job(session, f"work:s{n}", "work", f"s{n}", now=START - timedelta(seconds=30 * n))
            jobs.close_job(session, "work:s2", JobState.DONE, now=START)

        with database.reading() as session:
            health = read_health(session, now=START, dead_after_s=15)
        assert (health.jobs, health.oldest_s) == ({"queued": 2, "done": 1}, 30.0)
