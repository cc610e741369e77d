"""``drafter policy show|history|compare|usage|stale``: what was said, by whom, and how it fared."""

from collections.abc import Mapping
from typing import Any

import click

from drafter.usage import StalePolicy
from knowledge_base.kept import KeptQuestion
from webhook.admin import actions, learning
from webhook.cli.common import json_option, open_services, print_fields, print_json, print_rows
from webhook.cli.policy_common import OPERATOR
from webhook.policy_json import (
    comparison_json,
    failure_json,
    history_json,
    learned_json,
    policy_usage_json,
    revision_json,
    stale_json,
    standing_json,
)

SHOWN_CHARS = 60
MARKS = {"removed": ("[-", "-]"), "added": ("{+", "+}")}  # as `git diff --word-diff` shows words


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.option("--revision", "number", type=click.IntRange(1), help="Number of a wording; left out: the newest.")
@json_option
def show(policy_id: str, number: int | None, as_json: bool) -> None:
    """Show a policy: where it stands, and one wording.

    Example: drafter policy show pol_1 --revision 2
    """
    with open_services() as services:
        case = actions.get_policy(services, OPERATOR, policy_id)
        shown = actions.get_revision(services, OPERATOR, policy_id, number) if number else case.newest
    print_fields(
        {
            "id": case.policy.id,
            "brand": case.brand.slug,
            "revisions": [one.number for one in case.revisions],
            "standing": standing_json(case.standing),
            "failure": failure_json(case.failure),
            **({"revision": revision_json(shown)} if as_json else {}),
        },
        as_json=as_json,
    )
    if not as_json:
        click.echo(f"\nrevision {shown.number}, {shown.stage.value}: {shown.title}\n\n{shown.text}")


@click.command()
@click.argument("policy_id", metavar="POLICY")
@json_option
def history(policy_id: str, as_json: bool) -> None:
    """List every step of a policy, newest first: who, when and why.

    Example: drafter policy history pol_1
    """
    with open_services() as services:
        rows = [history_json(one) for one in actions.get_policy_history(services, OPERATOR, policy_id)]
    print_rows(rows, as_json=as_json, columns=["at", "revision", "step", "actor", "role", "day", "note"])


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.argument("before", type=click.IntRange(1))
@click.argument("after", type=click.IntRange(1))
@json_option
def compare(policy_id: str, before: int, after: int, as_json: bool) -> None:
    """Compare two wordings of a policy word by word.

    Example: drafter policy compare pol_1 2 3
    """
    with open_services() as services:
        found = comparison_json(*actions.compare_revisions(services, OPERATOR, policy_id, before, after))
    if as_json:
        print_json(found)
        return
    for change in found["changes"]:
        click.echo(f"{change['field']}: {change['before']} -> {change['after']}")
    click.echo("".join(_marked(part) for part in found["parts"]).rstrip())
    click.echo(f"\n{found['added_words']} words added, {found['removed_words']} removed, {found['moves']} moved")


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.option("--days", type=click.IntRange(1, 3660), help="Only drafts of so many days.")
@json_option
def usage(policy_id: str, days: int | None, as_json: bool) -> None:
    """Count the drafts that cite a policy, its wordings and snippets, and what became of them.

    Example: drafter policy usage pol_1 --days 30
    """
    with open_services() as services:
        case = actions.get_policy(services, OPERATOR, policy_id)
        found = policy_usage_json(
            policy_id, actions.get_usage(services, OPERATOR, policy_id, days=days), case.revisions
        )
    if as_json:
        print_json(found)
        return
    rows: list[Mapping[str, Any]] = [{"what": case.policy.title, **found}]
    rows += [{"what": f"revision {one['revision']}", **one} for one in found["revisions"]]
    rows += [{"what": " > ".join(one["heading"]) or case.policy.title, **one} for one in found["snippets"]]
    columns = ["what", "used", "decided", "accepted", "edited", "rejected", "edited_share"]
    print_rows(rows, as_json=False, columns=columns)


@click.command()
@click.option("--brand", "brand_name", metavar="B", help="Only this brand; left out: all.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
@json_option
def stale(brand_name: str | None, limit: int, as_json: bool) -> None:
    """List published policies by the damage their age does: drafts grounded x age x edit rate.

    Example: drafter policy stale --brand northway
    """
    with open_services() as services:
        found = actions.list_stale(services, OPERATOR, brand=brand_name)[:limit]
    columns = ["title", "damage", "used", "decided", "edited_share", "age_days", "state", "overdue_days", "owner"]
    print_rows(
        [stale_json(one) if as_json else _stale_row(one) for one in found],
        as_json=as_json,
        columns=[*columns, "policy_id"],
    )


@click.command()
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many, newest first.")
@click.option("--forget", "kept_id", metavar="ID", help="Forget this one; without it they are listed.")
@json_option
def learned(brand_name: str, limit: int, kept_id: str | None, as_json: bool) -> None:
    """List the questions for which agents kept snippets, from which search learned; or forget one.

    Example: drafter policy learned --brand northway --forget kpt_1
    """
    with open_services() as services:
        if kept_id:
            print_fields(learned_json(learning.forget_learned(services, OPERATOR, kept_id)), as_json=as_json)
            return
        found = learning.list_learned(services, OPERATOR, brand=brand_name, limit=limit)
    rows = [learned_json(one) if as_json else _learned_row(one) for one in found]
    print_rows(rows, as_json=as_json, columns=["question", "kept", "ticket_id", "kept_at", "id"])


def _learned_row(one: KeptQuestion) -> dict[str, Any]:
    kept = "; ".join(" > ".join(section.heading) or section.policy_id for section in one.sections)
    return {**learned_json(one), "question": " ".join(one.question.split())[:SHOWN_CHARS], "kept": kept}


def _stale_row(one: StalePolicy) -> dict[str, Any]:
    shown = stale_json(one)
    return {**shown, **shown["usage"], "state": one.standing.state.value, "owner": one.standing.owner}


def _marked(part: Mapping[str, Any]) -> str:
    text = str(part["text"])
    words = text.rstrip()
    opening, closing = MARKS.get(part["kind"], ("", ""))
    return f"{opening}{words}{closing}{text[len(words) :]}"
