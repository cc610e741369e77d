"""The agent's pages: each state of the panel, each button, and who may press it."""

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from drafter.brands import Brand
from drafter.decisions import Decision, DecisionKind
from drafter.drafts import Draft, DraftStatus
from drafter.quality.holdback import HELD_BACK
from drafter.store.decisions import decisions_of
from drafter.store.drafts import add_event, drafts_of_ticket, get_draft
from drafter.store.tickets import get_ticket, save_ticket, set_no_draft_reason
from tests.tools.api import sign_in
from tests.tools.seeding import Seeds
from webhook.helpdesks.base import Connection
from webhook.store.connections import insert_connection
from webhook.store.jobs import WorkerBeat, beat
from webhook.wiring import Services

STATES = {
    "ready": "Approve and insert",
    "checked": "1 check left before you insert",
    "loading": "No worker answers, so nobody writes drafts just now.",
    "uncovered": "No published policy is close enough to “battery recycling”. So there is no draft",
    "failed": "The model did not answer within 20 s. Your ticket is unchanged",
    "silent": "The customer says thanks and asks for nothing.",
    "as_is": "Sent as drafted, without a change.",
    "edited": "Facts: added “45 days”, took out “60 days”.",
}


class Desk:
    """A signed-in agent's browser without scripts."""

    def __init__(self, client: FlaskClient, token: str, seeds: Seeds, services: Services) -> None:
        self.client, self.token, self.seeds, self.services = client, token, seeds, services

    def read(self, path: str, **headers: str) -> str:
        """Return the text of a page."""
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def decide(self, key: str, action: str, **fields: Any) -> TestResponse:
        """Press a button of the panel."""
        return self.press(f"/agent/drafts/{self.seeds.drafts[key]}/decision", action=action, **fields)

    def press(self, path: str, **fields: Any) -> TestResponse:
        """Send a form."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def draft(self, key: str) -> Draft:
        """Return a seeded draft."""
        with self.services.database.reading() as session:
            return get_draft(session, self.seeds.drafts[key])

    def decisions(self, key: str) -> tuple[Decision, ...]:
        """Return what was decided on a seeded draft."""
        with self.services.database.reading() as session:
            return decisions_of(session, self.seeds.drafts[key])


@pytest.fixture
def desk(client: FlaskClient, services: Services, seeds: Seeds) -> Desk:
    return Desk(client, sign_in(services, client, "agent"), seeds, services)


@pytest.mark.parametrize(("key", "words"), STATES.items(), ids=list(STATES))
def test_sidebar_says_where_a_ticket_stands(desk: Desk, key: str, words: str) -> None:
    page = desk.read(f"/agent/sidebar?ticket={desk.seeds.tickets[key]}")

    assert words in page


@pytest.mark.parametrize(
    ("is_warm", "words"), [(True, "Reading the ticket and your policies…"), (False, "Drafting has just started")]
)
def test_waiting_panel_says_what_is_waited_for(desk: Desk, is_warm: bool, words: str) -> None:
    with desk.services.database.writing() as session:
        beat(session, WorkerBeat("worker-1", desk.services.clock(), "here", "0", is_warm))

    assert words in desk.read(f"/agent?ticket={desk.seeds.tickets['loading']}")


def test_sidebar_without_a_ticket_says_what_will_be_here(desk: Desk) -> None:
    assert "Open a ticket" in desk.read("/agent/sidebar")


def test_sidebar_waits_for_a_ticket_that_has_not_arrived(desk: Desk) -> None:
    page = desk.read("/agent/sidebar?ticket=77777&connection=con_1")

    assert "Waiting for this ticket." in page
    assert 'data-poll="/agent/panel?ticket=77777&connection=con_1&frame=1"' in page


def test_sidebar_finds_a_ticket_by_the_helpdesks_id(desk: Desk) -> None:
    assert "Broken tent pole" in desk.read("/agent/sidebar?ticket=48220")


def test_sidebar_finds_the_ticket_of_its_connection(desk: Desk) -> None:
    connection = _connect(desk, base_url="https://desk.example/agents/")

    mine = desk.read(f"/agent/sidebar?ticket=48220&connection={connection.id}")
    other = desk.read("/agent/sidebar?ticket=48220&connection=con_other")

    assert "Broken tent pole" in mine
    assert "Waiting for this ticket." in other


def test_sidebar_may_be_framed_by_its_helpdesk_alone(desk: Desk) -> None:
    connection = _connect(desk, base_url="https://desk.example/agents/")

    answer = desk.client.get(f"/agent/sidebar?ticket=48220&connection={connection.id}")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' http://localhost https://desk.example")
    assert 'data-hosts="http://localhost https://desk.example"' in answer.text


def test_inbox_may_not_be_framed(desk: Desk) -> None:
    policy = desk.client.get("/agent").headers["Content-Security-Policy"]

    assert policy.endswith("frame-ancestors 'none'")


def test_sidebar_asks_a_stranger_to_sign_in(client: FlaskClient, seeds: Seeds) -> None:
    answer = client.get(f"/agent/sidebar?ticket={seeds.tickets['ready']}")

    assert answer.status_code == 200
    assert "Sign in to see drafts" in answer.text
    assert "Standard shipping" not in answer.text


def test_sidebar_is_for_agents(client: FlaskClient, services: Services, seeds: Seeds) -> None:
    sign_in(services, client, "qa")

    page = client.get(f"/agent/sidebar?ticket={seeds.tickets['ready']}").text

    assert "you are signed in as qa" in page
    assert "Standard shipping" not in page


def test_sidebar_keeps_another_brands_ticket_to_itself(
    client: FlaskClient, services: Services, seeds: Seeds, other_brand: Brand
) -> None:
    sign_in(services, client, "agent", brand_id=other_brand.id)

    page = unescape(client.get(f"/agent/sidebar?ticket={seeds.tickets['ready']}").text)

    assert "You can’t draft for this brand" in page
    assert "Tomás" not in page


def test_stranger_is_led_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/agent?show=decided")

    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/agent?show%3Ddecided"


@pytest.mark.parametrize("role", ["admin", "qa"])
def test_inbox_is_for_agents(client: FlaskClient, services: Services, role: str) -> None:
    sign_in(services, client, role)

    assert client.get("/agent").status_code == 403
    assert client.get("/agent/panel").status_code == 403


def test_inbox_counts_each_shelf_and_shows_what_is_to_decide(desk: Desk) -> None:
    page = desk.read("/agent")

    counts = re.findall(r'class="tab" [^>]*>([\w ]+) <span class="n">(\d+)<', page)
    assert counts == [("To decide", "5"), ("Decided", "2"), ("No reply", "1"), ("All", "8")]
    assert re.findall(r'class="dot ([\w-]*)" aria-hidden="true"></span><span class="nowrap">([^<]+)<', page) == [
        ("dot-warn", "1 check"),
        ("dot-good", "Draft ready"),
        ("dot-ring", "No policy covers this"),
        ("dot-accent", "Writing a draft…"),
        ("dot-bad", "The draft didn’t arrive"),
    ]


def test_inbox_filters_by_shelf(desk: Desk) -> None:
    page = desk.read("/agent?show=no_reply")

    assert "Sana Malik" in page
    assert "Maya Okafor" not in page


def test_held_back_ticket_lies_with_the_open_ones_and_says_so(desk: Desk) -> None:
    with desk.services.database.writing() as session:
        set_no_draft_reason(session, desk.seeds.tickets["silent"], HELD_BACK)

    page = desk.read(f"/agent?ticket={desk.seeds.tickets['silent']}")

    assert page.count("Held back, write it yourself") >= 2  # in the list and in the panel
    assert "Draft anyway" in page
    assert "Sana Malik" not in desk.read("/agent?show=no_reply")


def test_inbox_opens_the_first_ticket_but_a_narrow_screen_shows_the_list(desk: Desk) -> None:
    unpicked, picked = desk.read("/agent"), desk.read(f"/agent?ticket={desk.seeds.tickets['ready']}")

    assert 'id="convo-h" dir="auto">Broken tent pole' in unpicked
    assert "data-picked" not in unpicked
    assert 'id="convo-h" dir="auto">Where is my order?' in picked
    assert "data-picked" in picked


def test_inbox_without_tickets_says_how_they_come(client: FlaskClient, services: Services, other_brand: Brand) -> None:
    sign_in(services, client, "agent", brand_id=other_brand.id)

    page = client.get("/agent?show=all").text

    assert "No tickets yet" in page
    assert "No ticket open" in page


def test_fragment_holds_the_panel_and_the_list_alone(desk: Desk) -> None:
    page = desk.read(f"/agent?ticket={desk.seeds.tickets['ready']}", **{"X-Fragment": "draft"})

    assert 'data-panel="draft"' in page
    assert 'data-part="threads"' in page
    assert "<html" not in page


def test_waiting_panel_asks_its_own_address_and_stops_when_ready(desk: Desk) -> None:
    waiting = desk.read(f"/agent?ticket={desk.seeds.tickets['loading']}")
    poll = re.search(r'data-poll="([^"]+)"', waiting)
    assert poll
    with desk.services.database.writing() as session:
        add_event(session, desk.seeds.drafts["loading"], DraftStatus.FAILED, at=desk.services.clock(), reason="Late.")

    fragment = desk.read(poll[1])

    assert "Late. Your ticket is unchanged" in fragment
    assert "data-poll" not in fragment


def test_approving_records_the_draft_and_leads_back(desk: Desk) -> None:
    back = f"/agent/sidebar?ticket={desk.seeds.tickets['ready']}"

    answer = desk.decide("ready", "accept", next=back)

    assert (answer.status_code, answer.location) == (303, back)
    assert [(one.kind, one.text) for one in desk.decisions("ready")] == [
        (DecisionKind.ACCEPTED, desk.draft("ready").text)
    ]
    assert "Drafter sends nothing itself: put the text into your reply" in desk.read(back)


def test_answer_never_leads_to_another_site(desk: Desk) -> None:
    answer = desk.decide("ready", "accept", next="https://evil.example/")

    assert answer.location == f"/agent?ticket={desk.seeds.tickets['ready']}"


def test_open_check_keeps_a_draft_from_being_approved(desk: Desk) -> None:
    answer = desk.decide("checked", "accept")

    assert desk.decisions("checked") == ()
    assert "A check is still open." in desk.read(answer.location)


@pytest.mark.parametrize(
    ("fields", "kind", "amount"),
    [({"fixed": "0"}, DecisionKind.EDITED, "$38.00"), ({"settled": "0"}, DecisionKind.ACCEPTED, "$45")],
    ids=["fix taken", "checked by a person"],
)
def test_settled_check_lets_the_draft_pass(desk: Desk, fields: Any, kind: DecisionKind, amount: str) -> None:
    desk.decide("checked", "accept", **fields)

    decided = desk.decisions("checked")[-1]
    assert decided.kind is kind
    assert decided.text is not None
    assert f"we can refund {amount} for the poles" in decided.text


def test_edit_without_a_change_is_an_approval(desk: Desk) -> None:
    desk.decide("ready", "edit", text=desk.draft("ready").text.replace("\n", "\r\n") + "\r\n")

    assert desk.decisions("ready")[-1].kind is DecisionKind.ACCEPTED


def test_edit_keeps_the_agents_line_breaks(desk: Desk) -> None:
    desk.decide("ready", "edit", text="Hi Tomás,\r\n\r\nIt left today.")

    assert desk.decisions("ready")[-1].text == "Hi Tomás,\n\nIt left today."


def test_empty_edit_is_refused_in_words(desk: Desk) -> None:
    answer = desk.decide("ready", "edit", text="  ")

    assert desk.decisions("ready") == ()
    assert "The reply is empty." in desk.read(answer.location)


def test_second_decision_shows_how_the_first_stands(desk: Desk) -> None:
    desk.decide("ready", "accept")

    answer = desk.decide("ready", "reject", reason="Tone is off")

    assert [one.kind for one in desk.decisions("ready")] == [DecisionKind.ACCEPTED]
    assert "Somebody decided on this draft before you." in desk.read(answer.location)


def test_rejecting_with_a_wish_writes_another_draft(desk: Desk) -> None:
    desk.decide("ready", "reject", reason="Something is missing", note="Name the carrier.", again="1")

    decided = desk.decisions("ready")[-1]
    with desk.services.database.reading() as session:
        newest = drafts_of_ticket(session, desk.seeds.tickets["ready"])[-1]
    assert (decided.kind, decided.reason) == (DecisionKind.REJECTED, "Something is missing: Name the carrier.")
    assert (newest.status, newest.steer, newest.ordinal) == (DraftStatus.QUEUED, "Name the carrier.", 1)


def test_escalating_an_uncovered_question_is_recorded(desk: Desk) -> None:
    answer = desk.decide("uncovered", "escalate")

    assert desk.decisions("uncovered")[-1].kind is DecisionKind.ESCALATED
    assert "Handed on" in desk.read(answer.location)


def test_undo_opens_the_draft_again(desk: Desk) -> None:
    desk.decide("ready", "accept")

    answer = desk.decide("ready", "undo")

    assert "Approve" in desk.read(answer.location)
    assert desk.decisions("ready")[-1].kind is DecisionKind.UNDONE


def test_writing_again_passes_the_wish_on(desk: Desk) -> None:
    answer = desk.press(f"/agent/drafts/{desk.seeds.drafts['ready']}/again", steer=" Shorter ")

    with desk.services.database.reading() as session:
        newest = drafts_of_ticket(session, desk.seeds.tickets["ready"])[-1]
    assert newest.steer == "Shorter"
    assert 'aria-busy="true"' in desk.read(answer.location)


def test_ticket_without_a_question_can_be_drafted_anyway(desk: Desk) -> None:
    answer = desk.press(f"/agent/tickets/{desk.seeds.tickets['silent']}/draft")

    assert 'aria-busy="true"' in desk.read(answer.location)


def test_unknown_action_is_refused(desk: Desk) -> None:
    assert desk.decide("ready", "publish").status_code == 422


@pytest.mark.parametrize("path", ["drafts/{draft}/decision", "drafts/{draft}/again", "tickets/{ticket}/draft"])
def test_buttons_need_the_form_token_and_the_role(
    client: FlaskClient, services: Services, seeds: Seeds, path: str
) -> None:
    address = "/agent/" + path.format(draft=seeds.drafts["ready"], ticket=seeds.tickets["ready"])
    token = sign_in(services, client, "qa")

    without_token = client.post(address, data={"action": "accept"})
    without_role = client.post(address, data={"action": "accept", "csrf_token": token})

    assert (without_token.status_code, without_role.status_code) == (403, 403)


def test_draft_of_another_brand_is_unknown(
    client: FlaskClient, services: Services, seeds: Seeds, other_brand: Brand
) -> None:
    token = sign_in(services, client, "agent", brand_id=other_brand.id)

    answer = client.post(
        f"/agent/drafts/{seeds.drafts['ready']}/decision", data={"action": "accept", "csrf_token": token}
    )

    assert answer.status_code == 404


def test_what_a_customer_wrote_stays_text(desk: Desk) -> None:
    ticket_id = desk.seeds.tickets["ready"]
    with desk.services.database.writing() as session:
        ticket = get_ticket(session, ticket_id)
        evil = {"subject": "<script>alert(1)</script>", "external_id": ticket.external_id}
        save_ticket(session, ticket.__class__(**{**ticket.__dict__, **evil}), now=desk.services.clock())

    page = desk.client.get(f"/agent?ticket={ticket_id}").text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def _connect(desk: Desk, *, base_url: str) -> Connection:
    """Connect a helpdesk and let it be where the tent's ticket came from."""
    made = Connection(
        desk.services.new_id("con"), "generic", desk.seeds.brand.id, "desk", options={"base_url": base_url}
    )
    now = desk.services.clock()
    with desk.services.database.writing() as session:
        insert_connection(session, made, now=now)
        ticket = get_ticket(session, desk.seeds.tickets["checked"])
        # A ticket's connection never changes; this one is the seeded ticket's twin.
        twin = {**ticket.__dict__, "id": desk.services.new_id("tkt"), "connection_id": made.id}
        save_ticket(session, ticket.__class__(**twin), now=now)
    return made
