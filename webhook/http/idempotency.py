"""``Idempotency-Key``: the same write again answers as the first time.

A key is claimed before the work begins and holds the answer after it.  A failed request
gives its key back.  A claim whose process died is taken over after a minute.
Source: draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import request

from webhook.errors import IdempotencyError, InProgressError, RequestFieldsError
from webhook.store.idempotency import UNFINISHED, claim_key, find_answer, forget_answers, keep_answer, release_key
from webhook.wiring import Services

HEADER = "Idempotency-Key"
MAX_KEY = 180
KEEP = timedelta(hours=24)
ABANDONED = timedelta(seconds=60)  # no write takes this long; its process is gone

Answer = tuple[dict[str, Any], int]


def read_key() -> str | None:
    """Return the request's idempotency key.  Raises RequestFieldsError."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= MAX_KEY or not key.isprintable():
        raise RequestFieldsError(f"Header '{HEADER}' should be 1 to {MAX_KEY} printable characters.")
    return key


def fingerprint_of(method: str, path: str, body: Any) -> str:
    """Return what tells one request from another under the same key."""
    text = json.dumps([method, path, body], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def answer_once(services: Services, actor_id: str, key: str, fingerprint: str, work: Callable[[], Answer]) -> Answer:
    """Do ``work`` once for this key and return its answer, or the one kept.

    Raises IdempotencyError when the key came with another request before, InProgressError
    while the first one runs, and what ``work`` raises.
    """
    kept = _claim(services, actor_id, key, fingerprint)
    if kept is not None:
        return kept
    try:
        body, status = work()
    except BaseException:
        with services.database.writing() as session:
            release_key(session, actor_id, key)
        raise
    with services.database.writing() as session:
        keep_answer(session, actor_id, key, status=status, body=body)
    return body, status


def _claim(services: Services, actor_id: str, key: str, fingerprint: str) -> Answer | None:
    now = services.clock()
    with services.database.writing() as session:
        forget_answers(session, before=now - KEEP)
        if claim_key(session, actor_id, key, fingerprint, now=now):
            return None
        kept = find_answer(session, actor_id, key)
        if kept is None or kept.fingerprint != fingerprint:
            raise IdempotencyError(f"Key {key!r} was used for another request; take a new key for each write.")
        if kept.status != UNFINISHED:
            return kept.body, kept.status
        if now - kept.created_at < ABANDONED:
            raise InProgressError(f"The first request with key {key!r} has not finished; ask again in a second.")
        release_key(session, actor_id, key)
        claim_key(session, actor_id, key, fingerprint, now=now)
        return None
