"""What is configured, reachable, offline and wrong in this installation; each with what to do.

Every look is on its own: one that cannot be taken is a finding, never an end.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from drafter.errors import ModelError
from drafter.model_settings import ModelSettings, usd
from drafter.store.brands import list_brands
from drafter.store.model_settings import read_model_settings, read_spend
from knowledge_base.foundation.errors import ServiceError
from knowledge_base.store.snapshots import active_snapshot
from webhook.errors import HelpdeskError
from webhook.helpdesks.base import Connection
from webhook.helpdesks.calling import reach
from webhook.migrating import is_current
from webhook.orders.configs import NUMBER_SLOT
from webhook.store.accounts import list_users
from webhook.store.connections import list_connections
from webhook.store.health import read_health
from webhook.store.order_sources import read_source
from webhook.wiring import Services

REACH_TIMEOUT_S = 3.0
LEAST_FREE_BYTES = 500 * 1024 * 1024
OPENAI_HOST = "api.openai.com"
MIGRATE = "Run 'drafter db upgrade'."


class State(StrEnum):
    """How something stands.  ``broken`` stops the line, ``warning`` will be missed, ``note`` is for knowing."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True)
class Look:
    """One thing looked at: how it stands, in words, and what to do where something is to be done."""

    name: str
    state: State
    text: str
    todo: str = ""


def diagnose(services: Services, *, is_quick: bool = False) -> Iterator[Look]:
    """Yield everything looked at, in the order of the line; ``is_quick`` loads no embedder."""
    yield from _data_directory(services)
    database = _database(services)
    yield database
    embedder = _embedder(services, is_quick=is_quick)
    yield embedder
    if database.state is not State.BROKEN:
        own_id = None if is_quick or embedder.state is State.BROKEN else services.embedder.id
        for name, look in (
            ("people", _people),
            ("brands", partial(_brands, embedder_id=own_id)),
            ("spend", _spend),
            ("jobs", _jobs),
            ("helpdesks", _connections),
            ("order sources", _order_sources),
        ):
            yield from _guarded(name, look, services)
    yield _model(services)
    yield from _address(services)
    yield _outside(services)


def _guarded(name: str, look: Callable[[Services], Iterator[Look]], services: Services) -> Iterator[Look]:
    try:
        yield from look(services)
    except SQLAlchemyError as error:
        yield Look(name, State.BROKEN, f"The database refused: {type(error).__name__}.", MIGRATE)


def _data_directory(services: Services) -> Iterator[Look]:
    path = services.settings.data_path
    nearest = next((one for one in (path, *path.absolute().parents) if one.exists()), Path("/"))
    if not os.access(nearest, os.W_OK):
        todo = "Give this user the right to write there, or set DRAFTER_DATA_DIR."
        yield Look("data directory", State.BROKEN, f"'{path}' cannot be written.", todo)
        return
    free = shutil.disk_usage(nearest).free
    text = f"'{path}', {free // 1024**2} MB free"
    if free < LEAST_FREE_BYTES:
        yield Look("data directory", State.WARNING, text, "Make room: snapshots and the database grow.")
    else:
        yield Look("data directory", State.OK, text)


def _database(services: Services) -> Look:
    url = make_url(services.settings.database_url)
    shown = url.render_as_string(hide_password=True)
    if services.settings.is_embedded and url.database and not Path(url.database).exists():
        return Look("database", State.BROKEN, f"{shown} does not exist yet.", MIGRATE)
    try:
        is_new = is_current(services.database)
    except (SQLAlchemyError, OSError) as error:
        todo = "Start the server, or correct DRAFTER_DATABASE_URL."
        return Look("database", State.BROKEN, f"{shown} does not answer: {type(error).__name__}.", todo)
    if not is_new:
        return Look("database", State.BROKEN, f"{shown} has no tables of ours, or older ones.", MIGRATE)
    return Look("database", State.OK, f"{shown}, tables up to date")


def _people(services: Services) -> Iterator[Look]:
    with services.database.reading() as session:
        users = [user for user in list_users(session) if user.is_active]
    roles = sorted({user.role for user in users})
    if not users:
        yield Look("people", State.WARNING, "Nobody can sign in.", "Run 'drafter user add EMAIL --role agent'.")
    else:
        yield Look("people", State.OK, f"{len(users)} may sign in, as {', '.join(roles)}")


