"""``drafter doctor``."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drafter.brands import Brand
from tests.tools.listening import listening
from tests.tools.sending import SECRET
from tests.tools.simulating import simulated_model
from tests.webhook.cli.conftest import Ran, Run
from webhook.store.jobs import JobState, add_job, close_job
from webhook.wiring import Services

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A model endpoint that lists one model, ``sim``."""
    with simulated_model() as url:
        yield url


def test_working_installation_exits_0(run: Run, northway: Brand) -> None:
    run("user", "add", "ada@example.com", "--role", "agent")

    shown = run("doctor")

    assert (shown.code, shown.err) == (0, "")
    assert "brand northway: 2 policies in 2 snippets are searched" in shown.out
    assert "people: 1 may sign in, as agent" in shown.out
    assert "leaves this machine: Nothing" in shown.out


def test_json_has_a_line_for_each_look(run: Run, northway: Brand) -> None:
    looks = _looks(run("doctor", "--json"))

    assert set(looks["database"]) == {"name", "state", "text", "todo"}
    assert set(looks) >= {"data directory", "database", "people", "worker", "jobs", "embedder", "model"}


def test_database_that_is_not_there_is_broken(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "new.db"

    shown = run("doctor", "--quick", env={"DRAFTER_DATABASE_URL": f"sqlite:///{path}"})

    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert "drafter db upgrade" in shown.out
    assert not path.exists()


def test_older_tables_are_broken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "old.db").touch()

    shown = run("doctor", "--quick", env={"DRAFTER_DATABASE_URL": f"sqlite:///{tmp_path}/old.db"})

    assert shown.code == 1
    assert "drafter db upgrade" in shown.out


def test_unreachable_database_is_broken_without_its_password(run: Run) -> None:
    shown = run("doctor", "--quick", env={"DRAFTER_DATABASE_URL": "postgresql://ada:secret@127.0.0.1:9/none"})

    assert shown.code == 1
    assert "does not answer" in shown.out
    assert "secret" not in shown.out + shown.err


def test_what_is_missing_is_said_with_what_to_do(run: Run, brand: Brand) -> None:
    looks = _looks(run("doctor", "--quick", "--json"))

    assert "drafter user add" in looks["people"]["todo"]
    assert "drafter policy import PATH --brand northway" in looks["brand northway"]["todo"]
    assert "drafter serve" in looks["worker"]["todo"]
    assert "drafter connection add" in looks["helpdesks"]["todo"]


def test_only_listed_model_is_named(run: Run, endpoint: str) -> None:
    look = _model(run, OPENAI_API_KEY="sk-x", OPENAI_BASE_URL=endpoint)

    assert look["state"] == "ok"
    assert look["text"].startswith("sim at 127.0.0.1")


def test_model_that_is_not_listed_is_warned_about(run: Run, endpoint: str) -> None:
    look = _model(run, OPENAI_API_KEY="sk-x", OPENAI_BASE_URL=endpoint, DRAFTER_MODEL="other")

    assert (look["state"], look["todo"]) == ("warning", "Set DRAFTER_MODEL to one of: sim.")


def test_endpoint_that_is_away_is_broken(run: Run) -> None:
    look = _model(run, OPENAI_API_KEY="sk-do-not-show", OPENAI_BASE_URL=NOWHERE)

    assert look["state"] == "broken"
    assert "do-not-show" not in str(look)


def test_failed_jobs_are_counted(run: Run, brand: Brand, services: Services) -> None:
    with services.database.writing() as session:
        add_job(session, "draft_ticket:x", "draft_ticket", "x", now=services.clock())
        close_job(session, "draft_ticket:x", JobState.FAILED, error="no", now=services.clock())

    look = _looks(run("doctor", "--quick", "--json"))["jobs"]

    assert (look["state"], look["text"][-8:]) == ("warning", "1 failed")


def test_callback_that_answers_is_ok_and_one_that_does_not_is_warned_about(run: Run, brand: Brand) -> None:
    add = ("connection", "add", "generic", "--brand", "northway", "--name")
    with listening(SECRET) as listener:
        run(*add, "open", "--option", f"callback_url={listener.url}")
        run(*add, "closed", "--option", f"callback_url={NOWHERE}/x")

        looks = _looks(run("doctor", "--quick", "--json"))

    assert looks["connection open"]["state"] == "ok"
    assert looks["connection closed"]["state"] == "warning"


@pytest.mark.parametrize(
    ("address", "state"),
    [("https://drafter.example", "warning"), ("http://drafter.example", "warning"), ("http://localhost:8000", "ok")],
)
def test_public_address_is_judged(run: Run, address: str, state: str) -> None:
    looks = _looks(run("doctor", "--quick", "--json", env={"DRAFTER_PUBLIC_URL": address}))

    assert looks["public address"]["state"] == state


def _looks(ran: Ran) -> dict[str, dict[str, str]]:
    return {line["name"]: line for line in ran.lines}


def _model(run: Run, **env: str) -> dict[str, str]:
    return _looks(run("doctor", "--quick", "--json", env=env))["model"]
