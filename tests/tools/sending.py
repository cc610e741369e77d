"""A helpdesk's side of the generic webhook: bodies and signatures as a sender makes them."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"a secret for tests, 32 bytes ok.").decode()


def event_body(kind: str = "ticket.created", data: Any = None, *, at: str = "2026-03-10T09:00:00Z") -> bytes:
    """Return an event's body; ``data`` is a small ticket unless given."""
    return json.dumps({"type": kind, "timestamp": at, "data": ticket_data() if data is None else data}).encode()


def ticket_data(id: str = "T-1", text: str = "How long do I have to return boots?", **changes: Any) -> dict[str, Any]:
    """Return a ticket as the documented JSON."""
    message = {"id": f"{id}-m1", "author": "requester", "public": True, "text": text}
    requester = {"id": "c-1", "name": "Maya Okafor", "email": "maya@example.com"}
    return {"id": id, "subject": "Return", "requester": requester, "messages": [message], **changes}


def signed(body: bytes, *, event_id: str, now: datetime, secret: str = SECRET) -> dict[str, str]:
    """Return the headers of Standard Webhooks 1.0.0, worked out here on their own."""
    stamp = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{event_id}.{stamp}.".encode("latin-1", "replace") + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
