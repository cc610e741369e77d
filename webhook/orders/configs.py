"""OrderSourceConfig: where a brand's orders are looked up, and what each kind of source has to be given."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webhook.errors import RequestFieldsError
from webhook.helpdesks.calling import check_url

HTTP, SHOPIFY = "http", "shopify"
KINDS = (HTTP, SHOPIFY)
NUMBER_SLOT = "{order_number}"
URL_OPTIONS = frozenset({"url", "base_url"})
SHOPIFY_VERSION = "2026-01"
MOST_OPTION = 20_000  # a mapping may be long
OPTIONS: Mapping[str, Mapping[str, str]] = {
    HTTP: {
        "url": "Address of one order, with {order_number} where its number goes.",
        "header": "Header that the secret is sent in; Authorization if left out.",
        "mapping": "JSON: from fields of our order to where the answer has them (docs/orders.md).",
    },
    SHOPIFY: {
        "base_url": "Address of the shop, such as https://northway.myshopify.com.",
        "api_version": f"Version of the Admin API; {SHOPIFY_VERSION} if left out.",
        "sellers": "Vendors or fulfilment services that sell for themselves, with commas between.",
        "replacement_tag": "Tag of orders for which a replacement was sent.",
    },
}
_NEEDED = {HTTP: ("url",), SHOPIFY: ("base_url",)}


@dataclass(frozen=True)
class OrderSourceConfig:
    """Where a brand's orders are looked up.  ``is_operators``: its address comes from the command line."""

    brand_id: str
    kind: str
    options: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)
    is_operators: bool = False

    def option(self, name: str, default: str = "") -> str:
        """Return an option without blanks round it."""
        return self.options.get(name, "").strip() or default


def check_config(config: OrderSourceConfig) -> None:
    """Raise RequestFieldsError, HelpdeskRejectedError (an address) unless a source can be asked with this."""
    known = OPTIONS.get(config.kind)
    if known is None:
        raise RequestFieldsError(f"Kind {config.kind[:40]!r} should be one of {', '.join(KINDS)}.")
    for name, value in config.options.items():
        if name not in known:
            raise RequestFieldsError(f"Option {name[:60]!r} should be one of {', '.join(sorted(known))}.")
        if len(value) > MOST_OPTION:
            raise RequestFieldsError(f"Option {name!r} has at most {MOST_OPTION:,} characters.")
        if name in URL_OPTIONS:
            check_url(value.replace(NUMBER_SLOT, "1"))
    for name in _NEEDED[config.kind]:
        if not config.option(name):
            raise RequestFieldsError(f"A source of kind {config.kind} needs the option {name!r}.")
    if any(char in config.secret for char in "\r\n\x00") or not config.secret.isascii():
        raise RequestFieldsError("A secret has no line breaks and only plain letters, digits and signs.")
    if config.kind == HTTP:
        _check_http(config)
    elif not config.secret:
        raise RequestFieldsError("Give the Admin API access token of the shop's app as the secret.")


def read_mapping(text: str) -> dict[str, Any]:
    """Return the mapping that an option holds, empty where it holds none.  Raises RequestFieldsError."""
    if not text.strip():
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestFieldsError("Option 'mapping' is no JSON; docs/orders.md has an example.") from error
    if not isinstance(value, dict):
        raise RequestFieldsError("Option 'mapping' should be a JSON object; docs/orders.md has an example.")
    return value


def _check_http(config: OrderSourceConfig) -> None:
    from webhook.orders.mapping import check_mapping

    url, header = config.option("url"), config.option("header", "Authorization")
    host = url.split("://", 1)[-1].split("/", 1)[0]
    if NUMBER_SLOT not in url or NUMBER_SLOT in host:
        raise RequestFieldsError(f"The address needs {NUMBER_SLOT} in its path or query, where the number goes.")
    if not header.replace("-", "").isalnum() or not header.isascii() or header.lower() in ("host", "content-length"):
        raise RequestFieldsError(f"{header[:60]!r} is no name of a header for a secret.")
    check_mapping(read_mapping(config.option("mapping")))
