"""The steps of a wording, a button each: decide on it, publish it, bring it back, retire the policy."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from drafter.errors import ReplayNeededError
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.policies import Revision, Verdict
from webhook.accounts.roles import Role
from webhook.admin import actions
from webhook.admin.blueprint import back_to, case_of, day_in, named_revision, note_in_form, pages, today_of
from webhook.admin.policy_pages import failed_page
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.http.problems import status_of


@pages.post("/admin/policies/<policy_id>/review")
@require(Role.ADMIN)
def decide(policy_id: str) -> Response | tuple[str, int]:
    """Approve the wording under review, or send it back."""
    verdict = request.form.get("verdict", "")

    def act(number: int) -> str:
        if verdict not in set(Verdict):
            raise RequestFieldsError("Press “Approve” or “Ask for changes”; nothing was decided.")
        actions.review_revision(services(), principal(), policy_id, number, Verdict(verdict), note=note_in_form())
        return f"v{number} is approved." if verdict == Verdict.APPROVE else f"v{number} is a draft again."

    return _act(policy_id, act)


@pages.post("/admin/policies/<policy_id>/publish")
@require(Role.ADMIN)
def publish(policy_id: str) -> Response | tuple[str, int]:
    """Publish a wording: a new index is built, and drafts use it from then on."""
    given = request.form.get("effective_at", "").strip()

    def act(number: int) -> str:
        done = actions.publish_revision(
            services(), principal(), policy_id, number, effective_at=day_in(given), note=note_in_form()
        )
        starts = done.effective_from
        is_later = starts is not None and starts > today_of(case_of(policy_id).brand)
        return f"v{number} is published and holds from {starts}." if is_later else f"v{number} is live."

    return _act(policy_id, act)


@pages.post("/admin/policies/<policy_id>/retire")
@require(Role.ADMIN)
def retire(policy_id: str) -> Response | tuple[str, int]:
    """Take a policy out of use."""

    def act(_number: int) -> str:
        actions.retire_policy(services(), principal(), policy_id, reason=note_in_form("reason"))
        return "The policy is retired; no draft uses it any more."

    return _act(policy_id, act)


@pages.post("/admin/policies/<policy_id>/delete")
@require(Role.ADMIN)
def delete(policy_id: str) -> Response | tuple[str, int]:
    """Delete a policy that is not published, when the box that says so is ticked."""
    try:
        if request.form.get("sure") != "yes":
            raise RequestFieldsError("Tick the box first; nothing was deleted.")
        done = actions.delete_policy(services(), principal(), policy_id, reason=note_in_form("reason"))
    except (KnowledgeBaseError, RequestFieldsError) as error:
        return failed_page(policy_id, error), status_of(error)
    flash(f"“{done.title}” is deleted; its words are gone from every search.")
    return redirect(url_for("admin.policies"), 303)


@pages.post("/admin/policies/<policy_id>/restore")
@require(Role.ADMIN)
def restore(policy_id: str) -> Response | tuple[str, int]:
    """Bring an older wording back, as a new draft."""

    def act(number: int) -> str:
        old = actions.get_revision(services(), principal(), policy_id, number)
        made = _brought_back(policy_id, old)
        return f"v{number} is back as draft v{made.number}."

    return _act(policy_id, act)


@pages.post("/admin/policies/<policy_id>/verify")
@require(Role.ADMIN)
def verify(policy_id: str) -> Response | tuple[str, int]:
    """Say that the wording in force still holds."""
    given = request.form.get("review_by", "").strip()

    def act(_number: int) -> str:
        done = actions.verify_policy(services(), principal(), policy_id, review_by=day_in(given), note=note_in_form())
        until = f" until {done.review_by}" if done.review_by else ""
        return f"v{done.number} is verified{until}."

    return _act(policy_id, act)


def _brought_back(policy_id: str, old: Revision) -> Revision:
    """Bring back a published wording with its days, or take over the words of a draft that never was."""
    if old.published_at:
        return actions.roll_back(services(), principal(), policy_id, old.number)
    return actions.save_revision(
        services(),
        principal(),
        policy_id,
        text=old.text,
        title=old.title,
        change_meta=lambda _: old.meta,
        note=f"Takes over v{old.number}.",
    )


def _act(policy_id: str, act: Callable[[int], str]) -> Response | tuple[str, int]:
    """Do one act on the revision that the form names; what goes wrong is said on the policy's page."""
    case = case_of(policy_id)
    revision = named_revision(case, request.form.get("revision")) or case.newest
    try:
        flash(act(revision.number))
    except (KnowledgeBaseError, ReplayNeededError, RequestFieldsError) as error:
        return failed_page(policy_id, error), status_of(error)
    return back_to(policy_id)
