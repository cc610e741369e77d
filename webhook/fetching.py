"""Pages and help centres over the network, as files for ``SourceReader`` to read.

Zendesk Guide's public API: ``/api/v2/help_center/{locale}/articles.json``, page after page,
sections beside it.  Only the host that was named is asked; its own ``next_page`` addresses
are followed there.
"""

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from knowledge_base.errors import ImportSourceError
from knowledge_base.origins import Origin
from knowledge_base.sources.formats import OF_CONTENT_TYPE, is_document
from knowledge_base.sources.values import SourceFile
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError
from webhook.helpdesks.calling import check_url, fetch

PAGE_TIMEOUT_S = 20.0
MAX_PAGE_BYTES = 16 * 1024 * 1024
MAX_ANSWER_BYTES = 8 * 1024 * 1024
MOST_PAGES = 100
PER_PAGE = 100  # the most that Zendesk gives at once
AGENT = {"User-Agent": "Drafter policy import"}
LOCALE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}", re.I)


def fetch_page(url: str, *, allow_private: bool) -> tuple[SourceFile, str]:
    """Fetch a page or document; return it, and a name that ends in what it is.

    Its key is the address that was asked for.  Raises HelpdeskError.
    """
    found = fetch(
        url,
        headers={**AGENT, "Accept": "text/html,text/markdown,application/pdf,*/*;q=0.5"},
        allow_private=allow_private,
        max_bytes=MAX_PAGE_BYTES,
        timeout_s=PAGE_TIMEOUT_S,
    )
    path = urlsplit(found.url).path
    suffix = OF_CONTENT_TYPE.get(found.content_type) or (PurePosixPath(path).suffix if is_document(path) else "")
    if not suffix and not found.content_type.startswith("text/"):
        raise ImportSourceError(
            f"'{url}' is of type '{found.content_type[:60]}'; give a page, Markdown, CSV, Word document or PDF.",
            key=url,
        )
    return SourceFile(page_key(url), found.body, found.charset, found.url), f"page{suffix or '.html'}"


def fetch_help_centre(origin: Origin) -> SourceFile:
    """Fetch every article of a help centre's locale, with its sections, as one export.

    Raises HelpdeskError; ImportSourceError when it answers with something else.
    """
    start = f"{origin.location}/api/v2/help_center/{origin.locale}"
    articles = _all(f"{start}/articles.json?per_page={PER_PAGE}", "articles", origin)
    sections = _sections(f"{start}/sections.json?per_page={PER_PAGE}", origin)
    if not articles:
        raise ImportSourceError(
            f"Help centre '{origin.location}' has no public article in '{origin.locale}'; check the locale.",
            key=origin.location,
        )
    host = urlsplit(origin.location).netloc
    data = json.dumps({"articles": articles, "sections": sections}).encode()
    return SourceFile(f"{host}/{origin.locale}", data, "utf-8", origin.location)


def page_key(url: str) -> str:
    """Return the address under which a page is known: without the part that only scrolls it."""
    return urlunsplit(urlsplit(url.strip())._replace(fragment=""))


def help_centre_address(given: str) -> tuple[str, str | None]:
    """Return a help centre's root and the locale that its address names, if it does.

    Takes what people paste: ``acme.zendesk.com``, ``https://acme.zendesk.com/hc/en-us``.
    Raises HelpdeskRejectedError.
    """
    text = given.strip()
    parts = check_url(text if "://" in text else f"https://{text}")
    found = re.match(r"/hc/([A-Za-z-]+)", parts.path)
    locale = found[1].lower() if found and LOCALE.fullmatch(found[1]) else None
    return f"{parts.scheme}://{parts.netloc.lower()}", locale


def _sections(url: str, origin: Origin) -> list[Any]:
    """Names of sections become tags; a help centre that doesn't tell them is imported without."""
    try:
        return _all(url, "sections", origin)
    except HelpdeskRejectedError:
        return []


def _all(url: str, name: str, origin: Origin) -> list[Any]:
    found: list[Any] = []
    seen: set[str] = set()
    following: str | None = url
    while following:
        if len(seen) >= MOST_PAGES or following in seen:
            raise ImportSourceError(
                f"Help centre '{origin.location}' has more than {MOST_PAGES} pages of {name}, or leads in a circle.",
                key=origin.location,
            )
        seen.add(following)
        answer = _page(following, origin)
        listed = answer.get(name)
        if not isinstance(listed, list):
            raise ImportSourceError(
                f"Help centre '{origin.location}' answered without '{name}'; is it one of Zendesk Guide?",
                key=origin.location,
            )
        found.extend(listed)
        following = _next(answer, origin)
    return found


def _page(url: str, origin: Origin) -> Mapping[str, Any]:
    document = fetch(
        url,
        headers={**AGENT, "Accept": "application/json"},
        allow_private=origin.is_operator_given,
        max_bytes=MAX_ANSWER_BYTES,
        timeout_s=PAGE_TIMEOUT_S,
    )
    try:
        value = json.loads(document.body)
    except (ValueError, RecursionError) as error:
        raise HelpdeskUnavailableError(
            f"Help centre '{urlsplit(url).hostname}' answered with something else than JSON."
        ) from error
    return value if isinstance(value, dict) else {}


def _next(answer: Mapping[str, Any], origin: Origin) -> str | None:
    """Return the address of the next page, by either of Zendesk's ways of paging."""
    links, meta = answer.get("links"), answer.get("meta")
    following = answer.get("next_page")
    if isinstance(links, dict) and isinstance(meta, dict) and meta.get("has_more"):
        following = links.get("next")
    if not isinstance(following, str) or not following:
        return None
    if urlsplit(following).netloc.lower() != urlsplit(origin.location).netloc:
        raise ImportSourceError(
            f"Help centre '{origin.location}' names a next page on another host; only its own is asked.",
            key=origin.location,
        )
    return following
