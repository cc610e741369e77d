"""Past drafts that people sent, found by the policies they rest on."""

from collections.abc import Callable

import pytest

from drafter.brands import Brand
from drafter.decisions import Action
from drafter.drafts import Draft
from drafter.store.precedents import sent_drafts
from knowledge_base.foundation.database import Database
from tests.makers import make_hit
from tests.tools.acting import Acts
from tests.tools.clocks import SettableClock

WINDOW = make_hit("You have 60 days.")


@pytest.fixture
def acts(database: Database, brand: Brand, clock: SettableClock, new_id: Callable[[str], str]) -> Acts:
    """Acts on the tickets of ``brand``."""
    return Acts(database, clock, new_id)


def ready(acts: Acts, number: str) -> Draft:
    """A draft of a new ticket that cites the return policy."""
    return acts.ready(acts.record(external_id=number), ("You have 60 days.", [WINDOW]))


def numbers(acts: Acts, *policies: str) -> list[str]:
    """Tickets whose sent drafts rest on these policies."""
    with acts.database.reading() as session:
        return [one.ticket for one in sent_drafts(session, "brd_1", policies)]


def test_only_drafts_that_were_sent_are_found_newest_first(acts: Acts) -> None:
    for number, action in (("T-1", Action.ACCEPT), ("T-2", Action.EDIT), ("T-3", Action.REJECT), ("T-4", None)):
        draft = ready(acts, number)
        if action:
            acts.decide(draft, action, text="You have 60 days, of course." if action is Action.EDIT else None)

    assert numbers(acts, "pol_1") == ["T-2", "T-1"]
    assert numbers(acts, "pol_9") == []


def test_undone_decision_counts_no_more(acts: Acts) -> None:
    draft = ready(acts, "T-1")
    acts.decide(draft, Action.ACCEPT)
    acts.decide(draft, Action.UNDO)

    assert numbers(acts, "pol_1") == []
