"""What an operator can do with jobs and deliveries: try again, discard, say what is there; and the audit log.

Who keeps some brands alone sees and settles what belongs to those.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.model_settings import ModelSettings, Spend
from drafter.quality.automatic_drift import Drift
from drafter.scoring_report import alarm_of
from drafter.store.model_settings import read_model_settings
from webhook.accounts.permissions import Act, permit, visible_brands
from webhook.accounts.roles import Principal
from webhook.errors import RequestFieldsError
from webhook.jobs.base import DELIVER, DRAFT_TICKET, LEARN, PROPOSE, TAKE_EVENT, job_id_for
from webhook.store.audit import AuditEntry, AuditQuery, list_acts, note_act
from webhook.store.backlog import (
    DeadLetter,
    JobFigures,
    Unconfirmed,
    dead_letters,
    find_dead_letter,
    job_figures,
    unconfirmed_deliveries,
)
from webhook.store.deliveries import DeliveryKind, DeliveryState, get_delivery, move_delivery
from webhook.store.health import Health, read_health
from webhook.store.jobs import JobState, close_job, get_job
from webhook.store.spending import MonthlySpend, spend_by_month
from webhook.wiring import Services

HOUR = timedelta(hours=1)
MOST_SHOWN = 200
RETRIED = frozenset({DRAFT_TICKET, DELIVER, TAKE_EVENT, LEARN, PROPOSE})
SAFE_TO_REPEAT = frozenset(DeliveryKind) - {DeliveryKind.REPLY}  # each looks for its marker before it writes


@dataclass(frozen=True)
class Backlog:
    """Where background work stands."""

    health: Health
    figures: Mapping[str, JobFigures]
    dead: tuple[DeadLetter, ...]
    unconfirmed: tuple[Unconfirmed, ...]


@dataclass(frozen=True)
class ScoreAlarm:
    """A brand whose automatic score may no longer hold, and what moved."""

    brand: Brand
    drift: Drift


@dataclass(frozen=True)
class BrandSpend:
    """What a brand's model may cost, and cost in each month, this one first."""

    brand: Brand
    settings: ModelSettings
    spent: Spend
    months: tuple[MonthlySpend, ...]


def read_backlog(services: Services, who: Principal) -> Backlog:
    """Return how every kind of job is doing, and what waits for a person."""
    permit(who, Act.OPERATE)
    now, dead_after_s = services.clock(), services.settings.jobs.dead_after_s
    with services.database.reading() as session:
        unsure = tuple(one for one in unconfirmed_deliveries(session, limit=MOST_SHOWN) if who.may_see(one.brand_id))
        listed = {one.id for one in unsure}  # their jobs ended too, but there is one thing to settle, not two
        dead = [one for one in dead_letters(session, limit=MOST_SHOWN) if _may_see(who, one.subject.brand_id)]
        return Backlog(
            health=read_health(session, now=now, dead_after_s=dead_after_s),
            figures=job_figures(session, since=now - HOUR),
            dead=tuple(one for one in dead if one.job.subject_id not in listed),
            unconfirmed=unsure,
        )


def score_alarms(services: Services, who: Principal) -> tuple[ScoreAlarm, ...]:
    """Return the brands whose automatic score may no longer hold, by name."""
    permit(who, Act.OPERATE)
    with services.database.reading() as session:
        found = ((brand, alarm_of(session, brand.id)) for brand in visible_brands(session, who))
        return tuple(ScoreAlarm(brand, drift) for brand, drift in found if drift)


def retry_job(services: Services, who: Principal, job_id: str) -> DeadLetter:
    """Queue one more try of a job that was given up.  Raises RequestFieldsError."""
    permit(who, Act.OPERATE)
    with services.database.writing() as session:
        letter = _letter(session, who, job_id)
        job = letter.job
        if job.name not in RETRIED:
            raise RequestFieldsError("This is started again on its own page; here it can be discarded.")
        if job.name == DELIVER and (delivery := get_delivery(session, job.subject_id)):
            if delivery.state is DeliveryState.UNCONFIRMED:
                raise RequestFieldsError("Nobody knows whether this arrived; look there first and say so below.")
            if delivery.state is DeliveryState.FAILED:
                move_delivery(session, delivery.id, DeliveryState.NEW, now=services.clock())
        services.jobs.retry(session, job.id)
        _note(services, session, who, "job.retried", f"tried {job.name} again", job.id, letter.subject.brand_id)
    return letter


