"""The root command: help, exit statuses, one line for every failure."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.webhook.cli.conftest import Run
from webhook.cli.main import COMMANDS, cli


def _walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _walk(found, (*path, name))


def test_every_command_shows_help_with_an_example(run: Run) -> None:
    for path, _ in _walk(cli):
        shown = run(*path, "--help")
        assert shown.code == 0, path
        assert "Example: drafter" in " ".join(shown.out.split()), path


def test_examples_name_their_own_command(run: Run) -> None:
    for path, command in _walk(cli):
        example = " ".join((command.help or "").split()).partition("Example: ")[2]
        assert example.startswith(" ".join(("drafter", *path))), path


def test_every_command_takes_json() -> None:
    for path, command in _walk(cli):
        if not isinstance(command, click.Group):
            options = {option for parameter in command.params for option in parameter.opts}
            assert "--json" in options, path


def test_documented_commands_are_there() -> None:
    wanted = {
        "serve",
        "worker",
        "db",
        "doctor",
        "config",
        "user",
        "token",
        "brand",
        "connection",
        "policy",
        "prompt",
        "ladder",
        "draft",
        "evaluate",
        "import",
        "export",
        "replay",
        "review",
        "quality",
        "simulate",
        "erase",
        "demo",
    }

    assert set(COMMANDS) == wanted


@pytest.mark.parametrize(
    "arguments",
    [["nothing"], ["draft"], ["brand", "add"], ["draft", "x.json"], ["serve", "--port", "many"], ["--nothing"]],
    ids=["command", "argument", "sub-argument", "option", "type", "flag"],
)
def test_wrong_use_exits_2(run: Run, arguments: list[str]) -> None:
    shown = run(*arguments)

    assert shown.code == 2
    assert shown.out == ""
    assert "Usage: drafter" in shown.err


def test_failure_exits_1_with_one_line(run: Run) -> None:
    shown = run("brand", "show", "lost")

    assert (shown.code, shown.out) == (1, "")
    assert shown.err == "drafter: No brand is called 'lost'; 'drafter brand list' shows them all.\n"


def test_missing_tables_are_said_in_one_line(run: Run, tmp_path: Path) -> None:
    shown = run("brand", "list", env={"DRAFTER_DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"})

    assert shown.code == 1
    assert shown.err.count("\n") == 1
    assert "drafter db upgrade" in shown.err


def test_unreachable_database_is_said_in_one_line(run: Run) -> None:
    shown = run("brand", "list", env={"DRAFTER_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:9/none"})

    assert shown.code == 1
    assert shown.err.count("\n") == 1
    assert "secret" not in shown.err


def test_wrong_setting_is_said_in_one_line(run: Run) -> None:
    shown = run("brand", "list", env={"DRAFTER_DATABASE_URL": "mysql://x"})

    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert "DRAFTER_DATABASE_URL" in shown.err


def test_fault_of_ours_is_said_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr("webhook.cli.brand.list_brands", break_down)

    shown = run("brand", "list")

    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert "ZeroDivisionError at test_main.py" in shown.err
    assert "secret" not in shown.err


def test_module_is_the_same_command() -> None:
    script = (
        "import sys, runpy; sys.argv = ['drafter', '--help'];\n"
        "try: runpy.run_module('webhook', run_name='__main__')\n"
        "except SystemExit as stop: code = stop.code\n"
        "heavy = {'torch', 'dbos', 'openai', 'apiflask', 'sentence_transformers'} & set(sys.modules)\n"
        "sys.exit(code or sorted(heavy) or 0)"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")
    assert "doctor" in done.stdout
