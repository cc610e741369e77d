"""One table from error code to HTTP status; problem details for programs, a page for people.

Source: RFC 9457, "Problem Details for HTTP APIs".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from jinja2 import TemplateError, TemplateNotFound
from markupsafe import escape
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from knowledge_base.foundation.errors import ServiceError

STATUS_OF_CODE: Mapping[str, int] = {
    "access.denied": 403,
    "access.frame": 401,
    "access.not_signed_in": 401,
    "access.form_token": 403,
    "brand.not_found": 404,
    "connection.not_found": 404,
    "decision.format": 422,
    "draft.already_decided": 409,
    "draft.findings_open": 409,
    "draft.not_found": 404,
    "draft.not_ready": 409,
    "draft.superseded": 409,
    "edit.not_found": 404,
    "embedding.dimension": 409,
    "embedding.failed": 503,
    "event.malformed": 400,
    "event.media_type": 415,
    "event.signature": 401,
    "event.stale": 401,
    "event.too_large": 413,
    "helpdesk.failed": 502,
    "helpdesk.rejected": 502,
    "helpdesk.unavailable": 503,
    "learned.not_found": 404,
    "lint.not_found": 404,
    "lint.open": 409,
    "model.failed": 502,
    "model.output": 502,
    "model.rate_limited": 503,
    "model.refused": 502,
    "model.timeout": 504,
    "model.unavailable": 503,
    "policy.conflict": 409,
    "policy.import": 422,
    "policy.not_found": 404,
    "policy.stage": 409,
    "ladder.cases": 409,
    "ladder.condition": 422,
    "ladder.conflict": 409,
    "ladder.format": 422,
    "ladder.not_found": 404,
    "ladder.rung": 409,
    "ladder.stage": 409,
    "macro.not_found": 404,
    "macro.conflict": 409,
    "outcome.file": 422,
    "order_source.failed": 502,
    "order_source.unknown": 404,
    "prompt.too_long": 422,
    "step.not_found": 404,
    "template.format": 422,
    "voice.conflict": 409,
    "voice.format": 422,
    "voice.not_found": 404,
    "replay.needed": 409,
    "replay.not_found": 404,
    "replay.state": 409,
    "request.fields": 422,
    "request.idempotency": 422,
    "request.in_progress": 409,
    "request.malformed": 400,
    "review.format": 422,
    "review.not_found": 404,
    "review.own": 403,
    "reply.not_found": 404,
    "sample.not_found": 404,
    "scorecard.format": 422,
    "scorecard.conflict": 409,
    "dispute.not_found": 404,
    "dispute.state": 409,
    "calibration.not_found": 404,
    "calibration.state": 409,
    "proposal.not_found": 404,
    "proposal.state": 409,
    "settings.wrong": 422,
    "snapshot.not_ready": 409,
    "store.unavailable": 503,
    "ticket.format": 422,
    "ticket.not_found": 404,
}
TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "That is not yours to do",
    404: "Nothing is here",
    405: "This address does something else",
    409: "Somebody was faster",
    413: "The request is too large",
    415: "Another content type is expected",
    422: "A field is not as documented",
    429: "Too many requests",
    500: "Something broke on our side",
    502: "Another service failed",
    503: "Not available just now",
    504: "Another service was too slow",
}
DETAILS: Mapping[int, str] = {
    404: "Nothing has this address. It may have moved, or the link was cut short.",
    405: "This address is not asked that way; open the page again and use its buttons.",
}
CODE_OF_STATUS: Mapping[int, str] = {
    400: "request.malformed",
    404: "request.not_found",
    405: "request.method",
    413: "event.too_large",
    415: "event.media_type",
    422: "request.fields",
    429: "request.too_many",
}
MACHINE_PATHS = ("/api/", "/webhooks/", "/healthz", "/readyz", "/metrics")
RETRY_AFTER_S = 5

log = structlog.get_logger()


@dataclass(frozen=True)
class Problem:
    """What went wrong with a request.  ``errors`` names fields; ``ways`` are links for a person."""

    status: int
    code: str
    title: str
    detail: str
    errors: tuple[Mapping[str, str], ...] = ()
    ways: tuple[tuple[str, str], ...] = (("/", "Go to the start page"),)


def install(app: Flask) -> None:
    """Answer every error of the app as a problem, for programs or for people."""
    app.register_error_handler(ServiceError, _service_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(PoolTimeoutError, _database_error)
    app.register_error_handler(Exception, _unexpected)


def problem_of(error: ServiceError) -> Problem:
    """Return a service error as a problem."""
    status = status_of(error)
    detail = f"{error.message} {error.hint}" if error.hint else error.message
    errors = tuple(getattr(error, "errors", ()))
    return Problem(status, error.code, TITLES.get(status, "The request failed"), detail, errors)


def status_of(error: ServiceError) -> int:
    """Return the HTTP status of an error's code, or of the nearest kind above it that has one."""
    for kind in type(error).__mro__:
        code = str(getattr(kind, "code", ""))
        if code in STATUS_OF_CODE:
            return STATUS_OF_CODE[code]
    return 500


