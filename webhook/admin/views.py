"""What the admin's pages show: plain values made from policies, revisions and hits."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape

from knowledge_base.errors import StageError
from knowledge_base.policies import PolicyMeta, PolicyOverview, Revision, Stage, check_publishable, in_force
from knowledge_base.search.hits import Hit, Retrieval
from webhook.admin.actions import PolicyCase

MOST_HEADINGS = 3  # of a policy's text, as its summary in the list
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.M)
_STAGES: Mapping[Stage, tuple[str, str]] = {
    Stage.DRAFT: ("Draft", "dot-accent"),
    Stage.IN_REVIEW: ("In review", "dot-warn"),
    Stage.PUBLISHED: ("Published", "dot-good"),
    Stage.RETIRED: ("Retired", "dot-ring"),
}


@dataclass(frozen=True)
class PolicyRow:
    """One line of the list."""

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
    is_overdue: bool
    owner: str


@dataclass(frozen=True)
class StepView:
    """One step of draft, review, published."""

    text: str
    is_current: bool = False
    dot: str = ""


@dataclass(frozen=True)
class RevisionRow:
    """One line of the history."""

    number: int
    stage: str
    dot: str
    note: str
    author: str
    at: datetime
    is_shown: bool
    href: str


@dataclass(frozen=True)
class Allowed:
    """What this person may do with the wording on the page."""

    save: bool = False
    submit: bool = False
    approve: bool = False
    send_back: bool = False
    publish: bool = False
    retire: bool = False
    restore: bool = False


@dataclass(frozen=True)
class PolicyView:
    """One policy with one of its wordings."""

    id: str
    title: str
    brand: str
    revision: Revision
    newest: int
    usual: int
    live: Revision | None
    author: str
    approver: str
    steps: tuple[StepView, ...]
    scope: tuple[tuple[str, str], ...]
    revisions: tuple[RevisionRow, ...]
    may: Allowed
    is_author: bool

    @property
    def next_number(self) -> int:
        """The number that the next saved wording gets."""
        return self.newest + 1

    @property
    def is_newest(self) -> bool:
        """Whether the wording on the page is the last one."""
        return self.revision.number == self.newest

    @property
    def is_usual(self) -> bool:
        """Whether the wording on the page is the one that this person is shown without asking."""
        return self.revision.number == self.usual

    @property
    def is_approved(self) -> bool:
        """Whether somebody approved it and it waits to be published."""
        return self.revision.stage is Stage.IN_REVIEW and self.revision.approved_by is not None

    @property
    def waits(self) -> bool:
        """Whether it waits for a reviewer."""
        return self.revision.stage is Stage.IN_REVIEW and self.revision.approved_by is None


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
    excluded: str
    is_internal: bool


def policy_row(overview: PolicyOverview, *, brand: str, today: date) -> PolicyRow:
    """Return a line of the list."""
    newest, published = overview.newest, overview.published
    stage, dot = stage_view(newest, today)
    if newest.stage in (Stage.DRAFT, Stage.IN_REVIEW) and published:
        stage = f"{stage} of v{newest.number}" if newest.stage is Stage.DRAFT else stage
    shown = published or newest
    since_on = (shown.effective_from or shown.published_at) if published else newest.created_at
    return PolicyRow(
        id=overview.policy.id,
        title=overview.policy.title,
        summary=", ".join(headings(newest.text)[:MOST_HEADINGS]),
        brand=brand,
        scope=(*newest.meta.region, *newest.meta.channel, *newest.meta.audience),
        stage=stage,
        dot=dot,
        revision=f"v{shown.number}" + (" live" if published and published.number != newest.number else ""),
        since=_since_word(shown, today),
        since_on=since_on,
        review_by=newest.meta.review_by,
        is_overdue=bool(newest.meta.review_by and newest.meta.review_by < today),
        owner=newest.meta.owner or "",
    )


def usual_revision(case: PolicyCase, *, can_edit: bool, today: date) -> Revision:
    """Return the wording to show where none is asked for: editors see the newest, readers what is in force."""
    return case.newest if can_edit else in_force(case.revisions, today) or case.published or case.newest


def policy_view(
    case: PolicyCase,
    revision: Revision,
    *,
    names: Mapping[str, str],
    viewer_id: str,
    can_edit: bool,
    today: date,
    link: Callable[[int], str],
) -> PolicyView:
    """Return a policy's page; ``link`` gives the address of a revision, ``names`` are people by id."""
    newest = case.revisions[0]
    is_author = revision.author_id == viewer_id
    return PolicyView(
        id=case.policy.id,
        title=revision.title,
        brand=case.brand.name,
        revision=revision,
        newest=newest.number,
        usual=usual_revision(case, can_edit=can_edit, today=today).number,
        live=in_force(case.revisions, today),
        author=names.get(revision.author_id, "Somebody"),
        approver=names.get(revision.approved_by or "", ""),
        steps=steps_of(revision, today),
        scope=scope_of(revision.meta),
        revisions=tuple(_revision_row(one, revision, newest.number, names, today, link) for one in case.revisions),
        may=_allowed(case, revision, is_author=is_author) if can_edit else Allowed(),
        is_author=is_author,
    )


