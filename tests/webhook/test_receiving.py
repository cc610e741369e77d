"""The webhook route: verified first, recorded once, its job with it, and never a 5xx for what a sender wrote."""

import io
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from werkzeug.test import TestResponse

from knowledge_base.foundation.database import Database
from tests.tools.clocks import START, SettableClock
from tests.tools.databases import BOTH, PostgresServer
from tests.tools.sending import SECRET, event_body, signed, ticket_data
from webhook.app import create_app
from webhook.helpdesks.base import Connection, EventKind, InboundEvent
from webhook.jobs.base import TAKE_EVENT, job_id_for
from webhook.receiving import Arrival, Inbox
from webhook.settings import Settings
from webhook.store.connections import insert_connection
from webhook.store.events import get_event
from webhook.store.jobs import JobState, get_job
from webhook.store.tables import EventRow
from webhook.wiring import Services

PATH = "/webhooks/generic/con_1"
on_both = pytest.mark.parametrize("database_url", BOTH, indirect=True)
Post = Callable[..., TestResponse]


@pytest.fixture
def post(client: FlaskClient, connection: Connection, clock: SettableClock) -> Post:
    def send(body: bytes | None = None, *, event_id: str = "e1", path: str = PATH, **headers: str) -> TestResponse:
        body = event_body() if body is None else body
        sent = {**signed(body, event_id=event_id, now=clock()), **{k.replace("_", "-"): v for k, v in headers.items()}}
        return client.post(path, data=body, headers=sent)

    return send


def counts(database: Database) -> tuple[int, int, int]:
    """Return how many events, jobs and runs of the job engine there are."""
    runs = "workflow_status" if database.is_sqlite else "dbos.workflow_status"
    with database.reading() as session:
        of = [session.execute(text(f"SELECT count(*) FROM {t}")).scalar_one() for t in ("events", "jobs", runs)]
    return of[0], of[1], of[2]


@on_both
def test_event_and_its_job_are_recorded(post: Post, database: Database) -> None:
    answer = post()

    assert (answer.status_code, answer.get_json()) == (202, {"event_id": "e1", "status": "accepted"})
    with database.reading() as session:
        row = session.scalars(select(EventRow)).one()
        stored = get_event(session, row.id)
        job = get_job(session, job_id_for(TAKE_EVENT, row.id))
    assert stored is not None
    assert stored.event.kind is EventKind.TICKET_CREATED
    assert stored.event.ticket_external_id == "T-1"
    assert stored.received_at == START
    assert job is not None
    assert job.state is JobState.QUEUED
    assert counts(database) == (1, 1, 1)


@on_both
def test_repeated_event_is_a_duplicate_whatever_it_holds(post: Post, database: Database) -> None:
    post()

    again = post(event_body("ticket.replied", ticket_data("T-2")))

    assert (again.status_code, again.get_json()["status"]) == (202, "duplicate")
    assert counts(database) == (1, 1, 1)


def test_same_event_id_from_two_connections_is_two_events(
    post: Post, client: FlaskClient, database: Database, clock: SettableClock
) -> None:
    with database.writing() as session:
        insert_connection(session, Connection("con_2", "generic", "brd_1", "other", (SECRET,)), now=clock())
    post()

    answer = client.post(
        "/webhooks/generic/con_2", data=event_body(), headers=signed(event_body(), event_id="e1", now=clock())
    )

    assert answer.get_json()["status"] == "accepted"
    assert counts(database) == (2, 2, 2)


