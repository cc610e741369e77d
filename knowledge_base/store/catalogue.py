"""The catalogue: policies filtered, sorted and cut into pages by the database, with counts by stage.

A list of a thousand policies reads fifty of them.  Of everything else only what is counted
is looked at: stages, days and front matter, never texts (unless words are looked for).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Subquery, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from knowledge_base.policies import PolicyOverview, Stage
from knowledge_base.store.policies import overviews
from knowledge_base.store.tables import PolicyRow, RevisionRow, StageEventRow, VerificationRow

_Newest = aliased(RevisionRow, name="newest")
_Event = aliased(StageEventRow, name="event")
_Live = aliased(RevisionRow, name="live")


class Shelf(StrEnum):
    """Where a policy stands in the list.  One with a published wording and a newer draft stands on both."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SCHEDULED = "scheduled"  # a published wording begins on a later day
    RETIRED = "retired"


class Order(StrEnum):
    """How the list is sorted."""

    TITLE = "title"
    CHANGED = "changed"
    REVIEW_BY = "review_by"


@dataclass(frozen=True)
class Wanted:
    """Which policies are asked for.  ``brand_ids`` None is every brand; empty words are no filter.

    ``region``, ``channel`` and ``language`` are looked up in the newest wording's front
    matter, where an empty one holds everywhere and is found too; ``is_overdue`` asks for a
    published wording whose review day is over.
    """

    brand_ids: Sequence[str] | None = None
    query: str = ""
    region: str = ""
    channel: str = ""
    language: str = ""
    owner: str = ""
    is_overdue: bool = False


@dataclass(frozen=True)
class CataloguePage:
    """One page of policies from ``offset`` on; ``found`` counts those on the shelf, ``counts`` all by shelf.

    ``overdue`` counts those whose review day is over.
    """

    rows: tuple[PolicyOverview, ...]
    offset: int
    found: int
    total: int
    counts: Mapping[Shelf, int]
    overdue: int


@dataclass(frozen=True)
class Facets:
    """What the front matter of the policies in sight names, sorted."""

    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


