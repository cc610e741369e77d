"""What the operations page shows of jobs, spend and the audit log: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from drafter.model_settings import usd
from webhook.admin.connection_kinds import for_a_page
from webhook.admin.connection_views import DELIVERY_NAMES, EVENT_NAMES, without_code
from webhook.admin.operations_actions import RETRIED, SAFE_TO_REPEAT, Backlog, BrandSpend
from webhook.connecting import advice_for
from webhook.jobs.base import (
    BUILD_SNAPSHOT,
    DELIVER,
    DRAFT_TICKET,
    IMPORT_POLICIES,
    LEARN,
    PROPOSE,
    REPLAY_IMPACT,
    TAKE_EVENT,
)
from webhook.store.audit import AuditEntry
from webhook.store.backlog import DeadLetter, JobFigures, Unconfirmed

HOUR = timedelta(hours=1)
BUCKETS = 8
SLOW_S, HELD_S = 120.0, 900.0
QUEUES = (
    ("Drafts", (DRAFT_TICKET,)),
    ("Events from helpdesks", (TAKE_EVENT,)),
    ("Notes to helpdesks", (DELIVER,)),
    ("Learning and proposals", (LEARN, PROPOSE)),
    ("Imports and indexing", (IMPORT_POLICIES, BUILD_SNAPSHOT)),
    ("Replays", (REPLAY_IMPACT,)),
)
JOB_NAMES = {
    DRAFT_TICKET: "Draft",
    TAKE_EVENT: "Event",
    DELIVER: "Delivery",
    LEARN: "Learning from a reply",
    PROPOSE: "Proposals",
    IMPORT_POLICIES: "Import",
    REPLAY_IMPACT: "Replay",
    BUILD_SNAPSHOT: "Indexing",
}
HAPPENED = {
    "job.stranded": "Its worker stopped in the middle, again and again",
    "job.kills_its_worker": "Its worker died each time it ran",
    "helpdesk.unavailable": "The helpdesk could not be reached",
    "model.unavailable": "The language model did not answer",
    "store.unavailable": "The database did not answer",
}
ADVICE = {
    "job": "Try again; if it comes back, report it with its id",
    "model": "Look at the model’s key and address, then try again",
    "store": "Try again once the database answers",
    "snapshot": "Publish a policy of this brand, then try again",
    "import": "Correct the source, then import it again",
}


@dataclass(frozen=True)
class QueueView:
    """One line of the table of queues; ``oldest`` and ``p95`` are in words."""

    name: str
    waiting: int
    running: int
    oldest: str
    done: int
    p95: str
    spark: str
    spark_end: tuple[str, str]
    dot: str
    state: str


@dataclass(frozen=True)
class DeadLetterView:
    """One job that was given up: what it was about, what happened, what to do."""

    id: str
    name: str
    about: str
    happened: str
    todo: str
    at: datetime
    can_retry: bool


@dataclass(frozen=True)
class UnconfirmedView:
    """One delivery that somebody has to look at."""

    id: str
    name: str
    about: str
    error: str
    at: datetime
    can_repeat: bool
    ticket_id: str


@dataclass(frozen=True)
class SpendView:
    """What a brand's model may cost and cost this month; ``share`` None where there is no cap."""

    brand: str
    slug: str
    model: str
    spent: str
    cap: str
    share: float | None
    dot: str
    state: str


@dataclass(frozen=True)
class MonthView:
    """What a month cost, over all brands; ``share`` of the dearest."""

    month: datetime
    spent: str
    completions: int
    share: float


@dataclass(frozen=True)
class ActView:
    """One line of the audit log."""

    at: datetime
    who: str
    did: str
    brand: str
    entry: str


def queue_views(backlog: Backlog, *, now: datetime) -> tuple[QueueView, ...]:
    """Return how each queue is doing."""
    return tuple(
        _queue(title, [backlog.figures[one] for one in names if one in backlog.figures], backlog, now)
        for title, names in QUEUES
    )


def dead_letter_view(letter: DeadLetter) -> DeadLetterView:
    """Return one line of the dead letters."""
    job, subject = letter.job, letter.subject
    error = job.last_error or ""
    code = error.partition(":")[0].strip()
    name = JOB_NAMES.get(job.name, job.name)
    if job.name == DELIVER and subject.kind:
        name = DELIVERY_NAMES.get(subject.kind, subject.kind).capitalize()  # type: ignore[call-overload]
    elif job.name == TAKE_EVENT and subject.kind:
        name = f"Event: {EVENT_NAMES.get(subject.kind, subject.kind)}"  # type: ignore[call-overload]
    number = f" on #{subject.external_id}" if subject.external_id else ""
    return DeadLetterView(
        id=job.id,
        name=f"{name}{number}",
        about=subject.place or "",
        happened=HAPPENED.get(code) or _said(error),
        todo=_todo(job.name, code, error),
        at=job.updated_at,
        can_retry=job.name in RETRIED,
    )


def unconfirmed_view(one: Unconfirmed) -> UnconfirmedView:
    """Return one line of the deliveries that nobody is sure of."""
    name = DELIVERY_NAMES.get(one.kind, one.kind).capitalize()  # type: ignore[call-overload]
    return UnconfirmedView(
        id=one.id,
        name=f"{name} on #{one.external_id}" if one.external_id else name,
        about=one.connection,
        error=without_code(one.error or "The answer was lost."),
        at=one.at,
        can_repeat=one.kind in SAFE_TO_REPEAT,
        ticket_id=one.ticket_id,
    )


