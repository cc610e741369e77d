"""Say where people work, by command line, API and page; the figures of replies follow."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from drafter.people import Placement
from drafter.store.people import placements_of
from drafter.store.reviewables import sent_between
from tests.tools.api import sign_in, token_caller
from tests.tools.clocks import SettableClock
from tests.tools.seeding import Seeds
from webhook.accounts.placing import place
from webhook.accounts.roles import Principal, Role
from webhook.accounts.signing_in import ensure_user
from webhook.admin.placing_actions import place_agent, placement_of
from webhook.errors import RequestFieldsError
from webhook.store.accounts import User
from webhook.wiring import Services

TODAY = date(2026, 3, 2)


@pytest.fixture
def ada(services: Services) -> User:
    with services.database.writing() as session:
        return ensure_user(session, "ada@example.com", Role.AGENT, now=services.clock(), new_id=services.new_id)


def placed(services: Services, agent: str) -> tuple[Placement, ...]:
    with services.database.reading() as session:
        return placements_of(session, [agent]).get(agent, ())


def test_account_is_placed_under_its_id_and_its_address(services: Services, ada: User) -> None:
    with services.database.writing() as session:
        names = place(session, Placement("ada@example.com", TODAY, "Leeds"), actor_id="x", now=services.clock())

    assert set(names) == {ada.id, ada.email}
    assert [one.site for one in placed(services, ada.id)] == ["Leeds"]


def test_start_date_stays_when_a_move_leaves_it_out(services: Services) -> None:
    with services.database.writing() as session:
        place(session, Placement("7", TODAY, "Leeds", started_on=date(2026, 1, 5)), actor_id="x", now=services.clock())
        place(session, Placement("7", TODAY + timedelta(days=9), "Porto"), actor_id="x", now=services.clock())

    assert [one.started_on for one in placed(services, "7")] == [date(2026, 1, 5), date(2026, 1, 5)]


def test_reply_keeps_the_place_and_tenure_of_its_day(services: Services, seeds: Seeds, clock: SettableClock) -> None:
    span = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    with services.database.reading() as session:
        before = sent_between(session, seeds.brand.id, *span)[0]
    day, agent = before.sent_at.date(), before.agent_id or ""
    with services.database.writing() as session:
        start = day - timedelta(days=200)
        place(session, Placement(agent, start, "Leeds", "Returns", "early", start), actor_id="x", now=clock())
        place(session, Placement(agent, day + timedelta(days=1), "Porto"), actor_id="x", now=clock())

    with services.database.reading() as session:
        after = next(one for one in sent_between(session, seeds.brand.id, *span) if one.key == before.key)

    assert after.placement is not None
    assert (after.placement.site, after.placement.shift) == ("Leeds", "early")
    assert after.tenure_days == 200


def test_place_is_said_over_the_api(services: Services, client: FlaskClient, ada: User) -> None:
    call = token_caller(services, client, "admin")
    body = {"agent": ada.email, "site": "Leeds", "started_on": "2026-01-12", "since": "2026-02-01"}

    answer = call.post("/placements", body)

    assert answer.status_code == 201
    assert answer.get_json()["started_on"] == "2026-01-12"
    assert [one.since for one in placed(services, ada.id)] == [date(2026, 2, 1)]


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "1-1-26"])
def test_day_that_is_none_is_refused(services: Services, client: FlaskClient, day: str) -> None:
    answer = token_caller(services, client, "admin").post("/placements", {"agent": "7", "since": day})

    assert answer.status_code == 422


def test_admin_of_one_brand_places_only_their_people(services: Services, seeds: Seeds, ada: User) -> None:
    who = Principal("usr_x", "X", Role.ADMIN, (seeds.brand.id,))

    for agent in (ada.id, "helpdesk-7"):  # of every brand, and of no account here
        with pytest.raises(RequestFieldsError, match="no such account"):
            place_agent(services, who, placement_of(agent, {"site": "Leeds"}, today=TODAY))

    assert placed(services, ada.id) == placed(services, "helpdesk-7") == ()


def test_nobody_works_before_their_start(services: Services, ada: User) -> None:
    given = {"site": "Leeds", "started_on": "2026-03-03"}

    with pytest.raises(RequestFieldsError, match="start date"):
        place_agent(services, Principal("usr_x", "X", Role.ADMIN), placement_of(ada.id, given, today=TODAY))


def test_accounts_page_places_somebody(services: Services, client: FlaskClient, ada: User) -> None:
    token = sign_in(services, client, "admin")
    form = {"csrf_token": token, "site": "Leeds <b>", "team": "Returns", "shift": "", "started_on": "", "since": ""}

    sent = client.post(f"/admin/accounts/{ada.id}/place", data=form)
    page = client.get("/admin/operations?tab=accounts").text

    assert sent.status_code == 303
    assert "Leeds &lt;b&gt;, Returns" in page
