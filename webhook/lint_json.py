"""Warnings of the linter, as ``drafter policy lint`` and the API show them."""

from typing import Any

from knowledge_base.lint_deciding import LintReport
from knowledge_base.lint_decisions import LintDecision
from knowledge_base.linting import Place, Warning
from webhook.draft_json import moment_json


def warning_json(warning: Warning, decision: LintDecision | None = None) -> dict[str, Any]:
    """Return one warning with the places it points at."""
    return {
        "kind": warning.kind.value,
        "severity": warning.severity.value,
        "places": [_place_json(place) for place in warning.places],
        "message": warning.message,
        "key": warning.key,
        "decision": decision_json(decision) if decision else None,
    }


def decision_json(decision: LintDecision) -> dict[str, Any]:
    """Return what was decided about a warning."""
    return {
        "key": decision.key,
        "decision": decision.verdict.value,
        "winner": decision.winner,
        "note": decision.note,
        "by": decision.actor_id,
        "at": moment_json(decision.created_at),
    }


def report_json(report: LintReport, *, settled: bool = False) -> list[dict[str, Any]]:
    """Return the open warnings, and with ``settled`` the decided ones after them."""
    decided = [warning_json(one, decision) for one, decision in report.settled] if settled else []
    return [*(warning_json(one) for one in report.open), *decided]


def _place_json(place: Place) -> dict[str, Any]:
    return {
        "policy": place.policy,
        "policy_id": place.policy_id,
        "heading": list(place.heading),
        "text": place.text,
        "start": place.start,
        "end": place.end,
    }
