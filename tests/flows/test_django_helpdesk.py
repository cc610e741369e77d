"""The line in a live helpdesk that nobody here wrote: customer's mail -> private note -> agent's reply -> edit.

Everything is real: django-helpdesk from its package, our program in its own processes, HTTP
between them.  Only the two people are played, through mail and through the helpdesk's pages.
"""

import json
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.rigs.django_helpdesk import Desk
from tests.tools.program import Program, free_port, wait_for
from webhook.helpdesks.notes import BEGIN, END

pytestmark = pytest.mark.rig

ROOT = Path(__file__).parents[2]
VENV = ROOT / ".venv-desk"  # kept between runs: installing the helpdesk takes longer than all tests here
POLICIES = {
    "returns.md": """---
title: Returns
---
## Return window

You can return most items within 60 days of delivery. Returned items must be unused, clean and complete.

## Return fees

A return label costs $6.95, which we deduct from your refund.
""",
    "codes.md": """---
title: Welcome code
---
## Welcome code

Type the code {{ticket.title}} with its braces at checkout to get the welcome discount of 10% on your first order.
""",
}


class Line:
    """The two programs side by side, and what tests ask of them."""

    def __init__(self, desk: Desk, drafter: Program, token: str, hook: str) -> None:
        self.desk = desk
        self.drafter = drafter
        self.token = token
        self.hook = hook

    @contextmanager
    def hooks_away(self) -> Iterator[None]:
        """Nobody listens where the helpdesk sends its hooks, for the length of the block."""
        self.desk.set_hooks([f"http://127.0.0.1:{free_port()}/gone"])
        yield
        self.desk.set_hooks([self.hook])

    def draft(self, ticket: int) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            items = self.drafter.get(f"/api/v1/drafts?ticket={ticket}", self.token)["items"]
            return next((one for one in items if one["status"] in ("ready", "abstained")), None)

        return wait_for(look, what=f"the draft of ticket {ticket}")

    def note(self, ticket: int) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            return next((f for f in self.desk.followups(ticket) if BEGIN in (f["comment"] or "")), None)

        return wait_for(look, what=f"the note on ticket {ticket}")

    def edit(self, ticket: int) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            items = self.drafter.get("/api/v1/edits", self.token)["items"]
            return next((one for one in items if one["ticket"] == str(ticket)), None)

        return wait_for(look, what=f"the edit of ticket {ticket}")

    def newest_ticket(self) -> int:
        return int(self.desk.api("GET", "tickets/?page_size=1")["count"])


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    desk = Desk(tmp_path_factory.mktemp("desk"), VENV)
    desk.install()
    desk.start()
    drafter = Program(tmp_path_factory.mktemp("drafter"), DRAFTER_JOBS__FIND_LOST_S="1")
    policies = tmp_path_factory.mktemp("policies")
    for name, text in POLICIES.items():
        (policies / name).write_text(text)
    drafter.run("db", "upgrade")
    drafter.run("brand", "add", "Northway")
    drafter.run("policy", "import", str(policies), "--brand", "northway", "--publish")
    options = {"base_url": desk.base_url, "api_token": desk.tokens["draftbot"]}
    given = [part for key, value in options.items() for part in ("--option", f"{key}={value}")]
    made = drafter.value("connection", "add", "django-helpdesk", "--brand", "northway", "--name", "desk", *given)
    token = drafter.value("token", "add", "test", "--role", "qa")["token"]
    drafter.start()
    hook = f"{drafter.base_url}{made['path']}"
    desk.set_hooks([hook])
    yield Line(desk, drafter, token, hook)
    drafter.stop()
    desk.stop()


def suggested(note: dict[str, Any]) -> str:
    """The reply inside a note, as an agent would copy it."""
    text: str = note["comment"].partition(f"{BEGIN}\n")[2].partition(f"\n{END}")[0]
    return text


def test_mail_becomes_a_private_note_and_the_reply_an_edit(line: Line) -> None:
    line.desk.mail("ben@cust.example.test", "Return window", "How many days do I have to return my tent?\n\nBen")
    ticket = line.newest_ticket()

    note = line.note(ticket)
    assert note["public"] is False
    assert "60 days" in suggested(note)

    line.desk.agent_replies(ticket, suggested(note).replace("60 days", "90 days") + "\n\nPS: enjoy the coast!")
    edit = line.edit(ticket)
    assert edit["outcome"] == "edited"
    assert 0 < edit["metrics"]["hter"] <= edit["metrics"]["edit_rate"] < 1
    assert "90 days" in edit["facts_added"]
    assert line.draft(ticket)["decision"]["kind"] == "edited"


