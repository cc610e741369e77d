"""A draft that nobody touched for a week is settled as ignored, and only that."""

import pytest

from drafter.decisions import Action, DecisionKind
from drafter.edits import Outcome
from drafter.tickets import Ticket
from tests.tools.acting import Acts
from tests.tools.databases import BOTH
from tests.tools.lines import Line
from webhook.jobs.settling import Settling
from webhook.working import make_housework

LONG = "Hi Maya,\n\nYou have 60 days to return your boots, counted from the day of delivery.\n\nWarm regards"


@pytest.fixture
def acts(line: Line) -> Acts:
    return line.acts


@pytest.fixture
def ticket(acts: Acts) -> Ticket:
    return acts.record()


def settle_after(line: Line, **length: float) -> int:
    now = line.acts.clock.advance(**length)
    return Settling(line.services.database, line.services.new_id).settle(now)


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_draft_left_for_a_week_was_ignored(line: Line, acts: Acts, ticket: Ticket) -> None:
    draft = acts.ready(ticket, LONG)

    assert settle_after(line, days=7, seconds=1) == 1
    assert acts.decision(draft).kind is DecisionKind.IGNORED  # type: ignore[union-attr]
    assert acts.edit(draft).edit.outcome is Outcome.REJECTED  # type: ignore[union-attr]
    assert settle_after(line, seconds=1) == 0


def test_younger_draft_is_left_alone(line: Line, acts: Acts, ticket: Ticket) -> None:
    draft = acts.ready(ticket, LONG)

    assert settle_after(line, days=6) == 0
    assert acts.decision(draft) is None


def test_younger_draft_of_the_same_ticket_is_left_alone(line: Line, acts: Acts, ticket: Ticket) -> None:
    acts.decide(acts.ready(ticket, LONG), Action.ESCALATE)
    acts.clock.advance(days=5)
    later = acts.ready(ticket, LONG, again=True)

    assert settle_after(line, days=3) == 0
    assert acts.decision(later) is None


def test_sent_draft_is_settled_already(line: Line, acts: Acts, ticket: Ticket) -> None:
    acts.ready(ticket, LONG)
    acts.send(ticket, LONG)

    assert settle_after(line, days=30) == 0


def test_undone_decision_does_not_count(line: Line, acts: Acts, ticket: Ticket) -> None:
    draft = acts.ready(ticket, LONG)
    acts.decide(draft, Action.ACCEPT)
    acts.decide(draft, Action.UNDO)

    assert settle_after(line, days=8) == 1


def test_purge_settles_too(line: Line, acts: Acts, ticket: Ticket) -> None:
    acts.ready(ticket, LONG)
    now = acts.clock.advance(days=8)

    assert make_housework(line.services).purge(now=now) == 1
