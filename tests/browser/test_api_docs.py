"""The API's readable page in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_api_page_is_readable_in_both_themes(
    page_as: Callable[[str], Page], check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = page_as("admin")

    page.goto("/api/docs")

    expect(page.get_by_role("heading", name="JSON API")).to_be_visible()
    page.get_by_role("link", name="DraftPage").first.click()
    expect(page.get_by_role("heading", name="DraftPage")).to_be_in_viewport()
    check_widths(page)
    check_axe(page)
