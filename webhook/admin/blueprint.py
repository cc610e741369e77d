"""The blueprint that the admin's pages hang on, and what they all ask of a request."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from drafter.brands import Brand
from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.policies import Revision
from webhook.accounts.people import names_by_id
from webhook.accounts.permissions import visible_brands
from webhook.accounts.roles import Role
from webhook.admin import actions
from webhook.admin.actions import PolicyCase
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, services
from webhook.http.forms import number_in
from webhook.json_values import clean_text

MOST_NOTE = 500

pages = Blueprint("admin", __name__)


def may_edit() -> bool:
    """Whether whoever asks may change policies."""
    return principal().role is Role.ADMIN


def my_brands() -> tuple[Brand, ...]:
    """Return the brands of whoever asks."""
    with services().database.reading() as session:
        return visible_brands(session, principal())


def names() -> Mapping[str, str]:
    """Return everybody's name by id."""
    with services().database.reading() as session:
        return names_by_id(session)


def today_of(brand: Brand) -> date:
    """Return the brand's day of now."""
    return brand.day_of(services().clock())


def case_of(policy_id: str) -> PolicyCase:
    """Return a policy with its revisions.  Raises PolicyNotFoundError."""
    return actions.get_policy(services(), principal(), policy_id)


def named_revision(case: PolicyCase, given: str | None) -> Revision | None:
    """Return the revision with this number, None where none is asked for.  Raises PolicyNotFoundError."""
    if not given:
        return None
    number = number_in(given)
    found = next((one for one in case.revisions if one.number == number), None)
    if found is None:
        raise PolicyNotFoundError(f"Policy {case.policy.title!r} has no revision {given[:12]!r}.")
    return found


def note_in_form(name: str = "note") -> str | None:
    """Return a note that a form holds, None for an empty one."""
    return request.form.get(name, "").strip()[:MOST_NOTE] or None


def field_in_form(name: str, most: int) -> str:
    """Return a field of a form without what no database holds, at most ``most`` characters; empty if missing."""
    return clean_text(request.form.get(name, "")).strip()[:most]


def day_in(given: str) -> date | None:
    """Return a day, None for an empty field.  Raises RequestFieldsError."""
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise RequestFieldsError(f"{given[:20]!r} is no day; write it as 2026-12-01.") from error


def back_to(policy_id: str) -> Response:
    """Lead to a policy's page."""
    return redirect(url_for("admin.policy", policy_id=policy_id), 303)
