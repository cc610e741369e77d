"""Across agents: like tickets with unlike replies, judged by a person, and what differences go with."""

from collections.abc import Mapping
from dataclasses import dataclass

from drafter.comparing import Across
from drafter.quality.pairs import UnlikePair
from drafter.store import edits as edit_store
from drafter.store import judgements as judgement_store
from drafter.store import tickets as ticket_store
from drafter.store.edits import EditRecord
from drafter.store.judgements import PairVerdict
from drafter.tickets import Ticket
from webhook.accounts.permissions import Act, brand_in_sight, permit, visible_brands
from webhook.accounts.roles import Principal
from webhook.errors import RequestFieldsError
from webhook.wiring import Services


@dataclass(frozen=True)
class PairCase:
    """A pair with both replies and tickets; ``verdict`` and ``judge`` where somebody judged it."""

    pair: UnlikePair
    first: EditRecord
    second: EditRecord
    tickets: Mapping[str, Ticket]
    verdict: PairVerdict | None = None
    judge: str | None = None


@dataclass(frozen=True)
class AcrossReport:
    """The figures, and the pairs that nobody judged yet, newest first."""

    found: Across
    open: tuple[PairCase, ...]
    judged: int


def across(services: Services, who: Principal, *, brand: str | None = None, most: int = 200) -> AcrossReport:
    """Compare what was sent within 12 weeks.  Raises BrandNotFoundError."""
    permit(who, Act.READ_QUALITY)
    with services.database.reading() as session:
        brands = [brand_in_sight(session, who, brand)] if brand else list(visible_brands(session, who))
        found = services.comparisons.compare_sent(session, brands, now=services.clock())
        verdicts = judgement_store.judgements(session, [one.id for one in brands])
        pairs = found.comparison.pairs[:most]
        edits = edit_store.edits_by_id(session, {one.key for pair in pairs for one in (pair.first, pair.second)})
        tickets = ticket_store.tickets_by_id(session, {edit.ticket_id for edit in edits.values()})
    cases = []
    for pair in pairs:
        first, second = edits.get(pair.first.key), edits.get(pair.second.key)
        if first and second:
            verdict, judge = verdicts.get((first.id, second.id), (None, None))
            cases.append(PairCase(pair, first, second, tickets, verdict, judge))
    left = tuple(case for case in cases if case.verdict is None)
    return AcrossReport(found, left, len(cases) - len(left))


def judge(services: Services, who: Principal, first_id: str, second_id: str, verdict: str) -> None:
    """Say which of two replies follows the policy.  Raises RequestFieldsError, where a pair is unknown too."""
    permit(who, Act.REVIEW)
    if verdict not in set(PairVerdict):
        raise RequestFieldsError("Choose which reply follows the policy; nothing was saved.")
    with services.database.writing() as session:
        pair = [edit_store.get_edit(session, one[:64]) for one in (first_id, second_id)]
        known = [one for one in pair if one and who.may_see(one.brand_id)]
        if len(known) != 2 or known[0].brand_id != known[1].brand_id:
            raise RequestFieldsError("These two replies are not known; nothing was saved.")
        judgement_store.add_judgement(
            session,
            known[0].brand_id,
            (known[0].id, known[1].id),
            PairVerdict(verdict),
            actor_id=who.id,
            now=services.clock(),
        )
