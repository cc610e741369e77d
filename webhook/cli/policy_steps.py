"""``drafter policy write|revise|submit|review|publish|rollback|verify|retire|delete``: a wording on its way."""

from datetime import datetime
from typing import TextIO

import click

from knowledge_base.policies import Verdict
from knowledge_base.sources import FENCE
from webhook.admin import actions
from webhook.admin.documents import read_document
from webhook.admin.lint_actions import lint_revision
from webhook.cli.common import json_option, open_services, print_fields
from webhook.cli.policy_common import acting, brand_option, note_option, person_option, print_revision
from webhook.policy_json import verification_json

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@brand_option
@click.option("--title", default="", help="Where neither front matter nor a heading names one.")
@note_option
@person_option
@json_option
def write(file: TextIO, brand_name: str, title: str, note: str | None, email: str | None, as_json: bool) -> None:
    """Write a new policy from Markdown, '-' for standard input; its first revision is a draft.

    Example: drafter policy write returns.md --brand northway
    """
    document = read_document(file.read(), title=title)
    with open_services() as services:
        who = acting(services, email)
        made = actions.create_policy(
            services, who, brand_name, title=document.title, text=document.text, meta=document.meta, note=note
        )
    print_revision(made, as_json=as_json)


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--based-on", type=click.IntRange(1), help="Number of the revision that was edited; must be newest.")
@note_option
@person_option
@json_option
def revise(
    policy_id: str, file: TextIO, based_on: int | None, note: str | None, email: str | None, as_json: bool
) -> None:
    """Write the next wording of a policy, a draft; without front matter in FILE its scope and days stay.

    Example: drafter policy revise pol_1 returns.md --based-on 3
    """
    text = file.read()
    with open_services() as services:
        who = acting(services, email)
        document = read_document(text, title=actions.get_policy(services, who, policy_id).policy.title)
        has_front = text.lstrip("\ufeff").startswith(FENCE)
        saved = actions.save_revision(
            services,
            who,
            policy_id,
            text=document.text,
            title=document.title,
            change_meta=lambda meta: document.meta if has_front else meta,
            based_on=based_on,
            note=note,
        )
    print_revision(saved, as_json=as_json)


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.argument("number", type=click.IntRange(1))
@note_option
@person_option
@json_option
def submit(policy_id: str, number: int, note: str | None, email: str | None, as_json: bool) -> None:
    """Put a draft up for review.

    Example: drafter policy submit pol_1 4 --note "Longer window for the holidays."
    """
    with open_services() as services:
        done = actions.submit_revision(services, acting(services, email), policy_id, number, note=note)
    print_revision(done, as_json=as_json)


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.argument("number", type=click.IntRange(1))
@click.argument("verdict", type=click.Choice([one.value for one in Verdict]))
@note_option
@person_option
@json_option
def review(policy_id: str, number: int, verdict: str, note: str | None, email: str | None, as_json: bool) -> None:
    """Approve a submitted wording, or send it back; its author cannot approve it.

    Example: drafter policy review pol_1 4 approve --as lena@example.com
    """
    with open_services() as services:
        done = actions.review_revision(services, acting(services, email), policy_id, number, verdict, note=note)
    print_revision(done, as_json=as_json)


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.argument("number", type=click.IntRange(1))
@click.option("--effective-at", type=DAY, help="First day of the wording; left out: at once.")
@note_option
@person_option
@json_option
def publish(
    policy_id: str, number: int, effective_at: datetime | None, note: str | None, email: str | None, as_json: bool
) -> None:
    """Publish a wording; search reads it from now on.

    Example: drafter policy publish pol_1 4 --effective-at 2026-12-01
    """
    day = effective_at.date() if effective_at else None
    with open_services() as services:
        who = acting(services, email)
        done = actions.publish_revision(services, who, policy_id, number, effective_at=day, note=note)
        report = lint_revision(services, who, policy_id, number)
    print_revision(done, as_json=as_json)
    for warning in report.open:
        click.echo(f"lint: {warning.kind.value}: {warning.message}", err=True)


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.argument("number", type=click.IntRange(1))
@note_option
@person_option
@json_option
def rollback(policy_id: str, number: int, note: str | None, email: str | None, as_json: bool) -> None:
    """Bring a published wording back as a new revision, a draft.

    Example: drafter policy rollback pol_1 2 --note "The new window cost too much."
    """
    with open_services() as services:
        done = actions.roll_back(services, acting(services, email), policy_id, number, note=note)
    print_revision(done, as_json=as_json)


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.option("--review-by", type=DAY, help="When to look at it again; left out: as the wording says.")
@note_option
@person_option
@json_option
def verify(policy_id: str, review_by: datetime | None, note: str | None, email: str | None, as_json: bool) -> None:
    """Say that the wording in force still holds.

    Example: drafter policy verify pol_1 --review-by 2027-03-01
    """
    day = review_by.date() if review_by else None
    with open_services() as services:
        done = actions.verify_policy(services, acting(services, email), policy_id, review_by=day, note=note)
    print_fields(verification_json(done), as_json=as_json)


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.option("--reason", help="Why, for the record.")
@person_option
@json_option
def retire(policy_id: str, reason: str | None, email: str | None, as_json: bool) -> None:
    """Take a policy out of use; no search finds it any more.

    Example: drafter policy retire pol_1 --reason "Replaced by the holiday promise."
    """
    with open_services() as services:
        case = actions.retire_policy(services, acting(services, email), policy_id, reason=reason)
    print_revision(case.newest, as_json=as_json)


@click.command()
@click.argument("policy_id", metavar="POLICY")
@click.option("--reason", help="Why, for the record.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@person_option
@json_option
def delete(policy_id: str, reason: str | None, yes: bool, email: str | None, as_json: bool) -> None:
    """Delete a policy that is not published; all its wordings go for good.

    Example: drafter policy delete pol_1 --yes
    """
    with open_services() as services:
        who = acting(services, email)
        title = actions.get_policy(services, who, policy_id).policy.title
        if not yes:
            click.confirm(f"Delete '{title}' and all its wordings for good?", abort=True, err=True)
        done = actions.delete_policy(services, who, policy_id, reason=reason)
    print_fields({"id": done.policy_id, "title": done.title, "revisions": done.revisions}, as_json=as_json)
