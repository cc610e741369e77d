"""A draft, a decision, an edit and a review as everybody outside reads them.

``GET /drafts/{id}``, the event ``draft.ready``, ``drafter draft`` and ``drafter export`` show
the same fields.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from drafter.decisions import Decision
from drafter.drafts import Citation, Draft, Provenance, Sentence
from drafter.findings import Finding
from drafter.quality.reviews import Review
from drafter.resolutions import Alternative, Resolution, Step
from drafter.store.edits import EditRecord
from drafter.tickets import Ticket


def draft_json(draft: Draft, ticket: Ticket, *, decision: Decision | None = None) -> dict[str, Any]:
    """Return a draft as plain JSON; ``ticket`` is the helpdesk's id, offsets count code points."""
    return {
        "id": draft.id,
        "ticket": ticket.external_id,
        "ticket_id": ticket.id,
        "brand_id": ticket.brand_id,
        "status": draft.status.value,
        "text": draft.text,
        "language": draft.language,
        "sentences": [_sentence(sentence) for sentence in draft.sentences],
        "questions": list(draft.questions),
        "findings": [finding_json(finding) for finding in draft.findings],
        "reason": draft.reason,
        "resolution": resolution_json(draft.resolution) if draft.resolution else None,
        "alternatives": [_alternative(one) for one in draft.alternatives],
        "steps": [step_json(step) for step in draft.steps],
        "suspicious": list(draft.suspicious),
        "decision": decision_json(decision) if decision else None,
        "provenance": _provenance(draft.provenance) if draft.provenance else None,
        "newest_message": draft.newest_message_id,
        "ordinal": draft.ordinal,
        "steer": draft.steer,
        "created_at": moment_json(draft.created_at),
        "ready_at": moment_json(draft.ready_at),
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    """Return a decision record as plain JSON."""
    return {
        "id": decision.id,
        "kind": decision.kind.value,
        "text": decision.text,
        "reason": decision.reason,
        "findings": [finding_json(finding) for finding in decision.findings],
        "acknowledged": list(decision.acknowledged),
        "actor": decision.actor_id,
        "role": decision.actor_role,
        "created_at": moment_json(decision.created_at),
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain JSON."""
    return {
        "id": finding.id,
        "check": finding.check,
        "severity": finding.severity.value,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "message": finding.message,
        "fix": finding.fix,
        "reference": finding.reference,
    }


def edit_json(record: EditRecord, ticket: Ticket) -> dict[str, Any]:
    """Return an edit as plain JSON; ``ticket`` is the helpdesk's id."""
    return {
        "id": record.id,
        "draft_id": record.draft_id,
        "ticket": ticket.external_id,
        "ticket_id": record.ticket_id,
        "brand_id": record.brand_id,
        **record.edit.as_json(),
        "findings": None if record.findings is None else [finding_json(one) for one in record.findings],
        "sent_text": record.sent_text,
        "is_sent": record.reply_id is not None,
        "decision_id": record.decision_id,
        "actor": record.actor_id,
        "actor_name": record.actor_name,
        "created_at": moment_json(record.created_at),
    }


def review_json(review: Review) -> dict[str, Any]:
    """Return a filled scorecard as plain JSON."""
    return {
        "id": review.id,
        "brand_id": review.brand_id,
        "edit_id": review.edit_id,
        "draft_id": review.draft_id,
        "reply_id": review.reply_id,
        "sample_id": review.sample_id,
        "probability": review.probability,
        "scorecard": review.scorecard_id,
        "scorecard_version": review.scorecard_version,
        "ratings": dict(review.ratings),
        "score": review.score,
        "is_wrong": review.is_wrong,
        "note": review.note,
        "actor": review.actor_id,
        "created_at": moment_json(review.created_at),
    }


def moment_json(moment: datetime | None) -> str | None:
    """Return an aware moment in ISO 8601, UTC, with a ``Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "citations": [_citation(citation) for citation in sentence.citations],
    }


def resolution_json(resolution: Resolution) -> dict[str, Any]:
    """Return a resolution as plain JSON; amounts as decimal strings."""
    return {
        "rung": resolution.rung,
        "kind": resolution.kind.value,
        "amount": _money(resolution.amount),
        "currency": resolution.currency,
        "deadline": resolution.deadline.isoformat() if resolution.deadline else None,
        "conditions": list(resolution.conditions),
        "parts": [{"method": part.method, "amount": str(part.amount)} for part in resolution.parts],
        "wording": resolution.wording,
        "authority": resolution.authority,
        "reason": resolution.reason,
        "intent": resolution.intent,
        "ladder_id": resolution.ladder_id,
        "version": resolution.version,
    }


def step_json(step: Step) -> dict[str, Any]:
    """Return a thing to do as plain JSON."""
    return {**asdict(step), "amount": _money(step.amount)}


def _alternative(one: Alternative) -> dict[str, Any]:
    return {**asdict(one), "kind": one.kind.value, "amount": _money(one.amount)}


def _money(amount: Decimal | None) -> str | None:
    return str(amount) if amount is not None else None


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "snippet_id": citation.snippet_id,
        "policy": citation.policy,
        "policy_id": citation.policy_id,
        "revision": citation.revision,
        "revision_id": citation.revision_id,
        "heading": list(citation.heading),
        "quote": citation.quote,
    }


def _provenance(provenance: Provenance) -> dict[str, Any]:
    return {
        **asdict(provenance),
        "left_out": list(provenance.left_out),
        "missed": list(provenance.missed),
        "macros": list(provenance.macros),
        "check_versions": dict(provenance.check_versions),
        "masked": dict(provenance.masked),
        "rules_on": provenance.rules_on.isoformat() if provenance.rules_on else None,
    }
