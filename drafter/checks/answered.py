"""Every question answered: an ask of the requester that the reply passes over, or only points elsewhere for."""

from drafter.answers import AskState, states_of
from drafter.asks import Ask, asks_of
from drafter.checks.context import CheckContext
from drafter.findings import Finding, Severity

NAME = "answered"
VERSION = "2"
MOST_QUOTED = 120  # characters of an ask in a message

_MESSAGES = {
    AskState.MISSED: "The reply says nothing to “{ask}”. Answer it, or ask back what you need to know.",
    AskState.DEFLECTED: "The reply only points elsewhere for “{ask}”. Answer it here.",
}


def check_answered(context: CheckContext) -> list[Finding]:
    """Return a finding for each ask that is missed or deflected; it points at the end of the reply's body.

    Asked back counts as dealt with.  Nothing is found where no ticket is known.
    """
    if context.ticket is None or not context.text.strip():
        return []
    asks = asks_of(context.ticket)
    place = max((sentence.end for sentence in context.sentences), default=len(context.text.rstrip()))
    return [
        Finding(NAME, Severity.LOW, place, place, "", _MESSAGES[state].format(ask=_quoted(ask)))
        for ask, state in zip(asks, states_of(asks, context.text, context.meanings), strict=True)
        if state in _MESSAGES
    ]


def _quoted(ask: Ask) -> str:
    text = " ".join(ask.text.split()).rstrip(".")
    return text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1].rstrip() + "…"
