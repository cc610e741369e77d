"""What a search gave, as ``drafter policy search --json`` and ``GET /search`` show it."""

from collections.abc import Collection
from typing import Any

from knowledge_base.search.hits import Hit, Retrieval

DIGITS = 4


def search_json(found: Retrieval, question: str, *, gone: Collection[str] = ()) -> dict[str, Any]:
    """Return a search as plain JSON, hits best first; ``gone`` are policies that their source no longer has."""
    return {
        "question": question,
        "snapshot_id": found.snapshot_id,
        "floor": found.floor,
        "hits": [hit_json(hit, source_gone=hit.policy_id in gone) for hit in found.hits],
    }


def hit_json(hit: Hit, *, source_gone: bool = False) -> dict[str, Any]:
    """Return one hit as plain JSON; the parts add up to the score."""
    return {
        "rank": hit.rank,
        "snippet_id": hit.snippet_id,
        "policy": hit.policy,
        "policy_id": hit.policy_id,
        "revision": hit.revision,
        "heading": list(hit.heading),
        "text": hit.text,
        "score": round(hit.score, DIGITS),
        "similarity": round(hit.similarity, DIGITS),
        "parts": {
            "dense": round(hit.parts.dense, DIGITS),
            "lexical": round(hit.parts.lexical, DIGITS),
            "learned": round(hit.parts.learned, DIGITS),
        },
        "matched_words": list(hit.matched_words),
        "above_floor": hit.above_floor,
        "excluded": hit.excluded,
        "precedents": hit.precedents,
        "source_gone": source_gone,
    }