def stage_view(revision: Revision, today: date) -> tuple[str, str]:
    """Return a revision's stage in words, and its dot."""
    text, dot = _STAGES[revision.stage]
    if revision.stage is Stage.PUBLISHED and revision.effective_from and revision.effective_from > today:
        return "Scheduled", "dot-ring"
    if revision.stage is Stage.IN_REVIEW and revision.approved_by:
        return "Approved", "dot-good"
    if revision.stage is Stage.RETIRED and revision.published_at is None:
        return "Replaced", "dot-ring"
    return text, dot


def steps_of(revision: Revision, today: date) -> tuple[StepView, ...]:
    """Return the way of a wording, with the step it stands on."""
    name, dot = stage_view(revision, today)
    number = f"v{revision.number}"
    if revision.stage is Stage.DRAFT:
        return StepView(f"Draft of {number}", True, dot), StepView("Review"), StepView("Published")
    if revision.stage is Stage.IN_REVIEW:
        text = f"{number} approved" if revision.approved_by else f"{number} in review"
        return StepView("Draft"), StepView(text, True, dot), StepView("Published")
    return StepView("Draft"), StepView("Review"), StepView(f"{number} {name.lower()}", True, dot)


def scope_of(meta: PolicyMeta) -> tuple[tuple[str, str], ...]:
    """Return where and when a policy applies, a line each."""
    days = [
        ("From", _day(meta.effective_from)),
        ("Until", _day(meta.effective_until)),
        ("Review by", _day(meta.review_by)),
    ]
    lines = [
        ("Region", ", ".join(meta.region) or "everywhere"),
        ("Channel", ", ".join(meta.channel) or "all"),
        ("Audience", ", ".join(meta.audience)),
        ("Language", meta.language),
        *days,
        ("Owner", meta.owner or ""),
        ("Tags", ", ".join(meta.tags)),
    ]
    return tuple((name, value) for name, value in lines if value)


def headings(text: str) -> list[str]:
    """Return the headings of a Markdown text, as its summary."""
    return [match.strip("*_` ") for match in _HEADING.findall(text)]


def hit_views(found: Retrieval) -> tuple[HitView, ...]:
    """Return what a test search found, best first."""
    return tuple(_hit(hit) for hit in found.hits)


def _hit(hit: Hit) -> HitView:
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
        excluded=hit.excluded or "",
        is_internal=not hit.text.strip(),
    )


def _marked(text: str, words: Sequence[str]) -> Markup:
    wanted = [re.escape(word) for word in words if word.strip()]
    if not wanted:
        return escape(text)
    pieces = re.split(rf"\b((?:{'|'.join(wanted)})\w*)", text, flags=re.I)
    marked = (Markup("<mark>{}</mark>").format(one) if place % 2 else escape(one) for place, one in enumerate(pieces))
    return Markup("").join(marked)


def _revision_row(
    one: Revision, shown: Revision, newest: int, names: Mapping[str, str], today: date, link: Callable[[int], str]
) -> RevisionRow:
    stage, dot = stage_view(one, today)
    if one.stage is Stage.RETIRED and one.number < newest:
        stage = "Replaced"
    return RevisionRow(
        number=one.number,
        stage=stage,
        dot=dot,
        note=one.note or "",
        author=names.get(one.author_id, ""),
        at=one.published_at or one.created_at,
        is_shown=one.number == shown.number,
        href=link(one.number),
    )


def _allowed(case: PolicyCase, revision: Revision, *, is_author: bool) -> Allowed:
    newest = case.revisions[0]
    if revision.number != newest.number:
        return Allowed(restore=True)
    waits = revision.stage is Stage.IN_REVIEW
    return Allowed(
        save=not waits,
        submit=revision.stage is Stage.DRAFT,
        approve=waits and revision.approved_by is None and not is_author,
        send_back=waits,
        publish=_is_publishable(revision),
        retire=not case.policy.is_retired,
    )


def _is_publishable(revision: Revision) -> bool:
    try:
        check_publishable(revision)
    except StageError:
        return False
    return True


def _since_word(shown: Revision, today: date) -> str:
    if shown.stage is not Stage.PUBLISHED:
        return "saved"
    return "from" if shown.effective_from and shown.effective_from > today else "since"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""
