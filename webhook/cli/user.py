"""``drafter user``: people who may sign in."""

import click

from webhook.accounts.roles import Role
from webhook.accounts.signing_in import ensure_user, make_link_token
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_rows
from webhook.store.accounts import list_users

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
            {"id": one.id, "email": one.email, "name": one.name, "role": one.role, "brands": one.brand_ids}
            for one in list_users(session)
        ]
    print_rows(rows, as_json=as_json, columns=["email", "name", "role", "id"])
