"""Calibration sessions, as a reviewer plans, rates and talks them through."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from drafter import calibrating
from drafter.errors import CalibrationNotFoundError, CalibrationStateError
from drafter.quality.scorecards import DEFAULT_SCORECARD
from drafter.quality.sessions import (
    Agreed,
    BlindRating,
    Calibration,
    CriterionAgreement,
    Progress,
    agreements,
    is_open,
    progress,
)
from drafter.store import calibrations as store
from drafter.store import edits as edit_store
from drafter.store import tickets as ticket_store
from drafter.store.edits import EditRecord
from drafter.tickets import Ticket
from webhook.accounts.permissions import Act, brand_in_sight, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.wiring import Services

RECENT = 400  # replies among which a session's are drawn
SENT = ("as_is", "edited", "scratch")
USUAL_DAYS = 7


@dataclass(frozen=True)
class SessionCase:
    """A session with how far its raters are; ``is_open`` while they score alone."""

    session: Calibration
    progress: tuple[Progress, ...]
    is_open: bool


@dataclass(frozen=True)
class RatedReply:
    """One reply of a session."""

    record: EditRecord
    ticket: Ticket


@dataclass(frozen=True)
class SessionDetail:
    """A session for one viewer.

    While raters score alone ``given`` holds the viewer's own ratings only, and nothing is
    computed; afterwards everybody's, with the agreement.
    """

    case: SessionCase
    replies: Mapping[str, RatedReply]
    given: tuple[BlindRating, ...]
    agreed: Mapping[tuple[str, str], Agreed]
    agreements: tuple[CriterionAgreement, ...]
    next_edit: str | None


def list_sessions(services: Services, who: Principal, *, brand: str | None = None) -> tuple[SessionCase, ...]:
    """Return calibration sessions, newest first.  Raises BrandNotFoundError."""
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        found = store.list_calibrations(session, brands_in_sight(session, who, brand))
        return tuple(_case(one, store.ratings_of(session, one.id), services.clock()) for one in found)


def plan(
    services: Services,
    who: Principal,
    *,
    brand: str | None,
    name: str,
    rater_ids: tuple[str, ...],
    replies: int,
    due_at: datetime | None = None,
) -> Calibration:
    """Plan a session over replies drawn by chance from the last ones sent.  Raises ReviewFormatError."""
    permit(who, Act.REVIEW)
    now = services.clock()
    with services.database.writing() as session:
        found = brand_in_sight(session, who, brand)
        recent = edit_store.list_edits(session, brand_ids=[found.id], limit=RECENT)
        sent = [one.id for one in recent if one.edit.outcome.value in SENT and one.sent_text]
        session_seed = services.new_id("cal")
        drawn = sorted(sent, key=lambda one: hashlib.sha256(f"{session_seed}:{one}".encode()).digest())[:replies]
        return calibrating.plan_session(
            session,
            found.id,
            name=name[:120],
            edit_ids=drawn,
            rater_ids=rater_ids,
            scorecard=DEFAULT_SCORECARD,
            due_at=due_at or now + timedelta(days=USUAL_DAYS),
            actor=who.actor,
            now=now,
            new_id=services.new_id,
        )


def get_session(services: Services, who: Principal, calibration_id: str) -> SessionDetail:
    """Return a session as this person may see it now.  Raises CalibrationNotFoundError."""
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        planned = calibrating.get(session, calibration_id)
        if not who.may_see(planned.brand_id):
            raise CalibrationNotFoundError(f"No calibration session has the id {calibration_id[:64]!r}.")
        given = store.ratings_of(session, planned.id)
        agreed = store.agreed_of(session, planned.id)
        records = [found for one in planned.edit_ids if (found := edit_store.get_edit(session, one))]
        tickets = ticket_store.tickets_by_id(session, {one.ticket_id for one in records})
    case = _case(planned, given, services.clock())
    own = tuple(one for one in given if one.rater_id == who.id)
    done = {one.edit_id for one in own}
    return SessionDetail(
        case=case,
        replies={one.id: RatedReply(one, tickets[one.ticket_id]) for one in records},
        given=own if case.is_open else given,
        agreed={} if case.is_open else agreed,
        agreements=() if case.is_open else agreements(planned, given, agreed),
        next_edit=next((one for one in planned.edit_ids if one not in done), None)
        if case.is_open and who.id in planned.rater_ids
        else None,
    )


def rate(
    services: Services,
    who: Principal,
    calibration_id: str,
    edit_id: str,
    ratings: Mapping[str, float | None],
    note: str | None,
) -> None:
    """Score one reply alone.  Raises CalibrationNotFoundError, CalibrationStateError, ReviewFormatError."""
    permit(who, Act.REVIEW)
    get_session(services, who, calibration_id)
    with services.database.writing() as session:
        calibrating.rate_blind(
            session, calibration_id, edit_id, ratings, note=note, actor=who.actor, now=services.clock()
        )


def agree(
    services: Services,
    who: Principal,
    calibration_id: str,
    edit_id: str,
    criterion: str,
    rating: float,
    reason: str | None,
) -> None:
    """Set what was agreed on.  Raises CalibrationNotFoundError, CalibrationStateError, ReviewFormatError."""
    permit(who, Act.REVIEW)
    found = get_session(services, who, calibration_id)
    if who.id not in found.case.session.rater_ids and who.id != found.case.session.actor_id:
        raise CalibrationStateError("Only who is in this session agrees on its scores.")
    with services.database.writing() as session:
        calibrating.agree(
            session,
            calibration_id,
            edit_id,
            criterion,
            rating,
            reason=reason,
            actor=who.actor,
            now=services.clock(),
        )


def _case(planned: Calibration, given: tuple[BlindRating, ...], now: datetime) -> SessionCase:
    return SessionCase(planned, progress(planned, given), is_open(planned, given, now))
