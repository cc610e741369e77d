"""The web process loads what a publication and a test search need before somebody waits for it.

It begins after the pages answer, in a thread of its own: signing in and ``/healthz`` come first.
"""

import threading

import structlog

from knowledge_base.foundation.errors import ServiceError
from webhook.wiring import Services

WARM_AFTER_S = 2.0  # the worker beside us starts now too, and drafts are waited for more often than searches

log = structlog.get_logger()


def warm_soon(services: Services, *, after_s: float = WARM_AFTER_S) -> threading.Thread:
    """Load the embedder in the background; return the thread that does.  What goes wrong is logged once."""

    def warm() -> None:
        threading.Event().wait(after_s)
        try:
            services.embedder.embed_questions(["warm"])
        except ServiceError as error:
            log.warning("web_warm_up_failed", code=error.code)  # the first search tries again and says what is wrong

    thread = threading.Thread(target=warm, name="warm-up", daemon=True)
    thread.start()
    return thread
