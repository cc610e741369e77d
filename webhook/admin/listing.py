"""The list of policies as a page shows it: shelves, filters, one page of rows, a test search."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from drafter.brands import Brand
from drafter.usage import Usage
from knowledge_base.policies import PolicyMeta, PolicyOverview, Revision, Stage, Verification, Verified, standing_of
from knowledge_base.store.catalogue import CataloguePage, Facets, Order, Shelf
from webhook.admin.searching import SearchView
from webhook.admin.stages import VERIFIED, stage_view
from webhook.http.forms import number_in

PAGE = 50
MOST_HEADINGS = 3  # of a policy's text, as its summary in the list
FEW = 5  # decided drafts; a share of fewer says nothing
SHELVES = (
    ("", "All"),
    (Shelf.PUBLISHED.value, "Published"),
    (Shelf.DRAFT.value, "Drafts"),
    (Shelf.IN_REVIEW.value, "In review"),
    (Shelf.SCHEDULED.value, "Scheduled"),
    (Shelf.RETIRED.value, "Retired"),
)
DAMAGE = "damage"  # what age may do: sorted by what the drafts say, not by the policies' own tables
ORDERS = (
    ("", "Title"),
    (DAMAGE, "Staleness"),
    (Order.CHANGED.value, "Last changed"),
    (Order.REVIEW_BY.value, "Review by"),
)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.M)


@dataclass(frozen=True)
class ListChoice:
    """What the address asks for: a shelf, filters, words to find, an order, a page from 1."""

    stage: str = ""
    brand: str = ""
    q: str = ""
    region: str = ""
    channel: str = ""
    language: str = ""
    owner: str = ""
    stale: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "ListChoice":
        """Take the choice from an address; what makes no sense is left out."""
        plain = {name: values.get(name, "").strip()[:255] for name in ("brand", "q", "region", "channel", "owner")}
        stage, sort, page = values.get("stage", ""), values.get("sort", ""), values.get("page", "")
        return cls(
            stage=stage if stage in set(Shelf) else "",
            language=values.get("language", "").strip()[:35],
            stale="1" if values.get("stale") else "",
            sort=sort if sort in {DAMAGE, *Order} else "",
            page=max(1, number_in(page, digits=6) or 1),
            **plain,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the shelf, the order and the page is chosen."""
        return self != ListChoice(stage=self.stage, sort=self.sort, page=self.page)

    def fields(self, **more: Any) -> dict[str, Any]:
        """Return the address fields of this choice with ``more``, without empty ones; back on page one."""
        fields = {**asdict(replace(self, page=1)), "page": "", **more}
        return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True)
class PolicyLine:
    """One line of the list.  ``n`` is how many drafts the share of edited ones is of."""

    id: str
    title: str
    summary: str
    brand: str
    scope: tuple[str, ...]
    stage: str
    dot: str
    revision: str
    since: str
    since_on: date | datetime | None
    review_by: date | None
    health: str
    health_class: str
    owner: str
    usage: Usage
    share: float
    is_gone: bool = False
    conflicts: int = 0


@dataclass(frozen=True)
class Filter:
    """A tab of the list."""

    text: str
    href: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Attention:
    """One thing that wants attention: how many, and where they are."""

    title: str
    text: str
    count: int
    tone: str
    href: str


@dataclass(frozen=True)
class Select:
    """A filter with its choices: value and words."""

    name: str
    text: str
    chosen: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ListView:
    """One page of the list.  ``total`` counts the policies that the filters leave, on any shelf."""

    rows: tuple[PolicyLine, ...]
    total: int
    published: int
    found: int
    first: int
    health: tuple[Attention, ...]
    filters: tuple[Filter, ...]
    selects: tuple[Select, ...]
    orders: tuple[Filter, ...]
    brands: tuple[Brand, ...]
    choice: ListChoice
    search: SearchView
    facets: Facets
    can_edit: bool
    import_href: str = ""
    previous: str = ""
    next: str = ""


@dataclass(frozen=True)
class Listed:
    """What the database gave for a list: the page, what is known of its policies, and counts of the whole brand.

    ``gone`` are those that their source no longer has, ``conflicts`` how many grave warnings each has.
    """

    page: CataloguePage
    whole: CataloguePage
    facets: Facets
    usages: Mapping[str, Usage]
    verifications: Mapping[str, Verification]
    gone: frozenset[str] = frozenset()
    conflicts: Mapping[str, int] = field(default_factory=dict)


