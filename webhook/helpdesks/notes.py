"""A draft as a note for agents: what every helpdesk without a place for drafts is given.

The note says first that nothing was sent, then the reply between two lines, then what it
rests on.  Its last line holds the delivery's marker, by which a repeated delivery finds it.
"""

from collections.abc import Iterator

from drafter.drafts import Citation, Draft, DraftStatus
from drafter.findings import Severity

MARKER_PREFIX = "drafter-note:"
BEGIN, END = "-- suggested reply --", "-- end of the suggestion --"
MOST_NEAREST = 3
QUOTE_CHARS = 240


def note_text(draft: Draft, *, marker: str) -> str:
    """Return the note for a draft that is ready or abstained."""
    lines = _abstained(draft) if draft.status is DraftStatus.ABSTAINED else _ready(draft)
    return "\n".join([*lines, "", marker_line(marker)])


def beside_text(draft: Draft, *, marker: str) -> str:
    """Return the note that goes beside a suggestion in the reply box: what it rests on, not its words again."""
    first = "Drafter put a suggested reply into this conversation as a shared draft. Nothing was sent."
    words = list(_ready(draft))
    rest = words[words.index(END) + 1 :]
    return "\n".join([first, *rest, "", marker_line(marker)])


def superseded_text(*, marker: str) -> str:
    """Return what stands in a note's place once its draft no longer counts."""
    text = "Drafter: this suggestion is out of date; the customer has written again or a newer one is on the way."
    return f"{text}\n\n{marker_line(marker)}"


def replacing(text: str) -> str:
    """Return a note's text that says it takes an earlier one's place, where that one cannot be changed."""
    return f"This takes the place of the earlier suggestion.\n\n{text}"


def marked(text: str, *, marker: str) -> str:
    """Return an internal note's text with the line by which it is found again."""
    return f"{text.rstrip()}\n\n{marker_line(marker)}"


def marker_line(marker: str) -> str:
    """Return the line by which a note is found again."""
    return f"{MARKER_PREFIX}{marker}"


def is_note(text: str) -> bool:
    """Whether a text is a note of ours, whichever delivery wrote it."""
    return MARKER_PREFIX in text[-200:]


def _ready(draft: Draft) -> Iterator[str]:
    yield "Drafter suggests this reply. Nothing was sent: copy it into your reply, change what you like, and send it."
    yield from ("", BEGIN, draft.text, END)
    grave = [f for f in draft.findings if f.severity in (Severity.BLOCK, Severity.HIGH)]
    if grave:
        yield from ("", "Check before you send:", *(f"- {finding.message}" for finding in grave))
    sources = list(dict.fromkeys(c for sentence in draft.sentences for c in sentence.citations))
    if sources:
        yield from ("", "Sources:", *(f"{n}. {_source(c)}" for n, c in enumerate(sources, start=1)))
    if draft.provenance and draft.provenance.note:
        note = draft.provenance.note
        yield from ("", f"{note[:1].upper()}{note[1:]}.")


def _abstained(draft: Draft) -> Iterator[str]:
    yield f"Drafter has no suggestion. {draft.reason or 'No policy covers this request.'}"
    nearest = [hit for hit in draft.hits if hit.text.strip() and not hit.excluded][:MOST_NEAREST]
    if nearest:
        yield from ("", "Nearest passages, none close enough:")
    for number, hit in enumerate(nearest, start=1):
        yield f"{number}. {' > '.join((hit.policy, *hit.heading))} (v{hit.revision}): “{_short(hit.text)}”"


def _source(citation: Citation) -> str:
    place = " > ".join((citation.policy, *citation.heading))
    return f"{place} (v{citation.revision}): “{_short(citation.quote)}”"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTE_CHARS else f"{flat[:QUOTE_CHARS].rsplit(' ', 1)[0]} …"
