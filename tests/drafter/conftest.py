"""``acts``: one ticket's life, act by act, in this test's own database."""

from collections.abc import Callable

import pytest

from drafter.brands import Brand
from knowledge_base.foundation.database import Database
from tests.tools.acting import Acts
from tests.tools.clocks import SettableClock


@pytest.fixture
def acts(database: Database, brand: Brand, clock: SettableClock, new_id: Callable[[str], str]) -> Acts:
    """Acts on the tickets of ``brand``."""
    return Acts(database, clock, new_id)
