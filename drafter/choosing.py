"""Which sentences of the hits answer a ticket, ask by ask: what the composer's replies are made of.

Each ask takes the sentence that fits it best, what belongs with it in the same passage, and
the sentence before one that begins with "If not" or "It".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from drafter.brands import Brand
from drafter.questions import asks_of
from drafter.relevance import Candidate, Comparer, Flags, Scores, candidates_of, weigh
from drafter.tickets import Ticket
from knowledge_base.search.hits import Hit
from knowledge_base.wording import overlap

MOST_SENTENCES = 5
FOR_ONE_ASK = 4
LEAST_FOR_AN_ASK = 2
WITH_ANCHOR = 0.84  # of the best sentence's score: belongs to the answer, same passage
BESIDE_ANCHOR = 0.92  # the same from another passage of that policy
ELSEWHERE = 0.97  # the same from another policy
REDUNDANT = 0.7
_LEANS = re.compile(
    r"(?:if (?:no|none|not|neither)\b|otherwise|then\b|this\b|these\b|that (?:is|means|way)\b|it\b|they\b"
    r"|such\b|in that case"
    r"|in this case|after that|also\b|however|you can choose)",
    re.I,
)


_LIMITS = re.compile(r"\b(?:must|only|except|unless|as long as|provided)\b", re.I)


@dataclass(frozen=True)
class Chosen:
    """A sentence for the reply and the hit it is quoted from."""

    text: str
    hit: Hit


def choose(ticket: Ticket, brand: Brand, hits: Sequence[Hit], comparer: Comparer | None) -> list[Chosen]:
    """Return the sentences that answer a ticket, in the order in which a person would say them."""
    candidates, asks = candidates_of(hits), asks_of(ticket)
    if not candidates or not asks:
        return []
    found = weigh(ticket, brand, asks, candidates, comparer)
    room = FOR_ONE_ASK if len(asks) == 1 else max(LEAST_FOR_AN_ASK, MOST_SENTENCES // len(asks))
    picked: list[int] = []
    for scores, fits in zip(found.asks, found.fits, strict=True):
        for at in _answer(scores, fits, candidates, room):
            if at not in picked and not any(_repeats(candidates[at], candidates[other]) for other in picked):
                picked.append(at)
    if not picked:  # the asks are too bare to find anything: answer the whole message
        picked = _answer(found.whole, found.whole_fits, candidates, room)
    ordered = _in_order(picked[:MOST_SENTENCES], candidates)
    return [Chosen(candidates[at].text, candidates[at].hit) for at in ordered]


def _answer(total: Scores, fits: Flags, candidates: Sequence[Candidate], room: int) -> list[int]:
    """Return the places of the sentences that answer one ask: the best and what belongs with it."""
    order = [int(at) for at in np.argsort(-total, kind="stable") if fits[at]]
    if not order:
        return []
    anchor = order[0]
    taken = [*_with_what_it_leans_on(anchor, candidates), *_condition_after(anchor, candidates)]
    if _is_condition(anchor, anchor - 1, candidates) and anchor - 1 not in taken:
        taken.insert(0, anchor - 1)  # a condition says little without what it limits
    for at in order[1:]:
        if len(taken) >= room:
            break
        share = _share_needed(candidates[anchor], candidates[at])
        if total[at] >= share * total[anchor] and at not in taken:
            taken += [more for more in _with_what_it_leans_on(at, candidates) if more not in taken]
    return taken


def _share_needed(anchor: Candidate, other: Candidate) -> float:
    if other.hit is anchor.hit:
        return WITH_ANCHOR
    return BESIDE_ANCHOR if other.hit.policy_id == anchor.hit.policy_id else ELSEWHERE


def _with_what_it_leans_on(at: int, candidates: Sequence[Candidate]) -> list[int]:
    """Return a sentence and, where it begins with "If not" or "It", the ones before it."""
    taken = [at]
    while _LEANS.match(candidates[taken[0]].text) and candidates[taken[0]].position > 0:
        taken.insert(0, taken[0] - 1)
    return taken


def _condition_after(at: int, candidates: Sequence[Candidate]) -> list[int]:
    """Return the next sentence of the passage where it limits this one: "The code must have been valid"."""
    return [at + 1] if at + 1 < len(candidates) and _is_condition(at + 1, at, candidates) else []


def _is_condition(at: int, before: int, candidates: Sequence[Candidate]) -> bool:
    """Whether a sentence limits what the one before it in its passage says."""
    one, other = candidates[at], candidates[before]
    is_next = before >= 0 and one.hit is other.hit
    return is_next and bool(_LIMITS.search(one.text)) and bool(one.stems & other.stems)


def _repeats(one: Candidate, other: Candidate) -> bool:
    return one.hit is not other.hit and overlap(one.stems, other.stems) >= REDUNDANT


def _in_order(picked: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    """Keep the asks' order, and inside a passage the passage's own."""
    first: dict[str, int] = {}
    for place, at in enumerate(picked):
        first.setdefault(candidates[at].hit.snippet_id, place)
    return sorted(picked, key=lambda at: (first[candidates[at].hit.snippet_id], candidates[at].position))
