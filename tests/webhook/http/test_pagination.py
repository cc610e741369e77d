"""Cursors and pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook.errors import RequestFieldsError
from webhook.http.pagination import make_cursor, page, read_cursor, read_limit


def test_page_with_more_behind_it_names_the_next() -> None:
    found = page(["c", "b", "a"], 2, id_of=str, show=str.upper)

    assert found["items"] == ["C", "B"]
    assert read_cursor(found["next"]) == "b"


@pytest.mark.parametrize("items", [[], ["b"], ["c", "b"]], ids=["none", "one", "full"])
def test_last_page_has_no_next(items: list[str]) -> None:
    assert page(items, 2, id_of=str, show=str)["next"] is None


def test_cursor_leads_back_to_its_id() -> None:
    assert read_cursor(make_cursor("dft_01jdkq2x9m")) == "dft_01jdkq2x9m"


@pytest.mark.parametrize("cursor", [None, ""])
def test_no_cursor_is_the_first_page(cursor: str | None) -> None:
    assert read_cursor(cursor) is None


@given(st.text(max_size=80))
def test_any_cursor_is_read_or_refused(cursor: str) -> None:
    try:
        found = read_cursor(cursor)
    except RequestFieldsError:
        return
    assert found is None or found.isprintable()


@pytest.mark.parametrize(("asked", "given_limit"), [(None, 50), (0, 50), (1, 1), (200, 200), (9999, 200), (-5, 1)])
def test_limit_stays_within_bounds(asked: int | None, given_limit: int) -> None:
    assert read_limit(asked) == given_limit
