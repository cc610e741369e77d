"""``drafter serve`` as an operator meets it: start, restart, stop, and what it says when it cannot.

Real processes take a second or two to start, so a test here follows one of them through
several things.
"""

import signal
import socket
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest

from tests.tools.databases import PostgresServer
from tests.tools.served import Served, drafter, free_port, served
from tests.tools.waiting import until
from webhook.errors import SettingsError
from webhook.serving import check_port

pytestmark = pytest.mark.slow


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> Mapping[str, str]:
    return {"DRAFTER_DATABASE_URL": database_url, "DRAFTER_DATA_DIR": str(tmp_path / "data")}


def workers(one: Served, count: int) -> None:
    """Wait until so many workers were heard of."""
    until(lambda: (one.get("/readyz")[1] or {}).get("workers") == count, what=f"{count} workers", timeout_s=90)


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_first_start_makes_everything_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    env = {"DRAFTER_DATABASE_URL": f"sqlite:///{folder}/d.db", "DRAFTER_DATA_DIR": str(folder)}

    with served(env=env) as one:
        assert one.get("/sign-in")[0] == 200
        workers(one, 1)
        family = one.family()

        assert one.stop(signal.SIGINT) == 0

    assert living(family) == []


def test_ctrl_c_before_anything_is_ready(env: Mapping[str, str]) -> None:
    with served(env=env) as one:
        family = one.family()

        assert one.stop(signal.SIGINT) == 0

    assert living(family) == []


def test_dead_worker_is_started_again_and_no_child_outlives_its_parent(env: Mapping[str, str]) -> None:
    with served(env=env, wait_for="/readyz") as one:
        first = until(one.worker, what="a worker")
        first.kill()
        second = until(lambda: (w := one.worker()) and w.pid != first.pid and w, what="another worker")
        assert one.get("/healthz")[0] == 200
        family = one.family()
        assert second.pid in [process.pid for process in family]

        one.process.kill()

        psutil.wait_procs(family, timeout=20)
        assert living(family) == []


def test_dead_web_process_is_started_again_or_ends_the_command(env: Mapping[str, str]) -> None:
    """What gunicorn's arbiter cannot mend is seen by whoever supervises us (systemd, a container)."""
    with served("--no-worker", env=env) as one:
        web = until(one.web, what="the web process")
        (child,) = web.children()
        child.kill()
        until(lambda: [p.pid for p in web.children()] not in ([], [child.pid]), what="another web worker")
        until(lambda: one.get("/healthz")[0] == 200, what="an answer")

        web.kill()

        assert one.process.wait(30) == 128 + signal.SIGKILL


def test_port_in_use_is_said_in_one_line(env: Mapping[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = drafter("serve", "--port", str(port), env=env, check=False)

    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert f"127.0.0.1:{port} cannot be used: Address already in use" in refused.stderr


@pytest.mark.parametrize(("host", "port"), [("host.invalid", 8000), ("192.0.2.1", 8000)], ids=["unknown", "not ours"])
def test_address_that_cannot_be_used_is_named(host: str, port: int) -> None:
    with pytest.raises(SettingsError, match=rf"Address {host}:{port} cannot be used: .*; give another --port\."):
        check_port(host, port)


def test_two_commands_on_one_data_directory(env: Mapping[str, str]) -> None:
    """By mistake, or while one replaces the other: two workers with names of their own, both answer."""
    with served(env=env) as one, served(env=env) as two:
        workers(one, 2)

        assert two.get("/healthz")[0] == 200


def test_webhooks_pages_and_worker_in_processes_apart(env: Mapping[str, str]) -> None:
    with (
        served("--only", "webhooks", "--no-worker", env=env) as webhooks,
        served("--only", "pages", env=env) as pages,
    ):
        assert [webhooks.get(path)[0] for path in ("/sign-in", "/webhooks/generic/con_none")] == [404, 405]
        assert [pages.get(path)[0] for path in ("/sign-in", "/webhooks/generic/con_none")] == [200, 404]
        assert pages.worker() is None
        assert pages.get("/readyz")[1]["drafting"] == "no worker"

        with served("worker", env=env, wait_for=None) as worker:
            workers(pages, 1)
            assert worker.stop(signal.SIGINT) == 0

        assert pages.get("/readyz")[1]["workers"] == 0


@pytest.mark.postgres
def test_postgresql_is_served_with_workers_apart(postgres: PostgresServer, tmp_path: Path) -> None:
    env = {"DRAFTER_DATABASE_URL": postgres.empty_database(), "DRAFTER_DATA_DIR": str(tmp_path)}
    refused = drafter("serve", "--port", str(free_port()), env=env, check=False)
    assert refused.returncode == 1
    assert "drafter db upgrade" in refused.stderr

    drafter("db", "upgrade", env=env)

    with served(env=env) as one:
        assert one.worker() is None
        with served("worker", env=env, wait_for=None), served("worker", env=env, wait_for=None):
            workers(one, 2)


def test_database_that_nobody_answers_for_is_said(tmp_path: Path) -> None:
    env = {"DRAFTER_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "DRAFTER_DATA_DIR": str(tmp_path)}

    refused = drafter("serve", "--port", str(free_port()), env=env, check=False)

    assert refused.returncode == 1
    assert refused.stderr.startswith("drafter: The database cannot be reached")


def test_worker_without_tables_is_said(tmp_path: Path) -> None:
    env = {"DRAFTER_DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "DRAFTER_DATA_DIR": str(tmp_path)}

    refused = drafter("worker", env=env, check=False)

    assert refused.returncode == 1
    assert "drafter db upgrade" in refused.stderr


def test_file_taken_away_and_put_back(env: Mapping[str, str], tmp_path: Path) -> None:
    with served(env=env, wait_for="/readyz") as one:
        workers(one, 1)
        (tmp_path / "drafter.db").rename(tmp_path / "away.db")

        assert [one.get(path)[0] for path in ("/readyz", "/healthz")] == [503, 200]
        assert not (tmp_path / "drafter.db").exists()

        (tmp_path / "away.db").rename(tmp_path / "drafter.db")
        until(lambda: one.get("/readyz")[0] == 200, what="ready again", timeout_s=90)
