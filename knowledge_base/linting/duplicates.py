"""The same told twice: sections and runs of sentences that repeat another policy's almost word for word."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from knowledge_base.blocks import BlockKind
from knowledge_base.linting.comparing import may_meet, pairs_with
from knowledge_base.linting.concepts import meaning_of
from knowledge_base.linting.statements import Section, Statement, facts_of
from knowledge_base.linting.warnings import Kind, Place, Warning, warn
from knowledge_base.wording import stems_of

MIN_STEMS = 4  # shorter sentences are said alike by chance
MIN_WORDS = 20  # one plain sentence may be said twice
SAME_WORDS = 0.8  # of the concepts
SAME_STEMS = 0.65  # of the words, before those that mean the same count as one
NEAR_STEMS = 0.5  # of the words, beside sentences of the same two sections that surely repeat each other
MIN_SHARED = 0.6
MOST_PLACES = 60  # a word in more sentences tells nothing apart
MIN_RUN_WORDS = 15  # of several sentences that are said in another place too
WHOLE_SECTION = 0.6  # a single sentence counts where it is most of what its section says
_OF_ITSELF = re.compile(
    r"\bth(?:is|ese) (?:polic(?:y|ies)|terms|agreement|sla|page|rules?|guidelines?)\b", re.IGNORECASE
)
COMMON_PLACES = 3  # a sentence in more policies than this is a set phrase, kept on purpose


def find_duplicates(
    statements: Sequence[Statement], sections: Sequence[Section], focus: str | None = None
) -> Iterator[Warning]:
    """Yield a warning for each two policies of which one repeats what the other says.

    A repeated sentence counts from ``MIN_WORDS`` words; both have to say the same facts.
    With ``focus``, the id of a policy, only pairs with that policy.
    """
    found: dict[tuple[str, str], list[tuple[Statement, Statement]]] = {}
    for one, other in _repeated(statements, focus):
        found.setdefault((one.policy.id, other.policy.id), []).append((one, other))
    told = Counter(id(one) for pairs in found.values() for pair in pairs for one in pair)
    sizes = {(section.policy.id, section.heading): _words_said(section) for section in sections}
    for pairs in found.values():
        alike = [
            pair
            for pair in _without_set_phrases(pairs, statements)
            if told[id(pair[0])] < COMMON_PLACES > told[id(pair[1])]
        ]
        if alike and _is_worth_it(alike, sizes):
            places = (_place([one for one, _ in alike]), _place([other for _, other in alike]))
            message = "The same is told in two policies; keep it in one, and link to it from the other."
            yield warn(Kind.DUPLICATE, places, message)


def _repeated(statements: Sequence[Statement], focus: str | None) -> list[tuple[Statement, Statement]]:
    """Return the pairs that surely repeat each other, and what is nearly alike in the same two sections."""
    pairs: list[tuple[Statement, Statement, bool]] = []
    for left, right, is_sure in _alike(statements, focus):
        one, other = sorted((left, right), key=lambda each: (each.policy.id, each.start))
        pairs.append((one, other, is_sure))
    sure = {_sections(one, other) for one, other, is_sure in pairs if is_sure}
    return [(one, other) for one, other, is_sure in pairs if is_sure or _sections(one, other) in sure]


def _sections(one: Statement, other: Statement) -> tuple[str, tuple[str, ...], str, tuple[str, ...]]:
    return one.policy.id, one.heading, other.policy.id, other.heading


def _alike(statements: Sequence[Statement], focus: str | None) -> Iterator[tuple[Statement, Statement, bool]]:
    """Yield pairs that share most of their words, and whether enough to be called the same."""
    places: dict[str, list[Statement]] = {}
    for one in statements:
        stems = _stems(one.text)
        if len(stems) >= MIN_STEMS and not _OF_ITSELF.search(one.text):
            for stem in stems:
                places.setdefault(stem, []).append(one)
    counted: Counter[tuple[int, int]] = Counter()
    known = {id(one): one for one in statements}
    for group in places.values():
        if len(group) <= MOST_PLACES:
            pairs = pairs_with(group, focus, lambda one: one.policy.id)
            counted.update((id(one), id(other)) for one, other in pairs if one.policy.id != other.policy.id)
    for (one_id, other_id), shared in counted.items():
        one, other = known[one_id], known[other_id]
        ours, theirs = _stems(one.text), _stems(other.text)
        if shared < MIN_SHARED * min(len(ours), len(theirs)):
            continue
        share = len(ours & theirs) / len(ours | theirs)
        if share >= NEAR_STEMS and _has_same_facts(one, other):
            yield one, other, share >= SAME_STEMS and _says_the_same(one, other)


@lru_cache(maxsize=50_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems_of(text))


def _has_same_facts(left: Statement, right: Statement) -> bool:
    ours, theirs = {fact.key for fact in facts_of(left.text)}, {fact.key for fact in facts_of(right.text)}
    return ours == theirs and may_meet(left.policy, right.policy)


def _says_the_same(left: Statement, right: Statement) -> bool:
    one, other = meaning_of(left.text), meaning_of(right.text)
    overlap = len(one.concepts & other.concepts) / max(1, len(one.concepts | other.concepts))
    return one.cases == other.cases and overlap >= SAME_WORDS


def _words_said(section: Section) -> int:
    inner = (BlockKind.INTERNAL, BlockKind.STEPS)
    return sum(len(block.text.split()) for block in section.blocks if block.kind not in inner)


def _without_set_phrases(
    pairs: Sequence[tuple[Statement, Statement]], statements: Sequence[Statement]
) -> list[tuple[Statement, Statement]]:
    """Leave out what a policy says several times itself: forms and steps that are repeated on purpose."""
    here = {one.policy.id for pair in pairs for one in pair}
    said = Counter((one.policy.id, _stems(one.text)) for one in statements if one.policy.id in here)
    return [pair for pair in pairs if all(said[one.policy.id, _stems(one.text)] == 1 for one in pair)]


def _is_worth_it(
    pairs: Sequence[tuple[Statement, Statement]], sizes: Mapping[tuple[str, tuple[str, ...]], int]
) -> bool:
    words = sum(max(len(one.text.split()), len(other.text.split())) for one, other in pairs)
    if words < (MIN_WORDS if len(pairs) == 1 else MIN_RUN_WORDS):
        return False
    least = min(sizes[one.policy.id, one.heading] for pair in pairs for one in pair)
    return len(pairs) > 1 or words >= WHOLE_SECTION * least


def _place(statements: Sequence[Statement]) -> Place:
    unique = list({one.start: one for one in statements}.values())
    first = unique[0]
    near = [one for one in unique if one.heading == first.heading]
    text = " ".join(one.text for one in near)
    return Place(first.policy.id, first.policy.title, first.heading, text, first.start, near[-1].end)
