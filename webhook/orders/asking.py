"""Ask a brand's order source for the order of a ticket: within a budget, remembered briefly, failing in words.

A source holds up no draft for longer than ``BUDGET_S``, name service included: what has not
come by then is given up.  A source that did not answer is left alone for a short while.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar
from urllib.parse import quote

from drafter.errors import OrderSourceError, OrderUnknownError
from drafter.order_sources import ShopOrder, checked_order, wanted_order
from drafter.orders import Order
from drafter.tickets import Ticket
from knowledge_base.foundation.errors import ServiceError
from webhook.errors import HelpdeskError, HelpdeskRejectedError, HelpdeskUnavailableError
from webhook.helpdesks.calling import call_json
from webhook.json_values import read_json
from webhook.orders.configs import NUMBER_SLOT, SHOPIFY, SHOPIFY_VERSION, OrderSourceConfig, read_mapping
from webhook.orders.mapping import read_mapped
from webhook.orders.shopify import QUERY, read_answer, sellers_in, variables

BUDGET_S = 2.0  # a draft waits this long for an order
KEPT_S = 60.0  # an order that was just read is not asked for again
LEFT_ALONE_S = 15.0  # a source that did not answer is not asked again
MOST_KEPT = 500
_Found = TypeVar("_Found")

Note = Callable[[OrderSourceConfig, str | None], None]
"""Told what went wrong with a source last; None: it answered."""


def note_nothing(config: OrderSourceConfig, reason: str | None) -> None:
    """Keep no record: for tests and one-off trials."""


@dataclass(frozen=True)
class _Kept:
    """What a source said of an order, until when; ``reason`` where it failed."""

    until: float
    found: ShopOrder | None = None
    reason: str = ""


class Remembered:
    """What sources said a moment ago.  Safe to share between threads."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._kept: OrderedDict[tuple[Any, ...], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: tuple[Any, ...]) -> _Kept | None:
        """Return what is kept under a key, None where it is not or no longer."""
        with self._lock:
            kept = self._kept.get(key)
            return kept if kept and kept.until > self._monotonic() else None

    def keep(self, key: tuple[Any, ...], *, for_s: float, found: ShopOrder | None = None, reason: str = "") -> None:
        """Keep an answer, or why there was none, for so long."""
        with self._lock:
            self._kept[key] = _Kept(self._monotonic() + for_s, found, reason)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


class AskedOrders:
    """The order of a ticket as a brand's shop knows it now."""

    def __init__(
        self,
        config: OrderSourceConfig,
        remembered: Remembered,
        *,
        note: Note = note_nothing,
        budget_s: float | None = None,
    ) -> None:
        self._config, self._remembered, self._note = config, remembered, note
        self._budget_s = BUDGET_S if budget_s is None else budget_s

    def find(self, ticket: Ticket) -> Order | None:
        """Return the ticket's order; its own where it names none.  Raises OrderSourceError."""
        wanted = wanted_order(ticket)
        if wanted is None:
            return ticket.order
        return checked_order(self.look_up(wanted.number), wanted, ticket)

    def look_up(self, number: str) -> ShopOrder:
        """Return the order of this number.  Raises OrderSourceError."""
        config = self._config
        source = (config.brand_id, config.kind, tuple(sorted(config.options.items())), config.secret)
        kept = self._remembered.recall((*source, number)) or self._remembered.recall(source)
        if kept and kept.found:
            return kept.found
        if kept:
            raise OrderSourceError(kept.reason)
        try:
            found = _within(self._budget_s, lambda: read_found(config, number, _ask(config, number, self._budget_s)))
        except _AwayError as error:
            self._remembered.keep(source, for_s=min(error.wait_s or LEFT_ALONE_S, KEPT_S), reason=error.message)
            self._note(config, error.message)
            raise OrderSourceError(error.message) from error
        except OrderUnknownError:
            self._note(config, None)
            raise
        except OrderSourceError as error:
            self._note(config, error.message)
            raise
        self._remembered.keep((*source, number), for_s=KEPT_S, found=found)
        self._note(config, None)
        return found


