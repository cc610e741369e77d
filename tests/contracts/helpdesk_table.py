"""The table adapter × behaviour, and the steps to connect each: written into ``docs/helpdesks.md``.

``python -m tests.contracts.helpdesk_table`` prints it, with ``--write`` it is put into the
page.  A cell says "contract" only where the suite runs that behaviour for that kind, "live"
where a test besides runs it against the real helpdesk.
"""

import inspect
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.contracts.behaviours import BEHAVIOURS, NOW
from tests.tools.desks import Desk
from webhook.helpdesks.base import Escalating, Helpdesk, Macros, Polling, Retracting, Sending, Whoami
from webhook.helpdesks.setup_steps import KINDS, steps_of

PAGE = Path(__file__).parents[2] / "docs" / "helpdesks.md"
BEGIN, END = "<!-- table: made by tests.contracts.helpdesk_table -->", "<!-- end of the table -->"
BEGIN_STEPS, END_STEPS = "<!-- steps: made by tests.contracts.helpdesk_table -->", "<!-- end of the steps -->"
TITLES = {
    "zendesk": "Zendesk",
    "freshdesk": "Freshdesk",
    "intercom": "Intercom",
    "gorgias": "Gorgias",
    "front": "Front",
    "helpscout": "Help Scout",
    "chatwoot": "Chatwoot",
    "zammad": "Zammad",
    "freescout": "FreeScout",
    "django-helpdesk": "django-helpdesk",
    "request-tracker": "Request Tracker",
    "generic": "Your own system",
}
LIVE, CONTRACT, NONE, UNVERIFIED = "live", "contract", "–", "unverified"

NEEDS: Mapping[str, type[Any]] = {  # a behaviour that only adapters with this ability have
    "a superseded draft is marked": Retracting,
    "approved reply is sent once": Sending,
    "escalated once, with the handover": Escalating,
    "saved replies are read": Macros,
    "lost events are found by asking": Polling,
    "our own account is asked for": Whoami,
}
NO_STAMP = {"intercom", "gorgias", "helpscout", "zammad", "freescout", "django-helpdesk"}
NOT_OFFERED: dict[str, set[str]] = {
    "replay window": NO_STAMP,
    "cut-off bodies are read again": {"generic", "request-tracker"},  # the one has no API, the other no bodies
    "long tickets page by page": {"generic"},
    "any order of events": {"generic"},
    "busy vendor (429, its headers)": {"generic"},
    "broken and slow vendor (5xx, hangs up)": {"generic"},
    "a newer draft takes the former one's place": {"generic"},
    "our own account is asked for": {
        "freescout",
        "request-tracker",
        "front",
    },  # a key of nobody, a token that tells no name
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


@cache
def adapters() -> Mapping[str, Helpdesk]:
    """Return every adapter by its kind."""
    found = {}
    for kind in KINDS:
        module = _module(f"webhook.helpdesks.{_file(kind)}")
        made = _class_of(module, kind) if module else None
        if made:
            wanted = inspect.signature(made).parameters
            given = {"now": lambda: NOW, "may_call_private": lambda _: True}
            found[kind] = made(**{name: value for name, value in given.items() if name in wanted})
    return found


@cache
def desks() -> Mapping[str, Callable[[], Desk]]:
    """Return the server of each kind that has an adapter and one."""
    modules = {kind: _module(f"tests.tools.desks.{_file(kind)}") for kind in adapters()}
    made = {kind: _class_of(module, kind) for kind, module in modules.items() if module}
    return {kind: one for kind, one in made.items() if one}


def _file(kind: str) -> str:
    return kind.replace("-", "_")


def _module(name: str) -> ModuleType | None:
    return import_module(name) if find_spec(name) else None


def _class_of(module: ModuleType, kind: str) -> Callable[..., Any] | None:
    own = (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__)
    return next((one for one in own if vars(one).get("kind") == kind), None)


def cell(kind: str, name: str) -> str:
    """Return how a behaviour is proven for a kind."""
    adapter, needed = adapters().get(kind), NEEDS.get(name)
    if kind in NOT_OFFERED.get(name, set()) or (adapter and needed and not isinstance(adapter, needed)):
        return NONE
    if name in PROVEN_LIVE.get(kind, set()):
        return LIVE
    return CONTRACT if kind in desks() else UNVERIFIED


def proven() -> list[tuple[str, str]]:
    """Return the pairs of kind and behaviour that the suite runs."""
    return [(kind, name) for kind in desks() for name in BEHAVIOURS if cell(kind, name) in (LIVE, CONTRACT)]


def table() -> str:
    """Return the table as Markdown."""
    head = f"| behaviour | {' | '.join(KINDS)} |\n|---|{'---|' * len(KINDS)}"
    rows = [f"| {name} | {' | '.join(cell(kind, name) for kind in KINDS)} |" for name in BEHAVIOURS]
    return "\n".join([head, *rows])


def steps() -> str:
    """Return what to do in each helpdesk, as Markdown."""
    parts = []
    for kind in KINDS:
        listed = "\n".join(f"{number}. {step}" for number, step in enumerate(steps_of(kind), start=1))
        parts.append(f"### {TITLES[kind]}\n\n`drafter connection add {kind} --brand B --name NAME …`\n\n{listed}")
    return "\n\n".join(parts)


def page_with_table(page: str) -> str:
    """Return the page with the table and the steps as they are now."""
    return _between(_between(page, BEGIN, END, table()), BEGIN_STEPS, END_STEPS, steps())


def _between(page: str, begin: str, end: str, text: str) -> str:
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.partition(end)[2]}"


def main() -> None:
    """Print the table; ``--write`` puts it into the page."""
    print(table())
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page_with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
