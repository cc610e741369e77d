"""A policy read once: its sections, statements, clauses and claims, remembered as long as its wording stays."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge_base.linting.clauses import Clause, clauses_of
from knowledge_base.linting.comparing import Rarity
from knowledge_base.linting.numbers import Claim, usable_claims
from knowledge_base.linting.pairing import Saying, sayings_of
from knowledge_base.linting.statements import LintedPolicy, Section, Statement, read_sections, read_statements


@dataclass(frozen=True)
class Reading:
    """What a policy says, in the pieces that are compared."""

    policy: LintedPolicy
    sections: tuple[Section, ...]
    statements: tuple[Statement, ...]
    clauses: tuple[Clause, ...]
    claims: tuple[Claim, ...]
    concepts: frozenset[str]
    sayings: tuple[Saying, ...]


@lru_cache(maxsize=4096)  # a few large brands; a wording is about 50 kB read
def read(policy: LintedPolicy) -> Reading:
    """Return a policy in pieces."""
    sections = read_sections(policy)
    statements = tuple(statement for section in sections for statement in read_statements(section))
    clauses = tuple(clause for statement in statements for clause in clauses_of(statement))
    concepts = frozenset(concept for clause in clauses for concept in clause.about.concepts)
    return Reading(policy, sections, statements, clauses, usable_claims(clauses), concepts, sayings_of(clauses))


def rarity_of(readings: Sequence[Reading]) -> Rarity:
    """Return how rare each concept is among these policies."""
    return Rarity(len(readings), Counter(concept for one in readings for concept in one.concepts))