def retry_all(services: Services, who: Principal) -> int:
    """Queue one more try of every job that was given up and can be tried again; return how many."""
    permit(who, Act.OPERATE)
    done = 0
    for letter in read_backlog(services, who).dead:
        if letter.job.name not in RETRIED:
            continue
        try:
            retry_job(services, who, letter.job.id)
            done += 1
        except RequestFieldsError:
            continue  # settled by somebody else meanwhile, or one to be looked at
    return done


def discard_job(services: Services, who: Principal, job_id: str, *, why: str = "") -> DeadLetter:
    """Let a job that was given up rest for good.  Raises RequestFieldsError."""
    permit(who, Act.OPERATE)
    with services.database.writing() as session:
        letter = _letter(session, who, job_id)
        close_job(session, letter.job.id, JobState.CANCELLED, error=letter.job.last_error, now=services.clock())
        text = f"discarded {letter.job.name}" + (f": {why}" if why else "")
        _note(services, session, who, "job.discarded", text, letter.job.id, letter.subject.brand_id)
    return letter


def settle_delivery(services: Services, who: Principal, delivery_id: str, verdict: str) -> Unconfirmed:
    """Say of a delivery whose answer was lost that it is ``there``, is ``not_there``, or is to go out ``again``.

    A reply never goes out again from here.  Raises RequestFieldsError.
    """
    permit(who, Act.OPERATE)
    now = services.clock()
    with services.database.writing() as session:
        found = next(iter(unconfirmed_deliveries(session, limit=1, id=delivery_id[:64])), None)
        if found is None or not who.may_see(found.brand_id):
            raise RequestFieldsError("This delivery was settled meanwhile; the list is new.")
        job_id = job_id_for(DELIVER, found.id)
        job = get_job(session, job_id)
        if verdict == "again" and found.kind in SAFE_TO_REPEAT and job is not None:
            move_delivery(session, found.id, DeliveryState.SENT, now=now)
            services.jobs.retry(session, job_id)
        elif verdict in ("there", "not_there"):
            state = DeliveryState.CONFIRMED if verdict == "there" else DeliveryState.FAILED
            move_delivery(session, found.id, state, now=now, error=None if verdict == "there" else found.error)
            if job is not None and job.state is JobState.FAILED:
                close_job(session, job_id, JobState.CANCELLED, error=job.last_error, now=now)
        else:
            raise RequestFieldsError("Say whether it is there; a reply is never sent again from here.")
        words = {"there": "is there", "not_there": "is not there", "again": "goes out again"}[verdict]
        text = f"said that the {found.kind} on #{found.external_id} {words}"
        _note(services, session, who, "delivery.settled", text, found.id, found.brand_id)
    return found


def read_spend(services: Services, who: Principal) -> tuple[BrandSpend, ...]:
    """Return what each brand's model may cost and what it cost, by month."""
    permit(who, Act.OPERATE)
    now = services.clock()
    with services.database.reading() as session:
        found = []
        for brand in visible_brands(session, who):
            months = spend_by_month(session, brand.id, now=now)
            spent = Spend(months[0].usd_micros, months[0].completions)
            found.append(BrandSpend(brand, read_model_settings(session, brand.id), spent, months))
    return tuple(found)


def read_audit(services: Services, who: Principal, query: AuditQuery) -> tuple[AuditEntry, ...]:
    """Return acts, the newest first; of their brands alone for who does not keep all."""
    permit(who, Act.OPERATE)
    with services.database.reading() as session:
        return list_acts(session, query)


def _letter(session: Session, who: Principal, job_id: str) -> DeadLetter:
    letter = find_dead_letter(session, job_id[:140])
    if letter is None or not _may_see(who, letter.subject.brand_id):
        raise RequestFieldsError("This job does not wait for anybody any more; the list is new.")
    return letter


def _may_see(who: Principal, brand_id: str | None) -> bool:
    return who.brand_ids is None if brand_id is None else who.may_see(brand_id)


def _note(
    services: Services,
    session: Session,
    who: Principal,
    act: str,
    text: str,
    subject_id: str,
    brand_id: str | None,
) -> None:
    note_act(session, act, text, actor_id=who.id, now=services.clock(), subject_id=subject_id, brand_id=brand_id)
