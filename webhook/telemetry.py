"""Log lines with request, ticket, draft and job ids, never bodies; timings for /metrics."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO, cast

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
NEVER_LOGGED = frozenset({"body", "text", "subject", "message_text", "prompt", "token", "secret", "password", "email"})

registry = CollectorRegistry()
requests_total = Counter("drafter_requests_total", "Requests", ["method", "route", "status"], registry=registry)
request_seconds = Histogram("drafter_request_seconds", "Request time", ["route"], buckets=BUCKETS_S, registry=registry)
events_total = Counter("drafter_events_total", "Webhook events", ["kind", "status"], registry=registry)
jobs_gauge = Gauge("drafter_jobs", "Jobs by state", ["state"], registry=registry)
queue_age = Gauge("drafter_queue_age_seconds", "Age of the job that has waited longest", registry=registry)
workers_gauge = Gauge("drafter_workers", "Workers that live", registry=registry)


def configure_logging(level: str, *, pretty: bool = False) -> None:
    """Send every log line to standard error, as JSON unless a person reads it."""
    renderer = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_private,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=cast("TextIO", _StandardError())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


class _StandardError:
    """Standard error as it is when a line is written: a logger that was made earlier must not keep a closed one."""

    def write(self, text: str) -> int:
        """Write to the present standard error."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Flush the present standard error."""
        sys.stderr.flush()


def drop_private(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take what customers wrote, and secrets, out of a log line."""
    for key in NEVER_LOGGED & event.keys():
        event[key] = "(left out)"
    return event


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    requests_total.labels(method, route, str(status)).inc()
    request_seconds.labels(route).observe(seconds)


def render_metrics(jobs: Mapping[str, int], *, oldest_s: float, workers: int) -> bytes:
    """Return every metric in the Prometheus text form, job figures as they are now."""
    for state in ("queued", "running", "done", "failed", "cancelled"):
        jobs_gauge.labels(state).set(jobs.get(state, 0))
    queue_age.set(oldest_s)
    workers_gauge.set(workers)
    return generate_latest(registry)
