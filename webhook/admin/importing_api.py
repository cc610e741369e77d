"""``/api/v1/policies/import``, ``/imports``, ``/sources`` and ``/vanished``: imports for programs."""

import base64
import binascii
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from knowledge_base.origins import ImportRun, ItemKind, Origin, OriginKind, RunState, Vanished
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import importing
from webhook.draft_json import moment_json
from webhook.errors import RequestFieldsError
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services

MAX_NAME = 200

api = ApiBlueprint("imports_api", __name__)

Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=importing.MOST_ADDRESS)]
Brand = Annotated[str | None, Field(max_length=255, description="Name, slug or id; may be left out with one brand.")]
Hours = Annotated[int | None, Field(ge=1, le=importing.HOURS_OF_A_YEAR)]


class ImportBody(Fields):
    """One file, as text or in base64, or the address of a public page."""

    brand: Brand = None
    name: str | None = Field(None, min_length=1, max_length=MAX_NAME, description="The file's name, such as faq.csv.")
    text: str | None = Field(None, description="The file's content, where it is text.")
    base64: str | None = Field(None, description="The file's content in base64: Word, PDF, .zip.")
    url: Address | None = Field(None, description="A page or document to fetch instead of a file.")

    @model_validator(mode="after")
    def _names_one_thing(self) -> "ImportBody":
        given = [one for one in (self.text, self.base64, self.url) if one is not None]
        if len(given) != 1 or (self.url is None and not self.name):
            raise ValueError("give 'url', or 'name' with 'text' or 'base64'")
        return self


class SourceBody(Fields):
    """A help centre (Zendesk Guide)."""

    brand: Brand = None
    address: Address = Field(description="Such as https://acme.zendesk.com/hc/en-us.")
    locale: str = Field(
        "", max_length=40, description="As the help centre writes it; left out: the address's, or en-us."
    )
    every_hours: Hours = Field(None, description="How often it is fetched; left out: when asked.")


class ScheduleBody(Fields):
    """How often a source is fetched."""

    every_hours: Hours = Field(description="null: only when asked.")


class SourceShown(Shown):
    """Where policies come from."""

    id: str
    brand_id: str
    kind: OriginKind
    address: str
    locale: str
    every_hours: int | None
    next_at: Moment | None


class SourcePage(Shown):
    """Every source that is fetched."""

    items: list[SourceShown]
    next: str | None


class ItemShown(Shown):
    """What an import did with one policy or file."""

    kind: ItemKind
    key: str
    title: str
    policy_id: str | None
    revision: int | None
    reason: str


class RunShown(Shown):
    """One import."""

    id: str
    source: SourceShown
    state: RunState
    actor: str
    counts: dict[str, int]
    items: list[ItemShown]
    error: str | None
    started_at: Moment
    finished_at: Moment | None


class RunPage(Shown):
    """The last imports, newest first."""

    items: list[RunShown]
    next: str | None


class VanishedShown(Shown):
    """A policy whose source no longer has it."""

    policy_id: str
    title: str
    key: str
    brand_id: str
    source: SourceShown
    since: Moment


class VanishedPage(Shown):
    """Every policy that is put up for retirement."""

    items: list[VanishedShown]
    next: str | None


@api.route_for("POST", "/policies/import", act=Act.EDIT_POLICIES, body=ImportBody, answer=RunShown)
def import_policies(who: Principal, body: ImportBody) -> dict[str, Any]:
    """Import a file or a page; new policies are drafts, changes of published ones wait for a review."""
    if body.url is not None:
        return run_json(importing.import_page(services(), who, body.brand, body.url).run)
    result = importing.import_file(services(), who, body.brand, body.name or "", _data(body))
    return run_json(result.run)


@api.route_for("GET", "/imports", act=Act.EDIT_POLICIES, answer=RunPage)
def list_imports(who: Principal) -> dict[str, Any]:
    """List the last imports, newest first."""
    return {"items": [run_json(run) for run in importing.list_runs(services(), who)], "next": None}


@api.route_for("GET", "/imports/<run_id>", act=Act.EDIT_POLICIES, answer=RunShown)
def get_import(who: Principal, run_id: str) -> dict[str, Any]:
    """Return one import and what it did."""
    return run_json(importing.get_run(services(), who, run_id))


