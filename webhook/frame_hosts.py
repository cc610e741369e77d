"""Which addresses may show our side panel in a frame: the helpdesk's own, and what the operator adds."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from webhook.errors import RequestFieldsError
from webhook.helpdesks.base import Connection

OPTION = "frame_hosts"  # further origins, between spaces or commas
ADDRESS_OPTION = "base_url"  # where most connections' helpdesks live
ANY_BELOW = "https://*."
LEAST_LABELS = 2  # ``https://*.example.com`` names one owner, ``https://*.com`` everybody
# Where a hosted vendor's pages live, as far as its API lives elsewhere.
VENDOR_HOSTS: Mapping[str, tuple[str, ...]] = {
    "front": ("https://app.frontapp.com",),
    "helpscout": ("https://secure.helpscout.net",),
    "intercom": (),
    "freshdesk": ("https://*.freshdesk.com",),
}
SUBDOMAINS_OF: Mapping[str, str] = {"zendesk": "zendesk.com", "freshdesk": "freshdesk.com"}


def origin_of(address: str | None) -> str:
    """Return scheme, host and port of an address; empty where it has none."""
    parts = urlsplit(address or "")
    has_control = any(mark in parts.netloc for mark in " ;,'\"\\*")
    if parts.scheme not in ("http", "https") or not parts.hostname or has_control:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def frame_origins(value: str) -> tuple[str, ...]:
    """Return the origins in the option ``frame_hosts``; ``https://*.example.com`` stands for each name below.

    Raises RequestFieldsError for one that is no origin, or leaves the owner open.
    """
    found = []
    for given in value.replace(",", " ").split():
        origin = _pattern(given) if given.lower().startswith(ANY_BELOW) else origin_of(given)
        if not origin:
            raise RequestFieldsError(
                f"Option {OPTION} holds {given[:80]!r}; give origins such as https://desk.example.com"
                " or https://*.example.com."
            )
        found.append(origin)
    return tuple(dict.fromkeys(found))


def hosts_of_connection(connection: Connection) -> tuple[str, ...]:
    """Return the origins of a connection's helpdesk, and those its ``frame_hosts`` adds."""
    options = connection.options
    vendor = VENDOR_HOSTS.get(connection.kind)
    is_elsewhere = vendor is not None and connection.kind not in SUBDOMAINS_OF
    own = "" if is_elsewhere else origin_of(options.get(ADDRESS_OPTION))
    below = SUBDOMAINS_OF.get(connection.kind)
    named = origin_of(f"https://{options['subdomain']}.{below}") if below and options.get("subdomain") else ""
    hosts = (own, named, *(vendor or ()), *_added(options.get(OPTION, "")))
    return tuple(dict.fromkeys(origin for origin in hosts if origin))


def _added(value: str) -> tuple[str, ...]:
    try:
        return frame_origins(value)
    except RequestFieldsError:
        return ()  # an address nobody checked allows nobody


def _pattern(given: str) -> str:
    domain = given[len(ANY_BELOW) :].rstrip("/").lower()
    labels = domain.split(".")
    is_fit = len(labels) >= LEAST_LABELS and all(label.replace("-", "").isalnum() for label in labels)
    return f"{ANY_BELOW}{domain}" if is_fit and domain.isascii() else ""
