"""What a search gave, as ``drafter policy search --json`` and ``GET /search`` show it."""

from typing import Any

from knowledge_base.search.hits import Hit, Retrieval

DIGITS = 4


def search_json(found: Retrieval, question: str) -> dict[str, Any]:
    """Return a search as plain JSON, hits best first."""
    return {
        "question": question,
        "snapshot_id": found.snapshot_id,
        "floor": found.floor,
        "hits": [hit_json(hit) for hit in found.hits],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
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
    }
