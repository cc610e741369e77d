"""What an admin can do with imports: bring policies in, keep an eye on their sources, decide on what vanished."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from drafter.store.brands import needs_two_people
from knowledge_base import editing
from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.origins import ImportRun, ItemKind, Origin, OriginKind, Vanished
from knowledge_base.policies import Revision, Stage
from knowledge_base.sources.writing import export_files, pack_files
from knowledge_base.store import imports as import_store
from knowledge_base.store import policies as policy_store
from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.errors import RequestFieldsError
from webhook.fetching import LOCALE, help_centre_address
from webhook.importing import ImportResult
from webhook.wiring import Services

FETCHED = (OriginKind.HELP_CENTRE, OriginKind.PAGE)
MOST_RUNS = 20
MOST_PUBLISHED = 100  # by one press: somebody waits while their snippets are embedded
MOST_ADDRESS = 1000
MOST_EXPORTED = 100_000
HOURS_OF_A_YEAR = 8760


@dataclass(frozen=True)
class ImportDesk:
    """What the import page shows: sources, what vanished from them, and the last imports."""

    origins: tuple[Origin, ...]
    vanished: tuple[Vanished, ...]
    runs: tuple[ImportRun, ...]


def show_imports(services: Services, who: Principal) -> ImportDesk:
    """Return the sources, vanished policies and imports of this person's brands."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        return ImportDesk(
            import_store.list_origins(session, brand_ids=who.brand_ids, kinds=FETCHED),
            import_store.list_vanished(session, brand_ids=who.brand_ids),
            import_store.list_runs(session, brand_ids=who.brand_ids, limit=MOST_RUNS),
        )


def import_file(services: Services, who: Principal, brand: str | None, name: str, data: bytes) -> ImportResult:
    """Import a file or .zip that somebody sent; new policies arrive as drafts.

    Raises BrandNotFoundError, RequestFieldsError, ImportSourceError.
    """
    return services.imports.import_upload(_brand_id(services, who, brand), name, data, actor=who.actor)


def import_page(services: Services, who: Principal, brand: str | None, url: str) -> ImportResult:
    """Import a public page.  Raises BrandNotFoundError, RequestFieldsError, ImportSourceError, HelpdeskError."""
    brand_id = _brand_id(services, who, brand)
    address = url.strip()
    if not address or len(address) > MOST_ADDRESS:
        raise RequestFieldsError("Give the address of a page, such as https://shop.example/returns.")
    return services.imports.import_page(
        brand_id, address if "://" in address else f"https://{address}", actor=who.actor
    )


def add_source(
    services: Services, who: Principal, brand: str | None, address: str, *, locale: str = "", every_hours: int | None
) -> Origin:
    """Add a help centre and queue its first fetch.

    Raises BrandNotFoundError, RequestFieldsError, HelpdeskRejectedError.
    """
    brand_id = _brand_id(services, who, brand)
    root, named = help_centre_address(address[:MOST_ADDRESS])
    wanted = (locale.strip() or named or "en-us").lower()
    if not LOCALE.fullmatch(wanted):
        raise RequestFieldsError(f"{wanted[:40]!r} is no locale of a help centre; write one such as en-us.")
    with services.database.writing() as session:
        origin = services.imports.add_help_centre(
            session, brand_id, root, wanted, actor=who.actor, is_operator_given=False
        )
        services.imports.schedule(session, origin, _hours(every_hours))
        services.imports.fetch_soon(session, origin, actor=who.actor)
        return import_store.get_origin(session, origin.id)


def fetch_source(services: Services, who: Principal, origin_id: str) -> ImportRun:
    """Queue a fetch of a source.  Raises PolicyNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        return services.imports.fetch_soon(session, _origin_in_sight(session, who, origin_id), actor=who.actor)


def schedule_source(services: Services, who: Principal, origin_id: str, every_hours: int | None) -> Origin:
    """Fetch a source so often; None: only when somebody asks.  Raises PolicyNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        origin = _origin_in_sight(session, who, origin_id)
        services.imports.schedule(session, origin, _hours(every_hours))
        return import_store.get_origin(session, origin.id)