@api.route_for("GET", "/sources", act=Act.EDIT_POLICIES, answer=SourcePage)
def list_sources(who: Principal) -> dict[str, Any]:
    """List the pages and help centres that policies are fetched from."""
    return {"items": [_source_json(one) for one in importing.show_imports(services(), who).origins], "next": None}


@api.route_for("POST", "/sources", act=Act.EDIT_POLICIES, body=SourceBody, answer=SourceShown, status=201)
def add_source(who: Principal, body: SourceBody) -> dict[str, Any]:
    """Add a help centre, and queue its first fetch."""
    made = importing.add_source(
        services(), who, body.brand, body.address, locale=body.locale, every_hours=body.every_hours
    )
    return _source_json(made)


@api.route_for("PATCH", "/sources/<source_id>", act=Act.EDIT_POLICIES, body=ScheduleBody, answer=SourceShown)
def schedule_source(who: Principal, source_id: str, body: ScheduleBody) -> dict[str, Any]:
    """Change how often a source is fetched."""
    return _source_json(importing.schedule_source(services(), who, source_id, body.every_hours))


@api.route_for("POST", "/sources/<source_id>/fetch", act=Act.EDIT_POLICIES, answer=RunShown, status=202)
def fetch_source(who: Principal, source_id: str) -> dict[str, Any]:
    """Queue a fetch of a source; the import tells when it is done."""
    return run_json(importing.fetch_source(services(), who, source_id))


@api.route_for("POST", "/sources/<source_id>/remove", act=Act.EDIT_POLICIES, answer=SourcePage)
def remove_source(who: Principal, source_id: str) -> dict[str, Any]:
    """Fetch a source no more; its policies stay."""
    importing.remove_source(services(), who, source_id)
    return {"items": [_source_json(one) for one in importing.show_imports(services(), who).origins], "next": None}


@api.route_for("GET", "/vanished", act=Act.EDIT_POLICIES, answer=VanishedPage)
def list_vanished(who: Principal) -> dict[str, Any]:
    """List policies that are put up for retirement because their source no longer has them."""
    return _vanished_json(importing.show_imports(services(), who).vanished)


@api.route_for("POST", "/vanished/<policy_id>/keep", act=Act.EDIT_POLICIES, answer=VanishedPage)
def keep_policy(who: Principal, policy_id: str) -> dict[str, Any]:
    """Let a policy stand by itself; to retire it instead, retire the policy."""
    importing.keep_policy(services(), who, policy_id)
    return _vanished_json(importing.show_imports(services(), who).vanished)


def run_json(run: ImportRun) -> dict[str, Any]:
    """Return an import as plain JSON."""
    return {
        "id": run.id,
        "source": _source_json(run.origin),
        "state": run.state.value,
        "actor": run.actor_id,
        "counts": {kind.value: run.count(kind) for kind in ItemKind},
        "items": [{**item.__dict__, "kind": item.kind.value} for item in run.items],
        "error": run.error,
        "started_at": moment_json(run.started_at),
        "finished_at": moment_json(run.finished_at),
    }


def _source_json(one: Origin) -> dict[str, Any]:
    return {
        "id": one.id,
        "brand_id": one.brand_id,
        "kind": one.kind.value,
        "address": one.location,
        "locale": one.locale,
        "every_hours": one.every_hours,
        "next_at": moment_json(one.next_at),
    }


def _vanished_json(found: tuple[Vanished, ...]) -> dict[str, Any]:
    return {
        "items": [
            {
                "policy_id": one.policy_id,
                "title": one.title,
                "key": one.key,
                "brand_id": one.brand_id,
                "source": _source_json(one.origin),
                "since": moment_json(one.since),
            }
            for one in found
        ],
        "next": None,
    }


def _data(body: ImportBody) -> bytes:
    if body.base64 is None:
        return (body.text or "").encode("utf-8", "replace")
    try:
        return base64.b64decode(body.base64, validate=True)
    except (binascii.Error, ValueError) as error:
        raise RequestFieldsError("Field 'base64' should be base64 of the file.") from error
