"""A simulated helpdesk of each test's own, and a listener that stands where Drafter would."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.clocks import SettableClock
from tests.tools.listening import Listener, listening
from tests.tools.sending import SECRET
from webhook.demo.desk import Desk
from webhook.demo.loading import Loaded, load_demo
from webhook.demo.sending import Sender
from webhook.demo.store import DeskSettings, DeskStore
from webhook.settings import Settings, load_settings
from webhook.wiring import Services

DEMO_URL = "http://127.0.0.1:8000"


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening(SECRET) as made:
        yield made


@pytest.fixture
def store(tmp_path: Path, listener: Listener) -> DeskStore:
    made = DeskStore(tmp_path / "demo" / "helpdesk.db")
    made.create()
    made.save_settings(
        DeskSettings(listener.url.removesuffix("/drafts"), "/webhooks/generic/con_1", "con_1", SECRET, "northway")
    )
    return made


@pytest.fixture
def desk(store: DeskStore, new_id: Callable[[str], str]) -> Desk:
    return Desk(store, new_id=new_id)


@pytest.fixture
def sender(store: DeskStore, clock: SettableClock) -> Sender:
    return Sender(store, clock=clock)


@dataclass(frozen=True)
class DemoFolder:
    """A database and a data directory with the demo in them, to be copied and never opened."""

    path: Path
    loaded: Loaded


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> DemoFolder:
    path = tmp_path_factory.mktemp("demo")
    shutil.copy(sqlite_template, path / "drafter.db")
    settings = load_settings(
        database_url=f"sqlite:///{path / 'drafter.db'}", data_dir=path / "data", embedder="hashing", log_level="ERROR"
    )
    services = Services(settings, clock=SettableClock())
    loaded = load_demo(services, base_url=DEMO_URL)
    services.close()
    return DemoFolder(path, loaded)


@pytest.fixture
def loaded(demo_folder: DemoFolder, settings: Settings) -> Loaded:
    """The demo in this test's own database and data directory."""
    shutil.copy(demo_folder.path / "drafter.db", settings.database_url.removeprefix("sqlite:///"))
    shutil.copytree(demo_folder.path / "data", settings.data_path, dirs_exist_ok=True)
    return demo_folder.loaded
