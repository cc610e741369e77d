"""Run everything that looks for trouble over the policies of a brand."""

from collections.abc import Sequence
from datetime import date

from knowledge_base.errors import EmbeddingError
from knowledge_base.linting.clashing import find_clashing
from knowledge_base.linting.contradictions import find_contradictions
from knowledge_base.linting.duplicates import find_duplicates
from knowledge_base.linting.escalations import find_missing_escalations
from knowledge_base.linting.lengths import find_overlong
from knowledge_base.linting.links import find_dead_links
from knowledge_base.linting.numbers import find_number_conflicts
from knowledge_base.linting.pairing import commonness_of
from knowledge_base.linting.reading import Reading, rarity_of, read
from knowledge_base.linting.remarks import remarks_of
from knowledge_base.linting.staleness import find_stale
from knowledge_base.linting.statements import LintedPolicy
from knowledge_base.linting.unreachable import find_unreachable
from knowledge_base.linting.vectors import VectorsOf
from knowledge_base.linting.warnings import Kind, Warning
from knowledge_base.linting.weighing import find_weighed

_ORDER = tuple(Kind)


def lint(
    policies: Sequence[LintedPolicy], *, today: date, focus: str | None = None, vectors_of: VectorsOf | None = None
) -> tuple[Warning, ...]:
    """Return what is wrong with the policies of one brand on a day, the gravest first.

    Offline, and the same for the same texts.  ``focus`` is the id of one policy: then only
    what concerns it is looked for, quickly enough to do so while it is being written.  With
    ``vectors_of``, which turns sentences into vectors, more is found of what is said in other
    words; where they can't be had, it is done without.
    """
    readings = [read(policy) for policy in policies]
    rarity = rarity_of(readings)
    own = [one for one in readings if focus is None or one.policy.id == focus]
    statements = [statement for one in own for statement in one.statements]
    sections = [section for one in readings for section in one.sections]
    clauses = [clause for one in readings for clause in one.clauses]
    found = [
        *find_contradictions(clauses, rarity, focus),
        *find_number_conflicts([claim for one in readings for claim in one.claims], rarity, focus),
        *find_duplicates([statement for one in readings for statement in one.statements], sections, focus),
        *find_unreachable([one.policy for one in own], statements, clauses, [one.claims for one in own], rarity, today),
        *find_missing_escalations([section for one in own for section in one.sections], statements),
        *find_stale([one.policy for one in own], statements, today),
        *find_dead_links(policies, sections, focus),
        *find_overlong([section for one in own for section in one.sections], statements),
    ]
    told = [one for one in found if one.kind in (Kind.CONFLICT, Kind.NUMBER, Kind.DUPLICATE, Kind.UNREACHABLE)]
    found += _in_other_words(readings, told, focus, vectors_of)
    unique = {one.key: one for one in found if focus is None or any(place.policy_id == focus for place in one.places)}
    return tuple(sorted(unique.values(), key=lambda one: _ORDER.index(one.kind)))


def _in_other_words(
    readings: Sequence[Reading], told: Sequence[Warning], focus: str | None, vectors_of: VectorsOf | None
) -> list[Warning]:
    """Return what clashes beside what rules have ``told``."""
    if vectors_of is not None:
        remarks = [remark for one in readings for remark in remarks_of(one.policy)]
        try:
            return list(find_clashing(remarks, vectors_of, told, focus))
        except EmbeddingError:
            pass  # by words alone less is found, and nobody has to wait for a model to come back
    sayings = [saying for one in readings for saying in one.sayings]
    return list(find_weighed(sayings, commonness_of([one.sayings for one in readings]), told, focus))
