"""The operations pages without a browser: whose they are, what each act leaves behind, the audit log's order."""

import csv
import io
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from drafter.brands import Brand
from drafter.drafts import DraftStatus
from drafter.handling import record_reply
from drafter.store.drafts import get_draft
from tests.tools.api import sign_in, token_caller
from tests.tools.clocks import SettableClock
from tests.tools.seeding import Seeds
from webhook.accounts.roles import Principal, Role
from webhook.accounts.signing_in import add_api_token, ensure_user
from webhook.admin import operations_actions as actions
from webhook.errors import RequestFieldsError
from webhook.helpdesks.base import Connection
from webhook.jobs.base import DELIVER, DRAFT_TICKET
from webhook.store.accounts import find_user, list_tokens
from webhook.store.audit import AuditEntry, AuditQuery, list_acts, note_act
from webhook.store.connections import insert_connection
from webhook.store.deliveries import Delivery, DeliveryKind, DeliveryState, add_delivery, get_delivery, move_delivery
from webhook.store.jobs import JobState, close_job, get_job
from webhook.wiring import Services

OPERATOR = Principal("usr_op", "Operator", Role.ADMIN)
BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def form_token(services: Services, client: FlaskClient) -> str:
    return sign_in(services, client, "admin")


def fail_job(services: Services, name: str, subject: str, error: str = "helpdesk.rejected: No.") -> str:
    with services.database.writing() as session:
        job_id = services.jobs.enqueue(session, name, subject)
        close_job(session, job_id, JobState.FAILED, error=error, now=services.clock())
    return job_id


def deliver(services: Services, seeds: Seeds, kind: DeliveryKind, state: DeliveryState) -> str:
    """Leave a delivery in a state, with its job given up; return its id."""
    desk = Connection(id="con_d", kind="generic", brand_id=seeds.brand.id, name="desk", secrets=("s",))
    with services.database.writing() as session:
        insert_connection(session, desk, now=services.clock())
        add_delivery(
            session, Delivery("dlv_1", "sub", kind, desk.id, seeds.tickets["ready"], "mrk"), now=services.clock()
        )
        move_delivery(session, "dlv_1", state, now=services.clock(), error="lost")
    fail_job(services, DELIVER, "dlv_1")
    return "dlv_1"


def state_of(services: Services, delivery_id: str) -> DeliveryState:
    with services.database.reading() as session:
        found = get_delivery(session, delivery_id)
    assert found
    return found.state


@pytest.mark.parametrize("path", ["/admin/operations", "/admin/jobs", "/admin/operations/audit.csv"])
@pytest.mark.parametrize("role", ["agent", "qa"])
def test_only_admins_see_operations(path: str, role: str, services: Services, client: FlaskClient) -> None:
    sign_in(services, client, role)

    assert client.get(path).status_code == 403


@BOTH
@pytest.mark.parametrize("tab", ["jobs", "spend", "accounts", "audit", "nonsense\x00"])
def test_each_tab_answers(tab: str, services: Services, client: FlaskClient, seeds: Seeds, form_token: str) -> None:
    fail_job(services, DRAFT_TICKET, seeds.drafts["failed"])

    page = client.get("/admin/operations", query_string={"tab": tab, "q": "%_\\\x00'", "after": "x|y|z", "days": "9"})

    assert page.status_code == 200


def test_failed_draft_is_written_again(services: Services, seeds: Seeds) -> None:
    job_id = fail_job(services, DRAFT_TICKET, seeds.drafts["failed"])

    actions.retry_job(services, OPERATOR, job_id)

    with services.database.reading() as session:
        job = get_job(session, job_id)
        assert get_draft(session, seeds.drafts["failed"]).status is DraftStatus.FAILED
    assert job
    assert (job.state, job.attempt) == (JobState.QUEUED, 1)
    with pytest.raises(RequestFieldsError):
        actions.retry_job(services, OPERATOR, job_id)