def spend_view(one: BrandSpend, *, default_model: str, now: datetime) -> SpendView:
    """Return one line of the caps."""
    own, spent, cap = one.settings, one.spent.usd_micros, one.settings.spend_cap_usd_micros
    share = None if cap is None else 1.0 if cap == 0 else spent / cap
    dot, state = _spend_state(one, share, now)
    return SpendView(
        brand=one.brand.name,
        slug=one.brand.slug,
        model=own.model or default_model,
        spent=usd(spent),
        cap=usd(cap) if cap is not None else "",
        share=share,
        dot=dot,
        state=state,
    )


def month_views(found: tuple[BrandSpend, ...]) -> tuple[MonthView, ...]:
    """Return what each month cost over all brands, this one first."""
    if not found:
        return ()
    columns = list(zip(*(one.months for one in found), strict=True))
    sums = [sum(month.usd_micros for month in column) for column in columns]
    highest = max(sums) or 1
    return tuple(
        MonthView(column[0].month, usd(total), sum(month.completions for month in column), total / highest)
        for column, total in zip(columns, sums, strict=True)
    )


def act_view(entry: AuditEntry, names: Mapping[str, str], brands: Mapping[str, str]) -> ActView:
    """Return one line of the audit log."""
    return ActView(
        at=entry.at,
        who=names.get(entry.actor_id, entry.actor_id),
        did=_did(entry),
        brand=brands.get(entry.brand_id or "", ""),
        entry=f"{entry.source} {entry.key}",
    )


def seconds_in_words(seconds: float) -> str:
    """Return a span as people say it.

    >>> seconds_in_words(2.14), seconds_in_words(95), seconds_in_words(7300)
    ('2.1 s', '95 s', '2 h')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _queue(title: str, figures: list[JobFigures], backlog: Backlog, now: datetime) -> QueueView:
    oldest_at = min((one.oldest_at for one in figures if one.oldest_at), default=None)
    oldest_s = max(0.0, (now - oldest_at).total_seconds()) if oldest_at else 0.0
    done = [each for one in figures for each in one.done]
    seconds = sorted(took for _, took in done)
    points = _spark([at for at, _ in done], now)
    dot, state = _queue_state(oldest_s, has_worker=bool(backlog.health.workers))
    return QueueView(
        name=title,
        waiting=sum(one.waiting for one in figures),
        running=sum(one.running for one in figures),
        oldest=seconds_in_words(oldest_s) if oldest_at else "",
        done=len(done),
        p95=seconds_in_words(seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]) if seconds else "",
        spark="M" + "L".join(f"{x} {y}" for x, y in points),
        spark_end=points[-1],
        dot=dot,
        state=state,
    )


def _queue_state(oldest_s: float, *, has_worker: bool) -> tuple[str, str]:
    if not has_worker:
        return ("dot-bad", "No worker") if oldest_s else ("dot-ring", "No worker")
    if oldest_s > HELD_S:
        return "dot-bad", "Held up"
    return ("dot-warn", "Slow") if oldest_s > SLOW_S else ("dot-good", "Fine")


def _spark(moments: list[datetime], now: datetime) -> list[tuple[str, str]]:
    """Return the points of a line over the last hour, in a box of 88 by 28."""
    counts = [0] * BUCKETS
    for at in moments:
        place = int((1 - (now - at) / HOUR) * BUCKETS)
        counts[max(0, min(BUCKETS - 1, place))] += 1
    highest = max(counts) or 1
    return [
        (f"{2 + 82 * place / (BUCKETS - 1):.1f}", f"{24 - 20 * count / highest:.1f}")
        for place, count in enumerate(counts)
    ]


def _said(error: str) -> str:
    if error.startswith("job.broke"):
        return f"An error of ours: {error.partition(': ')[2]}"
    return without_code(error) or "It failed"


def _todo(name: str, code: str, error: str) -> str:
    if code == "helpdesk.unavailable":
        return "See that it is up and its address is right, then try again"
    if code.startswith("helpdesk"):
        return for_a_page(advice_for(error))
    if name not in RETRIED:
        return "Start it again on its own page; discard this one"
    return ADVICE.get(code.partition(".")[0], "Try again; if it comes back, report it with its id")


def _spend_state(one: BrandSpend, share: float | None, now: datetime) -> tuple[str, str]:
    if not one.settings.is_on:
        return "dot-ring", "Switched off: composed drafts"
    if share is None:
        return "dot-good", "On, without a cap"
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    next_month = (first + timedelta(days=32)).replace(day=1)
    if share >= 1:
        return "dot-ring", f"Composed drafts until 1 {next_month:%b}"
    reached_at = first + (now - first) / share if share > 0 else next_month
    if reached_at < next_month:
        return "dot-warn", f"Reached about {reached_at.day} {reached_at:%b}"
    return "dot-good", "On"


_DECIDED = {
    "accepted": "approved the draft on #{}",
    "edited": "approved a changed draft on #{}",
    "rejected": "rejected the draft on #{}",
    "escalated": "handed #{} on",
    "ignored": "left the draft on #{}",
    "undone": "took the decision on #{} back",
}
_STAGES = {
    "draft": "wrote",
    "in_review": "sent for review",
    "approved": "approved",
    "scheduled": "scheduled",
    "published": "published",
    "retired": "retired",
}


def _did(entry: AuditEntry) -> str:
    number = f" v{entry.number}" if entry.number else ""
    if entry.source == "decision":
        return _DECIDED.get(entry.what, f"{entry.what} on #{{}}").format(entry.about)
    if entry.source in ("policy", "ladder"):
        thing = "" if entry.source == "policy" else "the ladder "
        return f"{_STAGES.get(entry.what, entry.what)} {thing}“{entry.about}”{number}"
    if entry.source == "prompt":
        return "went back to the shipped prompt" if entry.what == "reset" else "changed the prompt"
    return f"reviewed the reply on #{entry.about}" if entry.source == "review" else entry.about
