"""The stage machine: what may follow what, and which wording is the rule on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from knowledge_base.errors import StageError
from knowledge_base.policies import (
    TRANSITIONS,
    PolicyMeta,
    Revision,
    Stage,
    Verification,
    Verified,
    check_publishable,
    check_transition,
    covers,
    in_force,
    standing_of,
)

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def make_revision(
    number: int = 1,
    *,
    stage: Stage = Stage.PUBLISHED,
    first: date | None = None,
    last: date | None = None,
    approved_by: str | None = None,
) -> Revision:
    return Revision(
        id=f"rev_{number}",
        policy_id="pol_1",
        number=number,
        title="Returns",
        text="",
        meta=PolicyMeta(effective_until=last),
        stage=stage,
        author_id="usr_1",
        note=None,
        created_at=NOW,
        approved_by=approved_by,
        effective_from=first,
    )


def test_retired_wording_can_become_nothing() -> None:
    for stage in Stage:
        with pytest.raises(StageError, match="no stage: start a new one"):
            check_transition(make_revision(stage=Stage.RETIRED), stage)


def test_every_stage_can_end() -> None:
    assert all(Stage.RETIRED in TRANSITIONS[stage] for stage in Stage if stage is not Stage.RETIRED)


@pytest.mark.parametrize(
    ("stage", "approved_by", "needs_approval", "allowed"),
    [
        (Stage.DRAFT, None, False, True),
        (Stage.DRAFT, None, True, False),
        (Stage.IN_REVIEW, None, False, False),
        (Stage.IN_REVIEW, "usr_2", True, True),
        (Stage.IN_REVIEW, "usr_1", True, False),
        (Stage.PUBLISHED, "usr_2", False, False),
        (Stage.RETIRED, "usr_2", False, False),
    ],
)
def test_who_may_be_published(stage: Stage, approved_by: str | None, needs_approval: bool, allowed: bool) -> None:
    revision = make_revision(stage=stage, approved_by=approved_by)

    if allowed:
        check_publishable(revision, needs_approval=needs_approval)
    else:
        with pytest.raises(StageError):
            check_publishable(revision, needs_approval=needs_approval)


MARCH, MAY, JULY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 2, 28), 1),
        (MARCH, 2),
        (date(2026, 4, 30), 2),
        (MAY, 3),
        (date(2026, 6, 30), 3),
        (JULY, 3),
        (date(2026, 7, 2), 2),
    ],
    ids=["before", "first day", "day before the next", "next begins", "inside", "its last day", "gives way again"],
)
def test_rule_in_force_on_a_day(day: date, number: int) -> None:
    revisions = [make_revision(1), make_revision(2, first=MARCH), make_revision(3, first=MAY, last=JULY)]

    found = in_force(revisions, day)

    assert found is not None
    assert found.number == number


def test_no_rule_before_the_first_one_began() -> None:
    assert in_force([make_revision(first=MARCH)], date(2026, 2, 1)) is None


@pytest.mark.parametrize(
    ("newer", "older", "covered"),
    [
        ({}, {}, True),
        ({}, {"first": MARCH}, True),
        ({"first": MARCH}, {}, False),
        ({"first": MARCH}, {"first": MARCH}, True),
        ({"first": MARCH, "last": JULY}, {"first": MARCH}, False),
        ({"last": JULY}, {"first": MARCH, "last": MAY}, True),
    ],
)
def test_wording_is_covered_by_a_newer_one(newer: dict[str, date], older: dict[str, date], covered: bool) -> None:
    assert covers(make_revision(2, **newer), make_revision(1, **older)) is covered


TODAY = date(2026, 6, 1)


def made_verification(number: int, review_by: date | None) -> Verification:
    return Verification("pol_1", number, "usr_2", "admin", None, review_by, NOW)


@pytest.mark.parametrize(
    ("own_date", "verification", "state"),
    [
        (None, None, Verified.UNVERIFIED),
        (JULY, None, Verified.VERIFIED),
        (TODAY, None, Verified.VERIFIED),
        (MAY, None, Verified.DUE),
        (MAY, made_verification(1, JULY), Verified.VERIFIED),
        (JULY, made_verification(1, MAY), Verified.DUE),
        (None, made_verification(1, None), Verified.VERIFIED),
        (MAY, made_verification(7, JULY), Verified.DUE),
    ],
    ids=[
        "nobody said so",
        "date to come",
        "on its date",
        "date passed",
        "verified since",
        "verified, then due again",
        "verified without a date",
        "another wording was verified",
    ],
)
def test_verified_state(own_date: date | None, verification: Verification | None, state: Verified) -> None:
    published = replace(make_revision(), meta=PolicyMeta(owner="Priya", review_by=own_date), published_at=NOW)

    standing = standing_of(published, verification, TODAY)

    assert (standing.state, standing.owner) == (state, "Priya")


def test_nothing_in_force_is_not_verified() -> None:
    assert standing_of(None, None, TODAY).state is Verified.NOT_PUBLISHED
