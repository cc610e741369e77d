"""The simulated helpdesk over HTTP: who may open it, what its forms do, what it takes at its callback."""

import json

import pytest
from markupsafe import escape

from tests.tools.sending import signed
from webhook.app import create_app
from webhook.demo.loading import make_links
from webhook.demo.routes import desk_store

PAGE = "/demo/helpdesk"


@pytest.fixture
def store(services, loaded):
    made = desk_store(services)
    services.settings.data_path.mkdir(exist_ok=True)
    return made


@pytest.fixture
def visit(services, store):
    """Call with a role for a client that is signed in as that person."""
    app = create_app(services.settings, services)

    def sign_in(role):
        client = app.test_client()
        token = make_links(services, base_url="")[role].partition("token=")[2]
        client.post("/sign-in", data={"token": token})
        return client

    return sign_in


@pytest.fixture
def agent(visit):
    return visit("agent")


def post(client, path, **form):
    page = client.get(PAGE).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    return client.post(path, data={"csrf_token": token, **form})


def events(store, ticket_id):
    return [json.loads(event.body) for event in store.unsent(ticket_id)]


def call_back(client, store, clock, kind, data, *, secret=None):
    """Send what Drafter sends: signed, and without anybody's session."""
    body = json.dumps({"type": kind, "timestamp": "2026-03-10T09:00:00Z", "data": data}).encode()
    headers = signed(body, event_id="evt_1", now=clock(), secret=secret or store.settings().secret)
    return client.application.test_client().post(f"{PAGE}/callback", data=body, headers=headers)


def test_helpdesk_is_not_there_without_the_demo(client):
    assert client.get(PAGE).status_code == 404


def test_stranger_is_asked_to_sign_in(visit):
    client = visit("agent")
    client.delete_cookie("drafter_session")

    answer = client.get(f"{PAGE}?ticket=NW-1001")

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")
    assert "NW-1001" in answer.location


def test_page_lists_the_sample_tickets(agent):
    page = agent.get(PAGE)

    assert page.status_code == 200
    assert page.text.count('href="/demo/helpdesk?ticket=NW-') == 56
    assert "Write as a customer" in page.text


def test_ticket_opens_with_our_panel_in_a_frame(agent, loaded):
    page = agent.get(f"{PAGE}?ticket=NW-1001")

    assert f'src="/agent/sidebar?ticket=NW-1001&amp;connection={loaded.connection_id}"' in page.text
    assert "Can you send a new pole" in page.text


def test_unknown_ticket_is_said_to_be_missing(agent):
    assert "No such ticket" in agent.get(f"{PAGE}?ticket=NW-9").text


@pytest.mark.parametrize("marks", ["<script>alert(1)</script>", "'\"><img src=x>", "{{ 7*7 }}"])
def test_what_a_customer_writes_is_shown_literally(agent, store, marks):
    post(agent, f"{PAGE}/tickets", template="", **{"from": ""}, subject=marks, message=marks)

    page = agent.get(f"{PAGE}?ticket=NW-2001").text

    conversation = page.partition('<div class="hd-thread">')[2].partition("</article>")[0]
    assert str(escape(marks)) in conversation


def test_written_ticket_becomes_an_event_and_opens(agent, store):
    answer = post(agent, f"{PAGE}/tickets", template="0", **{"from": "0"}, subject="Pole", message="It snapped.")

    assert answer.location == f"{PAGE}?ticket=NW-2001"
    (event,) = events(store, "NW-2001")
    assert event["data"]["requester"]["name"] == "Maya Okafor"
    assert event["data"]["order"]["order_number"] == "NW-73018"


def test_form_without_a_script_sends_the_chosen_example(agent, store):
    post(agent, f"{PAGE}/tickets", template="4", **{"from": "4"}, subject="", message="")

    (event,) = events(store, "NW-2001")
    assert event["data"]["subject"] == "Charged twice for one order"


