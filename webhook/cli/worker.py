"""``drafter worker``: run jobs, any number of workers, on any machine that reaches the database."""

import signal
import threading

import click
import structlog

from knowledge_base.foundation.errors import ServiceError
from webhook.cli.common import json_option
from webhook.settings import load_settings
from webhook.telemetry import configure_logging
from webhook.wiring import VERSION, Services, wire
from webhook.worker_slots import take_worker_slot
from webhook.working import make_housework, make_worker

log = structlog.get_logger()


@click.command()
@click.option("--slots", type=click.IntRange(1, 512), help="Jobs that run at once.")
@click.option("--parent", type=int, hidden=True, help="Stop when this process ends.")
@json_option
def worker(slots: int | None, parent: int | None, as_json: bool) -> None:
    """Run jobs until stopped by Ctrl-C or SIGTERM.

    Example: drafter worker --slots 16
    """
    from webhook.jobs.sweeping import Housekeeping
    from webhook.serving import watch_parent

    settings = load_settings()
    if slots:
        settings = settings.model_copy(update={"jobs": settings.jobs.model_copy(update={"slots": slots})})
    configure_logging(settings.log_level)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if parent:
        watch_parent(parent, stopping.set)
    services = wire(settings)
    slot = take_worker_slot(settings)
    runner = make_worker(services, slot.name)
    keeping = Housekeeping(
        services.database,
        make_housework(services),
        settings.jobs,
        clock=services.clock,
        executor_id=slot.name,
        version=VERSION,
    )
    keeping.start()
    _warm_up(services)  # before the first claim: cold jobs would hold every slot while a customer waits
    runner.start()
    keeping.mark_warm()
    stopping.wait()
    runner.stop()
    keeping.stop()
    services.close()
    slot.release()


def _warm_up(services: Services) -> None:
    try:
        services.warm_up()
    except ServiceError as error:
        log.warning("warm_up_failed", code=error.code)  # the first draft loads what it can and says what it cannot