@on_both
def test_event_without_its_job_is_not_kept(
    post: Post, database: Database, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("the engine refused")

    monkeypatch.setattr(services.jobs, "enqueue", broken)

    assert post().status_code == 500
    assert counts(database) == (0, 0, 0)

    monkeypatch.undo()
    assert post().get_json()["status"] == "accepted"


@pytest.mark.parametrize("kind", ["customer.created", "ignored", "", "ticket.created "])
def test_unknown_type_is_ignored(kind: str, post: Post, database: Database) -> None:
    answer = post(event_body(kind))

    assert (answer.status_code, answer.get_json()["status"]) == (202, "ignored")
    assert counts(database) == (0, 0, 0)


def test_order_event_is_kept_with_a_job_that_says_what_became_of_it(post: Post, database: Database) -> None:
    body = event_body("order.refunded", {"order": {"order_number": "A1"}, "amount": "12.00", "ticket": "T-1"})

    assert post(body).get_json()["status"] == "accepted"
    assert counts(database) == (1, 1, 1)


def test_paused_connection_ignores(client: FlaskClient, database: Database, brand: Any, clock: SettableClock) -> None:
    paused = Connection("con_p", "generic", brand.id, "shop", (SECRET,), is_paused=True)
    with database.writing() as session:
        insert_connection(session, paused, now=clock())

    answer = client.post(
        "/webhooks/generic/con_p", data=event_body(), headers=signed(event_body(), event_id="e1", now=clock())
    )

    assert answer.get_json()["status"] == "ignored"


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"type": "ticket.created"}'], ids=["cut", "binary", "deep", "bare"]
)
def test_signature_is_checked_before_anything_is_read(body: bytes, post: Post) -> None:
    answer = post(body, webhook_signature="v1,d3Jvbmc=")

    assert (answer.status_code, answer.get_json()["code"]) == (401, "event.signature")


def test_signature_covers_the_exact_bytes(post: Post, client: FlaskClient, clock: SettableClock) -> None:
    body = event_body()
    same_meaning = json.dumps(json.loads(body), indent=1).encode()

    answer = client.post(PATH, data=same_meaning, headers=signed(body, event_id="e1", now=clock()))

    assert answer.status_code == 401


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_unsigned_request_is_refused(missing: str, client: FlaskClient, connection: Any, clock: SettableClock) -> None:
    headers = signed(event_body(), event_id="e1", now=clock())
    del headers[missing]

    answer = client.post(PATH, data=event_body(), headers=headers)

    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")


def test_each_secret_in_force_signs(client: FlaskClient, database: Database, brand: Any, clock: SettableClock) -> None:
    newer = "whsec_bmV3ZXIgc2VjcmV0IG9mIHRoaXMgY29ubmVjdGlvbg=="
    with database.writing() as session:
        insert_connection(session, Connection("con_r", "generic", brand.id, "r", (newer, SECRET)), now=clock())

    answers = [
        client.post(
            "/webhooks/generic/con_r",
            data=event_body(),
            headers=signed(event_body(), event_id=f"e{secret[-4:]}", now=clock(), secret=secret),
        ).status_code
        for secret in (newer, SECRET)
    ]

    assert answers == [202, 202]


@pytest.mark.parametrize(
    ("age_s", "status"), [(0, 202), (300, 202), (-300, 202), (302, 401), (-302, 401)], ids=lambda value: str(value)
)
def test_age_counts_in_both_directions(age_s: int, status: int, post: Post, clock: SettableClock) -> None:
    sent_at = clock() - timedelta(seconds=age_s)
    headers = signed(event_body(), event_id="e1", now=sent_at)

    answer = post(**{name.replace("-", "_"): value for name, value in headers.items()})

    assert answer.status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks/generic/con_none",
        "/webhooks/zendesk/con_1",
        "/webhooks/nothing/con_1",
        "/webhooks/generic/con_1/segment",
        "/webhooks/generic/" + "x" * 3000,
        "/webhooks/generic/%00",
        "/webhooks/generic/%ED%A0%80",
        "/webhooks/generic/con_1%27--",
    ],
)
@on_both
def test_unknown_connection_is_404(path: str, post: Post) -> None:
    answer = post(path=path)

    assert (answer.status_code, answer.get_json()["code"]) == (404, "connection.not_found")


def test_unguessable_segment_must_fit(
    client: FlaskClient, database: Database, brand: Any, clock: SettableClock
) -> None:
    made = Connection("con_s", "generic", brand.id, "s", (SECRET,), path_segment="k3y")
    with database.writing() as session:
        insert_connection(session, made, now=clock())
    headers = signed(event_body(), event_id="e1", now=clock())

    statuses = [
        client.post(f"/webhooks/generic/con_s{end}", data=event_body(), headers=headers).status_code
        for end in ("", "/wrong", "/k3y")
    ]

    assert statuses == [404, 404, 202]


MIB = 1024 * 1024
CHUNKED = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}


