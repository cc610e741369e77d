"""Form tokens: a write with a session cookie must prove that it comes from our own page.

With a session the token is the session's; a stranger's POST (signing in) is judged by where
the browser says it came from.  Bearer tokens are never sent by a browser on its own, so
they need none; nor do the passes of a panel in a helpdesk's frame, which travel in a header that only our
own page can set.
"""

import hmac
from urllib.parse import urlsplit

from flask import Flask, request

from webhook.errors import WebhookError
from webhook.http.context import has_bearer, signed_in

FIELD, HEADER = "csrf_token", "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SIGNED_PATHS = ("/webhooks/", "/agent/canvas/")
SIGNED_PAGE = "/agent/sidebar"  # opened by a helpdesk with a form; its view heeds no cookie


class FormTokenError(WebhookError):
    """A write came without the token of its session, or from another site."""

    code = "access.form_token"


def install(app: Flask) -> None:
    """Check every write before its view runs."""
    app.before_request(check)


def csrf_token() -> str:
    """Return the form token for the page being made; empty for strangers."""
    found = signed_in()
    return found.csrf_token if found else ""


def check() -> None:
    """Raise FormTokenError for a write that another site may have caused."""
    if request.method in SAFE or request.path.startswith(SIGNED_PATHS) or request.path == SIGNED_PAGE or has_bearer():
        return
    if not _is_from_here():
        raise FormTokenError("This form was sent from another site; open the page again and repeat.")
    found = signed_in()
    if found is None:
        return
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), found.csrf_token.encode()):
        raise FormTokenError("This page is older than your session; reload it and repeat.")


def _is_from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return True  # not a browser, or one too old to say; the session's token still counts
    return urlsplit(origin).netloc == request.host
