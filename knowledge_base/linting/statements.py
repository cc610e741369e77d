"""Policies to statements: single sentences with the headings above them and where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from knowledge_base.blocks import Block, BlockKind, read_blocks
from knowledge_base.facts import Fact, find_facts
from knowledge_base.linting.warnings import Place
from knowledge_base.policies import PolicyMeta, Revision
from knowledge_base.wording import sentences_of

_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
LEAD_CHARS = 160  # a longer text before a list says more than what the list is about


@dataclass(frozen=True)
class LintedPolicy:
    """A wording as the linter reads it: published, or being written.

    ``effective_from`` is the first day it holds; None: since ever.  ``source`` is the file it
    came from: links may name it.
    """

    id: str
    title: str
    text: str
    meta: PolicyMeta = field(default_factory=PolicyMeta)
    effective_from: date | None = None
    source: str | None = None

    @property
    def first_day(self) -> date | None:
        """The first day on which it holds."""
        return self.effective_from or self.meta.effective_from


@dataclass(frozen=True)
class Statement:
    """A sentence, list item or table row of a policy.

    ``lead`` is what its list was introduced with, ``before`` the sentence it follows.
    """

    policy: LintedPolicy
    heading: tuple[str, ...]
    text: str
    start: int
    end: int
    kind: BlockKind = BlockKind.TEXT
    lead: str = ""
    before: str = ""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.policy.id, self.policy.title, self.heading, self.text, self.start, self.end)


@dataclass(frozen=True)
class Section:
    """What stands under one heading."""

    policy: LintedPolicy
    heading: tuple[str, ...]
    start: int
    end: int
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return "\n\n".join(block.text for block in self.blocks if block.text)


@lru_cache(maxsize=50_000)
def facts_of(text: str) -> tuple[Fact, ...]:
    """Return the typed facts of a sentence or clause; remembered, for each is looked at many times."""
    return tuple(find_facts(text))


def linted(revision: Revision, *, source: str | None = None) -> LintedPolicy:
    """Return a revision as the linter reads it."""
    return LintedPolicy(
        id=revision.policy_id,
        title=revision.title,
        text=revision.text,
        meta=revision.meta,
        effective_from=revision.effective_from,
        source=source,
    )


def read_sections(policy: LintedPolicy) -> tuple[Section, ...]:
    """Return the sections of a policy in their order; a heading that repeats the title is no part of the path."""
    found: list[Section] = []
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    start = 0
    for block in (*read_blocks(policy.text), None):
        if block is not None and block.kind is not BlockKind.HEADING:
            blocks.append(block)
            continue
        if blocks:
            heading = tuple(name for _, name in path if name.casefold() != policy.title.casefold())
            found.append(Section(policy, heading, start, blocks[-1].end, tuple(blocks)))
        if block is not None:
            path = [(level, name) for level, name in path if level < block.level] + [(block.level, block.text)]
            start, blocks = block.start, []
    return tuple(found)


def read_statements(section: Section) -> Iterator[Statement]:
    """Yield the sentences of a section in their order."""
    lead = before = ""
    for block in section.blocks:
        at = block.start
        for line in block.lines or (block.text,):
            for sentence in sentences_of(_MARK.sub("", line)):
                start, end = _span(section.policy.text, sentence, at, block)
                at = end if end < block.end else at
                is_item = block.kind not in (BlockKind.TEXT, BlockKind.INTERNAL)
                yield Statement(
                    section.policy,
                    section.heading,
                    sentence,
                    start,
                    end,
                    block.kind,
                    lead if is_item else "",
                    "" if is_item else before,
                )
                before = sentence
        lead = before if block.kind is BlockKind.TEXT and len(before) <= LEAD_CHARS else ""


def _span(text: str, sentence: str, at: int, block: Block) -> tuple[int, int]:
    """Return where a sentence stands; marks inside it, such as links, leave only its block to be named."""
    found = text.find(sentence, at, block.end)
    return (found, found + len(sentence)) if found >= 0 else (block.start, block.end)