def ticket_of_size(size: int) -> bytes:
    empty = event_body(data=ticket_data(text=""))
    return event_body(data=ticket_data(text="a" * (size - len(empty))))


@pytest.mark.parametrize(("size", "status"), [(MIB, 202), (MIB + 1, 413), (3 * MIB, 413)])
def test_body_may_have_one_mib(size: int, status: int, post: Post) -> None:
    assert post(ticket_of_size(size)).status_code == status


class EndlessBody(io.BytesIO):
    """A body that never ends; ``given`` is how much of it was read."""

    given = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def tell(self) -> int:
        return 0

    def read(self, size: int | None = -1) -> bytes:
        taken = 65536 if size is None or size < 0 else size
        self.given += taken
        return b"a" * taken


def test_body_of_unannounced_length_is_cut_off(client: FlaskClient, connection: Any, clock: SettableClock) -> None:
    body = ticket_of_size(MIB + 1)
    headers = signed(body, event_id="e1", now=clock())

    stream = EndlessBody()

    answer = client.post(PATH, input_stream=stream, headers=headers, environ_overrides=CHUNKED)

    assert answer.status_code == 413
    assert stream.given < 3 * MIB


GARBAGE: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "not_utf8": (b'{"type": "\xff"}', 400),
    "not_json": (b"type=ticket.created", 400),
    "cut_off": (event_body()[:-10], 400),
    "two_values": (event_body() + event_body(), 400),
    "a_list": (b"[]", 400),
    "a_number": (b"7", 400),
    "null": (b"null", 400),
    "no_type": (b'{"data": {}}', 400),
    "type_is_a_list": (b'{"type": ["ticket.created"], "data": {}}', 400),
    "no_data": (b'{"type": "ticket.created"}', 422),
    "data_is_text": (b'{"type": "ticket.created", "data": "x"}', 422),
    "empty_data": (b'{"type": "ticket.created", "data": {}}', 422),
    "no_message": (event_body(data={"id": "T-1"}), 422),
    "id_is_an_object": (event_body(data={"id": {}, "body": "x"}), 422),
    "id_is_empty": (event_body(data={"id": "", "body": "x"}), 422),
    "long_id": (event_body(data={"id": "x" * 5000, "body": "x"}), 422),
    "messages_is_text": (event_body(data={"id": "T", "messages": "x"}), 422),
    "message_is_null": (event_body(data={"id": "T", "messages": [None]}), 422),
    "unknown_author": (event_body(data={"id": "T", "messages": [{"author": "ghost", "text": "x"}]}), 422),
    "wrong_date": (event_body(data={"id": "T", "body": "x", "created_at": "yesterday"}), 422),
    "year_zero": (event_body(data={"id": "T", "body": "x", "created_at": "0001-01-01T00:00:00+14:00"}), 422),
    "money_is_words": (event_body(data={"id": "T", "body": "x", "order": {"total": "a lot"}}), 422),
    "money_is_endless": (event_body(data={"id": "T", "body": "x", "order": {"total": "1e999999999"}}), 422),
    "deep_nesting": (b'{"type": "ticket.created", "data": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
    "deep_object": (b'{"type":"ticket.created","data":' + b'{"a":' * 900 + b"1" + b"}" * 901, 400),
    "not_a_number": (b'{"type": "ticket.created", "data": {"id": "T", "body": "x", "due_at": NaN}}', 400),
    "endless_integer": (b'{"type": "order.placed", "data": {"amount": ' + b"9" * 6000 + b"}}", 400),
    "reply_without_text": (event_body("agent.replied", {**ticket_data(), "reply": {"id": "r"}}), 422),
    "reply_is_missing": (event_body("agent.replied", ticket_data()), 422),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_named_and_not_kept(name: str, post: Post, database: Database) -> None:
    body, status = GARBAGE[name]

    answer = post(body)

    problem = answer.get_json()
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert problem["status"] == status
    assert len(problem["detail"]) < 400
    assert counts(database) == (0, 0, 0)


STRANGE_BUT_FINE = {
    "zero_bytes": ticket_data("T\u00001", "a\u0000b"),
    "lone_surrogate": ticket_data(text="\ud83d off"),
    "every_field_null": {**ticket_data(), **dict.fromkeys(["subject", "order", "tags", "requester", "status"])},
    "endless_float": {**ticket_data(), "custom_fields": {"n": 1e308}},
    "unknown_fields": {**ticket_data(), "x" * 300: {"y": [1, 2.5, True, None]}},
    "right_to_left": ticket_data(text="שלום \u202e\u0007\u001b[31m"),
    "many_messages": {"id": "T", "messages": [{"author": "requester", "text": str(n)} for n in range(900)]},
    "number_as_id": {"id": 42, "body": "x"},
}


@on_both
@pytest.mark.parametrize("name", STRANGE_BUT_FINE)
def test_strange_ticket_is_kept(name: str, post: Post, database: Database) -> None:
    assert post(event_body(data=STRANGE_BUT_FINE[name])).get_json()["status"] == "accepted"
    assert counts(database)[0] == 1


@on_both
def test_number_beyond_floats_is_not_a_5xx(post: Post) -> None:
    body = b'{"type": "order.placed", "data": {"amount": 1e999, "ticket": -1e999}}'

    assert post(body).status_code < 500


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("application/json; charset=utf-8", 202), ("application/cloudevents+json", 202), ("", 202), ("text/xml", 415)],
)
def test_content_type_is_json(content_type: str, status: int, post: Post) -> None:
    assert post(Content_Type=content_type).status_code == status


