"""The passages under a draft: those it cites, or the nearest ones where none covers the question."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from drafter.drafts import Citation, Draft
from knowledge_base.search.hits import Hit
from webhook.agent.passages import Quoted, mark_quotes

MOST_NEAREST = 3  # passages shown where none covers the question


@dataclass(frozen=True)
class SourceView:
    """A passage with its number in the draft; ``is_internal`` ones are never quoted.

    ``age`` says in words how long its wording has been in force.
    """

    number: int
    snippet_id: str
    policy_id: str
    policy: str
    heading: str
    quote: tuple[Quoted, ...]
    revision: int
    since: date | None = None
    is_internal: bool = False
    age: str = ""


def confirmed_sources(draft: Draft, *, today: date | None = None) -> tuple[SourceView, ...]:
    """Return the cited passages in the order of their first mention, numbered from 1."""
    hits = {hit.snippet_id: hit for hit in draft.hits}
    cited: dict[str, list[Citation]] = {}
    for sentence in draft.sentences:
        for citation in sentence.citations:
            cited.setdefault(citation.snippet_id, []).append(citation)
    return tuple(
        _source(number, c, hits.get(c[0].snippet_id), today) for number, c in enumerate(cited.values(), start=1)
    )


def nearest_sources(
    hits: Collection[Hit], *, most: int = MOST_NEAREST, today: date | None = None
) -> tuple[SourceView, ...]:
    """Return the best passages that may be read, though none covers the question."""
    best = [hit for hit in hits if hit.text.strip() and not hit.excluded][:most]
    return tuple(
        SourceView(
            number=number,
            snippet_id=hit.snippet_id,
            policy_id=hit.policy_id,
            policy=hit.policy,
            heading=" › ".join(hit.heading),
            quote=mark_quotes(hit.text.strip(), ()),
            revision=hit.revision,
            since=hit.published_on,
            age=age_of(hit.published_on, today),
        )
        for number, hit in enumerate(best, start=1)
    )


def age_of(since: date | None, today: date | None) -> str:
    """Return in words how old a wording is: ``new today``, ``3 weeks old``; empty where nobody knows."""
    if since is None or today is None or since > today:
        return ""
    days = (today - since).days
    for length, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= 2 * length or (days >= length and unit in ("day", "year")):
            number = days // length
            return f"{number} {unit}{'' if number == 1 else 's'} old"
    return "new today"


def _source(number: int, citations: Sequence[Citation], hit: Hit | None, today: date | None) -> SourceView:
    citation = citations[0]
    passage = (hit.text.strip() or hit.internal) if hit else ""
    return SourceView(
        number=number,
        snippet_id=citation.snippet_id,
        policy_id=citation.policy_id,
        policy=citation.policy,
        heading=" › ".join(citation.heading),
        quote=mark_quotes(passage or citation.quote, [one.quote for one in citations]),
        revision=citation.revision,
        since=hit.published_on if hit else None,
        is_internal=bool(hit and not hit.text.strip() and hit.internal),
        age=age_of(hit.published_on, today) if hit else "",
    )
