"""Which order source a brand's drafts ask: its own, as it was set; else the orders that come with tickets."""

from collections.abc import Callable

from drafter.order_sources import OrderSource, TicketOrders
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from webhook.orders.asking import AskedOrders, Remembered
from webhook.orders.configs import OrderSourceConfig
from webhook.store.order_sources import note_outcome, read_source


class BrandOrders:
    """Hands out each brand's order source.  Safe to share between threads; no session is open while one is asked."""

    def __init__(self, database: Database, *, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._database, self._clock = database, clock
        self._remembered = Remembered(monotonic)

    def source(self, brand_id: str) -> OrderSource:
        """Return where a brand's orders are looked up now."""
        with self._database.reading() as session:
            state = read_source(session, brand_id)
        return AskedOrders(state.config, self._remembered, note=self._note) if state else TicketOrders()

    def _note(self, config: OrderSourceConfig, reason: str | None) -> None:
        """Write down what went wrong, once; nothing is written while it stays as it was."""
        with self._database.reading() as session:
            state = read_source(session, config.brand_id)
        if state is None or state.config != config or (state.last_error or None) == reason:
            return
        with self._database.writing() as session:
            note_outcome(session, config.brand_id, reason, now=self._clock())
