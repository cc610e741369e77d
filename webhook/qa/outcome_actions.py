"""What the outcomes page and its API ask for: figures, the tickets behind each, rows for a file."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from drafter.outcomes import CONTACT_DAYS, PURCHASE_DAYS, Metric, TicketOutcome, Verdict, Windows
from drafter.outcomes_figures import OutcomeFigures
from drafter.outcomes_measuring import Reconciliation, reconcile, ticket_outcomes
from webhook.accounts.permissions import Act, brand_in_sight, permit, visible_brands
from webhook.accounts.roles import Principal
from webhook.outcome_rows import Row, outcome_rows
from webhook.wiring import Services

PERIODS = (90, 180, 365)
MOST_ROWS = 200
OFFERS = ("accepted", "conceded")
VALUES = ("first_reply", "satisfaction")
FIGURES = (*(metric.value for metric in Metric), *VALUES, *OFFERS)


@dataclass(frozen=True)
class OutcomeChoice:
    """Which tickets: of a brand (None: all of theirs), opened within ``days``; and the windows."""

    brand: str | None = None
    days: int = 180
    contact_days: int = 7
    purchase_days: int = 30

    @property
    def windows(self) -> Windows:
        """The windows as the figures take them."""
        return Windows(contact_days=self.contact_days, purchase_days=self.purchase_days)


@dataclass(frozen=True)
class OutcomeFilter:
    """Which tickets of a figure: of one verdict, one class of reply, one rung, revision or brand's name."""

    figure: str
    verdict: str = ""
    reply: str = ""
    rung: str = ""
    revision: str = ""
    brand_name: str = ""


@dataclass(frozen=True)
class OutcomesReport:
    """The figures, when they were computed, and what was imported."""

    figures: OutcomeFigures
    computed_at: datetime
    against: Reconciliation


def outcomes(services: Services, who: Principal, choice: OutcomeChoice, *, again: bool = False) -> OutcomesReport:
    """Return the figures, at most ten minutes old; ``again`` computes them now.  Raises BrandNotFoundError."""
    permit(who, Act.READ_QUALITY)
    names = _brand_names(services, who, choice.brand)
    against = reconcile(services.database, list(names))
    found = services.outcomes.measure(
        services.database,
        names,
        now=services.clock(),
        days=choice.days,
        windows=choice.windows,
        state=(against.imported, against.matched),  # who just imported a file looks for what came of it
        again=again,
    )
    return OutcomesReport(found.figures, found.at, against)


def tickets_behind(
    services: Services, who: Principal, choice: OutcomeChoice, wanted: OutcomeFilter
) -> tuple[tuple[TicketOutcome, ...], int]:
    """Return the newest tickets that a figure was counted from, and how many there are.  Raises BrandNotFoundError."""
    permit(who, Act.READ_QUALITY)
    names = _brand_names(services, who, choice.brand)
    now = services.clock()
    newest: deque[TicketOutcome] = deque(maxlen=MOST_ROWS)
    total = 0
    for one in ticket_outcomes(
        services.database, list(names), now=now, since=_since(now, choice), windows=choice.windows
    ):
        if _is_wanted(one, wanted, names.get(one.story.brand_id, "")):
            newest.append(one)
            total += 1
    return tuple(reversed(newest)), total


def rows(services: Services, who: Principal, choice: OutcomeChoice) -> Iterator[Row]:
    """Return each ticket's outcomes as a row, read as they are taken.  Raises BrandNotFoundError."""
    permit(who, Act.READ_QUALITY)
    names = _brand_names(services, who, choice.brand)
    now = services.clock()
    return outcome_rows(services.database, list(names), now=now, since=_since(now, choice), windows=choice.windows)


def said_of(one: TicketOutcome, figure: str) -> tuple[str, str]:
    """Return a ticket's verdict on a figure (or its value in words) and why."""
    if figure in {metric.value for metric in Metric}:
        metric = Metric(figure)
        return one.verdicts[metric].value, one.reasons[metric]
    if figure in OFFERS and one.offer:
        verdict = one.offer.accepted if figure == "accepted" else one.offer.conceded
        return verdict.value, f"Offered: {one.offer.offer.rung}."
    if figure == "first_reply" and one.first_reply_s is not None:
        return "yes", f"{one.first_reply_s:.0f} s"
    if figure == "satisfaction" and one.satisfaction is not None:
        return "yes", f"{one.satisfaction:.0f} of 100"
    return Verdict.OUT.value, ""


def is_choice(choice: OutcomeChoice) -> bool:
    """Whether period and windows are ones that the pages offer."""
    windows = choice.contact_days in CONTACT_DAYS and choice.purchase_days in PURCHASE_DAYS
    return windows and choice.days in PERIODS


def _is_wanted(one: TicketOutcome, wanted: OutcomeFilter, brand_name: str) -> bool:
    verdict, _ = said_of(one, wanted.figure)
    if verdict == Verdict.OUT.value or (wanted.verdict and verdict != wanted.verdict):
        return False
    offer = one.offer.offer if one.offer else None
    rung = (f"{offer.intent}: {offer.rung}" if offer.intent else offer.rung) if offer else ""
    revision = (offer.revision or "No policy cited") if offer else ""
    given = ((wanted.rung, rung), (wanted.revision, revision), (wanted.brand_name, brand_name))
    if any(asked and asked != found for asked, found in given):
        return False
    return not wanted.reply or (bool(one.story.replies) and one.story.reply == wanted.reply)


def _brand_names(services: Services, who: Principal, brand: str | None) -> dict[str, str]:
    with services.database.reading() as session:
        brands = [brand_in_sight(session, who, brand)] if brand else visible_brands(session, who)
    return {one.id: one.name for one in brands}


def _since(now: datetime, choice: OutcomeChoice) -> datetime:
    return now - timedelta(days=choice.days)