def list_view(
    listed: Listed,
    choice: ListChoice,
    *,
    brands: tuple[Brand, ...],
    search: SearchView,
    can_edit: bool,
    today: date,
    link: Callable[[dict[str, Any]], str],
    import_href: str = "",
) -> ListView:
    """Return a page of policies; ``link`` makes the list's address from fields."""
    page, first = listed.page, listed.page.offset
    names = {one.id: one.name for one in brands}
    most = max([usage.used for usage in listed.usages.values()], default=0)
    number = first // PAGE + 1
    counts: dict[str, int] = {"": page.total, **{key.value: count for key, count in page.counts.items()}}
    return ListView(
        rows=tuple(_line(one, listed, names, most, today) for one in page.rows),
        total=page.total,
        published=page.counts[Shelf.PUBLISHED],
        found=page.found,
        first=first,
        health=_health(listed, choice, link),
        filters=tuple(
            Filter(text, link(choice.fields(stage=key)), counts[key], key == choice.stage) for key, text in SHELVES
        ),
        selects=_selects(choice, listed.facets, brands),
        orders=tuple(Filter(text, link(choice.fields(sort=key)), 0, key == choice.sort) for key, text in ORDERS),
        brands=brands,
        choice=choice,
        search=search,
        facets=listed.facets,
        can_edit=can_edit,
        import_href=import_href,
        previous=link(choice.fields(page=number - 1)) if number > 1 else "",
        next=link(choice.fields(page=number + 1)) if first + PAGE < page.found else "",
    )


def _health(listed: Listed, choice: ListChoice, link: Callable[[dict[str, Any]], str]) -> tuple[Attention, ...]:
    brand = {"brand": choice.brand} if choice.brand else {}
    waits = link({**brand, "stage": Shelf.IN_REVIEW.value})
    stale = link({**brand, "stale": "1", "sort": DAMAGE})
    return (
        Attention(
            "In review", "Somebody waits for a second pair of eyes", listed.whole.counts[Shelf.IN_REVIEW], "", waits
        ),
        Attention("Stale", "Past their review date", listed.whole.overdue, "warn", stale),
    )


def headings(text: str) -> list[str]:
    """Return the headings of a Markdown text, as its summary."""
    return [match.strip("*_` ") for match in _HEADING.findall(text)]


def _line(overview: PolicyOverview, listed: Listed, brands: Mapping[str, str], most: int, today: date) -> PolicyLine:
    policy, newest, published = overview.policy, overview.newest, overview.published
    stage, dot = stage_view(newest, today)
    if newest.stage is Stage.DRAFT and published:
        stage = f"{stage} of v{newest.number}"
    shown = published or newest
    standing = standing_of(published, listed.verifications.get(policy.id), today)
    health, health_class = VERIFIED[standing.state]
    usage = listed.usages.get(policy.id, Usage())
    return PolicyLine(
        id=policy.id,
        title=policy.title,
        summary=", ".join(headings(newest.text)[:MOST_HEADINGS]),
        brand=brands.get(policy.brand_id, ""),
        scope=_scope(newest.meta),
        stage=stage,
        dot=dot,
        revision=f"v{shown.number}" + (" live" if published and published is not newest else ""),
        since=_since_word(shown, today),
        since_on=(shown.effective_from or shown.published_at) if published else newest.created_at,
        review_by=standing.review_by if published else newest.meta.review_by,
        health=health if standing.state is not Verified.NOT_PUBLISHED else _unpublished_health(newest.meta, today),
        health_class=health_class if standing.state is not Verified.NOT_PUBLISHED else "badge-warn",
        owner=newest.meta.owner or "",
        usage=usage,
        share=usage.used / most if most else 0.0,
        is_gone=policy.id in listed.gone,
        conflicts=listed.conflicts.get(policy.id, 0),
    )


def _unpublished_health(meta: PolicyMeta, today: date) -> str:
    return "Review overdue" if meta.review_by and meta.review_by < today else ""


def _scope(meta: PolicyMeta) -> tuple[str, ...]:
    shown = [", ".join(meta.region), ", ".join(meta.channel), ", ".join(meta.audience)]
    language = meta.language if meta.language != "en" else ""
    return tuple(part for part in (*shown, language) if part)


def _since_word(shown: Revision, today: date) -> str:
    if shown.stage is not Stage.PUBLISHED:
        return "saved"
    return "from" if shown.effective_from and shown.effective_from > today else "since"


def _selects(choice: ListChoice, found: Facets, brands: Sequence[Brand]) -> tuple[Select, ...]:
    """Return the filters that have something to choose between."""
    named = [(one.slug, one.name) for one in brands] if len(brands) > 1 else []
    offered = (
        ("brand", "Brand", choice.brand, named),
        ("region", "Region", choice.region, [(one, one) for one in found.regions]),
        ("channel", "Channel", choice.channel, [(one, one) for one in found.channels]),
        ("language", "Language", choice.language, [(one, one) for one in found.languages if len(found.languages) > 1]),
        ("owner", "Owner", choice.owner, [(one, one) for one in found.owners]),
    )
    return tuple(Select(name, text, chosen, tuple(rows)) for name, text, chosen, rows in offered if rows or chosen)
