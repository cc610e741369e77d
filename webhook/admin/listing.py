"""The list of policies as a page shows it: filters, one page of rows, a test search."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from drafter.brands import Brand
from knowledge_base.policies import PolicyOverview, Stage
from webhook.admin.views import HitView, PolicyRow, policy_row

PAGE = 50
STAGES = (
    ("", "All"),
    (Stage.PUBLISHED.value, "Published"),
    (Stage.DRAFT.value, "Drafts"),
    (Stage.IN_REVIEW.value, "In review"),
    (Stage.RETIRED.value, "Retired"),
)


@dataclass(frozen=True)
class ListChoice:
    """What the address asks for: a stage, a brand's slug, words to find, a page from 1."""

    stage: str = ""
    brand: str = ""
    query: str = ""
    page: int = 1

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "ListChoice":
        """Take the choice from an address; what makes no sense is left out."""
        stage, page = values.get("stage", ""), values.get("page", "")
        return cls(
            stage if stage in set(Stage) else "",
            values.get("brand", "")[:255],
            values.get("q", "")[:255],
            max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )

    def fields(self, **more: Any) -> dict[str, Any]:
        """Return the address fields of this choice with ``more``, without empty ones; back on page one."""
        fields = {"stage": self.stage, "brand": self.brand, "q": self.query, **more}
        return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True)
class Filter:
    """A tab of the list."""

    text: str
    href: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class SearchView:
    """The test search: what was asked as which brand, what was found, or why nothing could be."""

    question: str = ""
    brand: str = ""
    floor: str = ""
    hits: tuple[HitView, ...] = ()
    error: str = ""

    @property
    def above(self) -> tuple[HitView, ...]:
        """Hits that a draft may cite."""
        return tuple(hit for hit in self.hits if hit.above_floor and not hit.excluded)

    @property
    def below(self) -> tuple[HitView, ...]:
        """Hits that are not close enough, or left out."""
        return tuple(hit for hit in self.hits if not hit.above_floor or hit.excluded)


@dataclass(frozen=True)
class ListView:
    """One page of the list.  ``total`` counts the policies of the chosen brand that match the words."""

    rows: tuple[PolicyRow, ...]
    total: int
    published: int
    found: int
    first: int
    filters: tuple[Filter, ...]
    brands: tuple[Brand, ...]
    choice: ListChoice
    search: SearchView
    can_edit: bool
    previous: str = ""
    next: str = ""


def list_view(
    found: Sequence[PolicyOverview],
    choice: ListChoice,
    *,
    brands: tuple[Brand, ...],
    search: SearchView,
    can_edit: bool,
    today: date,
    link: Callable[[dict[str, Any]], str],
) -> ListView:
    """Return a page of policies by title; ``link`` makes the list's address from fields."""
    shown = sorted((one for one in found if has_stage(one, choice.stage)), key=lambda one: one.policy.title.casefold())
    last = max(1, -(-len(shown) // PAGE))
    page = min(choice.page, last)
    first = (page - 1) * PAGE
    names = {one.id: one.name for one in brands}
    return ListView(
        rows=tuple(
            policy_row(one, brand=names.get(one.policy.brand_id, ""), today=today)
            for one in shown[first : first + PAGE]
        ),
        total=len(found),
        published=sum(has_stage(one, Stage.PUBLISHED) for one in found),
        found=len(shown),
        first=first,
        filters=tuple(
            Filter(text, link(choice.fields(stage=key)), sum(has_stage(one, key) for one in found), key == choice.stage)
            for key, text in STAGES
        ),
        brands=brands,
        choice=choice,
        search=search,
        can_edit=can_edit,
        previous=link(choice.fields(page=page - 1)) if page > 1 else "",
        next=link(choice.fields(page=page + 1)) if page < last else "",
    )


def has_stage(one: PolicyOverview, stage: str) -> bool:
    """Whether a policy belongs under a tab: by its newest wording, "published" by any."""
    if stage == Stage.PUBLISHED:
        return one.published is not None
    return not stage or one.newest.stage == stage
