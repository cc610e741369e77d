"""What one policy's page shows: plain values made from a policy, its wordings and what is known of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from drafter.usage import Usage
from knowledge_base.errors import StageError
from knowledge_base.history import HistoryEntry, Step
from knowledge_base.policies import (
    PolicyMeta,
    PublishFailure,
    Revision,
    Stage,
    Standing,
    check_publishable,
    in_force,
)
from webhook.admin.actions import PolicyCase
from webhook.admin.reading import PolicyFile
from webhook.admin.stages import StepView, day_words, stage_view, steps_of

_DID: Mapping[Step, str] = {
    Step.WRITTEN: "wrote it",
    Step.SUBMITTED: "asked for a review",
    Step.APPROVED: "approved it",
    Step.CHANGES_REQUESTED: "asked for changes",
    Step.PUBLISHED: "published it",
    Step.RETIRED: "retired it",
    Step.VERIFIED: "verified it",
    Step.FAILED: "could not publish it",
}


@dataclass(frozen=True)
class EventRow:
    """One line of a wording's history: who did what, when, why."""

    text: str
    who: str
    at: datetime
    note: str


@dataclass(frozen=True)
class RevisionRow:
    """One wording in the history, with what happened to it, newest first."""

    number: int
    stage: str
    dot: str
    note: str
    author: str
    at: datetime
    is_shown: bool
    href: str
    usage: Usage
    events: tuple[EventRow, ...]


@dataclass(frozen=True)
class Allowed:
    """What this person may do with the wording on the page."""

    save: bool = False
    submit: bool = False
    approve: bool = False
    send_back: bool = False
    publish: bool = False
    retire: bool = False
    delete: bool = False
    restore: bool = False
    verify: bool = False


@dataclass(frozen=True)
class PolicyView:
    """One policy with one of its wordings.  ``replaces`` is the wording that a publication takes the place of."""

    id: str
    title: str
    brand: str
    revision: Revision
    newest: int
    usual: int
    live: Revision | None
    replaces: Revision | None
    author: str
    approver: str
    verifier: str
    asked_because: str
    standing: Standing
    failure: PublishFailure | None
    steps: tuple[StepView, ...]
    scope: tuple[tuple[str, str], ...]
    revisions: tuple[RevisionRow, ...]
    may: Allowed
    is_author: bool
    needs_two: bool

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


def usual_revision(case: PolicyCase, *, can_edit: bool, today: date) -> Revision:
    """Return the wording to show where none is asked for: editors see the newest, readers what is in force."""
    return case.newest if can_edit else in_force(case.revisions, today) or case.published or case.newest


def policy_view(
    case: PolicyCase,
    revision: Revision,
    found: PolicyFile,
    *,
    names: Mapping[str, str],
    viewer_id: str,
    can_edit: bool,
    today: date,
    link: Callable[[int], str],
) -> PolicyView:
    """Return a policy's page; ``link`` gives the address of a revision, ``names`` are people by id."""
    live = in_force(case.revisions, today)
    is_author = revision.author_id == viewer_id
    rows = tuple(_revision_row(one, revision, case, found, names, today, link) for one in case.revisions)
    return PolicyView(
        id=case.policy.id,
        title=revision.title,
        brand=case.brand.name,
        revision=revision,
        newest=case.newest.number,
        usual=usual_revision(case, can_edit=can_edit, today=today).number,
        live=live,
        replaces=live or case.published,
        author=names.get(revision.author_id, "Somebody"),
        approver=names.get(revision.approved_by or "", ""),
        verifier=names.get(case.standing.verified_by or "", ""),
        asked_because=_asked_because(revision, found),
        standing=case.standing,
        failure=case.failure,
        steps=steps_of(revision, today),
        scope=scope_of(revision.meta),
        revisions=rows,
        may=_allowed(case, revision, live, is_author=is_author) if can_edit else Allowed(),
        is_author=is_author,
        needs_two=case.brand.needs_two_people,
    )


def scope_of(meta: PolicyMeta) -> tuple[tuple[str, str], ...]:
    """Return where and when a policy applies, a line each."""
    lines = [
        ("Region", ", ".join(meta.region) or "everywhere"),
        ("Channel", ", ".join(meta.channel) or "all"),
        ("Audience", ", ".join(meta.audience)),
        ("Language", meta.language),
        ("From", day_words(meta.effective_from)),
        ("Until", day_words(meta.effective_until)),
        ("Review by", day_words(meta.review_by)),
        ("Owner", meta.owner or ""),
        ("Tags", ", ".join(meta.tags)),
    ]
    return tuple((name, value) for name, value in lines if value)


def _asked_because(revision: Revision, found: PolicyFile) -> str:
    asked = (one for one in found.history if one.step is Step.SUBMITTED and one.number == revision.number)
    last = next(asked, None)
    return (last.note if last and last.note else revision.note) or ""


def _revision_row(
    one: Revision,
    shown: Revision,
    case: PolicyCase,
    found: PolicyFile,
    names: Mapping[str, str],
    today: date,
    link: Callable[[int], str],
) -> RevisionRow:
    stage, dot = stage_view(one, today)
    if one.stage is Stage.RETIRED and one.number < case.newest.number:
        stage = "Replaced"
    events = tuple(_event_row(entry, names) for entry in found.history if entry.number == one.number)
    return RevisionRow(
        number=one.number,
        stage=stage,
        dot=dot,
        note=one.note or "",
        author=names.get(one.author_id, ""),
        at=one.published_at or one.created_at,
        is_shown=one.number == shown.number,
        href=link(one.number),
        usage=found.usage.by_revision.get(one.id, Usage()),
        events=events,
    )


def _event_row(entry: HistoryEntry, names: Mapping[str, str]) -> EventRow:
    text = _DID[entry.step]
    if entry.day and entry.step is Step.PUBLISHED:
        text += f" from {day_words(entry.day)}"
    if entry.day and entry.step is Step.VERIFIED:
        text += f" until {day_words(entry.day)}"
    return EventRow(text, names.get(entry.actor_id, "Somebody"), entry.at, entry.note or "")


def _allowed(case: PolicyCase, revision: Revision, live: Revision | None, *, is_author: bool) -> Allowed:
    newest = case.newest
    if revision.number != newest.number:
        return Allowed(restore=True)
    waits = revision.stage is Stage.IN_REVIEW
    return Allowed(
        save=not waits,
        submit=revision.stage is Stage.DRAFT,
        approve=waits and revision.approved_by is None and not is_author,
        send_back=waits,
        publish=_is_publishable(revision, needs_approval=case.brand.needs_two_people),
        retire=not case.policy.is_retired,
        delete=case.published is None,
        verify=live is not None,
    )


def _is_publishable(revision: Revision, *, needs_approval: bool) -> bool:
    try:
        check_publishable(revision, needs_approval=needs_approval)
    except StageError:
        return False
    return True
