"""What became of tickets as rows for files and as JSON; no customer stands in them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from drafter.outcomes import PURCHASE_DAYS, Metric, TicketOutcome, Verdict, Windows, bought_again
from drafter.outcomes_figures import OfferRow, OutcomeFigures, Share
from drafter.outcomes_measuring import Reconciliation, ticket_outcomes
from drafter.quality.rates import Rate
from knowledge_base.foundation.database import Database
from webhook.draft_json import moment_json

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
Row = dict[str, Any]


def outcome_rows(
    database: Database,
    brand_ids: Sequence[str],
    *,
    now: datetime,
    since: datetime | None = None,
    windows: Windows | None = None,
) -> Iterator[Row]:
    """Yield a row for each ticket opened since a moment, oldest first; memory stays the same for any number."""
    for one in ticket_outcomes(database, brand_ids, now=now, since=since, windows=windows):
        bought = {f"bought_again_{days}": bought_again(one.story, now=now, days=days) for days in PURCHASE_DAYS}
        yield outcome_row(one) | {name: _said(verdict) for name, verdict in bought.items()}


def outcome_row(one: TicketOutcome) -> Row:
    """Return one ticket's outcomes; a share's value is yes, no, open, or nothing where it is not about the ticket."""
    story, offer = one.story, one.offer.offer if one.offer else None
    held = story.is_held_back
    return {
        "ticket": story.external_id,
        "ticket_id": story.ticket_id,
        "brand_id": story.brand_id,
        "created_at": moment_json(story.created_at),
        "solved_at": moment_json(one.solved_at),
        "first_reply_s": one.first_reply_s,
        "satisfaction": one.satisfaction,
        **{metric.value: _said(one.verdicts[metric]) for metric in Metric},
        "reply": story.reply,
        "held_back": None if held is None else "yes" if held else "no",
        "intent": offer.intent if offer else None,
        "rung": offer.rung if offer else None,
        "rung_kind": offer.kind.value if offer else None,
        "revision": offer.revision if offer else None,
        "offered_at": moment_json(offer.at) if offer else None,
        "offered_amount": None if offer is None or offer.amount is None else format(offer.amount, "f"),
        "accepted": one.offer.accepted.value if one.offer else None,
        "conceded": one.offer.conceded.value if one.offer else None,
    }


def figures_json(found: OutcomeFigures, against: Reconciliation) -> Row:
    """Return the figures as plain JSON."""
    return {
        "tickets": found.tickets,
        "is_causal": found.is_causal,
        "shares": {metric.value: _share(share) for metric, share in found.shares.items()},
        "first_reply_s": asdict(found.first_reply),
        "satisfaction": asdict(found.satisfaction),
        "by_reply": {
            reply: {metric.value: _share(share) for metric, share in shares.items()}
            for reply, shares in found.by_reply.items()
        },
        "by_rung": [_offer(row) for row in found.by_rung],
        "by_revision": [_offer(row) for row in found.by_revision],
        "by_brand": [_offer(row) for row in found.by_brand],
        "comparisons": [{"figure": one.name, **asdict(one.effect)} for one in found.comparisons],
        "imported": {"rows": against.imported, "matched": against.matched, "explained": against.explained},
    }


def csv_text(rows: Iterable[Row]) -> Iterator[str]:
    """Yield rows as CSV, a heading first; what a spreadsheet would run as a formula is written as text."""
    is_first = True
    for row in rows:
        out = io.StringIO()
        writer = csv.DictWriter(out, fieldnames=list(row), lineterminator="\n")
        if is_first:
            writer.writeheader()
            is_first = False
        writer.writerow({name: _plain(value) for name, value in row.items()})
        yield out.getvalue()


def lines_text(rows: Iterable[Row]) -> Iterator[str]:
    """Yield rows as JSON Lines."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _said(verdict: Verdict) -> str | None:
    return None if verdict is Verdict.OUT else verdict.value


def _rate(found: Rate) -> Row:
    return asdict(found) | {"is_enough": found.is_enough}


def _share(found: Share) -> Row:
    return _rate(found.rate) | {"open": found.open}


def _offer(row: OfferRow) -> Row:
    return {
        "name": row.name,
        "offered": row.offered,
        "accepted": _rate(row.accepted),
        "conceded": _rate(row.conceded),
        "open": row.open,
    }


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value
