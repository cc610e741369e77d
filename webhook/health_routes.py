"""``/healthz``, ``/readyz``, ``/metrics``: outside the API, without sign-in."""

import hmac

from flask import Blueprint, Response, jsonify, request

from webhook.errors import NotSignedInError
from webhook.http.context import BEARER, services
from webhook.store.health import read_health
from webhook.telemetry import render_metrics

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say whether events are taken, and whether drafting is warm.

    503 while the database is away or the first worker is still loading; 200 with
    ``drafting`` "no worker" where this process alone is asked to run.
    """
    parts = services()
    with parts.database.reading() as session:
        state = read_health(session, now=parts.clock(), dead_after_s=parts.settings.jobs.dead_after_s)
    is_ready = state.drafting != "warming"
    answer = {
        "status": "ready" if is_ready else "warming",
        "database": "ok",
        "drafting": state.drafting,
        "warm": state.drafting == "warm",
        "workers": len(state.workers),
        "queued": state.jobs.get("queued", 0),
        "oldest_s": round(state.oldest_s, 1),
    }
    return jsonify(answer), 200 if is_ready else 503


@health.get("/metrics")
def metrics() -> Response:
    """Return the metrics in the Prometheus text form; asks for a token where one is set."""
    parts = services()
    wanted = parts.settings.metrics_token
    if wanted:
        given = request.headers.get("Authorization", "")
        expected = f"{BEARER}{wanted.get_secret_value()}"
        if not hmac.compare_digest(given.encode("utf-8", "replace").lower(), expected.encode().lower()):
            raise NotSignedInError("Metrics need the bearer token that DRAFTER_METRICS_TOKEN sets.")
    with parts.database.reading() as session:
        state = read_health(session, now=parts.clock(), dead_after_s=parts.settings.jobs.dead_after_s)
    text = render_metrics(state.jobs, oldest_s=state.oldest_s, workers=len(state.workers))
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