def test_ticket_stays_where_drafter_is_away(agent, store):
    post(agent, f"{PAGE}/tickets", template="", **{"from": ""}, subject="Hello", message="Anybody there?")

    page = agent.get(f"{PAGE}?ticket=NW-2001").text
    state = agent.get(f"{PAGE}/tickets/NW-2001/state").json

    assert "couldn’t reach Drafter" in page
    assert "Drafter isn’t answering" in page
    assert "<iframe" not in page
    assert state == {"away": True, "messages": 1, "step": 2}


def test_agent_answers_without_drafter(agent, store):
    post(agent, f"{PAGE}/tickets/NW-1001/reply", reply="We send a new pole.")

    page = agent.get(f"{PAGE}?ticket=NW-1001").text

    assert [event["type"] for event in events(store, "NW-1001")] == ["ticket.created", "agent.replied"]
    assert "Sent to Maya." in page
    assert "Dani Kowalczyk (you)" in page


def test_blank_reply_is_not_sent(agent, store):
    post(agent, f"{PAGE}/tickets/NW-1001/reply", reply="  \n ")

    assert len(store.unsent("NW-1001")) == 1


def test_customer_writes_back(agent, store):
    post(agent, f"{PAGE}/tickets/NW-1001/reply", reply="We send a new pole.")
    post(agent, f"{PAGE}/tickets/NW-1001/message", message="When?")

    assert events(store, "NW-1001")[-1]["type"] == "ticket.replied"


def test_ticket_is_solved_once(agent, store):
    post(agent, f"{PAGE}/tickets/NW-1001/solve")

    assert events(store, "NW-1001")[-1]["type"] == "ticket.solved"
    assert "Mark as solved" not in agent.get(f"{PAGE}?ticket=NW-1001").text


def test_reviewer_looks_on_but_does_not_answer(visit, store):
    reviewer = visit("qa")

    page = reviewer.get(f"{PAGE}?ticket=NW-1001").text
    answer = post(reviewer, f"{PAGE}/tickets/NW-1001/reply", reply="Hello")

    assert "You look on as a reviewer" in page
    assert answer.status_code == 403
    assert len(store.unsent("NW-1001")) == 1


def test_form_of_another_site_is_refused(agent, store):
    answer = agent.post(f"{PAGE}/tickets", data={"subject": "x", "message": "y"})

    assert answer.status_code == 403


def test_signed_draft_moves_the_guide_on(agent, store, clock):
    ready = {"id": "dft_1", "ticket": "NW-1001", "status": "ready", "text": "Hi Maya,"}

    answer = call_back(agent, store, clock, "draft.ready", ready)

    assert answer.status_code == 204
    assert agent.get(f"{PAGE}/tickets/NW-1001/state").json["step"] == 3


def test_approved_draft_is_in_the_reply_box(agent, store, clock):
    decided = {
        "id": "dft_1",
        "ticket": "NW-1001",
        "status": "ready",
        "text": "Hi Maya,",
        "decision": {"kind": "edited", "text": "Dear Maya,"},
    }

    call_back(agent, store, clock, "draft.decided", decided)

    page = agent.get(f"{PAGE}?ticket=NW-1001").text
    assert ">Dear Maya,</textarea>" in page
    assert agent.get(f"{PAGE}/tickets/NW-1001/state").json["step"] == 4


def test_unsigned_draft_is_refused(agent, store, clock):
    ready = {"id": "dft_1", "ticket": "NW-1001", "status": "ready", "text": "Hi Maya,"}

    answer = call_back(agent, store, clock, "draft.ready", ready, secret="whsec_bm90IHRoZSByaWdodCBzZWNyZXQ=")

    assert answer.status_code == 401
    assert store.draft("NW-1001") is None


@pytest.mark.parametrize("path", ["/tickets/NW-9/state", "/tickets/%00/state"])
def test_state_of_an_unknown_ticket_is_404(agent, path):
    assert agent.get(f"{PAGE}{path}").status_code == 404
