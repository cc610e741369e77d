"""What an agent's own words are checked for before they go out."""

import re

from tests.tools.api import Caller
from tests.tools.seeding import Seeds
from tests.webhook.agent.test_pages import Desk, desk

__all__ = ["desk"]

WRONG = "Hi Tomás,\n\nWe will refund you $999 today.\n\nWarm regards,\nThe Northway team"


def test_edit_that_a_check_stops_is_not_decided_but_named(agent: Caller, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['ready']}"

    answer = agent.post(f"{path}/decision", {"action": "edit", "text": WRONG})

    assert (answer.status_code, answer.json["code"]) == (409, "draft.findings_open")
    assert any("$999" in error["message"] for error in answer.json["errors"])
    assert agent.get(path).json["decision"] is None


def test_stopped_edit_goes_out_when_named_with_a_reason_and_both_are_kept(agent: Caller, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['ready']}"
    first = agent.post(f"{path}/decision", {"action": "edit", "text": WRONG})
    named = [error["field"] for error in first.json["errors"]]

    silent = agent.post(f"{path}/decision", {"action": "edit", "text": WRONG, "acknowledge": named})
    body = {"action": "edit", "text": WRONG, "acknowledge": named, "reason": "The manager agreed"}
    answer = agent.post(f"{path}/decision", body)

    assert (silent.status_code, silent.json["code"]) == (422, "decision.format")
    decision = answer.json["decision"]
    assert (decision["kind"], decision["reason"], decision["acknowledged"]) == ("edited", "The manager agreed", named)
    assert "$999" in [finding["text"] for finding in decision["findings"]]


def test_draft_with_an_open_block_is_not_accepted_as_it_is(agent: Caller, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['checked']}/decision"

    assert agent.post(path, {"action": "accept"}).status_code == 409
    assert agent.post(path, {"action": "accept", "acknowledge": ["facts"], "reason": "Right"}).status_code == 200


def test_same_edit_again_answers_as_the_first_time(agent: Caller, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['ready']}/decision"
    body = {"action": "edit", "text": WRONG, "acknowledge": ["facts", "promises"], "reason": "Agreed"}

    first, second = agent.post(path, body), agent.post(path, {"action": "edit", "text": WRONG})

    assert first.json["decision"] == second.json["decision"]


def test_panel_keeps_a_stopped_edit_with_what_stopped_it(desk: Desk) -> None:
    answer = desk.decide("ready", "edit", text=WRONG)

    assert answer.status_code == 409
    assert "We will refund you $999 today." in answer.text
    assert 'name="acknowledge"' in answer.text
    assert desk.decisions("ready") == ()


def test_panel_sends_a_stopped_edit_once_it_is_ticked_with_a_reason(desk: Desk) -> None:
    seen = re.findall(r'name="seen" value="([^"]+)"', desk.decide("ready", "edit", text=WRONG).text)
    assert desk.decide("ready", "edit", text=WRONG, seen=seen, acknowledge="facts").status_code == 409

    desk.decide("ready", "edit", text=WRONG, seen=seen, acknowledge="facts", reason="The manager agreed")

    decided = desk.decisions("ready")[-1]
    assert (decided.text, decided.reason, decided.acknowledged) == (WRONG, "The manager agreed", ("facts",))


def test_undone_decision_keeps_its_findings_in_the_record(agent: Caller, desk: Desk, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['ready']}/decision"
    agent.post(path, {"action": "edit", "text": WRONG, "acknowledge": ["facts"], "reason": "Agreed"})

    assert agent.post(path, {"action": "undo"}).json["decision"] is None
    assert [one.acknowledged for one in desk.decisions("ready")] == [("facts",), ()]