class _AwayError(Exception):
    """The source does not answer now, whatever it is asked; ``wait_s`` is for how long, where it said so."""

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.message, self.wait_s = message, wait_s


def _within(budget_s: float, ask: Callable[[], _Found]) -> _Found:
    """Return what a call returns or raise what it raises; one that takes too long is left to itself."""
    answers: SimpleQueue[tuple[_Found | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            answers.put((ask(), None))
        except Exception as error:  # handed over to whoever waits
            answers.put((None, error))

    threading.Thread(target=run, daemon=True, name="order-source").start()
    try:
        found, failed = answers.get(timeout=budget_s + 0.25)  # the call's own time-out says more
    except Empty as error:
        raise _AwayError(f"The shop did not answer within {budget_s:g} s.") from error
    if failed is not None:
        raise failed
    return found  # type: ignore[return-value]


def _ask(config: OrderSourceConfig, number: str, budget_s: float) -> Any:
    """Return the shop's answer; a redirect, which would take the token along, is not followed."""
    try:
        if config.kind == SHOPIFY:
            version = config.option("api_version", SHOPIFY_VERSION)
            url = f"{config.option('base_url').rstrip('/')}/admin/api/{quote(version, safe='')}/graphql.json"
            body = {"query": QUERY, "variables": variables(number)}
            headers = {"X-Shopify-Access-Token": config.secret}
            return _called("POST", url, body, headers, config, budget_s)
        url = config.option("url").replace(NUMBER_SLOT, quote(number, safe=""))
        headers = {config.option("header", "Authorization"): config.secret} if config.secret else {}
        return _called("GET", url, None, headers, config, budget_s)
    except HelpdeskError as error:
        raise _in_words(error, number) from error


def _called(
    method: str, url: str, body: Any, headers: dict[str, str], config: OrderSourceConfig, budget_s: float
) -> Any:
    return call_json(method, url, body, headers=headers, allow_private=config.is_operators, timeout_s=budget_s)


def read_found(config: OrderSourceConfig, number: str, answer: Any) -> ShopOrder:
    """Return the order in an answer, whatever the answer is.  Raises OrderSourceError."""
    try:
        plain = read_json(json.dumps(answer).encode())  # what no database can keep goes
        if config.kind == SHOPIFY:
            sellers = sellers_in(config.option("sellers"))
            return read_answer(plain, number, sellers=sellers, replacement_tag=config.option("replacement_tag"))
        return read_mapped(plain, read_mapping(config.option("mapping")))
    except OrderSourceError:
        raise
    except (ServiceError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RecursionError) as error:
        raise OrderSourceError(f"The shop's answer is no order ({type(error).__name__}).") from error


def _in_words(error: HelpdeskError, number: str) -> OrderSourceError | _AwayError:
    """Say what a failed call means for somebody who keeps the source; never what was sent."""
    status = getattr(error, "status", None)
    if isinstance(error, HelpdeskUnavailableError):
        if status == 429:
            return _AwayError("The shop asked us to slow down (429).", error.retry_after_s)
        if status is not None:
            return _AwayError(f"The shop's server failed ({status}).", error.retry_after_s)
        if "something else than JSON" in error.message:
            return OrderSourceError("The shop answered with something else than JSON.")
        return _AwayError(error.message)
    if status in (401, 403):
        return OrderSourceError(f"The shop refuses our key ({status}); give the order source a new one.")
    if status == 404:
        return OrderUnknownError(f"The shop knows no order {number[:40]!r} (404).")
    if isinstance(error, HelpdeskRejectedError) and error.location is not None:
        return OrderSourceError(f"The shop redirects ({status}); give the address that it means.")
    return OrderSourceError(f"The shop said no ({status})." if status else error.message)
