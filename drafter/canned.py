"""A sent reply without what is added to every mail: quoted history, signature, legal footer, ticket link.

Helpdesks add these after the agent pressed send, so they say nothing about the draft (quality
spec, section 1).  A footer without a mark of its own is known by its repetition: the same
paragraphs end several replies of one helpdesk that otherwise differ.  What the draft itself
says is never cut.  The raw text stays in the record.
"""

import re
from collections.abc import Iterator, Sequence

from drafter.measures.words import collapse_blanks
from drafter.turns import without_history

OFTEN = 2  # earlier replies that have to end alike before an end counts as added
LEAST_WORDS = 5  # what has to be left of a reply, or nothing is cut
MOST_PARAGRAPHS = 6
_DELIMITER = re.compile(r"^--[ \t]*$", re.M)


def written_text(sent: str, *, draft: str, earlier: Sequence[str] = ()) -> str:
    """Return the part of a sent reply that a person wrote or left standing.

    ``earlier`` are other replies of the same helpdesk, raw.  Never raises; an empty reply, or
    one that would lose nearly all it says, comes back as it is.
    """
    said = _marked_end_cut(sent, draft)
    added = _added_end(said, draft, [_marked_end_cut(one, draft) for one in earlier])
    return said[: len(said) - added].rstrip() if added else said


def _marked_end_cut(text: str, draft: str) -> str:
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    said = normal if re.search(r"^[ \t]*>", draft, re.M) else without_history(normal)
    found = _DELIMITER.search(said)
    if found and not _DELIMITER.search(draft) and said[: found.start()].strip():
        said = said[: found.start()].rstrip()
    return said if said.strip() else text


def _added_end(said: str, draft: str, earlier: Sequence[str]) -> int:
    """Return how many characters at the end were added, 0 for none: the longest end that is often there."""
    others = {collapse_blanks(one) for one in earlier} - {collapse_blanks(said)}
    known = collapse_blanks(draft)
    for start in _starts_of_ends(said):
        end, before = collapse_blanks(said[start:]), said[:start]
        if not end or len(before.split()) < LEAST_WORDS or end in known:
            continue
        alike = {one[: len(one) - len(end)].rstrip() for one in others if one.endswith(end)}
        alike = {one for one in alike if one and not _shares_its_end(one, before)}
        if len(alike) >= OFTEN and not any(_line_in(line, known) for line in said[start:].splitlines()):
            return len(said) - start
    return 0


def _starts_of_ends(text: str) -> Iterator[int]:
    """Yield where the last paragraphs begin, the longest end first."""
    starts = [found.end() for found in re.finditer(r"\n[ \t]*\n+", text)]
    yield from starts[-MOST_PARAGRAPHS:]


def _shares_its_end(other: str, before: str) -> bool:
    """Whether what stands before the end is the same as well: a macro sent twice, not a footer."""
    mine = collapse_blanks(before)
    tail = mine[-40:]
    return bool(tail) and other.endswith(tail)


def _line_in(line: str, known: str) -> bool:
    text = collapse_blanks(line)
    return len(text) > 3 and text in known