def _brands(services: Services, *, embedder_id: str | None) -> Iterator[Look]:
    with services.database.reading() as session:
        found = [(brand, active_snapshot(session, brand.id)) for brand in list_brands(session)]
    if not found:
        yield Look("brands", State.WARNING, "There is no brand.", "Run 'drafter brand add NAME'.")
    for brand, snapshot in found:
        name = f"brand {brand.slug}"
        if snapshot is None:
            todo = f"Run 'drafter policy import PATH --brand {brand.slug} --publish'."
            yield Look(name, State.WARNING, "No policy is published, so every draft abstains.", todo)
            continue
        policies, snippets = len(snapshot.revision_ids), snapshot.snippets
        words = f"{policies} {'policy' if policies == 1 else 'policies'}", f"{snippets} snippet{'s' * (snippets != 1)}"
        count = f"{words[0]} in {words[1]}"
        if embedder_id and snapshot.embedder_id != embedder_id:
            todo = f"Run 'drafter policy rebuild --brand {brand.slug}'."
            yield Look(name, State.BROKEN, f"{count}, made by another embedder ({snapshot.embedder_id}).", todo)
        else:
            yield Look(name, State.OK, f"{count} {'is' if policies == 1 else 'are'} searched")


def _spend(services: Services) -> Iterator[Look]:
    """What each brand's model cost this month, and whether it is stopped."""
    now = services.clock()
    with services.database.reading() as session:
        found = [
            (brand, read_model_settings(session, brand.id), read_spend(session, brand.id, now=now))
            for brand in list_brands(session)
        ]
    for brand, own, spent in found:
        cap = own.spend_cap_usd_micros
        if own == ModelSettings() and not spent.completions:
            continue
        of_cap = f" of {usd(cap)}" if cap is not None else ""
        text = f"{usd(spent.usd_micros)}{of_cap} this month for {spent.completions} completions"
        if own.stopped_by(spent.usd_micros):
            why = "its cap is reached" if own.is_on else "it is switched off"
            todo = f"'drafter brand model {brand.slug} --on' or a higher --spend-cap lets it write again."
            yield Look(f"model of {brand.slug}", State.NOTE, f"{text}; {why}, so the composer writes.", todo)
        else:
            yield Look(f"model of {brand.slug}", State.OK, text)


def _jobs(services: Services) -> Iterator[Look]:
    with services.database.reading() as session:
        health = read_health(session, now=services.clock(), dead_after_s=services.settings.jobs.dead_after_s)
    if not health.workers:
        yield Look("worker", State.NOTE, "No worker runs.", "Run 'drafter serve', or 'drafter worker'.")
    else:
        yield Look("worker", State.OK, f"{len(health.workers)} running, drafting is {health.drafting}")
    queued, failed = health.jobs.get("queued", 0), health.jobs.get("failed", 0)
    waiting = f"{queued} queued, the oldest for {health.oldest_s:.0f} s; {failed} failed"
    if failed:
        yield Look("jobs", State.WARNING, waiting, "Look at the log for their ids and causes.")
    elif queued and not health.workers:
        yield Look("jobs", State.WARNING, waiting, "Start a worker: 'drafter worker'.")
    else:
        yield Look("jobs", State.OK, waiting)


def _connections(services: Services) -> Iterator[Look]:
    with services.database.reading() as session:
        connections = list_connections(session)
    if not connections:
        todo = "Run 'drafter connection add generic --brand B --name N'."
        yield Look("helpdesks", State.NOTE, "No helpdesk is connected; tickets come over the API alone.", todo)
    for connection in connections:
        yield _connection(services, connection)


def _connection(services: Services, connection: Connection) -> Look:
    name = f"connection {connection.name}"
    if connection.kind not in services.helpdesk_kinds():
        built_in = ", ".join(sorted(services.helpdesk_kinds()))
        return Look(name, State.BROKEN, f"Kind {connection.kind!r} is not built in.", f"Use one of {built_in}.")
    if connection.is_paused:
        return Look(name, State.NOTE, f"{connection.kind}, paused: its events are ignored")
    address = connection.options.get("callback_url") or connection.options.get("base_url")
    if not address:
        return Look(name, State.OK, f"{connection.kind}, receives events; drafts are looked up, not sent")
    host = urlsplit(address).netloc
    try:
        reach(address, allow_private=services.may_call_private(connection), timeout_s=REACH_TIMEOUT_S)
    except HelpdeskError as error:
        return Look(name, State.WARNING, f"{connection.kind}: {error.message}", "Correct its address, or start it.")
    return Look(name, State.OK, f"{connection.kind}, {host} answers")


