"""Policies, their history and their use, as the API and the command line show them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from drafter.usage import PolicyUsage, StalePolicy, Usage
from knowledge_base.history import HistoryEntry
from knowledge_base.kept import KeptQuestion
from knowledge_base.policies import PublishFailure, Revision, Standing, Verification
from knowledge_base.snippets import cut_snippets
from webhook.draft_json import moment_json
from webhook.word_diff import WordDiff, word_diff

DIGITS = 3


def revision_json(revision: Revision) -> dict[str, Any]:
    """Return a revision as plain JSON."""
    return {
        "id": revision.id,
        "policy_id": revision.policy_id,
        "number": revision.number,
        "title": revision.title,
        "text": revision.text,
        "meta": {name: plain(value) for name, value in revision.meta.__dict__.items()},
        "stage": revision.stage.value,
        "author": revision.author_id,
        "note": revision.note,
        "approved_by": revision.approved_by,
        "created_at": moment_json(revision.created_at),
        "published_at": moment_json(revision.published_at),
        "effective_from": plain(revision.effective_from),
    }


def standing_json(standing: Standing) -> dict[str, Any]:
    """Return where a policy stands."""
    return {
        "state": standing.state.value,
        "owner": standing.owner,
        "review_by": plain(standing.review_by),
        "since": moment_json(standing.since),
        "verified_by": standing.verified_by,
    }


def failure_json(failure: PublishFailure | None) -> dict[str, Any] | None:
    """Return a publication that failed, None where there is none."""
    if failure is None:
        return None
    return {
        "revision_id": failure.revision_id,
        "code": failure.code,
        "message": failure.message,
        "actor": failure.actor_id,
        "at": moment_json(failure.created_at),
    }


def history_json(entry: HistoryEntry) -> dict[str, Any]:
    """Return one step of a policy."""
    return {
        "step": entry.step.value,
        "revision": entry.number,
        "actor": entry.actor_id,
        "role": entry.actor_role,
        "at": moment_json(entry.at),
        "note": entry.note,
        "day": plain(entry.day),
    }


def verification_json(verification: Verification) -> dict[str, Any]:
    """Return one verification."""
    return {
        "policy_id": verification.policy_id,
        "revision": verification.number,
        "actor": verification.actor_id,
        "note": verification.note,
        "review_by": plain(verification.review_by),
        "at": moment_json(verification.created_at),
    }


def comparison_json(before: Revision, after: Revision) -> dict[str, Any]:
    """Return two wordings word by word, and what else differs between them."""
    diff = word_diff(before.text, after.text)
    return {
        "policy_id": before.policy_id,
        "before": before.number,
        "after": after.number,
        "added_words": diff.added_words,
        "removed_words": diff.removed_words,
        "moves": diff.moves,
        "parts": [*_parts(diff)],
        "changes": _changes(_described(before), _described(after)),
    }


def usage_json(usage: Usage) -> dict[str, Any]:
    """Return counts, with ``decided`` as the n of the share."""
    share = usage.edited_share
    return {
        "used": usage.used,
        "decided": usage.decided,
        "accepted": usage.accepted,
        "edited": usage.edited,
        "rejected": usage.rejected,
        "edited_share": None if share is None else round(share, DIGITS),
    }


def policy_usage_json(policy_id: str, usage: PolicyUsage, revisions: Iterable[Revision]) -> dict[str, Any]:
    """Return the use of a policy, of its revisions, newest first, and of their snippets, most used first."""
    kept = tuple(revisions)
    headings = {one.id: (list(one.heading), revision.number) for revision in reversed(kept) for one in _cut(revision)}
    snippets = [
        {"snippet_id": key, "heading": headings[key][0], "revision": headings[key][1], **usage_json(counted)}
        for key, counted in usage.by_snippet.items()
        if key in headings
    ]
    return {
        "policy_id": policy_id,
        **usage_json(usage.whole),
        "revisions": [
            {"revision": one.number, **usage_json(usage.by_revision[one.id])}
            for one in kept
            if one.id in usage.by_revision
        ],
        "snippets": sorted(snippets, key=lambda one: (-one["used"], one["snippet_id"])),
    }


def stale_json(one: StalePolicy) -> dict[str, Any]:
    """Return one line of the staleness list."""
    return {
        "policy_id": one.policy.id,
        "title": one.policy.title,
        "damage": round(one.damage, DIGITS),
        "is_stale": one.is_stale,
        "age_days": one.age_days,
        "overdue_days": one.overdue_days,
        "standing": standing_json(one.standing),
        "usage": usage_json(one.usage),
    }


def plain(value: Any) -> Any:
    """Return days as text and tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _cut(revision: Revision) -> Any:
    return cut_snippets(revision.text, policy_id=revision.policy_id, title=revision.title)


def _parts(diff: WordDiff) -> Iterable[dict[str, Any]]:
    for part in diff.parts:
        yield {"kind": part.kind, "text": part.text + part.tail, "number": part.number, "is_move": part.is_move}


def _described(revision: Revision) -> Mapping[str, Any]:
    meta = {name: plain(value) for name, value in revision.meta.__dict__.items()}
    return {"title": revision.title, **meta, "effective_from": plain(revision.effective_from) or meta["effective_from"]}


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"field": name, "before": before[name], "after": after[name]} for name in before if before[name] != after[name]
    ]


def learned_json(kept: KeptQuestion) -> dict[str, Any]:
    """Return a question that search learned from."""
    return {
        "id": kept.id,
        "brand_id": kept.brand_id,
        "ticket_id": kept.origin,
        "draft_id": kept.source,
        "question": kept.question,
        "sections": [{"policy_id": one.policy_id, "heading": list(one.heading)} for one in kept.sections],
        "kept_at": moment_json(kept.kept_at),
        "is_used": kept.is_used,
    }
