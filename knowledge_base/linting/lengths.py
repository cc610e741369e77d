"""What is too long to be found or read: sections that search has to cut, sentences nobody gets to the end of."""

import re
from collections.abc import Iterator, Sequence

from knowledge_base.blocks import Block, BlockKind
from knowledge_base.linting.statements import Section, Statement
from knowledge_base.linting.warnings import Kind, Place, Warning, warn
from knowledge_base.snippets import MAX_SNIPPET_WORDS

MAX_SECTION_WORDS = 500  # a quarter more than search reads as one: it cuts at a paragraph without harm
MAX_SENTENCE_WORDS = 120
WORDS_PER_COMMA = 12  # more commas than that: an enumeration, which is read item by item
SHOWN_WORDS = 30


def find_overlong(sections: Sequence[Section], statements: Sequence[Statement]) -> Iterator[Warning]:
    """Yield a warning for each section over ``MAX_SECTION_WORDS`` and each sentence over ``MAX_SENTENCE_WORDS``."""
    for section in sections:
        words = sum(_weight(block) for block in section.blocks)
        if words > MAX_SECTION_WORDS:
            place = Place(
                section.policy.id,
                section.policy.title,
                section.heading,
                _begin(section.text),
                section.start,
                section.end,
            )
            message = (
                f"{words} words under one heading; search cuts it after {MAX_SNIPPET_WORDS}. Divide it by headings."
            )
            yield warn(Kind.LONG, (place,), message)
    for statement in statements:
        words = len(statement.text.split())
        is_list = len(re.findall("[,;]", statement.text)) > words / WORDS_PER_COMMA
        if words > MAX_SENTENCE_WORDS and not is_list and statement.kind in (BlockKind.TEXT, BlockKind.INTERNAL):
            yield warn(Kind.LONG, (statement.place,), f"A sentence of {words} words; a customer will not follow it.")


def _weight(block: Block) -> int:
    """Count the words of a block; a list is read, and cut, item by item."""
    words = len(block.text.split())
    return words // 2 if block.kind in (BlockKind.LIST, BlockKind.TABLE, BlockKind.STEPS) else words


def _begin(text: str) -> str:
    words = text.split()
    return " ".join(words[:SHOWN_WORDS]) + (" …" if len(words) > SHOWN_WORDS else "")
