"""``/api/v1/policies`` and ``/api/v1/search``: the admin desk for programs."""

from typing import Any

from knowledge_base.policies import PolicyMeta, PolicyOverview, Revision
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import actions, learning
from webhook.admin.actions import PolicyCase
from webhook.admin.learned_schemas import LearnedPage, LearnedQuery, LearnedShown
from webhook.admin.lint_actions import lint_revision
from webhook.admin.lint_api import WarningShown
from webhook.admin.listing_schemas import DeleteQuery, PolicyDeleted, PolicyListPage
from webhook.admin.schemas import (
    ComparisonShown,
    HistoryPage,
    NoteBody,
    PoliciesQuery,
    PolicyBody,
    PolicyDetail,
    PolicyUsageShown,
    PublishBody,
    RetireBody,
    ReviewBody,
    RevisionBody,
    RevisionPage,
    RevisionShown,
    SearchQuery,
    SearchShown,
    StalePage,
    StaleQuery,
    UsageQuery,
    VerificationShown,
    VerifyBody,
)
from webhook.draft_json import moment_json
from webhook.http.api import ApiBlueprint
from webhook.http.context import services
from webhook.http.pagination import page, read_cursor
from webhook.lint_json import report_json
from webhook.policy_json import (
    comparison_json,
    failure_json,
    history_json,
    learned_json,
    policy_usage_json,
    revision_json,
    stale_json,
    standing_json,
    usage_json,
    verification_json,
)
from webhook.search_json import search_json

api = ApiBlueprint("admin_api", __name__)

ONE = "/policies/<policy_id>"
REVISION = "/policies/<policy_id>/revisions/<int(max=1000000):number>"
COMPARISON = "/policies/<policy_id>/revisions/<int(max=1000000):before>/compare/<int(max=1000000):after>"


class PublishedShown(RevisionShown):
    """A wording that was published, with what the linter says of it."""

    warnings: list[WarningShown]


@api.route_for("GET", "/policies", act=Act.READ_POLICIES, query=PoliciesQuery, answer=PolicyListPage)
def list_policies(who: Principal, query: PoliciesQuery) -> dict[str, Any]:
    """List policies, newest first."""
    found = actions.list_policies(
        services(),
        who,
        brand=query.brand,
        stage=query.stage,
        query=query.q,
        before=read_cursor(query.after),
        limit=query.limit + 1,
    )
    known = actions.know_policies(services(), who, found)
    return page(found, query.limit, id_of=lambda one: one.policy.id, show=lambda one: _listed(one, known))


@api.route_for("POST", "/policies", act=Act.EDIT_POLICIES, body=PolicyBody, answer=PolicyDetail, status=201)
def create_policy(who: Principal, body: PolicyBody) -> dict[str, Any]:
    """Write a new policy; its first revision is a draft."""
    meta = body.meta.applied_to(PolicyMeta())
    made = actions.create_policy(
        services(), who, body.brand, title=body.title, text=body.text, meta=meta, note=body.note
    )
    return _detail(actions.get_policy(services(), who, made.policy_id))


@api.route_for("GET", "/policies/stale", act=Act.READ_POLICIES, query=StaleQuery, answer=StalePage)
def list_stale(who: Principal, query: StaleQuery) -> dict[str, Any]:
    """List published policies by the damage their age does: drafts grounded x age x edit rate."""
    found = actions.list_stale(services(), who, brand=query.brand)
    return {"items": [stale_json(one) for one in found[: query.limit]], "next": None}


@api.route_for("GET", ONE, act=Act.READ_POLICIES, answer=PolicyDetail)
def get_policy(who: Principal, policy_id: str) -> dict[str, Any]:
    """Return a policy with its newest wording."""
    return _detail(actions.get_policy(services(), who, policy_id))


@api.route_for("PATCH", ONE, act=Act.EDIT_POLICIES, body=RevisionBody, answer=PolicyDetail, conflicts=True)
def change_policy(who: Principal, policy_id: str, body: RevisionBody) -> dict[str, Any]:
    """Change a policy: its next revision is a draft with what was given."""
    _save(who, policy_id, body)
    return _detail(actions.get_policy(services(), who, policy_id))


