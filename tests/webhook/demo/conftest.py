"""A simulated helpdesk of each test's own, and a listener that stands where Drafter would."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tools.clocks import SettableClock
from tests.tools.listening import Listener
from tests.tools.sending import SECRET
from webhook.demo.desk import Desk
from webhook.demo.sending import Sender
from webhook.demo.store import DeskSettings, DeskStore


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path, listener: Listener) -> DeskStore:
    made = DeskStore(tmp_path / "demo" / "helpdesk.db")
    made.create()
    made.save_settings(DeskSettings(listener.url, "/webhooks/generic/con_1", "con_1", SECRET, "northway"))
    return made


@pytest.fixture
def desk(store: DeskStore, new_id: Callable[[str], str]) -> Desk:
    return Desk(store, new_id=new_id)


@pytest.fixture
def sender(store: DeskStore, clock: SettableClock) -> Sender:
    return Sender(store, clock=clock)
