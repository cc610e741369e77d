"""Calls to a vendor's API: what is tried again, how long is waited, where a page may lead."""

from collections.abc import Iterator

import pytest

from tests.tools.desks import Fault
from tests.tools.desks.chatwoot import ChatwootDesk
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.calling import wait_told

PATH = "api/v1/profile"


@pytest.fixture
def desk() -> Iterator[ChatwootDesk]:
    made = ChatwootDesk()
    yield made
    made.close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def api(desk: ChatwootDesk, waits: list[float]) -> Api:
    return Api(desk.url, {"api_access_token": "t0ken"}, allow_private=True, pause=waits.append)


def test_read_waits_as_the_vendor_says(api: Api, desk: ChatwootDesk, waits: list[float]) -> None:
    desk.faults = [Fault(429, {"Retry-After": "3"}), Fault(503)]

    assert api.get(PATH)["account_id"] == 3
    assert waits == [3.0, 0.8]


def test_long_wait_is_left_to_the_job(api: Api, desk: ChatwootDesk, waits: list[float]) -> None:
    desk.faults = [Fault(429, {"X-RateLimit-Reset": "50"})]

    with pytest.raises(HelpdeskUnavailableError) as caught:
        api.get(PATH)
    assert (caught.value.retry_after_s, waits) == (50.0, [])


@pytest.mark.parametrize("status", [500, 502, 0])
def test_write_that_may_have_worked_is_not_repeated(api: Api, desk: ChatwootDesk, status: int) -> None:
    desk.faults = [Fault(status)]

    with pytest.raises(HelpdeskUnavailableError):
        api.post("api/v1/accounts/3/conversations/7/messages", {"content": "x", "message_type": "outgoing"})
    assert len(desk.calls) == 1


def test_write_that_was_not_taken_is_repeated(api: Api, desk: ChatwootDesk) -> None:
    desk.faults = [Fault(429)]
    value = {"content": "x", "message_type": "outgoing", "private": True}

    assert api.post("api/v1/accounts/3/conversations/7/messages", value)["private"] is True


def test_next_page_at_another_host_is_not_called(api: Api) -> None:
    with pytest.raises(HelpdeskRejectedError):
        api.get("http://elsewhere.example/api/v1/profile")


def test_endless_pages_end(api: Api, desk: ChatwootDesk) -> None:
    pages = list(api.pages(PATH, {"page": 1}, lambda _, number: {"page": number + 1}))

    assert len(pages) == 50


def test_missing_option_says_which() -> None:
    with pytest.raises(HelpdeskRejectedError, match="base_url"):
        option({}, "base_url", connection_id="con_1")


DATE = {"date": "Fri, 15 Jan 2027 08:00:00 GMT"}


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:07 GMT", **DATE}, 7.0),
        ({"x-ratelimit-reset": "1800000009", **DATE}, 9.0),
        ({"ratelimit-reset": "12"}, 12.0),
        ({"x-ratelimit-retry-after": "4", "x-ratelimit-reset": "9"}, 4.0),
        ({"retry-after": "soon", "x-ratelimit-reset": "9"}, 9.0),
        ({"x-ratelimit-reset": "1800000009"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({}, None),
    ],
)
def test_wait_is_read_off_any_vendors_header(headers: dict[str, str], wait: float | None) -> None:
    assert wait_told(headers) == wait