def catalogue_page(
    session: Session,
    wanted: Wanted,
    *,
    today: date,
    shelf: Shelf | None = None,
    order: Order = Order.TITLE,
    limit: int = 50,
    offset: int = 0,
) -> CataloguePage:
    """Return one page of the policies that are wanted, each with its newest wording and the one in force.

    Behind the last page the last one is returned.
    """
    published = _published(today)
    conditions = _conditions(wanted, today)
    shelves = _shelves(published)
    asked = [*(shelves[one] for one in Shelf), _due_day() < today.isoformat()]
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in asked]
    total, *by_shelf, overdue = session.execute(
        _joined(select(func.count(), *sums), published).where(*conditions)
    ).one()
    counts = dict(zip(Shelf, (int(one) for one in by_shelf), strict=True))
    found = counts[shelf] if shelf is not None else int(total)
    offset = min(offset, max(found - 1, 0) // max(limit, 1) * limit)
    rows: tuple[PolicyOverview, ...] = ()
    if limit and found:
        if shelf is not None:
            conditions = [*conditions, shelves[shelf]]
        ids = _joined(select(PolicyRow.id), published).where(*conditions).order_by(*_ordering(order), PolicyRow.id)
        rows = overviews(session, session.scalars(ids.limit(limit).offset(offset)).all(), on=today)
    return CataloguePage(rows, offset, found, int(total), counts, int(overdue))


def catalogue_ids(session: Session, wanted: Wanted, *, today: date, shelf: Shelf | None = None) -> tuple[str, ...]:
    """Return the ids of all policies that are wanted, by title, for who sorts them by something else."""
    published = _published(today)
    conditions = _conditions(wanted, today)
    if shelf is not None:
        conditions.append(_shelves(published)[shelf])
    ids = _joined(select(PolicyRow.id), published).where(*conditions).order_by(*_ordering(Order.TITLE), PolicyRow.id)
    return tuple(session.scalars(ids))


def facets(session: Session, brand_ids: Sequence[str] | None) -> Facets:
    """Return what there is to filter by in these brands (None: in all)."""
    names = ("region", "channel", "audience", "language", "owner")
    query = _newest(select(*(_Newest.meta[name].as_string() for name in names))).distinct()
    if brand_ids is not None:
        query = query.where(PolicyRow.brand_id.in_(brand_ids))
    found: dict[str, set[str]] = {name: set() for name in names}
    for row in session.execute(query):
        for name, value in zip(names, row, strict=True):
            found[name].update(_values(value))
    return Facets(*(tuple(sorted(found[name], key=str.casefold)) for name in names))


def _values(value: str | None) -> list[str]:
    """Read a name, or a list of names as JSON."""
    if not value:
        return []
    if not value.startswith("["):
        return [value]
    return [str(one) for one in json.loads(value) if str(one).strip()]


def _last_event() -> Subquery:
    return (
        select(StageEventRow.revision_id, func.max(StageEventRow.seq).label("seq"))
        .group_by(StageEventRow.revision_id)
        .subquery("last_event")
    )


def _published(today: date) -> Subquery:
    """Of each policy with a published wording: the newest that began, and whether one is to come."""
    last = _last_event()
    begins_later = and_(StageEventRow.effective_from.is_not(None), StageEventRow.effective_from > today)
    return (
        select(
            RevisionRow.policy_id,
            func.max(case((begins_later, None), else_=RevisionRow.number)).label("begun"),
            func.max(case((begins_later, RevisionRow.number), else_=None)).label("coming"),
        )
        .join(last, last.c.revision_id == RevisionRow.id)
        .join(StageEventRow, StageEventRow.seq == last.c.seq)
        .where(StageEventRow.stage == Stage.PUBLISHED.value)
        .group_by(RevisionRow.policy_id)
        .subquery("published")
    )


def _newest(query: Select[Any]) -> Select[Any]:
    newest = (
        select(RevisionRow.policy_id, func.max(RevisionRow.number).label("number"))
        .group_by(RevisionRow.policy_id)
        .subquery("newest_number")
    )
    return (
        query.select_from(PolicyRow)
        .join(newest, newest.c.policy_id == PolicyRow.id)
        .join(_Newest, and_(_Newest.policy_id == PolicyRow.id, _Newest.number == newest.c.number))
        .where(PolicyRow.deleted_at.is_(None))
    )


def _joined(query: Select[Any], published: Subquery) -> Select[Any]:
    last = _last_event()
    return (
        _newest(query)
        .join(last, last.c.revision_id == _Newest.id)
        .join(_Event, _Event.seq == last.c.seq)
        .outerjoin(published, published.c.policy_id == PolicyRow.id)
        .outerjoin(_Live, and_(_Live.policy_id == PolicyRow.id, _Live.number == published.c.begun))
    )


def _shelves(published: Subquery) -> dict[Shelf, ColumnElement[bool]]:
    return {
        Shelf.DRAFT: _Event.stage == Stage.DRAFT.value,
        Shelf.IN_REVIEW: _Event.stage == Stage.IN_REVIEW.value,
        Shelf.PUBLISHED: published.c.begun.is_not(None),
        Shelf.SCHEDULED: published.c.coming.is_not(None),
        Shelf.RETIRED: _Event.stage == Stage.RETIRED.value,
    }


def _conditions(wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.brand_ids is not None:
        found.append(PolicyRow.brand_id.in_(wanted.brand_ids))
    for word in wanted.query.split()[:8]:
        found.append(or_(_Newest.title.icontains(word, autoescape=True), _Newest.text.icontains(word, autoescape=True)))
    for name, value in (("region", wanted.region), ("channel", wanted.channel)):
        if value:
            listed = _Newest.meta[name].as_string()
            found.append(or_(listed == "[]", listed.icontains(f'"{value}"', autoescape=True)))
    if wanted.language:
        found.append(_Newest.meta["language"].as_string() == wanted.language)
    if wanted.owner:
        found.append(_Newest.meta["owner"].as_string() == wanted.owner)
    if wanted.is_overdue:
        found.append(_due_day() < today.isoformat())
    return found


def _due_day() -> ColumnElement[Any]:
    """When a published wording is looked at again: as its last verification says, else its front matter."""
    newest = VerificationRow.__table__.alias("newest_verification")
    last = select(func.max(newest.c.seq)).where(newest.c.policy_id == _Live.policy_id).correlate(_Live)
    said = (
        select(cast(VerificationRow.review_by, String))
        .where(VerificationRow.seq == last.scalar_subquery(), VerificationRow.number == _Live.number)
        .correlate(_Live)
        .scalar_subquery()
    )
    return func.coalesce(said, _Live.meta["review_by"].as_string())


def _ordering(order: Order) -> tuple[Any, ...]:
    if order is Order.CHANGED:
        return (_Newest.created_at.desc(),)
    if order is Order.REVIEW_BY:
        day = func.coalesce(_due_day(), _Newest.meta["review_by"].as_string())
        return (day.is_(None), day, func.lower(_Newest.title))
    return (func.lower(_Newest.title),)
