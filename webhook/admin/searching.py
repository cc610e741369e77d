"""The test search: what a ticket from somewhere, on some day, would find, and why the rest was not chosen."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup, escape

from drafter.errors import BrandNotFoundError
from knowledge_base.errors import KnowledgeBaseError, SnapshotNotReadyError
from knowledge_base.policies import Revision
from knowledge_base.scopes import Scope
from knowledge_base.search.hits import Hit, Retrieval
from webhook.accounts.roles import Principal
from webhook.admin import actions
from webhook.errors import RequestFieldsError
from webhook.wiring import Services

MOST_HITS = 8
MOST_QUESTION = 2000
DRAFT, LIVE = "draft", "live"
LEFT_OUT: Mapping[str, str] = {
    "scope": "is for another region, channel, audience or language",
    "date": "is not the wording in force on that day",
    "retired": "is retired",
}


@dataclass(frozen=True)
class Asked:
    """A question, and as whom it is asked; ``where`` is ``draft`` or ``live``."""

    question: str = ""
    brand: str = ""
    region: str = ""
    channel: str = ""
    audience: str = ""
    language: str = ""
    on: str = ""
    where: str = LIVE

    @classmethod
    def read(cls, values: Mapping[str, str], *, where: str = LIVE) -> "Asked":
        """Take the question from an address."""
        words = {name: values.get(f"as_{name}", "").strip()[:255] for name in ("region", "channel", "audience")}
        return cls(
            question=values.get("ask", "").strip()[:MOST_QUESTION],
            brand=values.get("as", "")[:255],
            language=values.get("as_language", "").strip()[:35],
            on=values.get("on", "").strip()[:20],
            where=values.get("in", where) if values.get("in", where) in (DRAFT, LIVE) else where,
            **words,
        )

    @property
    def scope(self) -> Scope:
        """Where the question comes from."""
        return Scope(self.region or None, self.channel or None, self.audience or None, self.language or None)

    @property
    def words(self) -> str:
        """As whom it is asked, in words."""
        place = [part for part in (self.region, self.channel, self.audience, self.language) if part]
        return " · ".join([*(place or ["anybody"]), f"on {self.on}" if self.on else "today"])


@dataclass(frozen=True)
class HitView:
    """One passage that a test search found."""

    rank: int
    policy_id: str
    policy: str
    heading: str
    revision: int
    text: Markup
    similarity: float
    score: str
    parts: str
    above_floor: bool
    left_out: str
    is_internal: bool
    is_this: bool = False
    is_gone: bool = False


@dataclass(frozen=True)
class SearchView:
    """What was asked, what was found, or why nothing could be."""

    asked: Asked = Asked()
    floor: str = ""
    hits: tuple[HitView, ...] = ()
    error: str = ""

    @property
    def above(self) -> tuple[HitView, ...]:
        """Passages that a draft may cite."""
        return tuple(hit for hit in self.hits if hit.above_floor and not hit.left_out)

    @property
    def below(self) -> tuple[HitView, ...]:
        """Passages that are not close enough."""
        return tuple(hit for hit in self.hits if not hit.above_floor and not hit.left_out)

    @property
    def excluded(self) -> tuple[HitView, ...]:
        """Passages near enough to be cited that the question's day or place leaves out."""
        return tuple(hit for hit in self.hits if hit.left_out and hit.above_floor)


def try_search(services: Services, who: Principal, asked: Asked, *, draft: Revision | None = None) -> SearchView:
    """Ask as somebody would; with ``draft``, as if that wording were published.  What goes wrong is said."""
    view = SearchView(asked)
    if not asked.question:
        return view
    try:
        found = _retrieve(services, who, asked, draft if asked.where == DRAFT else None)
    except SnapshotNotReadyError:
        return replace(view, error="Nothing of this brand is published yet, so there is nothing to search.")
    except (KnowledgeBaseError, BrandNotFoundError, RequestFieldsError) as error:
        return replace(view, error=error.message)
    gone = services.imports.gone([hit.policy_id for hit in found.hits])
    hits = tuple(_hit(hit, this=draft.id if draft else "", gone=gone) for hit in found.hits)
    return replace(view, hits=hits, floor=f"{found.floor:.2f}")


def _retrieve(services: Services, who: Principal, asked: Asked, draft: Revision | None) -> Retrieval:
    return actions.search(
        services,
        who,
        asked.question,
        brand=asked.brand,
        k=MOST_HITS,
        on=_day(asked.on),
        scope=asked.scope,
        revision_id=draft.id if draft else None,
        written=draft,
        explain=True,
    )


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise RequestFieldsError(f"{given!r} is no day; write it as 2026-12-01.") from error


def _hit(hit: Hit, *, this: str, gone: Collection[str]) -> HitView:
    parts = [f"meaning {hit.parts.dense:+.2f}", f"words {hit.parts.lexical:+.2f}"]
    parts += [f"learned {hit.parts.learned:+.2f}"] if hit.parts.learned else []
    text = hit.text if hit.text.strip() else hit.internal
    return HitView(
        rank=hit.rank,
        policy_id=hit.policy_id,
        policy=hit.policy,
        heading=" › ".join(hit.heading),
        revision=hit.revision,
        text=_marked(text, hit.matched_words),
        similarity=hit.similarity,
        score=f"{hit.similarity:.2f}",
        parts=", ".join(parts),
        above_floor=hit.above_floor,
        left_out=LEFT_OUT.get(hit.excluded, hit.excluded) if hit.excluded else "",
        is_internal=not hit.text.strip(),
        is_this=hit.revision_id == this,
        is_gone=hit.policy_id in gone,
    )


def _marked(text: str, words: Sequence[str]) -> Markup:
    wanted = [re.escape(word) for word in words if word.strip()]
    if not wanted:
        return escape(text)
    pieces = re.split(rf"\b((?:{'|'.join(wanted)})\w*)", text, flags=re.I)
    marked = (Markup("<mark>{}</mark>").format(one) if place % 2 else escape(one) for place, one in enumerate(pieces))
    return Markup("").join(marked)