def respond(problem: Problem, *, retry_after_s: int | None = None) -> Response:
    """Return the problem as JSON where programs call, else as a page."""
    response = _machine(problem) if is_machine() else _page(problem)
    if problem.status == 503:
        response.headers["Retry-After"] = str(retry_after_s or RETRY_AFTER_S)
    if problem.status == 401 and is_machine():
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def is_machine() -> bool:
    """Whether a program asks: by path, or by what it accepts."""
    if request.path.startswith(MACHINE_PATHS):
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html") == "application/json"


def _service_error(error: ServiceError) -> BaseResponse:
    problem = problem_of(error)
    if problem.status >= 500:
        log.warning("request_failed", code=error.code, status=problem.status)
    if problem.status == 401 and not is_machine() and request.method == "GET":
        return redirect(url_for("sign_in.show", next=request.full_path.rstrip("?")), 303)
    wait = getattr(error, "retry_after_s", None)
    return respond(problem, retry_after_s=int(wait) if wait else None)


def _http_error(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    is_said = error.description != type(error).description  # else it is werkzeug's own, not about this product
    detail = (error.description if is_said else DETAILS.get(status, error.description)) or TITLES.get(status, "")
    code = CODE_OF_STATUS.get(status, "request.failed")
    response = respond(Problem(status, code, TITLES.get(status, error.name), detail))
    if status == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return response


def _database_error(error: Exception) -> BaseResponse:
    if isinstance(error, OperationalError | InterfaceError | PoolTimeoutError):
        log.warning("database_away", kind=type(error).__name__)
        detail = "The database does not answer; nothing was changed. Try again in a moment."
        return respond(Problem(503, "store.unavailable", TITLES[503], detail))
    return _unexpected(error)


def _unexpected(error: Exception) -> BaseResponse:
    log.exception("request_broke", kind=type(error).__name__)
    detail = "The request was not finished. It was logged; try again, and tell an operator if it happens twice."
    return respond(Problem(500, "service.error", TITLES[500], detail))


def _machine(problem: Problem) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "instance": request.path,
    }
    if problem.errors:
        body["errors"] = list(problem.errors)
    return Response(json.dumps(body), problem.status, content_type="application/problem+json")


def _page(problem: Problem) -> Response:
    try:
        page = render_template("errors/problem.html", problem=problem)
    except (TemplateNotFound, TemplateError, LookupError, ServiceError, DBAPIError):
        # The page's own parts may need what just failed (the session's database, say).
        page = render_plain(problem)
    return make_response(page, problem.status)


def render_plain(problem: Problem) -> str:
    """Return the problem as a page that needs nothing but itself."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{escape(problem.title)} · Drafter</title>"
        f"<h1>{escape(problem.title)}</h1><p>{escape(problem.detail)}</p>"
        f'<p><a href="/">Go to the start page</a> · Error {problem.status} · {escape(problem.code)}</p></html>'
    )