def _order_sources(services: Services) -> Iterator[Look]:
    with services.database.reading() as session:
        found = [(brand, state) for brand in list_brands(session) if (state := read_source(session, brand.id))]
    for brand, state in found:
        config, name = state.config, f"orders of {brand.name}"
        address = config.option("base_url") or config.option("url").replace(NUMBER_SLOT, "1")
        todo = f"Look at 'drafter brand orders show {brand.slug}', then try 'drafter brand orders test'."
        try:
            reach(address, allow_private=config.is_operators, timeout_s=REACH_TIMEOUT_S)
        except HelpdeskError as error:
            yield Look(name, State.WARNING, f"{config.kind}: {error.message}", todo)
            continue
        if state.last_error:
            yield Look(name, State.WARNING, f"{config.kind}: {state.last_error}", todo)
        else:
            yield Look(name, State.OK, f"{config.kind}, {urlsplit(address).netloc} answers")


def _embedder(services: Services, *, is_quick: bool) -> Look:
    if is_quick:
        return Look("embedder", State.NOTE, f"{services.settings.embedder}, not loaded (--quick)")
    started = services.monotonic()
    try:
        vectors = services.embedder.embed_questions(["How long do I have to return boots?"])
    except ServiceError as error:
        return Look("embedder", State.BROKEN, error.message, error.hint or "")
    seconds = services.monotonic() - started
    text = f"{services.embedder.id}, {vectors.shape[1]} dimensions, loaded from this machine in {seconds:.1f} s"
    if services.settings.embedder == "hashing":
        return Look("embedder", State.WARNING, text, "It knows words, not meaning; unset DRAFTER_EMBEDDER.")
    return Look("embedder", State.OK, text)


def _model(services: Services) -> Look:
    settings = services.settings
    if settings.openai_api_key is None:
        text = "The composer writes from your policies alone: no language model, no network."
        return Look("model", State.OK, text)
    host = _model_host(services)
    try:
        listed = services.endpoint_models()
    except ModelError as error:
        text = f"{host} does not answer; the composer writes until it does. {error.message}"
        return Look("model", State.BROKEN, text, "Check OPENAI_API_KEY, OPENAI_BASE_URL and the network.")
    if settings.model:
        if listed and settings.model not in listed:
            todo = f"Set DRAFTER_MODEL to one of: {', '.join(listed[:8])}."
            return Look("model", State.WARNING, f"{host} does not list the model {settings.model!r}.", todo)
        return Look("model", State.OK, f"{settings.model} at {host}")
    if len(listed) == 1:
        return Look("model", State.OK, f"{listed[0]} at {host}, the only one listed")
    text = f"{host} lists {len(listed)} models, so the composer writes."
    todo = f"Set DRAFTER_MODEL to one of: {', '.join(listed[:8])}." if listed else "Load a model there."
    return Look("model", State.WARNING, text, todo)


def _address(services: Services) -> Iterator[Look]:
    settings = services.settings
    if not settings.public_url:
        text = "Not set: sign-in links name http://127.0.0.1:8000."
        yield Look("public address", State.NOTE, text, "Set DRAFTER_PUBLIC_URL where others reach this service.")
        return
    is_secure = settings.public_url.startswith("https://")
    if is_secure and not settings.sessions.secure_cookie:
        todo = "Set DRAFTER_SESSIONS__SECURE_COOKIE=true."
        yield Look("public address", State.WARNING, f"{settings.public_url}; its cookie also goes over http.", todo)
    elif not is_secure and urlsplit(settings.public_url).hostname not in ("localhost", "127.0.0.1", "::1"):
        todo = "Put a proxy with a certificate in front."
        yield Look("public address", State.WARNING, f"{settings.public_url} is not encrypted.", todo)
    else:
        yield Look("public address", State.OK, settings.public_url)


def _outside(services: Services) -> Look:
    if services.settings.openai_api_key is None:
        return Look("leaves this machine", State.OK, "Nothing but what helpdesks are sent.")
    text = f"Tickets and the passages found for them go to {_model_host(services)}."
    return Look("leaves this machine", State.NOTE, text)


def _model_host(services: Services) -> str:
    address = services.settings.openai_base_url
    return urlsplit(address).netloc.rpartition("@")[2] if address else OPENAI_HOST