def remove_source(services: Services, who: Principal, origin_id: str) -> None:
    """Fetch a source no more; its policies stay.  Raises PolicyNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        import_store.remove_origin(session, _origin_in_sight(session, who, origin_id).id)


def get_run(services: Services, who: Principal, run_id: str) -> ImportRun:
    """Return an import.  Raises PolicyNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        return _run_in_sight(session, who, run_id)


def list_runs(services: Services, who: Principal) -> tuple[ImportRun, ...]:
    """Return the last imports of this person's brands, newest first."""
    return show_imports(services, who).runs


def export_policies(services: Services, who: Principal, brand: str | None) -> tuple[str, bytes]:
    """Return a brand's slug and its policies as a .zip that an import reads as unchanged.

    Raises BrandNotFoundError, RequestFieldsError.
    """
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        found = brand_in_sight(session, who, brand)
        listed = policy_store.list_policies(session, brand_ids=[found.id], limit=MOST_EXPORTED)
    return found.slug, pack_files(export_files(one for one in listed if not one.policy.is_retired))


def keep_policy(services: Services, who: Principal, policy_id: str) -> None:
    """Let a policy stand whose source no longer has it.  Raises PolicyNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        if not who.may_see(policy_store.get_policy(session, policy_id).brand_id):
            raise PolicyNotFoundError(f"No policy has the id {policy_id!r}.")
        import_store.forget_origin(session, policy_id)


def drafts_of(services: Services, who: Principal, run_id: str) -> tuple[Revision, ...]:
    """Return the new policies of an import whose first wording is still a draft.  Raises PolicyNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        run = _run_in_sight(session, who, run_id)
        ids = [item.policy_id for item in run.items if item.kind is ItemKind.CREATED and item.policy_id]
        newest = [policy_store.revisions_of(session, policy_id)[0] for policy_id in ids]
    return tuple(one for one in newest if one.stage is Stage.DRAFT and one.number == 1)


def publish_new(services: Services, who: Principal, run_id: str) -> tuple[int, bool]:
    """Publish the new policies of an import, so many at once; where two people are asked for, submit them.

    Returns how many, and whether they were published.  Raises PolicyNotFoundError, StageError, EmbeddingError.
    """
    drafts = drafts_of(services, who, run_id)[:MOST_PUBLISHED]
    if not drafts:
        return 0, False
    with services.database.writing() as session:
        brand_id = _run_in_sight(session, who, run_id).origin.brand_id
        if needs_two_people(session, brand_id):
            _submit(session, drafts, who, services)
            return len(drafts), False
    services.publisher.publish([one.id for one in drafts], actor=who.actor)
    return len(drafts), True


def _submit(session: Session, drafts: Sequence[Revision], who: Principal, services: Services) -> None:
    for one in drafts:
        editing.submit(session, one.id, actor=who.actor, now=services.clock())


def _brand_id(services: Services, who: Principal, brand: str | None) -> str:
    permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        return brand_in_sight(session, who, brand).id


def _hours(given: int | None) -> int | None:
    if given is not None and not 1 <= given <= HOURS_OF_A_YEAR:
        raise RequestFieldsError("A source is fetched every 1 to 8,760 hours, or only when asked.")
    return given


def _origin_in_sight(session: Session, who: Principal, origin_id: str) -> Origin:
    origin = import_store.get_origin(session, origin_id)
    if not who.may_see(origin.brand_id):
        raise PolicyNotFoundError(f"No source of policies has the id {origin_id[:64]!r}.")
    return origin


def _run_in_sight(session: Session, who: Principal, run_id: str) -> ImportRun:
    run = import_store.get_run(session, run_id)
    if not who.may_see(run.origin.brand_id):
        raise PolicyNotFoundError(f"No import has the id {run_id[:64]!r}.")
    return run
