"""What an admin can do with the linter: see what contradicts, while writing or in all, and settle it.

A brand or policy that is not theirs is answered as unknown.
"""

from datetime import date

from sqlalchemy.orm import Session

from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.lint_deciding import LintReport, lint_brand, lint_wording, remember
from knowledge_base.lint_decisions import LintDecision, LintVerdict
from knowledge_base.linting import LintedPolicy, VectorsOf, Warning, linted
from knowledge_base.policies import PolicyMeta, Stage
from knowledge_base.store import policies as policy_store
from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.wiring import Services

MOST_WAITING = 200  # newest unpublished wordings that a warning may be of
NEW_POLICY = "new"  # the id under which a text is linted that was never saved


def lint_policies(services: Services, who: Principal, *, brand: str | None = None) -> LintReport:
    """Return what is wrong with a brand's published policies.  Raises BrandNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        brand_id = brand_in_sight(session, who, brand).id
        return lint_brand(session, brand_id, today=services.clock().date(), vectors_of=services.sentence_vectors)


def lint_text(
    services: Services,
    who: Principal,
    *,
    title: str,
    text: str,
    meta: PolicyMeta | None = None,
    policy_id: str | None = None,
    brand: str | None = None,
) -> LintReport:
    """Return what would be wrong with a text being written, among the brand's published policies.

    ``policy_id`` is the policy it is to be the next wording of, ``brand`` where it is a new
    one.  Takes under 300 ms among 100 policies once they were read.  Raises
    PolicyNotFoundError, BrandNotFoundError.
    """
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        brand_id, source = _brand_and_source(session, who, policy_id, brand)
        wording = LintedPolicy(policy_id or NEW_POLICY, title, text, meta or PolicyMeta(), source=source)
        return lint_wording(
            session, brand_id, wording, today=services.clock().date(), vectors_of=services.sentence_vectors
        )


def lint_revision(services: Services, who: Principal, policy_id: str, number: int) -> LintReport:
    """Return what is, or would be, wrong with one wording.  Raises PolicyNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        brand_id, source = _brand_and_source(session, who, policy_id, None)
        wording = linted(policy_store.find_revision(session, policy_id, number), source=source)
        return lint_wording(
            session, brand_id, wording, today=services.clock().date(), vectors_of=services.sentence_vectors
        )


def settle_warning(
    services: Services,
    who: Principal,
    key: str,
    verdict: LintVerdict | str,
    *,
    brand: str | None = None,
    winner: str | None = None,
    note: str | None = None,
    wording: LintedPolicy | None = None,
) -> LintDecision:
    """Remember "this one wins", "not a conflict", or that a decision no longer counts.

    The warning is one of the brand's, one that ``wording``, a text being written, gives, or one
    of a saved wording that is not published yet.
    Raises WarningNotFoundError, BrandNotFoundError.
    """
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        brand_id = brand_in_sight(session, who, brand).id
        now = services.clock()
        today, vectors_of = now.date(), services.sentence_vectors
        report = lint_brand(session, brand_id, today=today, vectors_of=vectors_of)
        known = _warnings_of(report)
        if wording is not None:
            known += _warnings_of(lint_wording(session, brand_id, wording, today=today, vectors_of=vectors_of))
        if not any(one.key == key for one in known):
            known += _of_waiting(session, brand_id, key, today=today, vectors_of=vectors_of)
        return remember(
            session,
            brand_id,
            key,
            LintVerdict(verdict),
            actor=who.actor,
            now=now,
            among=known,
            winner=winner,
            note=note,
        )


def _of_waiting(
    session: Session, brand_id: str, key: str, *, today: date, vectors_of: VectorsOf | None
) -> list[Warning]:
    """Return the warnings of the saved wording that gives the one with this key."""
    for stage in (Stage.DRAFT, Stage.IN_REVIEW):
        for one in policy_store.list_policies(session, brand_ids=[brand_id], stage=stage, limit=MOST_WAITING):
            wording = linted(one.newest, source=one.policy.source)
            found = _warnings_of(lint_wording(session, brand_id, wording, today=today, vectors_of=vectors_of))
            if any(warning.key == key for warning in found):
                return found
    return []


def _warnings_of(report: LintReport) -> list[Warning]:
    return [*report.open, *(one for one, _ in report.settled)]


def _brand_and_source(
    session: Session, who: Principal, policy_id: str | None, brand: str | None
) -> tuple[str, str | None]:
    if policy_id is None:
        return brand_in_sight(session, who, brand).id, None
    policy = policy_store.get_policy(session, policy_id)
    if not who.may_see(policy.brand_id):
        raise PolicyNotFoundError(f"No policy has the id {policy_id!r}.")
    return policy.brand_id, policy.source