def test_customer_never_sees_a_note(line: Line) -> None:
    line.desk.mail("ida@cust.example.test", "Label", "What does a return label cost?")
    ticket = line.newest_ticket()
    line.note(ticket)

    line.desk.agent_replies(ticket, "I looked it up for you: $6.95.")
    line.edit(ticket)

    texts = [text for address, text in line.desk.outbox() if address == "ida@cust.example.test"]
    assert any("I looked it up for you" in text for text in texts)
    assert not any(BEGIN in text for text in texts)


def test_reply_sent_as_drafted_is_accepted(line: Line) -> None:
    line.desk.mail("kai@cust.example.test", "Returns", "How long can I wait before I return a jacket?")
    ticket = line.newest_ticket()

    line.desk.agent_replies(ticket, suggested(line.note(ticket)), status=3)

    assert line.edit(ticket)["outcome"] == "as_is"
    assert line.draft(ticket)["decision"]["kind"] == "accepted"


def test_braces_of_a_policy_arrive_literally(line: Line) -> None:
    line.desk.mail("mia@cust.example.test", "First order", "Which welcome code gives a discount on my first order?")
    ticket = line.newest_ticket()

    note = line.note(ticket)

    assert "{{ticket.title}}" in suggested(note)
    assert line.desk.api("GET", f"tickets/{ticket}/")["title"] == "First order"


def test_second_mail_updates_the_one_note(line: Line) -> None:
    line.desk.mail("leo@cust.example.test", "Return", "How many days do I have to return shoes?")
    ticket = line.newest_ticket()
    first = line.note(ticket)

    line.desk.mail("leo@cust.example.test", "Re: Return", "And what does the return label cost?", ticket=ticket)

    def look() -> bool:
        return "$6.95" in suggested(next(f for f in line.desk.followups(ticket) if f["id"] == first["id"]))

    wait_for(look, what="the newer draft in the same note")
    assert sum(BEGIN in (f["comment"] or "") for f in line.desk.followups(ticket)) == 1


def test_out_of_office_mail_gets_no_draft(line: Line) -> None:
    line.desk.mail("una@cust.example.test", "Automatic reply: Return", "I am out of office until Monday.")
    ticket = line.newest_ticket()

    def look() -> dict[str, Any] | None:
        items = line.drafter.get("/api/v1/tickets", line.token)["items"]
        return next((one for one in items if one["id"] == str(ticket) or one.get("external_id") == str(ticket)), None)

    seen = wait_for(look, what="the ticket")
    assert "automatic" in seen["no_draft_reason"]
    assert line.drafter.get(f"/api/v1/drafts?ticket={ticket}", line.token)["items"] == []


def test_lost_events_are_found_and_the_agent_is_unharmed(line: Line) -> None:
    with line.hooks_away():
        with suppress(RuntimeError):  # the poller ends badly when a hook is refused, the mail is in all the same
            line.desk.mail("eli@cust.example.test", "Return", "How many days do I have to return a lamp?")
        ticket = line.newest_ticket()
        note = line.note(ticket)
        assert "60 days" in suggested(note)
        with suppress(urllib.error.HTTPError):  # answered 500 although it is saved
            line.desk.agent_replies(ticket, suggested(note))

    assert line.edit(ticket)["outcome"] == "as_is"
    assert sum(BEGIN in (f["comment"] or "") for f in line.desk.followups(ticket)) == 1
    line.desk.agent_replies(ticket, "One more thing: keep the box.")  # the hooks are back, the page works


def test_connection_can_be_tried_and_rotated_while_it_works(line: Line) -> None:
    line.desk.mail("noa@cust.example.test", "Return", "How many days do I have to return a scarf?")
    ticket = line.newest_ticket()
    line.note(ticket)

    tried = [
        json.loads(one)
        for one in line.drafter.run(
            "connection", "test", "desk", "--ticket", str(ticket), "--note", "--json"
        ).splitlines()
    ]
    assert {one["step"]: one["result"] for one in tried} == {"event": "ok", "account": "ok", "read": "ok", "note": "ok"}
    rotated = line.drafter.value("connection", "rotate", "desk")
    assert rotated["path"] not in line.hook
    line.desk.agent_replies(ticket, "Sent over the former path, which counts for a day more.")
    assert line.edit(ticket)["outcome"] == "scratch"
    assert line.drafter.value("connection", "show", "desk")["state"] == "working"
