"""Citing: a letter's sentences with the passages they rest on and the passage's own words."""

from collections.abc import Sequence

from drafter.drafts import Citation, Sentence
from drafter.letters import Letter
from knowledge_base.search.hits import Hit
from knowledge_base.wording import best_quote


def cite(letter: Letter, hits: Sequence[Hit]) -> tuple[Sentence, ...]:
    """Return the letter's sentences with their citations; ids that are no hit's are left out."""
    by_id = {hit.snippet_id: hit for hit in hits}
    return tuple(
        Sentence(
            placed.sentence.text,
            placed.start,
            placed.end,
            tuple(_citation(placed.sentence.text, by_id[i]) for i in placed.sentence.snippet_ids if i in by_id),
        )
        for placed in letter.sentences
    )


def _citation(sentence: str, hit: Hit) -> Citation:
    return Citation(
        snippet_id=hit.snippet_id,
        policy_id=hit.policy_id,
        policy=hit.policy,
        revision_id=hit.revision_id,
        revision=hit.revision,
        heading=hit.heading,
        quote=best_quote(sentence, hit.text),
    )
