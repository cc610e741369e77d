"""``drafter evaluate``: measure one part on labelled data, through the product's own code."""

import importlib
from pathlib import Path

import click

from webhook.cli.common import json_option, print_json
from webhook.telemetry import configure_logging

LATER = {
    "checks": "webhook.cli.evaluate_texts:checks",
    "consistency": "webhook.cli.evaluate_consistency:consistency",
    "covering": "webhook.cli.evaluate_covering:covering",
    "edits": "webhook.cli.evaluate_texts:edits",
    "injection": "webhook.cli.evaluate_injection:injection",
    "redaction": "webhook.cli.evaluate_redaction:redaction",
    "scores": "webhook.cli.evaluate_scores:scores",
}


class _LazyGroup(click.Group):
    """Imports a measure's file when it is used; one whose file is not there is not shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all measures."""
        return sorted({*super().list_commands(ctx), *LATER})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one measure."""
        if cmd_name not in LATER:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = LATER[cmd_name].partition(":")
        try:
            command: click.Command = getattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            return None
        return command


@click.group(cls=_LazyGroup)
def evaluate() -> None:
    """Measure retrieval, edits and checks on labelled data.

    Example: drafter evaluate retrieval --documents docs.jsonl --queries queries.jsonl --qrels qrels.tsv
    """


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@evaluate.command("retrieval")
@click.option(
    "--documents",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="JSON Lines of doc_id, heading_path and markdown, or a folder of Markdown.",
)
@click.option("--queries", required=True, type=_FILE, help="JSON Lines of qid and ticket (subject, messages).")
@click.option("--qrels", required=True, type=_FILE, help="Tab-separated: qid, doc_id, grade.")
@click.option("--history", type=_FILE, help="Past tickets, as --queries, whose relevant document an agent kept.")
@click.option("--history-qrels", type=_FILE, help="What was kept for them, as --qrels.")
@click.option("--history-limit", type=click.IntRange(min=0), help="Replay only so many past tickets.")
@click.option("--seed", type=int, default=0, show_default=True, help="Order in which past tickets are replayed.")
@click.option("--run", "run_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a TREC run here.")
@json_option
def retrieval(
    documents: Path,
    queries: Path,
    qrels: Path,
    history: Path | None,
    history_qrels: Path | None,
    history_limit: int | None,
    seed: int,
    run_file: Path | None,
    as_json: bool,
) -> None:
    """Measure search: documents into a throw-away index, tickets' questions to it, figures out.

    Uses the ordinary import, publication and search.  Without --json a table shows the same
    figures beside BM25 alone and whole sections' vectors alone, from the same run.

    Example: drafter evaluate retrieval --documents docs.jsonl --queries queries.jsonl --qrels qrels.tsv --json
    """
    from webhook.evaluating import Files, evaluate_retrieval, table_of

    configure_logging("WARNING")
    if (history is None) != (history_qrels is None):
        raise click.UsageError("--history and --history-qrels belong together; give both or none.")
    files = Files(documents, queries, qrels, history, history_qrels, history_limit, seed)
    result = evaluate_retrieval(files, with_references=not as_json)
    if run_file:
        run_file.write_text(result.trec_run, encoding="utf-8")
    if as_json:
        print_json(result.figures)
    else:
        click.echo(table_of(result))
