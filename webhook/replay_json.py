"""A replay as everybody outside reads it: the API and ``drafter replay`` show the same fields."""

from collections.abc import Mapping
from typing import Any

from drafter.impacts import Flip, Impact, ImpactReport, Replay, Signature, tally
from drafter.tickets import Ticket
from webhook.draft_json import moment_json


def report_json(report: ImpactReport, tickets: Mapping[str, Ticket]) -> dict[str, Any]:
    """Return a replay with its touched tickets; ``tickets`` are these by our id."""
    return {
        **replay_json(report.replay),
        "items": [impact_json(one, tickets.get(one.ticket_id)) for one in report.impacts],
        "flips": [{**_flip(one.flip), "tickets": one.tickets} for one in tally(report.impacts)],
        "signatures": [_signature(one) for one in report.signatures],
    }


def replay_json(replay: Replay) -> dict[str, Any]:
    """Return where a replay stands."""
    return {
        "id": replay.id,
        "revision": replay.revision_id,
        "policy_id": replay.policy_id,
        "brand_id": replay.brand_id,
        "state": replay.state.value,
        "tickets_looked_at": replay.looked_at,
        "tickets_total": replay.total,
        "tickets_found": replay.found,
        "changed": replay.changed,
        "skipped": replay.skipped,
        "uses_model": replay.uses_model,
        "cost_usd_micros": replay.cost_usd_micros,
        "snapshot_id": replay.active_snapshot_id,
        "error": replay.error,
        "created_at": moment_json(replay.created_at),
        "finished_at": moment_json(replay.finished_at),
    }


def impact_json(impact: Impact, ticket: Ticket | None) -> dict[str, Any]:
    """Return one touched ticket; ``ticket`` is the helpdesk's id, a text is null where there is no answer."""
    return {
        "ticket": ticket.external_id if ticket else impact.ticket_id,
        "ticket_id": impact.ticket_id,
        "subject": ticket.subject if ticket else "",
        "changed": impact.is_changed,
        "had_cited": impact.had_cited,
        "before": impact.before.text or None,
        "after": impact.after.text or None,
        "before_reason": impact.before.reason,
        "after_reason": impact.after.reason,
        "flips": [_flip(one) for one in impact.flips],
    }


def _flip(flip: Flip) -> dict[str, Any]:
    return {"kind": flip.kind.value, "before": flip.before, "after": flip.after}


def _signature(one: Signature) -> dict[str, Any]:
    return {"by": one.actor_id, "role": one.actor_role, "note": one.note, "at": moment_json(one.created_at)}