@pytest.mark.parametrize("event_id", ["x" * 200, "é" * 20, "a b", "../../etc", "'; DROP TABLE events; --"])
@on_both
def test_any_printable_event_id_is_kept(event_id: str, post: Post) -> None:
    answer = post(event_id=event_id)

    assert (answer.status_code, answer.get_json()["event_id"]) == (202, event_id)


@pytest.mark.parametrize("event_id", ["x" * 201, "a\u007fb", "a\u0085b"])
def test_event_id_that_cannot_be_kept_is_refused(event_id: str, post: Post) -> None:
    assert post(event_id=event_id).status_code == 400


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_other_methods_are_405(method: str, client: FlaskClient, connection: Any) -> None:
    answer = getattr(client, method)(PATH)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
TICKET_FIELDS = ["id", "subject", "channel", "status", "tags", "requester", "order", "messages", "body", "created_at"]
ticket_like = st.fixed_dictionaries(
    {"id": st.text(max_size=8) | st.integers() | json_values},
    optional={**dict.fromkeys(TICKET_FIELDS[1:], json_values), "reply": json_values, "ticket": json_values},
)
envelopes = st.fixed_dictionaries(
    {"type": st.sampled_from([*EventKind, "other"]), "data": ticket_like | json_values},
    optional={"timestamp": json_values | st.datetimes().map(str)},
)
bodies = st.binary(max_size=200) | envelopes.map(lambda value: json.dumps(value).encode()) | st.text().map(str.encode)


@examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies, number=st.integers(0, 10**9))
def test_sender_never_causes_a_5xx(post: Post, body: bytes, number: int) -> None:
    answer = post(body, event_id=f"e{number}")

    assert answer.status_code in (202, 400, 413, 415, 422)
    assert answer.get_json()


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "Content-Type", "Content-Length"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
    )
)
def test_headers_never_cause_a_5xx(
    client: FlaskClient, connection: Connection, clock: SettableClock, headers: dict[str, str]
) -> None:
    sent = {**signed(event_body(), event_id="e1", now=clock()), **headers}

    assert client.post(PATH, data=event_body(), headers=sent).status_code < 500


