"""Aligned spans tile both texts, and moved sentences are shown as moved."""

from hypothesis import given
from hypothesis import strategies as st

from drafter.measures.alignment import SpanKind, align

_SENTENCES = st.lists(
    st.sampled_from(["We ship today.", "Thank you for waiting.", "It costs $5.", "ok", "\n", "Größe 我们!", " "]),
    max_size=8,
).map(" ".join)


@given(_SENTENCES | st.text(max_size=80), _SENTENCES | st.text(max_size=80))
def test_spans_tile_both_texts(draft: str, sent: str) -> None:
    spans = align(draft, sent)

    ours = sorted((s.draft_start, s.draft_end) for s in spans if s.draft_end > s.draft_start)
    theirs = sorted((s.sent_start, s.sent_end) for s in spans if s.sent_end > s.sent_start)
    if ours:
        assert [ours[0][0], *(end for _, end in ours)] == [0, *(start for start, _ in ours[1:]), len(draft)]
    if theirs:
        assert [theirs[0][0], *(end for _, end in theirs)] == [0, *(start for start, _ in theirs[1:]), len(sent)]


def test_same_text_is_one_equal_span() -> None:
    (span,) = align("All good.", "All good.")

    assert span.kind is SpanKind.EQUAL


def test_moved_sentence_is_shown_as_a_move() -> None:
    spans = align("Please send us photos. We will refund you then.", "We will refund you then. Please send us photos.")

    moves = [(span.kind, span.move) for span in spans if span.move is not None]
    assert sorted(kind for kind, _ in moves) == [SpanKind.DELETE, SpanKind.INSERT]
