"""``line``: the jobs between an event and a helpdesk, run by hand."""

import pytest

from drafter.backends.composer import Composer
from tests.makers import FixedRetriever
from tests.tools.acting import Acts
from tests.tools.clocks import SettableClock
from tests.tools.lines import WINDOW, Line
from webhook.helpdesks.base import Connection
from webhook.wiring import Services


@pytest.fixture
def line(services: Services, connection: Connection, clock: SettableClock) -> Line:
    """The line over one generic connection; the composer writes, search finds one passage."""
    acts = Acts(services.database, clock, services.new_id)
    return Line(services, connection, acts, Composer(), FixedRetriever(WINDOW))
