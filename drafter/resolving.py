"""From a ticket to its resolution: the ladder it is for, the facts, the first rung that fits or the one asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from drafter.brands import Brand
from drafter.claims import concerns_an_order
from drafter.covering import Meanings
from drafter.errors import RungNotOpenError
from drafter.intents import intent_of
from drafter.ladders import Ladder, RungResult, Walk, alternatives_of, resolution_of, walk
from drafter.order_facts import facts_of
from drafter.orders import Order
from drafter.resolutions import ANY_AGENT, CONCESSIONS, Alternative, Resolution, RungKind, needs_words
from drafter.tickets import Ticket
from knowledge_base.search.hits import Hit


@dataclass(frozen=True)
class Resolved:
    """What a ladder says of a ticket.  ``has_ladder``: the brand keeps ladders, so nothing else may be conceded."""

    resolution: Resolution | None = None
    alternatives: tuple[Alternative, ...] = ()
    walk: Walk | None = None
    why: str = ""
    has_ladder: bool = False

    @property
    def wording(self) -> str | None:
        """The resolution as a model is told it; None where no ladder is kept."""
        if not self.has_ladder:
            return None
        if self.resolution is None:
            return "Nothing may be conceded: no refund, credit, replacement, exchange, discount, waiver or exception."
        return _told(self.resolution)


def resolve(
    ticket: Ticket,
    requests: Sequence[str],
    ladders: Sequence[Ladder],
    brand: Brand,
    *,
    today: date,
    order: Order | None = None,
    meanings: Meanings | None = None,
    authority: int = ANY_AGENT,
    rung: str | None = None,
    hits: Sequence[Hit] = (),
) -> Resolved:
    """Return the resolution for a ticket: the first rung that fits, or the one named ``rung`` if it fits.

    A rung asked for that does not fit gives the first one that does, and ``why`` says so.
    Who only asks how something works needs no decision: without an order nothing is escalated for want of it.
    """
    if not ladders:
        return Resolved()
    guess = intent_of(requests, ladders, meanings, hits=hits)
    if guess.ladder is None:
        return Resolved(why=guess.why, has_ladder=True)
    known = order or ticket.order
    found = walk(guess.ladder, facts_of(ticket, brand, today, order=known), order=known, authority=authority)
    chosen, why = found.chosen, guess.why
    if rung is not None:
        asked = next((one for one in found.results if one.rung.name == rung), None)
        if asked is not None and asked.fits:
            chosen = asked
        else:
            why = f"“{rung}” does not fit: {asked.reason if asked else 'the ladder has no such rung'}."
    if rung is None and known is None and chosen and _is_last_resort(chosen) and not concerns_an_order(requests):
        return Resolved(None, _others(found, None, None), found, "It asks how something works.", has_ladder=True)
    resolution = resolution_of(guess.ladder, chosen, known) if chosen else None
    return Resolved(resolution, _others(found, chosen, known), found, why, has_ladder=True)


def check_open(
    alternatives: Sequence[Alternative], current: Resolution | None, rung: str, *, authority: int = ANY_AGENT
) -> None:
    """Raise RungNotOpenError unless a rung of a draft fits its ticket and a person of this authority may grant it."""
    if current is not None and current.rung == rung:
        if current.authority > authority:
            raise RungNotOpenError(f"Rung {rung[:80]!r} {needs_words(current.authority)}.")
        return
    found = next((one for one in alternatives if one.rung == rung), None)
    if found is None:
        raise RungNotOpenError(f"The ladder of this ticket has no rung {rung[:80]!r}; see 'alternatives' of the draft.")
    if found.fits and found.authority > authority:
        raise RungNotOpenError(f"Rung {rung[:80]!r} {needs_words(found.authority)}.")
    if not found.is_open_to(authority):
        raise RungNotOpenError(f"Rung {rung[:80]!r} can't be chosen for this ticket: {found.reason}.")


def _is_last_resort(chosen: RungResult) -> bool:
    """Whether a rung escalates because nothing else fitted, and not for a condition of its own."""
    return chosen.rung.kind is RungKind.ESCALATE and not chosen.rung.condition


def _others(found: Walk, chosen: RungResult | None, order: Order | None) -> tuple[Alternative, ...]:
    return alternatives_of(Walk(found.results, chosen), order)


def _told(resolution: Resolution) -> str:
    lines = [f"{resolution.label} ({resolution.rung})."]
    lines += [f"Condition: {one}." for one in resolution.conditions]
    if resolution.wording:
        lines.append(f"The reply must say: {resolution.wording}")
    if resolution.kind not in CONCESSIONS:
        lines.append("Concede nothing: no refund, credit, replacement, exchange, discount, waiver or exception.")
    else:
        lines.append("Concede nothing beyond this.")
    return "\n".join(lines)
