"""Signing in, as a person does it: a link that works once, a way back out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.tools.seeding import PEOPLE
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import make_link_token
from webhook.store.accounts import find_user

pytestmark = pytest.mark.browser


def test_link_signs_in_once_and_leads_on(site: Site) -> None:
    link = _link(site)
    page = site.open()

    page.goto(f"{link}&next=/theme-less")
    page.get_by_role("button", name="Continue").click()

    assert page.url == f"{site.base_url}/theme-less"
    site.allow(page, "404")
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("alert")).to_contain_text("This link has been used")
    site.allow(page, "410")


def test_sign_in_page_is_accessible_and_fits(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.open()

    page.goto("/sign-in")

    check_axe(page)
    check_widths(page)


def _link(site: Site) -> str:
    with site.services.database.writing() as session:
        user = find_user(session, PEOPLE[Role.AGENT][1])
        assert user is not None
        token = make_link_token(session, user, now=site.services.clock(), life_h=1)
    return f"/sign-in?token={token}"
