"""``POST /webhooks/<kind>/<connection>``: the door helpdesks knock at."""

import structlog
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from webhook.errors import EventTooLargeError, MalformedEventError
from webhook.helpdesks.base import RawRequest
from webhook.http.context import services
from webhook.receiving import lower_headers
from webhook.telemetry import events_total

intake = Blueprint("intake", __name__)
log = structlog.get_logger()


@intake.post("/webhooks/<kind>/<connection_id>")
@intake.post("/webhooks/<kind>/<connection_id>/<segment>")
def receive(kind: str, connection_id: str, segment: str | None = None) -> tuple[Response, int]:
    """Answer 202 once the event is durable, with its id and whether it was new; a challenge is given back with 200."""
    parts = services()
    connection, helpdesk = parts.receiver.find_connection(kind, connection_id, segment)
    body = _read_body(parts.settings.intake.max_body_bytes)
    raw = RawRequest(lower_headers(dict(request.headers)), body, segment)
    receipt = parts.receiver.receive(connection, helpdesk, raw)
    events_total.labels(kind, receipt.status).inc()
    log.info("event", connection_id=connection.id, event_id=receipt.event_id, status=receipt.status)
    if receipt.answer is not None:
        return jsonify(receipt.answer), 200
    return jsonify(event_id=receipt.event_id, status=receipt.status), 202


def _read_body(limit: int) -> bytes:
    """Read at most ``limit`` bytes, whatever the sender said about the length."""
    too_large = EventTooLargeError(f"The body is larger than {limit} bytes; send the ticket without attachments.")
    if request.content_length is not None and request.content_length > limit:
        raise too_large
    try:
        body = request.stream.read(limit + 1)
    except RequestEntityTooLarge as error:
        raise too_large from error
    except (ClientDisconnected, OSError, ValueError) as error:
        raise MalformedEventError("The body ended before its announced length; send it again.") from error
    if len(body) > limit:
        raise too_large
    return body
