"""The whole line over plain HTTP, as a customer's own system meets it.

Signed event -> ticket -> snippets -> draft -> ``draft.ready`` at our callback -> decision over
the API -> ``draft.decided`` -> ``agent.replied`` -> edit.  The program runs in its own
processes; what stands here is the other side of the wire.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.tools.listening import Listener, listening
from tests.tools.program import Program, wait_for
from tests.tools.sending import SECRET, event_body, signed, ticket_data

POLICIES = {
    "returns.md": """---
title: Returns
---
## Return window

You can return most items within 60 days of delivery. Returned items must be unused, clean and complete.

## Return fees

A return label costs $6.95, which we deduct from your refund.
""",
    "gift-cards.md": """---
title: Gift cards
---
## Expiry

Gift cards never expire, and a lost gift card is replaced against its receipt.
""",
}


class Line:
    """The program and the listener at its callback address, and what tests ask of them."""

    def __init__(self, program: Program, listener: Listener, path: str, agent: str, reviewer: str) -> None:
        self.program = program
        self.listener = listener
        self.path = path
        self.agent = agent
        self.reviewer = reviewer

    def post(
        self, kind: str, data: Any, *, id: str, body: bytes | None = None, secret: str = SECRET
    ) -> tuple[int, Any]:
        """POST a signed event to the webhook; return the status and the answer."""
        now = datetime.now(UTC)
        given = event_body(kind, data, at=now.isoformat()) if body is None else body
        return self._send(self.path, given, signed(given, event_id=id, now=now, secret=secret))

    def call(self, path: str, value: Any) -> tuple[int, Any]:
        """POST to the JSON API."""
        headers = {"Authorization": f"Bearer {self.agent}", "Content-Type": "application/json"}
        return self._send(path, json.dumps(value).encode(), headers)

    def draft(self, ticket: str) -> dict[str, Any]:
        """Wait for a ticket's newest draft to be written."""

        def look() -> dict[str, Any] | None:
            items = self.program.get(f"/api/v1/drafts?ticket={ticket}", self.agent)["items"]
            return next((one for one in items if one["status"] in ("ready", "abstained")), None)

        return wait_for(look, what=f"the draft of ticket {ticket}")

    def edit(self, ticket: str, outcome: str) -> dict[str, Any]:
        """Wait for a ticket's edit to have this outcome."""

        def look() -> dict[str, Any] | None:
            items = self.program.get("/api/v1/edits", self.reviewer)["items"]
            return next((one for one in items if (one["ticket"], one["outcome"]) == (ticket, outcome)), None)

        return wait_for(look, what=f"the edit of ticket {ticket}")

    def _send(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
        request = urllib.request.Request(f"{self.program.base_url}{path}", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    program = Program(tmp_path_factory.mktemp("generic"), DRAFTER_EMBEDDER="hashing")
    policies = tmp_path_factory.mktemp("policies")
    for name, text in POLICIES.items():
        (policies / name).write_text(text)
    with listening(SECRET) as listener:
        program.run("db", "upgrade")
        program.run("brand", "add", "Northway")
        program.run("policy", "import", str(policies), "--brand", "northway", "--publish")
        given = ["--secret", SECRET, "--option", f"callback_url={listener.url}"]
        made = program.value("connection", "add", "generic", "--brand", "northway", "--name", "shop", *given)
        tokens = [program.value("token", "add", role, "--role", role)["token"] for role in ("agent", "qa")]
        program.start()
        yield Line(program, listener, made["path"], *tokens)
        program.stop()


def reply_data(ticket: str, text: str) -> dict[str, Any]:
    agent = {"id": "a-7", "name": "Dani"}
    sent_at = datetime.now(UTC).isoformat()
    return {**ticket_data(ticket), "reply": {"id": f"{ticket}-r1", "text": text, "agent": agent, "sent_at": sent_at}}


def test_ticket_goes_all_the_way_to_a_measured_edit(line: Line) -> None:
    status, answer = line.post("ticket.created", ticket_data("T-1"), id="e1")
    assert (status, answer) == (202, {"event_id": "e1", "status": "accepted"})

    ready = line.listener.wait_for("draft.ready", that=lambda one: one.data["ticket"] == "T-1")
    assert ready.is_verified
    assert "60 days" in ready.data["text"]
    assert ready.data["sentences"][0]["citations"] or ready.data["sentences"][1]["citations"]
    assert ready.data["id"] == line.draft("T-1")["id"]

    text = ready.data["text"].replace("60 days", "90 days")
    sent = {"action": "edit", "text": text, "acknowledge": ["facts"], "reason": "Agreed on the phone"}
    status, _ = line.call(f"/api/v1/drafts/{ready.data['id']}/decision", sent | {"acknowledge": []})
    assert status == 409
    status, _ = line.call(f"/api/v1/drafts/{ready.data['id']}/decision", sent)
    assert status == 200

    decided = line.listener.wait_for("draft.decided", that=lambda one: one.data["ticket"] == "T-1")
    assert decided.is_verified
    assert (decided.data["decision"]["kind"], decided.data["decision"]["text"]) == ("edited", text)
    assert "90 days" in line.edit("T-1", "edited")["facts_added"]

    sent = ready.data["text"]  # the agent thought again: what counts is what went out
    assert line.post("agent.replied", reply_data("T-1", sent), id="e2")[0] == 202
    edit = line.edit("T-1", "as_is")
    assert (edit["metrics"]["hter"], edit["sent_text"]) == (0, sent)
    assert line.draft("T-1")["decision"]["kind"] == "edited"


def test_ticket_nothing_covers_is_handed_to_a_person(line: Line) -> None:
    line.post("ticket.created", ticket_data("T-2", "Xylophone zoology quibble?", subject="Zzz"), id="e20")

    ready = line.listener.wait_for("draft.ready", that=lambda one: one.data["ticket"] == "T-2")

    assert (ready.data["status"], ready.data["text"]) == ("abstained", "")
    assert ready.data["reason"]


def test_reply_without_a_decision_makes_one(line: Line) -> None:
    line.post("ticket.created", ticket_data("T-3", "Do gift cards expire?", subject="Gift card"), id="e30")
    draft = line.draft("T-3")

    line.post("agent.replied", reply_data("T-3", draft["text"]), id="e31")

    assert line.edit("T-3", "as_is")["draft_id"] == draft["id"]
    assert line.draft("T-3")["decision"]["kind"] == "accepted"


def test_event_sent_again_is_a_duplicate_and_makes_no_second_draft(line: Line) -> None:
    first = line.post("ticket.created", ticket_data("T-4"), id="e40")
    second = line.post("ticket.created", ticket_data("T-4"), id="e40")
    line.draft("T-4")

    assert [first[1]["status"], second[1]["status"]] == ["accepted", "duplicate"]
    assert len(line.program.get("/api/v1/drafts?ticket=T-4", line.agent)["items"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b'{"type": 7}', 400),
        (b'{"type": "ticket.created"}', 422),
        (b'{"type": "ticket.created", "data": {"id": "T-9"}}', 422),
        (b'{"type": "agent.replied", "data": {"id": "T-9", "body": "x", "reply": {}}}', 422),
        (b'{"type": "ticket.created", "data": {"id": "T-9", "body": "x", "order": {"total": "NaN"}}}', 422),
        (b'{"type":"x.y"}', 202),
        (b"[" * 5000, 400),
    ],
)
def test_garbage_is_answered_and_nothing_breaks(line: Line, body: bytes, status: int) -> None:
    answer = line.post("", None, id=f"garbage-{abs(hash(body))}", body=body)

    assert answer[0] == status


def test_wrong_signature_is_refused(line: Line) -> None:
    assert line.post("ticket.created", ticket_data("T-5"), id="e50", secret="whsec_" + "A" * 43 + "=")[0] == 401


def test_line_still_works_after_all_that(line: Line) -> None:
    line.post("ticket.created", ticket_data("T-6", "What does a return label cost?"), id="e60")

    assert "$6.95" in line.draft("T-6")["text"]
