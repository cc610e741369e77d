"""Security headers on every answer, and an id on every request."""

import re
import time

import structlog
from flask import Flask, Response, g, request

from knowledge_base.foundation.ids import NewId
from webhook.telemetry import observe_request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
FRAMED = ("/agent/sidebar", "/agent/panel", "/demo/")
# The small window in which somebody signs in for a frame: it tells the frame that opened it.
SMALL_WINDOW = "/agent/frame/sign-in"
REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,80}")

log = structlog.get_logger()


def install(app: Flask, *, frame_ancestors: str, new_id: NewId) -> None:
    """Give each request an id and each answer its headers.

    ``frame_ancestors`` are the origins that may show the sidebar in a frame.
    """

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else new_id("req")
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def finish(response: Response) -> Response:
        ancestors = frame_ancestors if request.path.startswith(FRAMED) else "'none'"
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CSP.format(ancestors=ancestors))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "unsafe-none" if _is_small_window() else "same-origin")
        if "Cache-Control" not in headers and not request.path.startswith("/static/"):
            headers["Cache-Control"] = "no-store"
        headers["X-Request-ID"] = g.get("request_id", "")
        _record(response)
        return response


def _is_small_window() -> bool:
    if request.path.startswith(SMALL_WINDOW):
        return True
    return request.path == "/sign-in" and request.values.get("next", "").startswith(SMALL_WINDOW)


def _record(response: Response) -> None:
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else "unmatched"
    observe_request(request.method, route, response.status_code, seconds)
    log.info("request", method=request.method, route=route, status=response.status_code, ms=round(seconds * 1000, 1))
