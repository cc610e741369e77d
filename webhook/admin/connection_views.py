"""What the connections page shows: plain values made from overviews and traffic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drafter.brands import Brand
from webhook.admin.connection_kinds import Kind, for_a_page, kind_of
from webhook.connecting import HIDDEN, Overview, State, webhook_path
from webhook.helpdesks.base import OLD_PATH, EventKind
from webhook.helpdesks.setup_steps import OPTIONS, SECRET_OPTIONS
from webhook.store.deliveries import DeliveryKind, DeliveryState
from webhook.store.traffic import Passage, Traffic

DAY, WEEK = timedelta(days=1), timedelta(days=7)
QUIET_TIMES = 5  # a gap this many times the usual one is worth a look
LEAST_WEEKLY = 7  # fewer events than this have no usual gap
DOTS = {State.WORKING: "dot-good", State.PAUSED: "dot-ring", State.WAITING: "dot-warn", State.FAILING: "dot-bad"}
EVENT_NAMES = {
    EventKind.TICKET_CREATED: "ticket created",
    EventKind.TICKET_REPLIED: "customer wrote",
    EventKind.AGENT_REPLIED: "agent replied",
    EventKind.TICKET_SOLVED: "ticket solved",
    EventKind.TICKET_REOPENED: "ticket reopened",
    EventKind.TICKET_ESCALATED: "ticket handed on",
}
DELIVERY_NAMES = {
    DeliveryKind.DRAFT: "draft",
    DeliveryKind.DECISION: "decision",
    DeliveryKind.RETRACTION: "note out of date",
    DeliveryKind.HANDOVER: "handing on",
    DeliveryKind.REPLY: "reply",
    DeliveryKind.ESCALATION: "handing on",
}
ENDS = {
    "done": "taken in",
    "queued": "waits",
    "running": "being read",
    "failed": "given up",
    "cancelled": "discarded",
    "kept": "kept",
    DeliveryState.NEW: "waits",
    DeliveryState.SENT: "waits for an answer",
    DeliveryState.CONFIRMED: "done",
    DeliveryState.UNCONFIRMED: "answer lost",
    DeliveryState.FAILED: "refused",
}
GOOD_ENDS, BAD_ENDS = frozenset({"done", "confirmed"}), frozenset({"failed", "unconfirmed"})


@dataclass(frozen=True)
class ConnectionRowView:
    """One connection in the list."""

    id: str
    name: str
    kind: Kind
    brand: str
    dot: str
    state: str
    heard_at: datetime | None
    day: int
    waiting: int
    shows: str


@dataclass(frozen=True)
class FactView:
    """One line about a connection; ``tone`` is good, bad or empty."""

    label: str
    text: str
    tone: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class PassageView:
    """One event or delivery in the list of what last came and went."""

    at: datetime
    icon: str
    tone: str
    text: str
    end: str


@dataclass(frozen=True)
class OptionView:
    """An option as the settings form shows it; of a secret one only whether there is one."""

    name: str
    label: str
    hint: str
    value: str
    is_secret: bool


@dataclass(frozen=True)
class ConnectionView:
    """One connection in detail.  ``problem`` and ``advice`` are empty while all is well."""

    row: ConnectionRowView
    path: str
    problem: str
    problem_text: str
    advice: str
    failed_at: datetime | None
    facts: tuple[FactView, ...]
    passages: tuple[PassageView, ...]
    options: tuple[OptionView, ...]
    is_paused: bool
    has_two_secrets: bool
    old_ends_at: datetime | None
    newest_heard_at: datetime | None
    rotated_from: str


def row_view(one: Overview, traffic: Traffic, brands: Mapping[str, Brand], *, now: datetime) -> ConnectionRowView:
    """Return one line of the list."""
    connection, kind = one.connection, kind_of(one.connection.kind)
    is_quiet = _is_quiet(one, traffic, now)
    return ConnectionRowView(
        id=connection.id,
        name=connection.name,
        kind=kind,
        brand=brands[connection.brand_id].name if connection.brand_id in brands else "",
        dot="dot-warn" if is_quiet else DOTS[one.state],
        state="Quiet for longer than usual" if is_quiet else _state(one),
        heard_at=one.link.heard_at,
        day=traffic.day,
        waiting=traffic.waiting,
        shows=shows_in(one, kind),
    )


def detail_view(
    one: Overview, row: ConnectionRowView, traffic: Traffic, passages: Sequence[Passage], *, fingerprint: str
) -> ConnectionView:
    """Return one connection in detail; ``fingerprint`` stands for its newest secret."""
    connection, link = one.connection, one.link
    failed = link.last_error if one.state is State.FAILING else None
    return ConnectionView(
        row=row,
        path=webhook_path(connection),
        problem=_problem(row, failed) if failed else "",
        problem_text=without_code(failed or ""),
        advice=for_a_page(one.advice or ""),
        failed_at=link.failed_at,
        facts=_facts(one, traffic),
        passages=tuple(_passage(passage) for passage in passages),
        options=option_views(connection.options, row.kind, app=True),
        is_paused=connection.is_paused,
        has_two_secrets=len(connection.secrets) > 1,
        old_ends_at=connection.old_secrets_end_at,
        newest_heard_at=link.newest_heard_at,
        rotated_from=fingerprint,
    )


def option_views(given: Mapping[str, str], kind: Kind, *, app: bool = False) -> tuple[OptionView, ...]:
    """Return the options that a connection of this kind (``app``: and its app) has fields for, and others set."""
    fields = {field.name: field for field in (*kind.fields, *(kind.app_fields if app else ()))}
    names = [*fields, *sorted(name for name in given if name not in fields and name in OPTIONS)]
    return tuple(
        OptionView(
            name,
            fields[name].label if name in fields else name,
            fields[name].hint if name in fields else "",
            (HIDDEN if given.get(name) else "") if name in SECRET_OPTIONS else given.get(name, ""),
            name in SECRET_OPTIONS,
        )
        for name in names
    )


def without_code(said: str) -> str:
    """Return an error as people read it, without the code before it."""
    code, colon, words = said.partition(": ")
    return words if colon and "." in code and " " not in code else said


def _state(one: Overview) -> str:
    if one.state is State.FAILING:
        said = one.link.last_error or ""
        return "Refuses what comes" if "was refused" in said else "Last try went wrong"
    return {State.WORKING: "Live", State.PAUSED: "Paused", State.WAITING: "No event yet"}[one.state]


def _is_quiet(one: Overview, traffic: Traffic, now: datetime) -> bool:
    heard = one.link.heard_at
    if one.state is not State.WORKING or heard is None or traffic.week < LEAST_WEEKLY:
        return False
    return now - heard > max(DAY / 2, QUIET_TIMES * WEEK / traffic.week)


def shows_in(one: Overview, kind: Kind) -> str:
    """Return how drafts appear in a connection's helpdesk, in words."""
    is_heard_only = kind.key == "generic" and not one.connection.options.get("callback_url")
    return "looked up, not sent" if is_heard_only else kind.shows


