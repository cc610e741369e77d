"""The table adapter × behaviour: what is proven how; written into ``docs/helpdesks.md``.

``python -m tests.contracts.helpdesk_table`` prints it, with ``--write`` it is put into the
page.  A cell says "contract" only where the suite runs that behaviour for that kind, "live"
where a test besides runs it against the real helpdesk.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from tests.contracts.behaviours import BEHAVIOURS
from tests.tools.desks import Desk
from tests.tools.desks.chatwoot import ChatwootDesk
from tests.tools.desks.django_helpdesk import DjangoDesk
from tests.tools.desks.freescout import FreeScoutDesk
from tests.tools.desks.generic import GenericDesk
from tests.tools.desks.request_tracker import RequestTrackerDesk
from tests.tools.desks.zammad import ZammadDesk
from tests.tools.desks.zendesk import ZendeskDesk
from webhook.helpdesks.base import Helpdesk
from webhook.helpdesks.chatwoot import Chatwoot
from webhook.helpdesks.django_helpdesk import DjangoHelpdesk
from webhook.helpdesks.freescout import FreeScout
from webhook.helpdesks.generic import GenericHelpdesk
from webhook.helpdesks.request_tracker import RequestTracker
from webhook.helpdesks.setup_steps import KINDS
from webhook.helpdesks.zammad import Zammad
from webhook.helpdesks.zendesk import Zendesk

PAGE = Path(__file__).parents[2] / "docs" / "helpdesks.md"
BEGIN, END = "<!-- table: made by tests.contracts.helpdesk_table -->", "<!-- end of the table -->"
LIVE, CONTRACT, NONE, UNVERIFIED = "live", "contract", "–", "unverified"

DESKS: dict[str, Callable[[], Desk]] = {
    "zendesk": ZendeskDesk,
    "chatwoot": ChatwootDesk,
    "zammad": ZammadDesk,
    "freescout": FreeScoutDesk,
    "django-helpdesk": DjangoDesk,
    "request-tracker": RequestTrackerDesk,
    "generic": GenericDesk,
}
NO_STAMP = {"intercom", "gorgias", "helpscout", "zammad", "freescout", "freshdesk", "django-helpdesk"}
NOT_OFFERED: dict[str, set[str]] = {
    "replay window": NO_STAMP,
    "cut-off bodies are read again": {"generic", "request-tracker"},  # the one has no API, the other no bodies
    "long tickets page by page": {"generic"},
    "any order of events": {"generic"},
    "busy vendor (429, its headers)": {"generic"},
    "broken and slow vendor (5xx, hangs up)": {"generic"},
    "a newer draft takes the former one's place": {"generic"},
    "a superseded draft is marked": {"generic"},
    "approved reply is sent once": {"generic"},
    "escalated once, with the handover": {"generic"},
    "saved replies are read": {"generic", "freescout", "django-helpdesk", "request-tracker"},
    "lost events are found by asking": {"generic"},
    "our own account is asked for": {"generic", "freescout", "django-helpdesk", "request-tracker"},
}
PROVEN_LIVE: dict[str, set[str]] = {  # by tests/flows/test_django_helpdesk.py
    "django-helpdesk": {
        "what happened is recognised",
        "own echoes are dropped",
        "role of each message",
        "draft shown to agents alone, literally",
        "a repeated delivery adopts what stands",
        "a newer draft takes the former one's place",
        "what was sent is learned",
        "lost events are found by asking",
    }
}


def adapters() -> dict[str, Helpdesk]:
    """Return every adapter that the suite has a desk for."""
    made: list[Helpdesk] = [
        GenericHelpdesk(now=_now, may_call_private=lambda _: True),
        *(
            made(may_call_private=lambda _: True)
            for made in (Chatwoot, Zammad, FreeScout, DjangoHelpdesk, RequestTracker, Zendesk)
        ),
    ]
    return {one.kind: one for one in made}


def cell(kind: str, name: str) -> str:
    """Return how a behaviour is proven for a kind."""
    if kind in NOT_OFFERED.get(name, set()):
        return NONE
    if name in PROVEN_LIVE.get(kind, set()):
        return LIVE
    return CONTRACT if kind in DESKS else UNVERIFIED


def proven() -> list[tuple[str, str]]:
    """Return the pairs of kind and behaviour that the suite runs."""
    return [(kind, name) for kind in DESKS for name in BEHAVIOURS if cell(kind, name) in (LIVE, CONTRACT)]


def table() -> str:
    """Return the table as Markdown."""
    head = f"| behaviour | {' | '.join(KINDS)} |\n|---|{'---|' * len(KINDS)}"
    rows = [f"| {name} | {' | '.join(cell(kind, name) for kind in KINDS)} |" for name in BEHAVIOURS]
    return "\n".join([head, *rows])


def page_with_table(page: str) -> str:
    """Return the page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> None:
    """Print the table; ``--write`` puts it into the page."""
    print(table())
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page_with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _now():  # type: ignore[no-untyped-def]
    from tests.contracts.behaviours import NOW

    return NOW


if __name__ == "__main__":
    main()
