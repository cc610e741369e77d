"""What an admin can do with replays: ask for one, follow it, stop it, say that they read it.

A replay of another brand is answered as unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from drafter import signing
from drafter.brands import Brand
from drafter.errors import ReplayNotFoundError
from drafter.impacts import ImpactReport, Replay
from drafter.store import replays
from drafter.store.brands import find_brand
from drafter.store.tickets import tickets_by_id
from drafter.tickets import Ticket
from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.policies import Policy, Revision
from knowledge_base.store import policies as policy_store
from webhook.accounts.permissions import Act, permit
from webhook.accounts.roles import Principal
from webhook.jobs.base import REPLAY_IMPACT, job_id_for
from webhook.store.jobs import OPEN_STATES
from webhook.wiring import Services

IDS_AT_ONCE = 500


@dataclass(frozen=True)
class ReplayCase:
    """A replay with what it is about; ``tickets`` are the touched ones by our id."""

    report: ImpactReport
    policy: Policy
    revision: Revision
    brand: Brand
    tickets: Mapping[str, Ticket]

    @property
    def replay(self) -> Replay:
        """The run itself."""
        return self.report.replay


def start_replay(
    services: Services,
    who: Principal,
    policy_id: str,
    number: int,
    *,
    tickets: int | None = None,
    uses_model: bool = False,
) -> Replay:
    """Replay past tickets with a wording in the background; one that is on its way is returned instead.

    Raises PolicyNotFoundError.
    """
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        policy = _policy_in_sight(session, who, policy_id)
        revision = policy_store.find_revision(session, policy.id, number)
        if running := _running(services, session, revision.id):
            return running
        replay = signing.ask_for_replay(
            session,
            revision,
            brand_id=policy.brand_id,
            tickets=tickets or signing.USUAL_TICKETS,
            uses_model=uses_model,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
        )
        services.jobs.enqueue(session, REPLAY_IMPACT, replay.id)
        return replay


def get_replay(services: Services, who: Principal, replay_id: str) -> ReplayCase:
    """Return a replay with all that it found so far.  Raises ReplayNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        replay = _replay_in_sight(session, who, replay_id)
        report = replays.read_report(session, replay.id)
        ids = [one.ticket_id for one in report.impacts]
        tickets: dict[str, Ticket] = {}
        for at in range(0, len(ids), IDS_AT_ONCE):
            tickets |= tickets_by_id(session, ids[at : at + IDS_AT_ONCE])
        policy = policy_store.get_policy(session, replay.policy_id)
        revision = policy_store.get_revision(session, replay.revision_id)
        return ReplayCase(report, policy, revision, find_brand(session, policy.brand_id), tickets)


def list_replays(services: Services, who: Principal, policy_id: str, number: int) -> tuple[Replay, ...]:
    """Return the replays of one wording, newest first.  Raises PolicyNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        policy = _policy_in_sight(session, who, policy_id)
        return replays.replays_of(session, policy_store.find_revision(session, policy.id, number).id)


def cancel_replay(services: Services, who: Principal, replay_id: str) -> Replay:
    """Stop a replay; what it found so far stays.  Raises ReplayNotFoundError, ReplayStateError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        replay = _replay_in_sight(session, who, replay_id)
        stopped = signing.cancel_replay(session, replay.id, now=services.clock())
        services.jobs.cancel(session, job_id_for(REPLAY_IMPACT, replay.id))
        return stopped


def sign_replay(services: Services, who: Principal, replay_id: str, *, note: str | None = None) -> ReplayCase:
    """Say that one has read a replay.  Raises ReplayNotFoundError, ReplayStateError while it is not done."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        replay = _replay_in_sight(session, who, replay_id)
        signing.sign_replay(session, replay.id, actor=who.actor, note=note, now=services.clock())
    return get_replay(services, who, replay_id)


def _running(services: Services, session: Session, revision_id: str) -> Replay | None:
    """The replay that waits or runs; one whose process is gone without a job to take it up is closed."""
    found = signing.open_replay(session, revision_id)
    if found is None:
        return None
    job = services.jobs.status(session, job_id_for(REPLAY_IMPACT, found.id))
    if job and job.state in OPEN_STATES:
        return found
    signing.cancel_replay(session, found.id, now=services.clock())
    return None


def _policy_in_sight(session: Session, who: Principal, policy_id: str) -> Policy:
    policy = policy_store.get_policy(session, policy_id)
    if not who.may_see(policy.brand_id):
        raise PolicyNotFoundError(f"No policy has the id {policy_id!r}.")
    return policy


def _replay_in_sight(session: Session, who: Principal, replay_id: str) -> Replay:
    replay = replays.get_replay(session, replay_id)
    if not who.may_see(replay.brand_id):
        raise ReplayNotFoundError(f"No replay has the id {replay_id!r}.")
    return replay
