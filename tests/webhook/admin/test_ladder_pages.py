"""The ladder pages: rungs rearranged, an unreadable condition put right, cases run, an order tried, published."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from drafter.brands import Brand
from tests.tools.api import Caller
from tests.tools.visiting import Visitor, visit, words
from tests.webhook.admin.test_ladder_api import LADDER, made, told
from webhook.wiring import Services


@pytest.fixture
def visitor(services: Services, app: Flask, brand: Brand) -> Visitor:
    """An admin of every brand."""
    return visit(services, app, "admin")


@pytest.fixture
def path(admin: Caller, brand: Brand) -> str:
    """The page of a new ladder."""
    return f"/admin/ladders/{made(admin)['id']}"


def typed(**changes: str) -> dict[str, Any]:
    """The form of ``LADDER`` as a browser sends it."""
    form = {"intent": LADDER["intent"], "based_on": "1", "step": "save"}
    for at, rung in enumerate(LADDER["rungs"]):
        form |= {f"rung-{at}-{name}": str(rung.get(name, "")) for name in ("name", "kind", "condition")}
    form |= {f"case-{at}": json.dumps(case) for at, case in enumerate(LADDER["cases"])}
    return form | changes


def test_list_shows_stage_and_cases_and_begins_a_ladder(visitor: Visitor, path: str) -> None:
    shown = visitor.text("/admin/ladders")
    assert "Damaged or defective" in shown
    assert "2 as expected" in shown

    begun = visitor.follow("/admin/ladders", intent="Charged twice")
    assert "Hand over to a colleague" in begun
    assert "has a ladder for" in visitor.follow("/admin/ladders", intent="charged TWICE")


def test_page_reads_conditions_aloud_and_runs_the_cases(visitor: Visitor, path: str) -> None:
    shown = visitor.text(path)
    assert "the part is in stock" in shown
    assert "2 of 2 come out as expected" in shown


def test_moving_and_removing_keeps_what_was_typed_and_saves_nothing(visitor: Visitor, path: str, admin: Caller) -> None:
    moved = words(visitor.post(path, **typed(step="down-0", **{"rung-0-name": "Send a part"})))
    assert moved.index("Hand over") < moved.index("Send a part")
    assert "Not saved yet" in moved
    assert "Send the part" not in words(visitor.post(path, **typed(step="remove-0", **{f"case-{0}": "{}"})))
    assert "1 of 1" in words(visitor.post(path, **typed(step="drop-0")))
    assert "New rung" in words(visitor.post(path, **typed(step="add")))
    assert len(told(admin.get(path.replace("/admin", "")))["versions"]) == 1


def test_unreadable_condition_says_what_was_meant_and_is_put_right(visitor: Visitor, path: str) -> None:
    wrong = {"rung-0-condition": "days_since_delivery <= 30 && parts_in_stock"}
    answer = visitor.post(path, **typed(**wrong))
    assert answer.status_code == 422
    assert "Rung 1 can’t be read" in words(answer)
    assert "Use part_in_stock" in words(answer)

    fixed = visitor.post(path, **typed(step="fix-0", **wrong))
    assert "days_since_delivery &lt;= 30 &amp;&amp; part_in_stock" in fixed.get_data(as_text=True)
    assert "2 of 2 come out as expected" in words(fixed)


def test_saved_draft_is_compared_with_the_live_one_and_published(visitor: Visitor, path: str) -> None:
    assert "v1 is live" in visitor.follow(f"{path}/publish", version="1")
    changed = typed(**{"rung-0-condition": "days_since_delivery <= 31 && part_in_stock"})
    changed |= {"case-name": "Day 31, in stock", "case-rung": "Send the part"}
    changed |= {"case-facts": "order_known = yes\ndays_since_delivery = 31\npart_in_stock = yes"}
    saved = visitor.follow(path, **changed)
    assert "Changed" in saved
    assert "differs" in saved
    assert "3 of 3 come out as expected" in saved

    assert "v2 is live" in visitor.follow(f"{path}/publish", version="2")
    assert "You read v1" in visitor.text(path, version="1")


def test_failing_case_asks_for_a_note(visitor: Visitor, path: str) -> None:
    visitor.follow(path, **typed(**{"rung-0-condition": "days_since_delivery <= 29 && part_in_stock"}))
    answer = visitor.post(f"{path}/publish", version="2")
    assert answer.status_code == 409
    assert "1 of 2 test cases come out otherwise" in words(answer)
    assert "v2 is live" in visitor.follow(f"{path}/publish", version="2", note="Day 30 is out from now on.")


def test_author_waits_for_somebody_else(visitor: Visitor, path: str, services: Services, app: Flask) -> None:
    visitor.follow(path, **typed(intent="Damaged"))
    shown = visitor.follow(f"{path}/submit", version="2")
    assert "You wrote it" in shown
    assert "Approve" not in re.findall(r"\bApprove\b", shown)

    other = visit(services, app, "admin")
    assert "is approved" in other.follow(f"{path}/approve", version="2")
    assert "v2 is live" in other.follow(f"{path}/publish", version="2")


def test_second_save_on_an_old_version_loses_nothing(visitor: Visitor, path: str) -> None:
    visitor.follow(path, **typed(intent="Damaged"))
    answer = visitor.post(path, **typed(intent="Broken"))
    assert answer.status_code == 409
    assert "Broken" in words(answer)
    assert "somebody saved in between" in words(answer)


def test_agent_reads_and_does_not_change(path: str, services: Services, app: Flask) -> None:
    agent = visit(services, app, "agent")
    assert "You can read ladders, not change them" in agent.text(path)
    assert agent.post(path, **typed()).status_code == 403
    assert "No ticket of" in agent.text(path, order="NW-0")


def test_garbage_in_the_form_is_answered(visitor: Visitor, path: str) -> None:
    odd = typed(**{"rung-0-kind": "gift", "case-0": "[1", "rung-0-authority": "x"})
    assert visitor.post(path, **odd).status_code == 422
    assert visitor.post(path, step="up-99999").status_code == 200
    assert visitor.post(path).status_code == 422
