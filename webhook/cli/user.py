"""``drafter user``: people who may sign in."""

from dataclasses import replace
from datetime import datetime

import click

from drafter.people import Placement
from webhook.accounts.authorities import authority_name, authority_words, read_authority
from webhook.accounts.people import COMMAND_LINE
from webhook.accounts.placing import MOST_CHARS, place
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import ensure_user, make_link_token
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_rows
from webhook.errors import RequestFieldsError
from webhook.store.accounts import end_access, find_user, list_users, update_user
from webhook.store.audit import note_act

ROLES = [role.value for role in Role]


@click.group()
def user() -> None:
    """People who may sign in.

    Example: drafter user add ada@example.com --role agent
    """


@user.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What the person is here for.")
@click.option("--brand", "brands", multiple=True, help="A brand they see; repeat for more, leave out for all.")
@click.option("--name", help="Their name, as pages show it.")
@click.option(
    "--password",
    help="Lets them sign in without a link; without a value it is asked for.",
    is_flag=False,
    flag_value="",
    default=None,
)
@click.option("--url", help="Address of this service, for the link.")
@json_option
def add(
    email: str,
    role: str,
    brands: tuple[str, ...],
    name: str | None,
    password: str | None,
    url: str | None,
    as_json: bool,
) -> None:
    """Add a person, or change the one with this address, and print a sign-in link, valid once.

    Example: drafter user add ada@example.com --role agent --brand northway
    """
    if password == "":
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with open_services() as services:
        brand_ids = [brand_named(services, brand).id for brand in brands]
        now, settings = services.clock(), services.settings
        with services.database.writing() as session:
            person = ensure_user(
                session,
                email,
                Role(role),
                now=now,
                new_id=services.new_id,
                name=name,
                brand_ids=brand_ids,
                password=password,
            )
            text = f"gave {person.email} the role {person.role}"
            note_act(session, "account.invited", text, actor_id=COMMAND_LINE, now=now, subject_id=person.id)
            token = make_link_token(session, person, now=now, life_h=settings.sessions.link_hours)
    link = f"{(url or settings.public_url or 'http://127.0.0.1:8000').rstrip('/')}/sign-in?token={token}"
    print_fields(
        {"id": person.id, "email": person.email, "role": person.role, "brands": brand_ids, "link": link},
        as_json=as_json,
    )


@user.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List everybody who may sign in.

    Example: drafter user list
    """
    with open_services() as services, services.database.reading() as session:
        rows = [
            {
                "id": one.id,
                "email": one.email,
                "name": one.name,
                "role": one.role,
                "brands": one.brand_ids,
                "is_active": one.is_active,
                "authority": authority_name(one.authority),
            }
            for one in list_users(session)
        ]
    print_rows(rows, as_json=as_json, columns=["email", "name", "role", "authority", "is_active", "id"])


@user.command("authority")
@click.argument("email")
@click.argument("authority")
@json_option
def authority(email: str, authority: str, as_json: bool) -> None:
    """Say what an agent may grant: default (as the brand's agents), agent, senior, lead, or a number.

    Example: drafter user authority ada@example.com lead
    """
    try:
        given = read_authority(authority)
    except RequestFieldsError as error:
        raise click.UsageError(error.message) from error
    with open_services() as services, services.database.writing() as session:
        found = find_user(session, email)
        if found is None or found.role != Role.AGENT:
            raise click.ClickException(f"No agent has the address {email[:80]!r}; 'drafter user list' shows everybody.")
        update_user(session, replace(found, authority=given))
        text = f"let {found.email} grant {authority_words(given)}"
        note_act(session, "account.authority", text, actor_id=COMMAND_LINE, now=services.clock(), subject_id=found.id)
    print_fields({"id": found.id, "email": found.email, "authority": authority_name(given)}, as_json=as_json)


@user.command("place")
@click.argument("who")
@click.option("--site", default="", help="Where they work, such as Leeds.")
@click.option("--team", default="", help="With whom.")
@click.option("--shift", default="", help="When, such as early.")
@click.option("--started-on", type=click.DateTime(["%Y-%m-%d"]), help="Their first day at work.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From which day on this holds; today if left out.")
@json_option
def place_command(
    who: str,
    site: str,
    team: str,
    shift: str,
    started_on: datetime | None,
    since: datetime | None,
    as_json: bool,
) -> None:
    """Say where somebody works: an account's address, or the id that a helpdesk gives an agent.

    Figures across sites and tenure use it; what was sent before keeps the place it had.

    Example: drafter user place ada@example.com --site Leeds --team Returns --shift early --started-on 2026-01-12
    """
    with open_services() as services, services.database.writing() as session:
        now = services.clock()
        placement = Placement(
            who.strip()[:255],
            since.date() if since else now.date(),
            site[:MOST_CHARS],
            team[:MOST_CHARS],
            shift[:MOST_CHARS],
            started_on.date() if started_on else None,
        )
        names = place(session, placement, actor_id=COMMAND_LINE, now=now)
        text = f"placed {who[:80]} at {site or 'no site'}"
        note_act(session, "account.placed", text, actor_id=COMMAND_LINE, now=now, subject_id=names[0])
    print_fields(
        {
            "agents": list(names),
            "site": placement.site,
            "team": placement.team,
            "shift": placement.shift,
            "since": placement.since.isoformat(),
        },
        as_json=as_json,
    )


@user.command("switch")
@click.argument("email")
@click.option("--on/--off", "is_on", required=True, help="Whether they may sign in.")
@json_option
def switch(email: str, is_on: bool, as_json: bool) -> None:
    """Switch an account off, which signs the person out everywhere at once, or on again.

    Example: drafter user switch ada@example.com --off
    """
    with open_services() as services, services.database.writing() as session:
        found = find_user(session, email)
        if found is None:
            raise click.ClickException(f"Nobody has the address {email[:80]!r}; 'drafter user list' shows everybody.")
        update_user(session, replace(found, is_active=is_on))
        ended = 0 if is_on else end_access(session, found.id)
        text = f"switched {'on' if is_on else 'off'} the account {found.email}"
        note_act(session, "account.switched", text, actor_id=COMMAND_LINE, now=services.clock(), subject_id=found.id)
    print_fields({"id": found.id, "email": found.email, "is_active": is_on, "sessions_ended": ended}, as_json=as_json)
