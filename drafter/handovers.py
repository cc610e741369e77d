"""Handover: the internal note that goes with a ticket to whoever decides next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.drafts import Draft
from drafter.order_facts import VOCABULARY, Facts
from drafter.tickets import Ticket
from drafter.told import Told
from drafter.turns import own_words

MOST_QUESTION_CHARS = 600
_WORTH_TELLING = (
    "status",
    "days_since_delivery",
    "days_since_shipment",
    "total",
    "captured",
    "refunded",
    "disputed",
    "return_status",
    "seller_fulfilled",
    "split_shipment",
    "replacements_sent",
    "authorised_not_captured",
)


@dataclass(frozen=True)
class Handover:
    """A ticket handed over: why, by whom, and the note as it was written."""

    id: str
    brand_id: str
    ticket_id: str
    draft_id: str | None
    reason: str | None
    text: str
    actor_id: str
    created_at: datetime


def write_handover(
    ticket: Ticket, draft: Draft | None, facts: Facts, *, reason: str | None, told: Sequence[Told] = ()
) -> str:
    """Return the note: question, order, rungs tried and why, policies looked at, promises, what is missing."""
    return "\n".join(_lines(ticket, draft, facts, reason, told)).strip() + "\n"


def _lines(
    ticket: Ticket, draft: Draft | None, facts: Facts, reason: str | None, told: Sequence[Told]
) -> Iterator[str]:
    yield f"Handed over{f': {reason.strip()}' if reason and reason.strip() else '.'}"
    newest = ticket.newest_request
    asked = " ".join(own_words(newest.text).split()) if newest else ""
    cut = asked[:MOST_QUESTION_CHARS] + (" …" if len(asked) > MOST_QUESTION_CHARS else "")
    yield from ("", "Question", cut or "(no words of the customer)")
    yield from ("", "Order", *(_order(ticket, facts) or ["Not known."]))
    if draft and (draft.resolution or draft.alternatives):
        yield from ("", "What was tried", *_rungs(draft))
    revisions = _revisions(draft) if draft else []
    yield from ("", "Policies looked at", *(revisions or ["None covers this."]))
    if told:
        yield from ("", "Told this customer before", *(f"- {_told(one)}" for one in told))
    missing = _missing(draft, facts)
    if missing:
        yield from ("", "Not known", f"- {', '.join(missing)}")


def _order(ticket: Ticket, facts: Facts) -> list[str]:
    order = ticket.order
    if order is None:
        return []
    known = [f"- {VOCABULARY[name].words}: {_shown(facts[name])}" for name in _WORTH_TELLING if name in facts]
    return [f"- number: {order.order_number or 'not known'}", *known]


def _rungs(draft: Draft) -> Iterator[str]:
    if draft.resolution:
        yield f"- {draft.resolution.rung} ({draft.resolution.label}): drafted, {draft.resolution.reason}"
    for one in draft.alternatives:
        yield f"- {one.rung}: {'would fit too' if one.fits else one.reason}"


def _revisions(draft: Draft) -> list[str]:
    cited = [c for sentence in draft.sentences for c in sentence.citations]
    if cited:
        return list(dict.fromkeys(f"- {' > '.join((c.policy, *c.heading))}, revision {c.revision}" for c in cited))
    near = [hit for hit in draft.hits if not hit.excluded][:3]
    return [f"- {' > '.join((hit.policy, *hit.heading))}, revision {hit.revision} (not close enough)" for hit in near]


def _told(one: Told) -> str:
    day = f"{one.at:%Y-%m-%d}: " if one.at else ""
    return f"{day}{one.kind} {one.value}".strip()


def _missing(draft: Draft | None, facts: Facts) -> list[str]:
    """Facts that rungs asked for and nobody knows."""
    reasons = " ".join(one.reason for one in draft.alternatives) if draft else ""
    return [fact.words for fact in VOCABULARY.values() if fact.name not in facts and f"{fact.words} " in reasons]


def _shown(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
