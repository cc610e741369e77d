"""``drafter serve`` as an operator meets it: start, restart, stop, and what it says when it cannot."""

import signal
import socket
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest

from tests.tools.served import drafter, fetch, free_port, served
from tests.tools.waiting import until


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> Mapping[str, str]:
    return {"DRAFTER_DATABASE_URL": database_url, "DRAFTER_DATA_DIR": str(tmp_path / "data")}


def test_first_start_makes_everything_it_needs(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"

    with served(env={"DRAFTER_DATABASE_URL": f"sqlite:///{folder}/d.db", "DRAFTER_DATA_DIR": str(folder)}) as one:
        assert one.get("/sign-in")[0] == 200
        until(lambda: one.get("/readyz")[1].get("workers") == 1, what="a worker")

    assert (folder / "d.db").is_file()


def test_dead_worker_is_started_again(env: Mapping[str, str]) -> None:
    with served(env=env, wait_for="/readyz") as one:
        first = until(one.worker, what="a worker")
        first.kill()

        second = until(lambda: (w := one.worker()) and w.pid != first.pid and w, what="another worker", timeout_s=10)

        assert psutil.pid_exists(second.pid)
        assert one.get("/healthz")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_stops_within_seconds(number: signal.Signals, env: Mapping[str, str]) -> None:
    with served(env=env, wait_for="/readyz") as one:
        until(one.worker, what="a worker")
        family = one.family()
        started = time.monotonic()

        status = one.stop(number)

        assert status == 0
        assert time.monotonic() - started < 10
        assert [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []


def test_ctrl_c_before_anything_is_ready(env: Mapping[str, str]) -> None:
    with served(env=env) as one:
        family = one.family()

        assert one.stop(signal.SIGINT) == 0

        _gone, alive = psutil.wait_procs(family, timeout=5)
        assert alive == []


def test_children_do_not_outlive_a_killed_supervisor(env: Mapping[str, str]) -> None:
    with served(env=env, wait_for="/readyz") as one:
        until(one.worker, what="a worker")
        family = one.family()

        one.process.kill()

        _gone, alive = psutil.wait_procs(family, timeout=15)
        assert alive == []


def test_web_process_that_dies_ends_the_command(env: Mapping[str, str]) -> None:
    """Whoever supervises us (systemd, a container) sees it and starts us again."""
    with served(env=env) as one:
        web = until(one.web, what="the web process")
        web.kill()

        assert one.process.wait(30) != 0


def test_web_worker_that_dies_is_started_again(env: Mapping[str, str]) -> None:
    with served("--no-worker", env=env) as one:
        web = until(one.web, what="the web process")
        (child,) = web.children()
        child.kill()

        until(lambda: [p.pid for p in web.children()] not in ([], [child.pid]), what="another web worker")
        until(lambda: one.get("/healthz")[0] == 200, what="an answer")


def test_port_in_use_is_said_in_one_line(env: Mapping[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = drafter("serve", "--port", str(port), env=env, check=False)

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"127.0.0.1:{port} cannot be used: Address already in use" in refused.stderr


def test_unknown_host_is_said_in_one_line(env: Mapping[str, str]) -> None:
    refused = drafter("serve", "--host", "host.invalid", "--port", str(free_port()), env=env, check=False)

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1


def test_two_commands_on_one_data_directory(env: Mapping[str, str]) -> None:
    """By mistake or while one replaces the other: two workers with names of their own, both answer."""
    with served(env=env) as one, served(env=env) as two:
        until(lambda: one.get("/readyz")[1].get("workers") == 2, what="two workers", timeout_s=30)

        assert two.get("/healthz")[0] == 200


def test_webhooks_alone(env: Mapping[str, str]) -> None:
    with served("--only", "webhooks", "--no-worker", env=env) as one:
        assert one.get("/sign-in")[0] == 404
        assert fetch(f"{one.url}/webhooks/generic/con_none")[0] == 405


def test_pages_alone(env: Mapping[str, str]) -> None:
    with served("--only", "pages", env=env) as one:
        assert one.get("/sign-in")[0] == 200
        assert one.get("/webhooks/generic/con_none")[0] == 404
        assert one.worker() is None


def test_worker_alone_beside_a_web_process(env: Mapping[str, str]) -> None:
    with served("--no-worker", env=env) as web:
        assert web.get("/readyz")[1]["drafting"] == "no worker"

        with served("worker", env=env, wait_for=None) as worker:
            until(lambda: web.get("/readyz")[1].get("workers") == 1, what="the worker", timeout_s=30)
            assert worker.stop(signal.SIGINT) == 0

        assert web.get("/readyz")[1]["workers"] == 0


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_is_served_with_workers_apart(env: Mapping[str, str]) -> None:
    with served(env=env) as one:
        assert one.worker() is None
        with served("worker", env=env, wait_for=None), served("worker", env=env, wait_for=None):
            until(lambda: one.get("/readyz")[1].get("workers") == 2, what="two workers", timeout_s=30)


@pytest.mark.postgres
def test_postgresql_without_tables_is_said(postgres, tmp_path: Path) -> None:
    env = {"DRAFTER_DATABASE_URL": postgres.empty_database(), "DRAFTER_DATA_DIR": str(tmp_path)}

    refused = drafter("serve", "--port", str(free_port()), env=env, check=False)

    assert refused.returncode == 1
    assert "drafter db upgrade" in refused.stderr

    drafter("db", "upgrade", env=env)
    with served("--no-worker", env=env) as one:
        assert one.get("/healthz")[0] == 200


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_database_that_nobody_answers_for_is_said(command: str, tmp_path: Path) -> None:
    env = {"DRAFTER_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "DRAFTER_DATA_DIR": str(tmp_path)}

    refused = drafter(command, env=env, check=False)

    assert refused.returncode == 1
    assert refused.stderr.strip().splitlines()[-1].startswith("drafter: The database cannot be reached")
    assert "Traceback" not in refused.stderr


def test_worker_without_tables_is_said(tmp_path: Path) -> None:
    env = {"DRAFTER_DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "DRAFTER_DATA_DIR": str(tmp_path)}

    refused = drafter("worker", env=env, check=False)

    assert refused.returncode == 1
    assert "drafter db upgrade" in refused.stderr


def test_file_taken_away_and_put_back(env: Mapping[str, str], tmp_path: Path) -> None:
    with served(env=env, wait_for="/readyz") as one:
        until(lambda: one.get("/readyz")[1].get("workers") == 1, what="a worker")
        (tmp_path / "drafter.db").rename(tmp_path / "away.db")

        assert one.get("/readyz")[0] == 503
        assert one.get("/healthz")[0] == 200
        assert not (tmp_path / "drafter.db").exists()

        (tmp_path / "away.db").rename(tmp_path / "drafter.db")
        until(lambda: one.get("/readyz")[0] == 200, what="ready again", timeout_s=30)
