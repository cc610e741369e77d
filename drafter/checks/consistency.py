"""Consistency: a draft that decides or states facts otherwise than a near-identical ticket was answered."""

from drafter.checks.context import CheckContext
from drafter.consistency import Outcome, decision_of, facts_of
from drafter.findings import Finding, Severity
from drafter.precedents import departure

NAME = "consistency"
VERSION = "1"


def check_consistency(context: CheckContext) -> list[Finding]:
    """Return a low finding on the first sentence for each precedent that the draft departs from.

    ``reference`` is the earlier draft's id, for a page to show beside it.
    """
    if not context.precedents or not context.sentences:
        return []
    said = [one.text for one in context.sentences]
    outcome, first = Outcome(decision_of(context.chosen, said), facts_of(said)), context.sentences[0]
    found = []
    for one in context.precedents:
        if why := departure(outcome, one):
            day = f"{one.at.day} {one.at:%B %Y}"
            message = f"Ticket {one.ticket}, much like this one, was answered otherwise on {day}: {why}."
            found.append(Finding(NAME, Severity.LOW, first.start, first.end, first.text, message, None, one.draft_id))
    return found
