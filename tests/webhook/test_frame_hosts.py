"""Which addresses may show the panel."""

import pytest

from webhook.errors import RequestFieldsError
from webhook.frame_hosts import frame_origins, hosts_of_connection
from webhook.helpdesks.base import Connection


def hosts(kind: str, **options: str) -> tuple[str, ...]:
    return hosts_of_connection(Connection("con_1", kind, "brd_1", "desk", options=options))


def test_hosts_are_the_helpdesks_pages_not_its_api() -> None:
    assert hosts("zendesk", base_url="https://northway.zendesk.com/agent") == ("https://northway.zendesk.com",)
    assert hosts("zendesk", subdomain="northway") == ("https://northway.zendesk.com",)
    assert hosts("front", base_url="https://api2.frontapp.com") == ("https://app.frontapp.com",)
    assert hosts("helpscout", base_url="https://api.helpscout.net") == ("https://secure.helpscout.net",)
    assert hosts("chatwoot", base_url="https://chat.example.com") == ("https://chat.example.com",)
    assert hosts("chatwoot") == ()
    assert "https://*.freshdesk.com" in hosts("freshdesk", base_url="https://help.example.com")


def test_operator_adds_hosts() -> None:
    assert frame_origins("https://a.example/x, https://*.B.example/ http://localhost:8080") == (
        "https://a.example",
        "https://*.b.example",
        "http://localhost:8080",
    )
    assert hosts("generic", frame_hosts="https://a.example") == ("https://a.example",)


@pytest.mark.parametrize(
    "given",
    [
        "*",
        "https://*",
        "https://*.com",
        "https://*.example.com;script-src",
        "http://*.example.com",
        "'self'",
        "https://a.*.example",
        "ftp://a.example",
        "a.example",
        "https://*.ex ample",
        "https://*.exämple.com",
    ],
)
def test_host_that_lets_everybody_in_is_refused(given: str) -> None:
    with pytest.raises(RequestFieldsError):
        frame_origins(given)
    assert hosts("generic", frame_hosts=given) == ()
