"""``drafter prompt``: the wording of a brand's prompt."""

import sys
from pathlib import Path

import click

from drafter.prompts.template import MANDATORY_SLOTS, Template
from drafter.templating import edit_template, preview_template, reset_template, template_of
from knowledge_base.foundation.tokens import estimate_tokens
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_json
from webhook.cli.policy_common import OPERATOR

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.group()
def prompt() -> None:
    """Prompts: what a language model is told, the same for every brand unless one has its own.

    Example: drafter prompt show --brand northway
    """


@prompt.command("show")
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@json_option
def show(brand_name: str, as_json: bool) -> None:
    """Print the prompt's wording, with its slots.

    Example: drafter prompt show --brand northway > prompt.txt
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        with services.database.reading() as session:
            template = template_of(session, brand, services.settings.drafting.template)
    if as_json:
        print_json({"brand": brand.slug, "id": template.id, "text": template.text})
    else:
        click.echo(template.text, nl=False)


@prompt.command("edit")
@click.argument("file", required=False, type=_FILE)
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@click.option("--reset", is_flag=True, help="Go back to the wording that ships.")
@json_option
def edit(file: Path | None, brand_name: str, reset: bool, as_json: bool) -> None:
    """Give a brand its own wording from FILE ('-' reads standard input), or --reset it.

    A wording that lacks {{ticket}}, {{snippets}}, {{canary}} or {{marker}} is refused.

    Example: drafter prompt edit prompt.txt --brand northway
    """
    if reset == (file is not None):
        raise click.UsageError("Give a FILE with the new wording, or --reset.")
    with open_services() as services:
        brand, now = brand_named(services, brand_name), services.clock()
        text = _read(file) if file else None
        with services.database.writing() as session:
            if text is None:
                reset_template(session, brand, actor=OPERATOR.actor, now=now)
            else:
                edit_template(session, brand, text, actor=OPERATOR.actor, now=now)
            template = template_of(session, brand, services.settings.drafting.template)
    print_fields({"brand": brand.slug, "id": template.id, "slots": list(MANDATORY_SLOTS)}, as_json=as_json)


@prompt.command("preview")
@click.argument("file", required=False, type=_FILE)
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@json_option
def preview(file: Path | None, brand_name: str, as_json: bool) -> None:
    """Print what a model would be given for a made-up ticket, from the brand's wording or from FILE.

    Example: drafter prompt preview prompt.txt --brand northway
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        with services.database.reading() as session:
            template = template_of(session, brand, services.settings.drafting.template)
    made = preview_template(Template("file", _read(file)) if file else template, brand, estimate_tokens)
    if as_json:
        messages = [{"role": one.role, "content": one.content} for one in made.messages]
        print_json({"id": made.id, "tokens": made.tokens, "messages": messages})
        return
    for message in made.messages:
        click.echo(f"--- {message.role}\n{message.content}\n")


def _read(file: Path) -> str:
    return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
