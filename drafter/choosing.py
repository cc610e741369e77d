"""Which sentences of the hits answer a ticket, ask by ask: what the composer's replies are made of.

Each ask takes the sentence that fits it best, what belongs with it in the same passage, and
the sentence before one that begins with "If not" or "It".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from drafter.asks import asks_of
from drafter.brands import Brand
from drafter.questions import questions_of, request_text, tells_only_mood, without_mood
from drafter.relevance import Candidate, Comparer, Flags, Scores, candidates_of, weigh
from drafter.tickets import Ticket
from drafter.voice import is_chat
from knowledge_base.search.hits import Hit
from knowledge_base.wording import stems_of

MOST_SENTENCES = 7
MOST_IN_CHAT = 4
FOR_ONE_ASK = 5  # of several asks each has one less
WHOLE_PASSAGE = 0.45  # below the best sentence's score: belongs to the answer, so that it is there however it is asked
WITH_ANCHOR = 0.25  # the same in that passage about something that the ticket never names
BESIDE_ANCHOR = 0.12  # the same from another passage of that policy
ELSEWHERE = 0.06  # the same from another policy
REDUNDANT = 0.7
ALONE = 0.6  # share of a request that its only ask says, from which it is all of it
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
    candidates, asks = candidates_of(hits), asked_of(ticket)
    if not candidates or not asks:
        return []
    found = weigh(ticket, brand, asks, candidates, comparer)
    room = FOR_ONE_ASK - (len(asks) > 1)
    answers = [_answer(*one, found.foreign, candidates, room) for one in zip(found.asks, found.fits, strict=True)]
    if not any(answers):  # the asks are too bare to find anything: answer the whole message
        answers = [_answer(found.whole, found.whole_fits, found.foreign, candidates, room)]
    picked = _shared_out(answers, MOST_IN_CHAT if is_chat(ticket.channel) else MOST_SENTENCES, candidates)
    return [Chosen(candidates[at].text, candidates[at].hit) for at in _in_order(picked, candidates)]


def _answer(total: Scores, fits: Flags, foreign: Flags, candidates: Sequence[Candidate], room: int) -> list[list[int]]:
    """Return the places of the sentences that answer one ask, best first: each with what it can't be said without."""
    order = [int(at) for at in np.argsort(-total, kind="stable") if fits[at]]
    if not order:
        return []
    anchor = order[0]
    reach = [_distance(candidates[anchor], one, is_foreign=bool(foreign[at])) for at, one in enumerate(candidates)]
    near = [at for at in order if total[at] >= total[anchor] - reach[at]]
    taken: list[list[int]] = []
    for at in near:
        if sum(map(len, taken)) < room and not any(at in group for group in taken):
            taken.append(_with_what_belongs(at, candidates))
    return taken


def _shared_out(answers: Sequence[list[list[int]]], room: int, candidates: Sequence[Candidate]) -> list[int]:
    """Return what fits of the answers: the best of every ask before the second of any; nothing twice."""
    picked: dict[int, list[int]] = {}
    for round_ in range(FOR_ONE_ASK):
        for ask, answer in enumerate(answers):
            said = [at for places in picked.values() for at in places]
            fresh = [at for at in answer[round_] if at not in said] if round_ < len(answer) else []
            fresh = [at for at in fresh if not any(_repeats(candidates[at], candidates[other]) for other in said)]
            if len(said) + len(fresh) <= room or not said:
                picked.setdefault(ask, []).extend(fresh)
    return [at for ask in sorted(picked) for at in picked[ask]]


def _distance(anchor: Candidate, other: Candidate, *, is_foreign: bool) -> float:
    if other.hit is anchor.hit:
        return WITH_ANCHOR if is_foreign else WHOLE_PASSAGE
    return BESIDE_ANCHOR if other.hit.policy_id == anchor.hit.policy_id else ELSEWHERE


def _with_what_belongs(at: int, candidates: Sequence[Candidate]) -> list[int]:
    """Return a sentence, what it leans on, what limits it, and what it limits itself."""
    taken = [*_with_what_it_leans_on(at, candidates), *_condition_after(at, candidates)]
    if _is_condition(at, at - 1, candidates) and at - 1 not in taken:
        taken.insert(0, at - 1)  # a condition says little without what it limits
    return taken


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


def _repeats(one: Candidate, said: Candidate) -> bool:
    """Whether another passage's sentence says nearly all of this one already."""
    shared = len(one.stems & said.stems) / len(one.stems) if one.stems else 1.0
    return one.hit is not said.hit and shared >= REDUNDANT


def _in_order(picked: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    """Keep the asks' order, and inside a passage the passage's own."""
    first: dict[str, int] = {}
    for place, at in enumerate(picked):
        first.setdefault(candidates[at].hit.snippet_id, place)
    return sorted(picked, key=lambda at: (first[candidates[at].hit.snippet_id], candidates[at].position))


def asked_of(ticket: Ticket) -> list[str]:
    """Return the requester's asks in their own words; the whole request if none stands out.

    A single ask that says nearly all of the request is the request as search read it: what is
    embedded already costs nothing.
    """
    asks = [ask.text for ask in asks_of(ticket) if not tells_only_mood(ask.text)]
    whole = next((one.text for one in questions_of(ticket)[:1]), ticket.subject)
    if not asks:
        return [without_mood(request_text(ticket)) or ticket.subject]
    return [whole] if len(asks) == 1 and _share_said(asks[0], whole) >= ALONE else asks


def _share_said(ask: str, whole: str) -> float:
    """Return the share of a request's content words that an ask says, 0 to 1."""
    said = {*stems_of(whole)}
    return len(said & {*stems_of(ask)}) / len(said) if said else 0.0
