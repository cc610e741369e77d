"""What a search gave, as ``drafter policy search --json`` and ``GET /search`` show it."""

from typing import Any

from knowledge_base.search.hits import Hit, Retrieval


def search_json(found: Retrieval, question: str) -> dict[str, Any]:
    """Return a search as plain JSON, hits best first."""
    return {
        "question": question,
        "snapshot_id": found.snapshot_id,
        "floor": found.floor,
        "hits": [hit_json(hit) for hit in found.hits],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return one hit as plain JSON."""
    return {
        "rank": hit.rank,
        "snippet_id": hit.snippet_id,
        "policy": hit.policy,
        "policy_id": hit.policy_id,
        "revision": hit.revision,
        "heading": list(hit.heading),
        "text": hit.text,
        "score": hit.score,
        "parts": {"dense": hit.parts.dense, "lexical": hit.parts.lexical, "learned": hit.parts.learned},
        "above_floor": hit.above_floor,
        "excluded": hit.excluded,
    }
