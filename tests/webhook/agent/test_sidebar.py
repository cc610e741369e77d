"""Who may show the sidebar in a frame and is handed its text."""

import pytest

from tests.tools.seeding import Seeds
from webhook.agent.sidebar import hosts_of, origin_of
from webhook.helpdesks.base import Connection
from webhook.store.connections import insert_connection
from webhook.wiring import Services


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://desk.example/agents/1", "https://desk.example"),
        ("HTTP://Desk.Example:8080", "http://desk.example:8080"),
        ("https://user:secret@desk.example/", "https://desk.example"),
        ("https://desk.example;script-src *", ""),
        ("https://desk.example 'unsafe-inline'", ""),
        ("javascript:alert(1)", ""),
        ("//desk.example", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_origin_is_scheme_host_and_port(address: str | None, origin: str) -> None:
    assert origin_of(address) == origin


def test_hosts_are_ours_and_the_connections(services: Services, seeds: Seeds) -> None:
    brand_id = seeds.brand.id
    link = Connection("con_1", "generic", brand_id, "desk", options={"base_url": "https://desk.example/x"})
    with services.database.writing() as session:
        insert_connection(session, link, now=services.clock())

    assert hosts_of(services, "con_1", own="http://localhost/") == ("http://localhost", "https://desk.example")
    assert hosts_of(services, "con_none", own="http://localhost/") == ("http://localhost",)
    assert hosts_of(services, None, own="http://localhost/") == ("http://localhost",)
