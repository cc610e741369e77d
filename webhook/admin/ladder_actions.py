"""What people do with ladders: look, try one on an order, write, submit, review, publish, throw away.

A ladder of a brand that is not theirs is answered as unknown.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from drafter import laddering
from drafter.brands import Brand
from drafter.errors import LadderFormatError, LadderNotFoundError
from drafter.ladder_values import read_facts, read_ladder
from drafter.ladder_versions import LadderOverview
from drafter.ladders import Ladder, Walk, walk
from drafter.order_facts import Facts, facts_of
from drafter.orders import Order
from drafter.resolutions import ANY_AGENT
from drafter.store import ladders as store
from drafter.store.brands import find_brand, list_brands, needs_two_people
from drafter.store.tickets import newest_with_order
from webhook.accounts.permissions import Act, brand_in_sight, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.wiring import Services

MOST_NUMBER = 100


@dataclass(frozen=True)
class LadderCaseFile:
    """A ladder with its brand; ``needs_two``: somebody else than the author has to approve."""

    overview: LadderOverview
    brand: Brand
    needs_two: bool


@dataclass(frozen=True)
class Trial:
    """What a ladder gives for an order that a ticket brought, or for facts given by hand."""

    walk: Walk
    facts: Facts
    order: Order | None


def list_ladders(services: Services, who: Principal, *, brand: str | None = None) -> tuple[LadderOverview, ...]:
    """Return the ladders in sight, by brand and intent.  Raises BrandNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        wanted = brands_in_sight(session, who, brand)
        brand_ids = wanted if wanted is not None else [one.id for one in list_brands(session)]
        return store.list_ladders(session, brand_ids=brand_ids)


def get_ladder(services: Services, who: Principal, ladder_id: str) -> LadderCaseFile:
    """Return one ladder with all its versions.  Raises LadderNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        found = _seen(session, who, ladder_id)
        brand = find_brand(session, found.brand_id)
        return LadderCaseFile(found, brand, needs_two_people(session, brand.id))


def create_ladder(
    services: Services, who: Principal, value: Any, *, brand: str | None = None, note: str | None = None
) -> LadderOverview:
    """Write a new ladder, a draft.  Raises as ``laddering.create_ladder`` does, and BrandNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        found = brand_in_sight(session, who, brand)
        ladder = read_ladder(value, brand_id=found.id)
        return laddering.create_ladder(
            session, ladder, note=note, actor=who.actor, now=services.clock(), new_id=services.new_id
        )


def save_ladder(
    services: Services,
    who: Principal,
    ladder_id: str,
    value: Any,
    *,
    based_on: int | None = None,
    note: str | None = None,
) -> LadderOverview:
    """Write the next version, a draft.  Raises as ``laddering.save_ladder`` does."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        known = _seen(session, who, ladder_id)
        return laddering.save_ladder(
            session,
            ladder_id,
            read_ladder(value, ladder_id=ladder_id, brand_id=known.brand_id),
            based_on=based_on,
            note=note,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
        )


def import_ladder(services: Services, who: Principal, value: Any, *, brand: str, note: str | None) -> LadderOverview:
    """Write a ladder: the next version where the brand has one for its intent, else a new one.  The same is a no-op."""
    intent = str(value.get("intent") or "") if isinstance(value, dict) else ""
    with services.database.reading() as session:
        known = laddering.find_by_intent(session, brand_in_sight(session, who, brand).id, intent)
    if known is None:
        return create_ladder(services, who, value, brand=brand, note=note)
    return save_ladder(services, who, known.id, value, note=note)


def submit_ladder(
    services: Services, who: Principal, ladder_id: str, number: int, *, note: str | None = None
) -> LadderOverview:
    """Ask for a review.  Raises LadderNotFoundError, LadderStageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        _seen(session, who, ladder_id)
        return laddering.submit_ladder(session, ladder_id, number, actor=who.actor, now=services.clock(), note=note)


def review_ladder(
    services: Services, who: Principal, ladder_id: str, number: int, verdict: str, *, note: str | None = None
) -> LadderOverview:
    """Approve a version or send it back.  Raises LadderNotFoundError, LadderStageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        _seen(session, who, ladder_id)
        return laddering.review_ladder(
            session, ladder_id, number, verdict=verdict, actor=who.actor, now=services.clock(), note=note
        )


def publish_ladder(
    services: Services, who: Principal, ladder_id: str, number: int, *, note: str | None = None
) -> LadderOverview:
    """Let drafts use a version.  Raises LadderNotFoundError, LadderStageError, LadderCasesError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        _seen(session, who, ladder_id)
        return laddering.publish_ladder(session, ladder_id, number, actor=who.actor, now=services.clock(), note=note)


def discard_ladder(
    services: Services, who: Principal, ladder_id: str, number: int, *, note: str | None = None
) -> LadderOverview:
    """Throw a draft away, or take a published version out of use.  Raises LadderNotFoundError, LadderStageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        _seen(session, who, ladder_id)
        return laddering.discard_ladder(session, ladder_id, number, actor=who.actor, now=services.clock(), note=note)


def try_ladder(
    services: Services,
    who: Principal,
    ladder: Ladder,
    brand: Brand,
    *,
    order_number: str | None = None,
    facts: Any = None,
    authority: int = ANY_AGENT,
) -> Trial:
    """Walk a ladder for the newest ticket with an order number, or for facts given by name.

    Raises LadderFormatError where no ticket of the brand has that order or a fact is none.
    """
    permit(who, Act.READ_POLICIES)
    if not order_number:
        given = read_facts(facts or {})
        return Trial(walk(ladder, given, authority=authority), given, None)
    with services.database.reading() as session:
        ticket = newest_with_order(session, brand.id, order_number.strip()[:MOST_NUMBER])
    if ticket is None:
        raise LadderFormatError(f"No ticket of {brand.name} has the order {order_number.strip()[:MOST_NUMBER]!r}.")
    known = facts_of(ticket, brand, brand.day_of(services.clock()))
    return Trial(walk(ladder, known, order=ticket.order, authority=authority), known, ticket.order)


def _seen(session: Session, who: Principal, ladder_id: str) -> LadderOverview:
    found = store.get_ladder(session, ladder_id[:64])
    if not who.may_see(found.brand_id):
        raise LadderNotFoundError(f"No ladder has the id {ladder_id[:64]!r}.")
    return found