@api.route_for("GET", f"{ONE}/revisions", act=Act.READ_POLICIES, answer=RevisionPage)
def list_revisions(who: Principal, policy_id: str) -> dict[str, Any]:
    """List every wording of a policy, newest first."""
    case = actions.get_policy(services(), who, policy_id)
    return {"items": [revision_json(one) for one in case.revisions], "next": None}


@api.route_for(
    "POST",
    f"{ONE}/revisions",
    act=Act.EDIT_POLICIES,
    body=RevisionBody,
    answer=RevisionShown,
    status=201,
    conflicts=True,
)
def save_revision(who: Principal, policy_id: str, body: RevisionBody) -> dict[str, Any]:
    """Write the next wording of a policy, a draft."""
    return revision_json(_save(who, policy_id, body))


@api.route_for("GET", REVISION, act=Act.READ_POLICIES, answer=RevisionShown)
def get_revision(who: Principal, policy_id: str, number: int) -> dict[str, Any]:
    """Return one wording of a policy."""
    return revision_json(actions.get_revision(services(), who, policy_id, number))


@api.route_for("GET", COMPARISON, act=Act.READ_POLICIES, answer=ComparisonShown)
def compare_revisions(who: Principal, policy_id: str, before: int, after: int) -> dict[str, Any]:
    """Compare two wordings of a policy word by word."""
    return comparison_json(*actions.compare_revisions(services(), who, policy_id, before, after))


@api.route_for("GET", f"{ONE}/history", act=Act.READ_POLICIES, answer=HistoryPage)
def list_history(who: Principal, policy_id: str) -> dict[str, Any]:
    """List every step of a policy, newest first: who, when and why."""
    found = actions.get_policy_history(services(), who, policy_id)
    return {"items": [history_json(one) for one in found], "next": None}


@api.route_for("GET", f"{ONE}/usage", act=Act.READ_POLICIES, query=UsageQuery, answer=PolicyUsageShown)
def get_usage(who: Principal, policy_id: str, query: UsageQuery) -> dict[str, Any]:
    """Count the drafts that cite a policy, its wordings and snippets, and what became of them."""
    case = actions.get_policy(services(), who, policy_id)
    return policy_usage_json(policy_id, actions.get_usage(services(), who, policy_id, days=query.days), case.revisions)


@api.route_for("POST", f"{REVISION}/submit", act=Act.EDIT_POLICIES, body=NoteBody, answer=RevisionShown, conflicts=True)
def submit_revision(who: Principal, policy_id: str, number: int, body: NoteBody) -> dict[str, Any]:
    """Put a draft up for review."""
    return revision_json(actions.submit_revision(services(), who, policy_id, number, note=body.note))


@api.route_for(
    "POST", f"{REVISION}/review", act=Act.EDIT_POLICIES, body=ReviewBody, answer=RevisionShown, conflicts=True
)
def review_revision(who: Principal, policy_id: str, number: int, body: ReviewBody) -> dict[str, Any]:
    """Approve a wording under review, or send it back; not by its author."""
    return revision_json(actions.review_revision(services(), who, policy_id, number, body.verdict, note=body.note))


@api.route_for(
    "POST", f"{REVISION}/publish", act=Act.EDIT_POLICIES, body=PublishBody, answer=PublishedShown, conflicts=True
)
def publish_revision(who: Principal, policy_id: str, number: int, body: PublishBody) -> dict[str, Any]:
    """Publish a wording; search reads it from now on.  The linter's warnings come with the answer."""
    published = actions.publish_revision(
        services(), who, policy_id, number, effective_at=body.effective_at, note=body.note
    )
    return {**revision_json(published), "warnings": report_json(lint_revision(services(), who, policy_id, number))}


@api.route_for(
    "POST",
    f"{REVISION}/rollback",
    act=Act.EDIT_POLICIES,
    body=NoteBody,
    answer=RevisionShown,
    status=201,
    conflicts=True,
)
def roll_back(who: Principal, policy_id: str, number: int, body: NoteBody) -> dict[str, Any]:
    """Bring a published wording back as a new revision, a draft."""
    return revision_json(actions.roll_back(services(), who, policy_id, number, note=body.note))


