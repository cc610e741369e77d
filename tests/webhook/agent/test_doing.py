"""What an agent does beside deciding: try words, tick, hand on, send; in pages without scripts."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from flask.testing import FlaskClient

from drafter.brands import Brand
from drafter.store.drafts import newest_drafts
from drafter.store.following import handovers_of, ticks_of
from tests.tools import desk_states
from tests.tools.api import sign_in
from tests.tools.seeding import Seeds
from tests.webhook.agent.test_pages import Desk
from webhook.helpdesks.base import Connection
from webhook.store.accounts import list_users
from webhook.store.connections import insert_connection
from webhook.store.deliveries import DeliveryKind, deliveries_of_ticket
from webhook.wiring import Services

ACCOUNT = {"subdomain": "northway", "email": "bot@northway.example", "api_token": "t"}


@pytest.fixture
def desk(client: FlaskClient, services: Services, seeds: Seeds) -> Desk:
    return Desk(client, sign_in(services, client, "agent"), seeds, services)


def test_trying_ones_own_words_decides_nothing_and_keeps_them(desk: Desk) -> None:
    answer = desk.press(f"/agent/drafts/{desk.seeds.drafts['ready']}/check", text="We refund you $999 today.")

    assert answer.status_code == 200
    assert "We refund you $999 today.</textarea>" in answer.text
    assert "$999" in unescape(answer.text).split("edit-checks")[1].split("<textarea")[0]
    assert desk.decisions("ready") == ()


def test_fix_is_put_into_the_agents_words(desk: Desk) -> None:
    text = desk.draft("checked").text.replace("30 days", "31 days")
    path = f"/agent/drafts/{desk.seeds.drafts['checked']}/check"
    page = unescape(desk.press(path, text=text).text)
    fix = re.search(r'name="fix" value="([^"]+)">\s*Use ([^<]+)<', page)
    assert fix
    assert fix[2].strip() == "30 days"

    mended = unescape(desk.press(path, text=text, fix=fix[1]).text).split('id="edit"')[1].split("</textarea>")[0]

    assert "within 30 days of delivery" in mended
    assert "31 days" not in mended


def test_high_finding_in_an_edit_is_shown_once_before_it_goes_out(desk: Desk) -> None:
    words = "Hi Tomás,\n\nWe promise that this never happens again.\n\nWarm regards,\nThe Northway team"
    first = desk.decide("ready", "edit", text=words)
    seen = re.findall(r'name="seen" value="([^"]+)"', first.text)
    assert (first.status_code, bool(seen), desk.decisions("ready")) == (409, True, ())

    desk.decide("ready", "edit", text=words, seen=seen)

    assert desk.decisions("ready")[-1].text == words


def test_words_for_a_draft_that_was_overtaken_are_kept(desk: Desk) -> None:
    ticket_id, draft_id = desk_states.add_stopgap(desk.services, desk.seeds)
    desk_states.supersede(desk.services, ticket_id, draft_id, text="The newer one.")

    answer = desk.press(f"/agent/drafts/{draft_id}/decision", action="edit", text="Hi Maya,\n\nMy own words.")

    page = unescape(answer.text)
    assert "My own words.</textarea>" in page
    assert "A newer draft has taken its place. What you wrote is kept." in page


def test_words_are_kept_where_the_newer_draft_is_still_written(desk: Desk) -> None:
    ticket_id = desk.seeds.tickets["ready"]
    desk.press(f"/agent/drafts/{desk.seeds.drafts['ready']}/again")

    answer = desk.press(
        f"/agent/drafts/{desk.seeds.drafts['ready']}/decision",
        action="edit",
        text="My own words.",
        next=f"/agent/sidebar?ticket={ticket_id}",
    )

    assert "Your words, not sent" in answer.text
    assert "data-poll" not in answer.text


def test_step_is_ticked_and_taken_back(desk: Desk) -> None:
    ticket_id = desk_states.add_laddered(desk.services, desk.seeds)
    with desk.services.database.reading() as session:
        draft_id = newest_drafts(session, [ticket_id])[ticket_id].id

    desk.press(f"/agent/drafts/{draft_id}/steps/1", done="1")
    desk.press(f"/agent/drafts/{draft_id}/steps/1", done="0")

    with desk.services.database.reading() as session:
        assert not ticks_of(session, draft_id)[1].is_done
    assert desk.press(f"/agent/drafts/{draft_id}/steps/9", done="1").status_code == 404


def test_rung_that_does_not_fit_is_refused_in_words(desk: Desk) -> None:
    ticket_id = desk_states.add_laddered(desk.services, desk.seeds)
    with desk.services.database.reading() as session:
        draft_id = newest_drafts(session, [ticket_id])[ticket_id].id

    answer = desk.press(f"/agent/drafts/{draft_id}/again", rung="Refund the tent")

    assert "can’t be chosen" in desk.read(answer.location).replace("'", "’")


def test_check_that_needs_a_reason_is_not_settled_by_pressing_alone(desk: Desk) -> None:
    ticket_id = desk_states.add_laddered(desk.services, desk.seeds)
    with desk.services.database.reading() as session:
        draft = newest_drafts(session, [ticket_id])[ticket_id]
    number = next(n for n, one in enumerate(draft.findings) if one.check == "other_brand")

    answer = desk.press(f"/agent/drafts/{draft.id}/decision", action="accept", settled=str(number))

    assert "Say in a word why it goes out anyway." in answer.text


def test_ticket_is_handed_on_with_its_reason(desk: Desk) -> None:
    ticket_id = desk.seeds.tickets["failed"]

    answer = desk.press(f"/agent/tickets/{ticket_id}/escalate", reason="No policy covers it", note="VIP")

    with desk.services.database.reading() as session:
        assert [one.reason for one in handovers_of(session, ticket_id)] == ["No policy covers it: VIP"]
    assert "The handover note" in desk.read(answer.location)


def test_ticket_of_a_rejected_draft_can_still_be_handed_on(desk: Desk) -> None:
    ticket_id = desk.seeds.tickets["ready"]
    rejected = desk.read(desk.decide("ready", "reject").location)
    assert "Escalate" in rejected

    answer = desk.press(f"/agent/tickets/{ticket_id}/escalate", reason="Another team’s work")

    page = desk.read(answer.location)
    assert "Handed on" in page
    assert "Another team’s work" in page


def test_denied_panel_names_who_can_help(
    client: FlaskClient, services: Services, seeds: Seeds, other_brand: Brand
) -> None:
    sign_in(services, client, "agent", brand_id=other_brand.id)

    page = unescape(client.get(f"/agent/sidebar?ticket={seeds.tickets['ready']}").text)

    assert "This ticket belongs to Northway Outdoor. Ask Priya Raman to add you." in page


def test_newer_message_is_said_to_have_overtaken_the_draft(desk: Desk) -> None:
    draft_id, ticket_id = desk.seeds.drafts["ready"], desk.seeds.tickets["ready"]
    desk.press(f"/agent/drafts/{draft_id}/again")
    assert "The customer wrote again" not in desk.read(f"/agent?ticket={ticket_id}")

    ticket_id = desk_states.add_overtaken(desk.services, desk.seeds)

    assert "The customer wrote again" in desk.read(f"/agent?ticket={ticket_id}")


def test_approved_reply_is_sent_once_in_the_agents_own_name(desk: Desk) -> None:
    ticket_id, draft_id = _over(desk, "zendesk", {"agents": f"other@shop.example=9, {_my_email(desk)}=17"})
    panel = f"/agent/sidebar?ticket={ticket_id}"
    assert "Send in your name" not in desk.read(panel)
    desk.press(f"/agent/drafts/{draft_id}/decision", action="accept", next=panel)
    assert "Send in your name" in desk.read(panel)

    for _ in range(2):
        desk.press(f"/agent/drafts/{draft_id}/send", next=panel)

    with desk.services.database.reading() as session:
        sent = [one for one in deliveries_of_ticket(session, ticket_id) if one.kind is DeliveryKind.REPLY]
    assert [one.ref for one in sent] == ["17"]
    page = desk.read(panel)
    assert "On its way to the customer, in your name." in page
    assert 'value="undo"' not in page


@pytest.mark.parametrize(
    ("kind", "options"),
    [("zendesk", {}), ("zendesk", {"agents": "other@shop.example=9"}), ("generic", {"agents": "ME=17"})],
    ids=["nobody named", "somebody else named", "helpdesk that can't send"],
)
def test_nobody_sends_where_they_can_not_be_named(desk: Desk, kind: str, options: Mapping[str, str]) -> None:
    ticket_id, draft_id = _over(desk, kind, options)
    desk.press(f"/agent/drafts/{draft_id}/decision", action="accept")

    assert "Send in your name" not in desk.read(f"/agent/sidebar?ticket={ticket_id}")
    assert desk.press(f"/agent/drafts/{draft_id}/send").status_code == 403


def test_what_was_not_approved_is_not_sent(desk: Desk) -> None:
    _, draft_id = _over(desk, "zendesk", {"agents": f"{_my_email(desk)}=17"})

    assert desk.press(f"/agent/drafts/{draft_id}/send").status_code == 403


@pytest.mark.parametrize(
    "path", ["drafts/{draft}/check", "drafts/{draft}/steps/1", "drafts/{draft}/send", "tickets/{ticket}/escalate"]
)
def test_these_buttons_need_the_form_token_and_the_role(
    client: FlaskClient, services: Services, seeds: Seeds, path: str
) -> None:
    address = "/agent/" + path.format(draft=seeds.drafts["ready"], ticket=seeds.tickets["ready"])
    token = sign_in(services, client, "qa")

    assert client.post(address).status_code == 403
    assert client.post(address, data={"csrf_token": token}).status_code == 403


def _my_email(desk: Desk) -> str:
    with desk.services.database.reading() as session:
        return next(one.email for one in list_users(session) if one.email.startswith("person"))


def _over(desk: Desk, kind: str, options: Mapping[str, str]) -> tuple[str, str]:
    """Connect a helpdesk and add a ticket with a ready draft that came over it; return the ids of both."""
    services = desk.services
    given = {name: value.replace("ME", _my_email(desk)) for name, value in options.items()}
    made = Connection(services.new_id("con"), kind, desk.seeds.brand.id, "desk", options={**ACCOUNT, **given})
    with services.database.writing() as session:
        insert_connection(session, made, now=services.clock())
    return desk_states.add_over(services, desk.seeds, made.id)