def test_refused_delivery_is_open_again_when_tried_again(services: Services, seeds: Seeds) -> None:
    delivery = deliver(services, seeds, DeliveryKind.DRAFT, DeliveryState.FAILED)

    assert actions.retry_all(services, OPERATOR) == 1

    assert state_of(services, delivery) is DeliveryState.NEW


def test_reply_nobody_is_sure_of_is_never_sent_again(services: Services, seeds: Seeds) -> None:
    delivery = deliver(services, seeds, DeliveryKind.REPLY, DeliveryState.UNCONFIRMED)

    for verdict in ("again", "", "maybe"):
        with pytest.raises(RequestFieldsError):
            actions.settle_delivery(services, OPERATOR, delivery, verdict)
    assert actions.retry_all(services, OPERATOR) == 0
    assert state_of(services, delivery) is DeliveryState.UNCONFIRMED
    actions.settle_delivery(services, OPERATOR, delivery, "not_there")

    assert state_of(services, delivery) is DeliveryState.FAILED
    assert not actions.read_backlog(services, OPERATOR).dead


def test_admin_of_one_brand_settles_only_its_own(services: Services, seeds: Seeds, other_brand: Brand) -> None:
    job_id = fail_job(services, DRAFT_TICKET, seeds.drafts["failed"])
    other = Principal("usr_o", "Other", Role.ADMIN, (other_brand.id,))
    own = Principal("usr_n", "Own", Role.ADMIN, (seeds.brand.id,))

    assert not actions.read_backlog(services, other).dead
    with pytest.raises(RequestFieldsError):
        actions.discard_job(services, other, job_id)
    assert len(actions.read_backlog(services, own).dead) == 1
    actions.discard_job(services, own, job_id, why="old")

    acts = actions.read_audit(services, own, AuditQuery(brand_ids=own.brand_ids, source="act"))
    assert [one.about for one in acts] == ["discarded draft_ticket: old"]
    assert not actions.read_audit(services, other, AuditQuery(brand_ids=other.brand_ids))