class TestDatabaseAway:
    """503, and whatever was answered with 202 is still there."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"intake": settings.intake.model_copy(update={"accept_timeout_s": 0.5})})

    def test_file_taken_away(self, post: Post, database: Database, tmp_path: Path) -> None:
        post(event_id="before")
        (tmp_path / "drafter.db").rename(tmp_path / "away.db")

        answers = [post(event_id=f"while{n}") for n in range(3)]

        assert [answer.status_code for answer in answers] == [503] * 3
        assert answers[0].get_json()["code"] == "store.unavailable"
        assert int(answers[0].headers["Retry-After"]) > 0

        (tmp_path / "away.db").rename(tmp_path / "drafter.db")
        assert [post(event_id=id).get_json()["status"] for id in ("before", "while0")] == ["duplicate", "accepted"]

    def test_file_locked_by_another(self, post: Post, database: Database) -> None:
        post(event_id="before")  # connections are open
        with database.writing() as session:
            session.execute(text("DELETE FROM jobs WHERE id = 'none'"))
            answer = post(event_id="while")
            assert answer.status_code == 503

        again = post(event_id="while")

        assert again.status_code == 202
        assert again.get_json()["status"] in ("accepted", "duplicate")
        assert counts(database) == (2, 2, 2)

    @pytest.mark.postgres
    @pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
    def test_server_without_the_database(
        self, post: Post, database_url: str, database: Database, postgres: PostgresServer
    ) -> None:
        post(event_id="before")
        database.engine.dispose()
        postgres.drop(database_url)

        assert post(event_id="while").status_code == 503

    def test_database_that_nobody_answers_for(self, settings: Settings, clock: SettableClock, tmp_path: Path) -> None:
        closed = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:9/none"})
        services = Services(closed, clock=clock)
        answer = (
            create_app(closed, services)
            .test_client()
            .post(PATH, data=event_body(), headers=signed(event_body(), event_id="e", now=clock()))
        )
        services.close()

        assert answer.status_code == 503


class TestInbox:
    """Group commit on the embedded database only."""

    @pytest.fixture
    def inbox(self, services: Services, connection: Connection) -> Inbox:
        return Inbox(services.database, services.jobs, new_id=services.new_id, timeout_s=10)

    @staticmethod
    def arrival(event_id: str, connection_id: str = "con_1") -> Arrival:
        return Arrival(connection_id, InboundEvent(event_id, EventKind.TICKET_CREATED, ticket_data(), "T-1"), START)

    def test_waiting_requests_share_a_commit(self, inbox: Inbox, services: Services, database: Database) -> None:
        commits: list[int] = []
        event.listen(services.database.engine, "commit", lambda _: commits.append(1))

        with database.writing() as session:  # while another writes, requests pile up
            session.execute(text("DELETE FROM jobs WHERE id = 'none'"))
            pool = ThreadPoolExecutor(40)
            waiting = [pool.submit(inbox.add, self.arrival(f"e{n}")) for n in range(40)]
            for _ in range(200):  # the flusher may have taken more than the first: then fewer wait, which is as good
                if inbox._waiting.qsize() >= 30:
                    break
                threading.Event().wait(0.005)
        results = [one.result(10) for one in waiting]
        pool.shutdown()

        assert results == [True] * 40
        assert counts(database) == (40, 40, 40)
        assert len(commits) <= 11

    def test_same_event_twice_in_one_batch_is_recorded_once(self, inbox: Inbox, database: Database) -> None:
        with ThreadPoolExecutor(16) as pool:
            results = list(pool.map(lambda _: inbox.add(self.arrival("e1")), range(16)))

        assert sorted(results) == [False] * 15 + [True]
        assert counts(database) == (1, 1, 1)

    def test_one_bad_arrival_spoils_no_other(self, inbox: Inbox, database: Database) -> None:
        def add(name: str) -> bool | str:
            try:
                return inbox.add(self.arrival(name, "con_none" if name == "bad" else "con_1"))
            except Exception as error:
                return type(error).__name__

        with database.writing() as session:
            session.execute(text("DELETE FROM jobs WHERE id = 'none'"))
            pool = ThreadPoolExecutor(8)
            waiting = [pool.submit(add, name) for name in ("first", "e1", "bad", "e2")]
            for _ in range(200):  # the flusher may have taken more than the first: then fewer wait, which is as good
                if inbox._waiting.qsize() >= 3:
                    break
                threading.Event().wait(0.005)
        results = [one.result(10) for one in waiting]
        pool.shutdown()

        assert results == [True, True, "IntegrityError", True]
        assert counts(database) == (3, 3, 3)

    @pytest.mark.postgres
    @pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
    def test_postgresql_groups_by_itself(self, inbox: Inbox, database: Database) -> None:
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda n: inbox.add(self.arrival(f"e{n % 20}")), range(40)))

        assert sum(results) == 20
        assert inbox._flusher is None
        assert counts(database) == (20, 20, 20)
