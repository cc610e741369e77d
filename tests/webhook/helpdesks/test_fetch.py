"""Documents fetched from addresses: redirects checked step by step, sizes and times bounded."""

from collections.abc import Iterator

import pytest

from tests.tools.websites import Website, website
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError
from webhook.helpdesks import calling
from webhook.helpdesks.calling import Fetched, fetch


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as made:
        yield made


def get(url: str, *, allow_private: bool = True, max_bytes: int = 1000, timeout_s: float = 5.0) -> Fetched:
    return fetch(url, headers={}, allow_private=allow_private, max_bytes=max_bytes, timeout_s=timeout_s)


def test_document_comes_with_its_type_and_encoding(site: Website) -> None:
    site.put("/a", "words", headers={"Content-Type": "Text/HTML; charset=ISO-8859-1"})

    assert get(f"{site.url}/a?x=1") == Fetched(f"{site.url}/a?x=1", "text/html", "iso-8859-1", b"words")


def test_redirects_are_followed_to_where_they_end(site: Website) -> None:
    site.redirect("/a", "b/c")
    site.redirect("/b/c", f"{site.url}/d")
    site.put("/d", "words")

    assert get(f"{site.url}/a").url == f"{site.url}/d"


def test_redirects_in_a_circle_end(site: Website) -> None:
    site.redirect("/a", "/a")

    with pytest.raises(HelpdeskRejectedError, match="redirects more than 5 times"):
        get(f"{site.url}/a")
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://localhost:9/secret", "lies in a private network"),
        ("http://169.254.169.254/latest", "lies in a private network"),
        ("ftp://shop.example/a", "has to look like https"),
        ("file:///etc/passwd", "has to look like https"),
        ("http://user@127.0.0.1/", "has to look like https"),
        ("", "redirects without saying where to"),
    ],
    ids=["another port inside", "metadata", "ftp", "file", "user name", "nowhere"],
)
def test_redirect_elsewhere_is_checked_like_the_first_address(site: Website, target: str, words: str) -> None:
    """The operator's own host may be inside; where it sends us was not given by the operator."""
    site.redirect("/a", target)

    with pytest.raises(HelpdeskRejectedError, match=words):
        get(f"{site.url}/a")


def test_redirect_from_https_to_http_is_refused() -> None:
    answer = calling.Answer(302, b"", {"location": "http://shop.example/b"})

    with pytest.raises(HelpdeskRejectedError, match="from https to http"):
        calling._next_step("https://shop.example/a", answer)


def test_private_address_is_refused_unless_the_operator_gave_it(site: Website) -> None:
    with pytest.raises(HelpdeskRejectedError, match="lies in a private network"):
        get(f"{site.url}/a", allow_private=False)
    assert site.asked == []


def test_document_past_the_limit_is_refused(site: Website) -> None:
    site.put("/a", b"x" * 1001)
    site.put("/b", b"x" * 1000)

    with pytest.raises(HelpdeskRejectedError, match="has more than 1,000 bytes"):
        get(f"{site.url}/a")
    assert len(get(f"{site.url}/b").body) == 1000


def test_compressed_answer_is_refused(site: Website) -> None:
    site.put("/a", b"\x1f\x8b", headers={"Content-Encoding": "gzip"})

    with pytest.raises(HelpdeskRejectedError, match="answers compressed"):
        get(f"{site.url}/a")


def test_site_that_is_down_is_tried_again_later(site: Website) -> None:
    site.put("/a", "", status=503, headers={"Retry-After": "7"})

    with pytest.raises(HelpdeskUnavailableError) as raised:
        get(f"{site.url}/a")
    assert raised.value.retry_after_s == 7.0