def _problem(row: ConnectionRowView, failed: str) -> str:
    if failed.startswith("A request was refused"):
        return "A request was refused"
    return "A test went wrong" if failed.startswith("Test:") else f"{row.kind.name} did not do what we asked"


def _facts(one: Overview, traffic: Traffic) -> tuple[FactView, ...]:
    link, failed = one.link, one.link.last_error
    refused = failed is not None and "was refused" in failed
    received = f"{traffic.day:,} events in 24 h" if link.heard_at else "nothing yet"
    facts = [FactView("Receives", received, "bad" if refused else "good" if link.heard_at else "")]
    held = f"{traffic.waiting:,} {'delivery waits' if traffic.waiting == 1 else 'deliveries wait'}, none lost"
    facts.append(FactView("Writes", held if traffic.waiting else "nothing waits", "bad" if traffic.waiting else "good"))
    if traffic.unconfirmed:
        count = f"{traffic.unconfirmed} {'delivery' if traffic.unconfirmed == 1 else 'deliveries'} to look at"
        facts.append(FactView("Unsure", count, "bad"))
    if link.polled_at:
        facts.append(FactView("Missed", "looked for", at=link.polled_at))
    former = [secret for secret in one.connection.secrets[1:] if secret]
    if former:
        what = "two addresses" if former[0].startswith(OLD_PATH) else "two secrets"
        facts.append(FactView("Valid", what, at=one.connection.old_secrets_end_at))
    return tuple(facts)


def _passage(one: Passage) -> PassageView:
    names: Mapping[str, str] = EVENT_NAMES if one.is_event else DELIVERY_NAMES  # type: ignore[assignment]
    tone = "good" if one.state in GOOD_ENDS else "bad" if one.state in BAD_ENDS else "subtle"
    number = f" on #{one.external_id}" if one.external_id else ""
    end = ENDS.get(one.state, one.state)
    error = f": {without_code(one.error)}" if one.error and tone != "good" else ""
    icon = {"good": "ok", "bad": "warn"}.get(tone, "clock")
    return PassageView(one.at, icon, tone, f"{names.get(one.kind, one.kind)}{number}", f"{end}{error}"[:160])