@BOTH
def test_audit_log_is_paged_newest_first_without_a_gap(services: Services, seeds: Seeds, clock: SettableClock) -> None:
    now = services.clock()
    with services.database.writing() as session:
        for number in range(23):  # three at each moment
            at = now + timedelta(seconds=number // 3)
            note_act(session, "test", f"act {number}", actor_id="usr_1", now=at)
        every = list_acts(session, AuditQuery(limit=1000))
        paged: list[AuditEntry] = []
        after = None
        while page := list_acts(session, AuditQuery(limit=5, after=after)):
            paged += page
            after = (page[-1].at, page[-1].source, page[-1].key)

    assert paged == list(every)
    assert [one.at for one in paged] == sorted((one.at for one in paged), reverse=True)
    assert len({(one.source, one.key) for one in paged}) == len(paged) >= 25


@BOTH
def test_words_find_people_and_things_literally(services: Services, seeds: Seeds) -> None:
    now = services.clock()
    with services.database.writing() as session:
        note_act(session, "test", "raised it to 100%", actor_id="usr_1", now=now, subject_id="con_x")
        note_act(session, "test", "raised it to 100 dollars", actor_id="usr_2", now=now)
        percent = list_acts(session, AuditQuery(words="100%"))
        by_id = list_acts(session, AuditQuery(words="CON_X"))
        by_person = list_acts(session, AuditQuery(words="ada", named=["usr_2"]))

    assert [one.actor_id for one in percent] == ["usr_1"]
    assert [one.actor_id for one in by_id] == ["usr_1"]
    assert [one.actor_id for one in by_person] == ["usr_2"]


def test_agent_without_an_account_is_named_as_the_helpdesk_does(
    services: Services, client: FlaskClient, seeds: Seeds, form_token: str
) -> None:
    with services.database.writing() as session:
        record_reply(
            session,
            seeds.tickets["ready"],
            external_id="r-77",
            text="You have 60 days.",
            agent_id="a-4711",
            agent_name="Dani Kowalczyk",
            sent_at=services.clock(),
            now=services.clock(),
            new_id=services.new_id,
        )

    rows = list(csv.DictReader(io.StringIO(client.get("/admin/operations/audit.csv").text)))

    assert {row["who"] for row in rows if row["actor_id"] == "a-4711"} == {"Dani Kowalczyk"}


def test_export_holds_no_formula(services: Services, client: FlaskClient, form_token: str) -> None:
    with services.database.writing() as session:
        note_act(session, "test", '=HYPERLINK("http://x")', actor_id="usr_1", now=services.clock())

    rows = list(csv.DictReader(io.StringIO(client.get("/admin/operations/audit.csv").text)))

    assert [row["did"] for row in rows if "HYPERLINK" in row["did"]] == ['\'=HYPERLINK("http://x")']


def test_signing_in_is_written_down(services: Services, client: FlaskClient, brand: Brand) -> None:
    now = services.clock()
    with services.database.writing() as session:
        ensure_user(
            session,
            "ada@example.com",
            Role.AGENT,
            now=now,
            new_id=services.new_id,
            password="correct horse",
            brand_ids=[brand.id],
        )
    form = {"email": "ada@example.com", "password": "correct horse"}

    assert client.post("/sign-in", data={**form, "password": "wrong"}).status_code == 401
    assert client.post("/sign-in", data=form).status_code == 303

    with services.database.reading() as session:
        acts = list_acts(session, AuditQuery(brand_ids=[brand.id]))
    assert [one.about for one in acts] == ["signed in with a password"]


def test_admin_of_one_brand_gives_no_wider_access(
    services: Services, client: FlaskClient, seeds: Seeds, other_brand: Brand
) -> None:
    form_token = sign_in(services, client, "admin", brand_id=seeds.brand.id)
    page = client.get("/admin/operations?tab=accounts").text
    assert "priya@northway.example" not in page

    def send(path: str, **form: str) -> str:
        answer = client.post(path, data={"csrf_token": form_token, **form})
        return unescape(answer.text) if answer.status_code != 303 else "done"

    everywhere = send("/admin/accounts/invite", email="eve@example.com", role="admin")
    elsewhere = send("/admin/accounts/invite", email="eve@example.com", role="admin", brand=other_brand.id)
    theirs = send("/admin/accounts/invite", email="priya@northway.example", role="agent", brand=seeds.brand.id)
    token = send("/admin/tokens", name="all", role="admin")

    assert "Choose at least one brand" in everywhere
    assert "No brand is called" in elsewhere
    assert "belongs to other brands too" in theirs
    assert "yours alone" in token
    with services.database.reading() as session:
        assert find_user(session, "eve@example.com") is None
        priya = find_user(session, "priya@northway.example")
    assert priya
    send(f"/admin/accounts/{priya.id}/active", active="no")
    with services.database.reading() as session:
        again = find_user(session, "priya@northway.example")
    assert again == priya


def test_nobody_locks_themselves_out(services: Services, client: FlaskClient, form_token: str) -> None:
    own_page = client.get("/admin/operations?tab=accounts").text
    own_id = own_page.split("/admin/accounts/usr_")[1].split("/")[0]

    client.post(f"/admin/accounts/usr_{own_id}/active", data={"csrf_token": form_token, "active": "no"})

    assert client.get("/admin/operations").status_code == 200


def test_token_says_when_it_was_used_and_stops_when_revoked(services: Services, client: FlaskClient) -> None:
    caller = token_caller(services, client, "qa")
    with services.database.writing() as session:
        add_api_token(session, "never", Role.QA, now=services.clock(), new_id=services.new_id)

    assert caller.get("/edits").status_code == 200

    form_token = sign_in(services, client, "admin")
    with services.database.reading() as session:
        by_name = {one.name: one for one in list_tokens(session)}
    assert (by_name["test"].last_used_at, by_name["never"].last_used_at) == (services.clock(), None)
    for _ in range(2):
        client.post(f"/admin/tokens/{by_name['test'].id}/revoke", data={"csrf_token": form_token})
    assert caller.get("/edits").status_code == 401