@api.route_for(
    "POST",
    f"{ONE}/verify",
    act=Act.EDIT_POLICIES,
    body=VerifyBody,
    answer=VerificationShown,
    status=201,
    conflicts=True,
)
def verify_policy(who: Principal, policy_id: str, body: VerifyBody) -> dict[str, Any]:
    """Say that the wording in force still holds, and when to look at it again."""
    return verification_json(
        actions.verify_policy(services(), who, policy_id, review_by=body.review_by, note=body.note)
    )


@api.route_for("POST", f"{ONE}/retire", act=Act.EDIT_POLICIES, body=RetireBody, answer=PolicyDetail, conflicts=True)
def retire_policy(who: Principal, policy_id: str, body: RetireBody) -> dict[str, Any]:
    """Take a policy out of use."""
    return _detail(actions.retire_policy(services(), who, policy_id, reason=body.reason))


@api.route_for("DELETE", ONE, act=Act.EDIT_POLICIES, query=DeleteQuery, answer=PolicyDeleted, conflicts=True)
def delete_policy(who: Principal, policy_id: str, query: DeleteQuery) -> dict[str, Any]:
    """Delete a policy that is not published; its words are gone for good."""
    done = actions.delete_policy(services(), who, policy_id, reason=query.reason)
    return {"id": done.policy_id, "title": done.title, "revisions": done.revisions}


@api.route_for("GET", "/learned", act=Act.READ_POLICIES, query=LearnedQuery, answer=LearnedPage)
def list_learned(who: Principal, query: LearnedQuery) -> dict[str, Any]:
    """List the questions for which agents kept snippets, from which search learned."""
    found = learning.list_learned(
        services(), who, brand=query.brand, before=read_cursor(query.after), limit=query.limit + 1
    )
    return page(found, query.limit, id_of=lambda one: one.id, show=learned_json)


@api.route_for("DELETE", "/learned/<kept_id>", act=Act.EDIT_POLICIES, answer=LearnedShown)
def forget_learned(who: Principal, kept_id: str) -> dict[str, Any]:
    """Let search forget one question."""
    return learned_json(learning.forget_learned(services(), who, kept_id))


@api.route_for("GET", "/search", act=Act.SEARCH, query=SearchQuery, answer=SearchShown, conflicts=True)
def search(who: Principal, query: SearchQuery) -> dict[str, Any]:
    """Find the passages that answer a question, best first."""
    found = actions.search(
        services(),
        who,
        query.q,
        brand=query.brand,
        k=query.k,
        on=query.on,
        scope=query.scope,
        revision_id=query.revision,
        explain=query.explain,
    )
    return search_json(found, query.q, gone=services().imports.gone([hit.policy_id for hit in found.hits]))


def _save(who: Principal, policy_id: str, body: RevisionBody) -> Revision:
    return actions.save_revision(
        services(),
        who,
        policy_id,
        text=body.text,
        title=body.title,
        change_meta=body.meta.applied_to,
        based_on=body.based_on,
        note=body.note,
    )


def _overview(one: PolicyOverview) -> dict[str, Any]:
    return {
        "id": one.policy.id,
        "brand_id": one.policy.brand_id,
        "title": one.policy.title,
        "source": one.policy.source,
        "is_retired": one.policy.is_retired,
        "created_at": moment_json(one.policy.created_at),
        "stage": one.newest.stage.value,
        "newest": one.newest.number,
        "published": one.published.number if one.published else None,
    }


def _listed(one: PolicyOverview, known: actions.Known) -> dict[str, Any]:
    return {
        **_overview(one),
        "usage": usage_json(known.usages[one.policy.id]),
        "standing": standing_json(known.standings[one.policy.id]),
        "source_gone": one.policy.id in known.gone,
    }


def _detail(case: PolicyCase) -> dict[str, Any]:
    return {
        **_overview(PolicyOverview(case.policy, case.newest, case.published)),
        "revision": revision_json(case.newest),
        "revisions": [one.number for one in case.revisions],
        "standing": standing_json(case.standing),
        "failure": failure_json(case.failure),
    }
