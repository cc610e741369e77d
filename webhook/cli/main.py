"""The root command, its lazy subcommands, and what every failure looks like."""

import importlib
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from knowledge_base.foundation.errors import ServiceError

COMMANDS = {
    "serve": "webhook.cli.serve:serve",
    "worker": "webhook.cli.worker:worker",
    "db": "webhook.cli.db:db",
    "doctor": "webhook.cli.doctor:doctor",
    "config": "webhook.cli.config:config",
    "user": "webhook.cli.user:user",
    "token": "webhook.cli.token:token",
    "brand": "webhook.cli.brand:brand",
    "connection": "webhook.cli.connection:connection",
    "policy": "webhook.cli.policy:policy",
    "prompt": "webhook.cli.prompt:prompt",
    "ladder": "webhook.cli.ladder:ladder",
    "draft": "webhook.cli.draft:draft",
    "replay": "webhook.cli.replay:replay",
    "evaluate": "webhook.cli.evaluate:evaluate",
    "review": "webhook.cli.review:review",
    "quality": "webhook.cli.quality:quality",
    "simulate": "webhook.cli.simulate:simulate",
    "import": "webhook.cli.import_outcomes:import_group",
    "export": "webhook.cli.export:export",
    "erase": "webhook.cli.erase:erase",
    "demo": "webhook.cli.demo:demo",
}


class LazyGroup(click.Group):
    """Imports a command's file when the command is used, so that every start is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Draft replies to support tickets from your own policies, and measure what agents change.

    Example: drafter draft ticket.json --brand northway
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    try:
        given = list(arguments) if arguments is not None else None
        status = cli.main(args=given, prog_name="drafter", standalone_mode=False)  # an Exit comes back as its number
    except click.UsageError as error:
        error.show()
        return 2
    except click.Abort:
        return _fail("Stopped.")
    except click.ClickException as error:
        return _fail(error.format_message())
    except ServiceError as error:
        return _fail(f"{error.message} {error.hint}" if error.hint else error.message)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our lines has seen enough
        return 0
    except DBAPIError as error:
        return _fail(_database_words(error))
    except OSError as error:
        name = f" '{error.filename}'" if error.filename else ""
        return _fail(f"The system refused{name}: {error.strerror or error}.")
    except Exception as error:  # the outside of a command: a fault of ours, said in one line
        return _fail(_fault_words(error))
    return status if isinstance(status, int) else 0


def _fault_words(error: Exception) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(where.filename).name}:{where.lineno}"
    return f"This is a fault of the program: {type(error).__name__} at {place}; please report this line."


def _database_words(error: DBAPIError) -> str:
    text = str(error.orig).lower()
    if "no such table" in text or "does not exist" in text or isinstance(error, ProgrammingError):
        return "The database has no tables of ours, or older ones; run 'drafter db upgrade'."
    if isinstance(error, OperationalError):
        return "The database cannot be reached or is locked; check DRAFTER_DATABASE_URL and 'drafter doctor'."
    return f"The database refused: {type(error.orig).__name__}; run 'drafter doctor'."


def _fail(line: str) -> int:
    click.echo(" ".join(f"drafter: {line}".split()), err=True)
    return 1
