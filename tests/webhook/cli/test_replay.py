"""``drafter replay``: a candidate over past tickets, in this process."""

from pathlib import Path

import pytest

from drafter.brands import Brand
from drafter.store import tickets
from knowledge_base.editing import start_revision
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.database import Database
from knowledge_base.store.policies import list_policies
from tests.makers import make_ticket
from tests.tools.clocks import SettableClock
from tests.webhook.cli.conftest import Run


@pytest.fixture
def candidate(northway: Brand, database: Database, clock: SettableClock) -> str:
    """The id of a draft with a longer window; three past tickets, one of them about returns."""
    questions = ("How long can I return boots?", "When do parcels arrive?", "Do you sell kayaks in Peru?")
    with database.writing() as session:
        for number, text in enumerate(questions):
            ticket = make_ticket(text, id=f"tkt_{number}", external_id=f"T-{number}", subject=text[:20])
            tickets.save_ticket(session, ticket, now=clock())
        found = next(one for one in list_policies(session) if one.policy.title == "Returns")
        text = found.newest.text.replace("30 days", "45 days")
        made = start_revision(
            session, found.policy.id, text=text, actor=SYSTEM, now=clock(), new_id=lambda prefix: f"{prefix}_new"
        )
    return made.id


def test_report_says_what_turns(run: Run, candidate: str) -> None:
    ran = run("replay", "--brand", "northway", "--candidate", candidate, "--json")

    report = ran.json
    assert ran.code == 0
    assert (report["revision"], report["state"], report["changed"]) == (candidate, "done", 1)
    assert report["tickets_found"] == len(report["items"]) >= 1
    changed = next(one for one in report["items"] if one["changed"])
    assert changed["ticket"] == "T-0"
    assert changed["flips"] == [{"kind": "days", "before": "30 days", "after": "45 days"}]
    assert ("30 days" in changed["before"], "45 days" in changed["after"]) == (True, True)


def test_last_limits_how_far_it_looks_back(run: Run, candidate: str) -> None:
    report = run("replay", "--brand", "northway", "--candidate", candidate, "--last", "1", "--json").json

    assert (report["tickets_looked_at"], report["changed"]) == (1, 0)


def test_people_read_a_summary(run: Run, candidate: str) -> None:
    ran = run("replay", "--brand", "northway", "--candidate", candidate)

    assert ran.out.startswith("1 of ")
    assert "1 × days: 30 days → 45 days" in ran.out
    assert "#T-0 How long can I retur" in ran.out


def test_unknown_candidate_and_one_of_another_brand_are_refused(run: Run, candidate: str, tmp_path: Path) -> None:
    run("brand", "add", "Fernhollow")

    unknown = run("replay", "--brand", "northway", "--candidate", "rev_x")
    foreign = run("replay", "--brand", "fernhollow", "--candidate", candidate)

    assert (unknown.code, foreign.code) == (1, 1)
    assert "rev_x" in unknown.err
    assert candidate in foreign.err


def test_publishing_needs_a_signed_replay_where_the_brand_asks_for_it(run: Run, candidate: str, tmp_path: Path) -> None:
    assert run("brand", "set", "northway", "--replay").code == 0
    policies = tmp_path / "more"
    policies.mkdir()
    (policies / "gifts.md").write_text("# Gifts\n\nGift cards never expire.\n")

    refused = run("policy", "import", policies, "--brand", "northway", "--publish", "--json")

    assert refused.code == 1
    assert "no signed replay" in refused.err
    (listed,) = run("policy", "list", "--brand", "northway", "--query", "Gifts", "--json").lines
    assert listed["stage"] == "draft"
