"""Kept snippets: which citations of a draft lived on in the reply that was sent.  Pure functions."""

from collections.abc import Sequence

from drafter.drafts import Citation, Sentence
from drafter.measures.alignment import Span, SpanKind
from drafter.measures.words import located_tokens

KEPT_SHARE = 0.5  # a sentence that lost more was not what the agent wanted to say


def kept_citations(text: str, sentences: Sequence[Sentence], spans: Sequence[Span]) -> tuple[Citation, ...]:
    """Return the citations of sentences of which at least half the tokens were sent, each once.

    ``spans`` align the draft's ``text`` with the sent reply; words that were moved were sent.
    """
    sent = [
        (span.draft_start, span.draft_end) for span in spans if span.kind is SpanKind.EQUAL or span.move is not None
    ]
    starts = [(token.start, any(first <= token.start < last for first, last in sent)) for token in located_tokens(text)]
    kept: dict[str, Citation] = {}
    for sentence in sentences:
        lived = [was_sent for start, was_sent in starts if sentence.start <= start < sentence.end]
        if lived and sum(lived) >= KEPT_SHARE * len(lived):
            kept.update((one.snippet_id, one) for one in sentence.citations)
    return tuple(kept.values())
