"""A draft as everybody outside reads it: ``GET /drafts/{id}``, ``draft.ready``, ``drafter draft``."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from drafter.decisions import Decision
from drafter.drafts import Citation, Draft, Provenance, Sentence
from drafter.findings import Finding
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
        "actor": decision.actor_id,
        "role": decision.actor_role,
        "created_at": moment_json(decision.created_at),
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain JSON."""
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "message": finding.message,
        "fix": finding.fix,
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
    plain = asdict(provenance)
    return {**plain, "left_out": list(provenance.left_out), "check_versions": dict(provenance.check_versions)}
