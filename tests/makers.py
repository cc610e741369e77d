"""Makers of values with defaults: a test names only what matters to it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from drafter.brands import Brand, Voice
from drafter.drafts import Citation, Draft, DraftStatus, Provenance, Sentence
from drafter.findings import Finding, Severity
from drafter.tickets import Author, Message, Requester, Ticket
from knowledge_base.search.hits import Hit, HitParts, Question, Retrieval

VOICE = Voice(
    opening="Thanks for getting in touch.",
    empathy={
        "late": "I’m sorry your parcel is taking longer than it should.",
        "damaged": "I’m sorry your gear didn’t reach you in one piece.",
        "general": "I’m sorry this hasn’t gone the way you expected.",
    },
    sign_off="Warm regards,\nThe Northway team",
)


def make_brand(**changes: Any) -> Brand:
    """Make a brand with a voice."""
    return Brand(**{"id": "brd_1", "slug": "northway", "name": "Northway Outdoor", "voice": VOICE, **changes})


def make_message(text: str, *, id: str = "m1", author: Author = Author.REQUESTER, **changes: Any) -> Message:
    """Make one public message of the requester."""
    return Message(**{"id": id, "author": author, "text": text, **changes})


def make_ticket(text: str = "How long do I have to return boots?", **changes: Any) -> Ticket:
    """Make a ticket with one message, or with the ``messages`` given."""
    values: dict[str, Any] = {
        "id": "tkt_1",
        "external_id": "T-1",
        "brand_id": "brd_1",
        "messages": (make_message(text),),
        "requester": Requester("c-1", "Maya Okafor", "maya@example.com"),
    }
    return Ticket(**{**values, **changes})


def make_hit(text: str, *, snippet_id: str = "snp_1", rank: int = 1, **changes: Any) -> Hit:
    """Make a hit above the floor."""
    values: dict[str, Any] = {
        "rank": rank,
        "snippet_id": snippet_id,
        "policy_id": "pol_1",
        "policy": "Returns",
        "revision_id": "rev_1",
        "revision": 1,
        "heading": ("Return window",),
        "text": text,
        "score": 3.0 - rank / 10,
        "similarity": 0.7,
        "parts": HitParts(dense=2.0, lexical=1.0),
        "above_floor": True,
    }
    return Hit(**{**values, **changes})


class FixedRetriever:
    """A retriever that always finds the same hits."""

    def __init__(self, *hits: Hit) -> None:
        self.hits = hits

    def retrieve(
        self, questions: Sequence[Question], *, brand_id: str, k: int, on: object = None, scope: object = None
    ) -> Retrieval:
        """Return the fixed hits."""
        return Retrieval(tuple(question.text for question in questions), "snp_fixed", 0.3, self.hits[:k])

    def mend(self, brand_id: str, text: str, words: frozenset[str] = frozenset()) -> str:
        """Return the text as it is."""
        return text


def make_citation(hit: Hit, quote: str | None = None) -> Citation:
    """Make a citation of a hit, quoting all of it or the part given."""
    return Citation(
        hit.snippet_id, hit.policy_id, hit.policy, hit.revision_id, hit.revision, hit.heading, quote or hit.text
    )


def make_draft(*parts: str | tuple[str, Sequence[Hit]], **changes: Any) -> Draft:
    """Make a ready draft from parts: plain words between sentences, or (sentence, the hits it cites)."""
    text, sentences, hits = "", [], []
    for part in parts or ("Hi Maya,\n\n", ("You have 60 days.", ()), "\n\nWarm regards"):
        if isinstance(part, tuple):
            cited = tuple(make_citation(hit) for hit in part[1])
            sentences.append(Sentence(part[0], len(text), len(text) + len(part[0]), cited))
            hits.extend(hit for hit in part[1] if hit not in hits)
        text += part if isinstance(part, str) else part[0]
    values: dict[str, Any] = {
        "id": "dft_1",
        "ticket_id": "tkt_1",
        "status": DraftStatus.READY,
        "created_at": datetime(2026, 3, 10, 9, 0, tzinfo=UTC),
        "text": text,
        "sentences": tuple(sentences),
        "hits": tuple(hits),
        "newest_message_id": "m1",
        "provenance": Provenance("snp_fixed", "reply-1", "composer", note="composed from policy, no language model"),
    }
    return Draft(**{**values, **changes})


def make_finding(draft: Draft, words: str, **changes: Any) -> Finding:
    """Make a blocking finding of the facts check on these words of a draft."""
    start = draft.text.index(words)
    values: dict[str, Any] = {
        "check": "facts",
        "severity": Severity.BLOCK,
        "start": start,
        "end": start + len(words),
        "text": words,
        "message": f"{words} isn’t in the policy or the order.",
    }
    return Finding(**{**values, **changes})
