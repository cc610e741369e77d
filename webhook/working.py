"""What a worker does: which handler runs which kind of job, and its housework.  Only wiring; no rule."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webhook.wiring import Services

if TYPE_CHECKING:
    from webhook.jobs.base import JobHandler
    from webhook.jobs.durable import DbosWorker
    from webhook.jobs.finding_lost import LostEvents
    from webhook.jobs.sweeping import Housework
    from webhook.store.jobs import Job


def make_worker(services: Services, executor_id: str) -> "DbosWorker":
    """Make the worker that runs every kind of job in this process."""
    from webhook.jobs.durable import DbosWorker

    services.holder = executor_id
    services.jobs.on_failed = partial(_job_failed, services)
    return DbosWorker(services.jobs, job_handlers(services), executor_id=executor_id)


def make_housework(services: Services) -> "Housework":
    """Return what a worker does now and then besides its jobs."""
    from webhook.erasing import Retention
    from webhook.jobs.draw_samples import WeeklyDraw
    from webhook.jobs.propose import ProposalSchedule
    from webhook.jobs.score_replies import AutomaticScores
    from webhook.jobs.settling import Settling
    from webhook.jobs.sweeping import Housework
    from webhook.jobs.take_event import forget_late_news
    from webhook.macro_fetching import refresh_macros

    database, jobs = services.database, services.jobs
    lost = make_lost_events(services)
    return Housework(
        sweeps={
            "take over": lambda now: jobs.sweep(now=now),
            "imports": lambda _: services.imports.enqueue_due(),
            "lost events": lost.look_aside,
        },
        purges={
            "old runs": lambda now: jobs.purge(now=now),
            "old secrets": lost.end_old_secrets,
            "retention": Retention(database).erase_past,
            "settling": Settling(database, services.new_id).settle,
            "proposals": ProposalSchedule(database, jobs).enqueue,
            "late news": partial(forget_late_news, database),
            "samples": WeeklyDraw(database, services.new_id).draw,
            "macros": partial(refresh_macros, services),
            "automatic scores": AutomaticScores(database, services.new_id).work,
        },
    )


def make_lost_events(services: Services) -> "LostEvents":
    """Return what asks helpdesks for events that were lost on the way."""
    from webhook.jobs.finding_lost import LostEvents

    return LostEvents(
        services.database,
        services.jobs,
        services.helpdesk,
        services.new_id,
        services.holder,
        services.clock,
        services.settings.jobs.find_lost_s,
    )


def job_handlers(services: Services) -> "Mapping[str, JobHandler]":
    """Return what runs each kind of job."""
    from webhook.jobs.base import DELIVER, DRAFT_TICKET, IMPORT_POLICIES, LEARN, PROPOSE, REPLAY_IMPACT, TAKE_EVENT
    from webhook.jobs.deliver import Deliver
    from webhook.jobs.draft_ticket import DraftTicket
    from webhook.jobs.import_policies import ImportPolicies
    from webhook.jobs.learn import Learn
    from webhook.jobs.propose import Propose
    from webhook.jobs.take_event import TakeEvent

    return {
        TAKE_EVENT: TakeEvent(
            services.database,
            services.jobs,
            services.delivering,
            services.helpdesk,
            clock=services.clock,
            new_id=services.new_id,
            seconds=services.monotonic,
        ),
        DRAFT_TICKET: DraftTicket(
            services.database,
            services.delivering,
            services.kit,
            clock=services.clock,
            new_id=services.new_id,
            model_attempts=min(services.settings.drafting.model_attempts, services.settings.jobs.max_attempts),
        ),
        DELIVER: Deliver(services.delivering),
        LEARN: Learn(services.database, lambda: services.embedder),
        REPLAY_IMPACT: services.replaying,
        PROPOSE: Propose(services.database, lambda: services.embedder, services.clock, services.new_id),
        IMPORT_POLICIES: ImportPolicies(services.imports),
    }


def _job_failed(services: Services, session: Session, job: "Job", error: str) -> None:
    """Let nothing wait for ever for a job that is not tried again."""
    from drafter.handling import fail_draft
    from drafter.impacts import ReplayState
    from drafter.store.replays import end_replay
    from webhook.jobs.base import DELIVER, DRAFT_TICKET, IMPORT_POLICIES, REPLAY_IMPACT

    if job.name == DRAFT_TICKET:
        reason = f"No draft could be written after {job.attempt + 1} tries ({error})."
        fail_draft(session, job.subject_id, reason, now=services.clock())
    elif job.name == DELIVER:
        services.delivering.give_up(session, job.subject_id, error)
    elif job.name == REPLAY_IMPACT:
        end_replay(session, job.subject_id, ReplayState.FAILED, now=services.clock(), error=error)
    elif job.name == IMPORT_POLICIES:
        services.imports.fail(session, job.subject_id, error)
