"""Gaps and proposals: from agents' edits and unanswered tickets to a draft revision, by page, API and command."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from drafter import handling
from drafter.brands import Brand
from drafter.decisions import Action
from drafter.drafts import DraftStatus
from drafter.store.proposals import ProposalState, list_proposals
from drafter.tickets import Requester
from knowledge_base.embedding import Embedder
from knowledge_base.policies import Revision
from tests.makers import make_hit, make_ticket
from tests.tools.acting import AGENT, Acts
from tests.tools.api import Caller
from tests.tools.clocks import SettableClock
from tests.tools.visiting import Visitor, visit
from webhook.admin import actions
from webhook.admin.proposal_actions import put_in
from webhook.cli.policy_common import OPERATOR
from webhook.jobs.propose import ProposalSchedule, Propose
from webhook.wiring import Services

PASSAGE = "Send the boots back in their box. A label costs $6.95."
ADDED = "Please cut the old label off the box before you stick ours on."


@pytest.fixture
def returns(services: Services, brand: Brand) -> Revision:
    """A published policy."""
    made = actions.create_policy(services, OPERATOR, brand.slug, title="Returns", text=f"## How\n\n{PASSAGE}\n")
    services.publisher.publish([made.id], actor=OPERATOR.actor)
    return made


@pytest.fixture
def edited(
    services: Services, brand: Brand, returns: Revision, clock: SettableClock, new_id: Callable[[str], str]
) -> Acts:
    """Five drafts that cite the policy, to each of which one of two agents added the same sentence."""
    acts = Acts(services.database, clock, new_id)
    hit = make_hit(PASSAGE, policy_id=returns.policy_id, revision_id=returns.id, policy="Returns", heading=("How",))
    for number in range(5):
        ticket = acts.record(
            make_ticket(
                "How do I send boots back?", external_id=f"T-{number}", requester=Requester(f"c{number}", "Maya Okafor")
            )
        )
        draft = acts.ready(ticket, (PASSAGE, [hit]))
        text = f"{draft.text}\n\nMaya, {ADDED[0].lower()}{ADDED[1:]}" if number == 0 else f"{draft.text} {ADDED}"
        _edit(acts, draft.id, text, f"agent {number % 2}")
    return acts


def _edit(acts: Acts, draft_id: str, text: str, who: str) -> None:
    with acts.database.writing() as session:
        handling.decide(
            session,
            draft_id,
            Action.EDIT,
            actor=replace(AGENT, id=who),
            text=text,
            now=acts.clock(),
            new_id=acts.new_id,
        )


@pytest.fixture
def propose(services: Services, brand: Brand, minilm: Embedder) -> Callable[[], int]:
    """One run of the job, with an embedder that knows meanings."""
    job = Propose(services.database, lambda: minilm, services.clock, services.new_id)
    return lambda: job.run(brand.id)


@pytest.fixture
def admin_page(services: Services, app: Flask) -> Visitor:
    """An admin with a browser."""
    return visit(services, app, "admin")


def test_added_sentence_becomes_a_draft_revision(
    services: Services, brand: Brand, edited: Acts, returns: Revision, admin_page: Visitor, propose: Callable[[], int]
) -> None:
    assert propose() == 1
    page = admin_page.text("/admin/proposals", tab="wording")
    [record] = _open(services, brand)

    assert ADDED in page
    assert "5 tickets · 2 agents" in page
    assert "Maya" not in page
    after = admin_page.follow(f"/admin/proposals/{record.id}/accept")
    assert ADDED in after
    assert "Draft v2 made" in after
    assert propose() == 0  # what was taken over is not proposed again
    assert "In a draft" in admin_page.text("/admin/proposals", tab="decided")


def test_other_wording_can_be_taken_over(
    services: Services, brand: Brand, edited: Acts, returns: Revision, admin: Caller, propose: Callable[[], int]
) -> None:
    propose()
    [found] = admin.get("/proposals").json["items"]
    answer = admin.post(f"/proposals/{found['id']}/accept", {"text": "Cut off the old label."})
    again = admin.post(f"/proposals/{found['id']}/accept", {})

    assert (answer.status_code, answer.json["state"]) == (200, "accepted")
    revisions = admin.get(f"/policies/{returns.policy_id}/revisions").json["items"]
    assert (
        "$6.95. Cut off the old label."
        in admin.get(f"/policies/{returns.policy_id}/revisions/{revisions[0]['number']}").json["text"]
    )
    assert (again.status_code, again.json["code"]) == (409, "proposal.state")


def test_refused_proposal_stays_away_until_it_doubles(
    services: Services, brand: Brand, edited: Acts, admin_page: Visitor, propose: Callable[[], int]
) -> None:
    propose()
    [record] = _open(services, brand)

    said = admin_page.follow(f"/admin/proposals/{record.id}/reject", reason="Not our policy", tab="wording")
    assert "Rejected until 10 tickets ask for it." in said
    assert propose() == 0
    assert "Not our policy" in admin_page.text("/admin/proposals", tab="decided")
    assert "Open again." in admin_page.follow(f"/admin/proposals/{record.id}/reopen")
    assert len(_open(services, brand)) == 1


def test_second_run_keeps_a_proposals_id(
    services: Services, brand: Brand, edited: Acts, propose: Callable[[], int]
) -> None:
    propose()
    [before] = _open(services, brand)
    propose()

    assert [one.id for one in _open(services, brand)] == [before.id]


def test_unanswered_question_is_a_gap_that_becomes_a_policy(
    services: Services,
    brand: Brand,
    clock: SettableClock,
    new_id: Callable[[str], str],
    admin_page: Visitor,
    propose: Callable[[], int],
) -> None:
    acts = Acts(services.database, clock, new_id)
    ticket = acts.record(make_ticket("Do you rent out tents, Priya? I am Maya.", requester=Requester("c", "Maya")))
    draft = acts.ask(ticket)
    assert draft is not None
    acts.write(
        draft,
        "",
        text="",
        sentences=(),
        status=DraftStatus.ABSTAINED,
        reason="No policy.",
        questions=("Do you rent out tents? I am Maya.",),
        hits=(make_hit("Tents weigh 2 kg.", above_floor=False),),
    )
    propose()

    page = admin_page.text("/admin/proposals")
    assert "Do you rent out tents? I am [NAME]." in page
    [record] = _open(services, brand)
    assert "Draft v1 made" in admin_page.follow(f"/admin/proposals/{record.id}/accept")


def test_nothing_to_propose_says_what_it_takes(admin_page: Visitor, brand: Brand) -> None:
    assert "That takes 5 tickets of 2 agents in 30 days." in admin_page.text("/admin/proposals", tab="wording")
    assert "No gaps" in admin_page.text("/admin/proposals", tab="gaps")
    assert admin_page.get("/admin/gaps").headers["Location"].endswith("tab=gaps")


def test_readers_see_no_buttons(
    services: Services, brand: Brand, edited: Acts, app: Flask, propose: Callable[[], int]
) -> None:
    propose()
    page = visit(services, app, "qa").text("/admin/proposals", tab="wording")

    assert ADDED in page
    assert "Accept into a draft" not in page


def test_proposals_of_another_brand_are_unknown(
    services: Services, brand: Brand, edited: Acts, app: Flask, other_brand: Brand, propose: Callable[[], int]
) -> None:
    propose()
    [record] = _open(services, brand)
    stranger = visit(services, app, "admin", brand_id=other_brand.id)

    assert ADDED not in stranger.text("/admin/proposals", tab="wording")
    assert stranger.post(f"/admin/proposals/{record.id}/accept").status_code == 404


def test_each_day_queues_one_run_a_brand(services: Services, brand: Brand, clock: SettableClock) -> None:
    schedule = ProposalSchedule(services.database, services.jobs)
    schedule.enqueue(clock())
    schedule.enqueue(clock())

    with services.database.reading() as session:
        assert services.jobs.status(session, f"propose:{brand.id}:{clock().date().isoformat()}") is not None


def test_sentence_goes_after_the_passage_it_extends() -> None:
    assert put_in("## A\n\nOne. Two.\n\n## B\n\nThree.\n", "One. Two.", "New.") == (
        "## A\n\nOne. Two. New.\n\n## B\n\nThree.\n"
    )
    assert put_in("- One rule.\n- Two rules.\n", "One rule.", "New.") == "- One rule.\n- New.\n- Two rules.\n"
    assert put_in("Other.", "Gone since.", "New.") == "Other.\n\nNew.\n"


def _open(services: Services, brand: Brand) -> list:
    with services.database.reading() as session:
        return list(list_proposals(session, [brand.id], states=(ProposalState.OPEN,)))
