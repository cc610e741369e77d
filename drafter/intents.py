"""Which of a brand's ladders a ticket is for: by likeness to each ladder's own examples, and why."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from drafter.covering import Meanings
from drafter.ladders import Ladder
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.search.hits import Hit
from knowledge_base.wording import stems_of

LEAST_COSINE = 0.45  # all-MiniLM-L6-v2; of the demo brand's tickets that no ladder is for, most stay below
LEAST_SHARED = 0.6  # of an example's content words, where meanings can't be compared
UNSUPPORTED = 0.15  # more is asked of a ladder when search found policies, and none of the ladder's among the best
SUPPORTING = 3  # hits


@dataclass(frozen=True)
class Guess:
    """The ladder that fits a request best, None where none comes near; ``score`` is 0 to 1."""

    ladder: Ladder | None
    score: float
    why: str


def intent_of(
    requests: Sequence[str], ladders: Sequence[Ladder], meanings: Meanings | None, *, hits: Sequence[Hit] = ()
) -> Guess:
    """Return the ladder of the best hit's policy, else the one whose example is nearest to a request.

    Of the hits only those above the floor count.  Never raises.
    """
    found = [hit for hit in hits if hit.above_floor and hit.excluded is None]
    if found:
        best_hit = found[0]
        mine = next((one for one in ladders if _rests_on(one, (best_hit,))), None)
        if mine is not None:
            return Guess(mine, min(max(best_hit.similarity, 0.0), 1.0), f"The nearest policy is “{best_hit.policy}”.")
    examples = [(ladder, text) for ladder in ladders for text in (ladder.intent, *ladder.examples)]
    said = [text for text in requests if text.strip()]
    if not examples or not said:
        return Guess(None, 0.0, "The brand has no ladder." if not examples else "The ticket says nothing.")
    least, scores = _scores(said, [text for _, text in examples], meanings)
    near = found[:SUPPORTING]
    wanted = [least + (UNSUPPORTED if near and not _rests_on(ladder, near) else 0.0) for ladder, _ in examples]
    best = max(range(len(examples)), key=lambda at: scores[at] - wanted[at])
    ladder, example = examples[best]
    if scores[best] < wanted[best]:
        return Guess(None, scores[best], f"No ladder is near; the nearest is “{ladder.intent}” ({scores[best]:.2f}).")
    return Guess(ladder, scores[best], f"Reads like “{example}” ({scores[best]:.2f}).")


def _rests_on(ladder: Ladder, hits: Sequence[Hit]) -> bool:
    """Whether one of these hits is of a ladder's policies."""
    titles = {name.casefold() for name in ladder.policies}
    return any(hit.policy.casefold() in titles for hit in hits)


def _scores(requests: Sequence[str], examples: Sequence[str], meanings: Meanings | None) -> tuple[float, list[float]]:
    """Return the least score that counts, and each example's best score over the requests."""
    if meanings is not None:
        with suppress(KnowledgeBaseError):  # then words alone tell
            return LEAST_COSINE, [float(one) for one in meanings.compare(requests, examples).max(axis=0)]
    asked = [frozenset(stems_of(text)) for text in requests]
    return LEAST_SHARED, [max(_shared(frozenset(stems_of(text)), one) for one in asked) for text in examples]


def _shared(example: frozenset[str], request: frozenset[str]) -> float:
    """Share of an example's content words in a request; a single word proves nothing."""
    common = len(example & request)
    return common / len(example) if common > 1 or (common and len(example) == 1) else 0.0
