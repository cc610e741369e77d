"""What the start page shows: plain values made from a survey of the installation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from webhook.accounts.roles import Role
from webhook.connecting import State
from webhook.home.surveying import Survey


@dataclass(frozen=True)
class StepView:
    """One step of setting up; ``href`` is empty where this person's role cannot take it on a page."""

    title: str
    text: str
    is_done: bool
    action: str = ""
    href: str = ""
    command: str = ""
    is_next: bool = False


@dataclass(frozen=True)
class PartView:
    """One part that should be running."""

    name: str
    dot: str
    text: str


@dataclass(frozen=True)
class ProblemView:
    """Something that stops the line, and what to do about it; ``href`` leads to where."""

    title: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class CountView:
    """One figure of the line from ticket to score."""

    name: str
    value: int
    meta: str


@dataclass(frozen=True)
class ModelView:
    """The language model as the page describes it.

    ``host`` is where texts go, empty for none; ``problem`` says why it does not write just now.
    """

    dot: str
    text: str
    host: str = ""
    problem: str = ""


@dataclass(frozen=True)
class HomeView:
    """The start page."""

    title: str
    lead: str
    steps: tuple[StepView, ...]
    parts: tuple[PartView, ...]
    problems: tuple[ProblemView, ...]
    counts: tuple[CountView, ...]
    leaves: str

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.is_done for step in self.steps)


Links = dict[str, str]


def home_view(found: Survey, model: ModelView, *, name: str, role: Role, links: Links) -> HomeView:
    """Return the start page; ``links`` maps short names to the addresses that are served."""
    steps = _mark_next(_steps(found, role, links))
    left = sum(not step.is_done for step in steps)
    return HomeView(
        title=f"Hello, {name.split()[0] if name.split() else name}",
        lead=_lead(found, left),
        steps=steps,
        parts=_parts(found, model),
        problems=_problems(found, model, role, links),
        counts=_counts(found),
        leaves=_leaves(model),
    )


def _steps(found: Survey, role: Role, links: Links) -> tuple[StepView, ...]:
    return (*_setting_up(found, role, links), *_working(found, role, links))


def _setting_up(found: Survey, role: Role, links: Links) -> tuple[StepView, ...]:
    is_admin = role is Role.ADMIN
    return (*_connecting(found, links, is_admin=is_admin), *_deciding(found, links, is_admin=is_admin))


def _connecting(found: Survey, links: Links, *, is_admin: bool) -> tuple[StepView, ...]:
    """Return the steps until tickets arrive."""
    is_heard = any(one.link.heard_at for one in found.connections) or found.progress.tickets > 0
    return (
        StepView(
            "Name your brands",
            _names(found.brands) or "A brand is the name under which your team answers; policies belong to one.",
            bool(found.brands),
            command="drafter brand add NAME",
        ),
        StepView(
            "Connect the helpdesk",
            _connected(found) or "Tickets then arrive by themselves, signed by your helpdesk.",
            bool(found.connections),
            action=("See them" if is_admin else "Open") if found.connections else "Add a helpdesk",
            href=_connection_href(found, links, is_admin=is_admin),
            command="" if is_admin else "drafter connection add generic --brand B --name N",
        ),
        StepView(
            "Test it live",
            _heard(found) if is_heard else "See one event come, one ticket read, one note written.",
            bool(found.connections) and is_heard,
            action="Test it",
            href=links.get("test", "") if is_admin and not is_heard else "",
        ),
    )


def _deciding(found: Survey, links: Links, *, is_admin: bool) -> tuple[StepView, ...]:
    """Return the steps that say what drafts may say, and to whom they are shown."""
    return (
        StepView(
            "Add your policies",
            f"{_count(found.policies, 'published policy', 'published policies')} in {found.snippets} passages."
            if found.policies
            else "Drafts only say what a policy says. Ten good ones cover most questions: returns, damage, refunds.",
            found.policies > 0,
            action="See them" if found.policies or not is_admin else "Add policies",
            href=links.get("policies", ""),
        ),
        StepView(
            "Order what may be offered",
            f"{_count(found.ladders, 'ladder is', 'ladders are')} in use."
            if found.ladders
            else "A ladder says what comes first: explain, replace, credit, refund, and who may concede how much.",
            found.ladders > 0,
            action="See them" if found.ladders else "Start",
            href=links.get("ladders", ""),
            command="" if "ladders" in links else "drafter ladder import FILE --brand B",
        ),
        StepView(
            "Choose how each brand sounds",
            f"{_names(found.voiced)}." if found.voiced else "A greeting, a few words to use, a few to leave out.",
            bool(found.voiced),
            action="Change" if found.voiced else "Start",
            href=links.get("voice", "") if is_admin else "",
        ),
        StepView(
            "Invite agents",
            f"{_count(found.agents, 'agent', 'agents')} can sign in."
            if found.agents
            else "They see drafts next to their tickets. Nothing is ever sent without them.",
            found.agents > 0,
            action="Invite",
            href=links.get("invite", "") if is_admin else "",
            command="" if is_admin else "drafter user add EMAIL --role agent",
        ),
    )


def _connection_href(found: Survey, links: Links, *, is_admin: bool) -> str:
    if found.connections:
        return links.get("connections" if is_admin else "helpdesk", "")
    return links.get("connect", "") if is_admin else ""


def _working(found: Survey, role: Role, links: Links) -> tuple[StepView, ...]:
    progress, inbox = found.progress, links.get("inbox", "") if role is Role.AGENT else ""
    return (
        StepView(
            "See the first draft",
            f"{_count(progress.drafts, 'draft', 'drafts')} so far."
            if progress.drafts
            else "It appears within seconds of a ticket, with a source for each fact.",
            progress.drafts > 0,
            action="Open the inbox",
            href=inbox,
        ),
        StepView(
            "Decide on a draft",
            f"{_count(progress.decided, 'decision', 'decisions')} so far."
            if progress.decided
            else "Approve it, edit it, or reject it with a reason. Each one teaches something.",
            progress.decided > 0,
            action="Open the inbox",
            href=inbox,
        ),
        StepView(
            "Review a reply",
            f"{_count(progress.reviews, 'review', 'reviews')} so far."
            if progress.reviews
            else "See what agents changed, word by word, and score it.",
            progress.reviews > 0,
            action="Open the queue",
            href=links.get("queue", "") if role is Role.QA else "",
        ),
    )


def _mark_next(steps: Sequence[StepView]) -> tuple[StepView, ...]:
    first = next((number for number, step in enumerate(steps) if not step.is_done), None)
    return tuple(replace(step, is_next=number == first) for number, step in enumerate(steps))


def _lead(found: Survey, left: int) -> str:
    if left:
        words = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]
        many = words[left - 1] if left <= len(words) else str(left)
        is_are = "step is" if left == 1 else "steps are"
        return f"{many} {is_are} left from the first ticket to the first score."
    return f"Everything is set up. {_count(found.progress.drafts, 'draft', 'drafts')} so far."


def _parts(found: Survey, model: ModelView) -> tuple[PartView, ...]:
    workers, waiting = len(found.health.workers), found.health.jobs.get("queued", 0)
    busy = f", {_count(waiting, 'job', 'jobs')} waiting" if waiting else ""
    drafting = {
        "warm": PartView("Drafting", "dot-good", f"ready, {_count(workers, 'worker', 'workers')}{busy}"),
        "warming": PartView("Drafting", "dot-warn", f"loading its models{busy}"),
    }.get(found.health.drafting, PartView("Drafting", "dot-bad", f"no worker answers{busy}"))
    return (
        PartView("Database", "dot-good", "answers"),
        drafting,
        PartView("Language model", model.dot, model.text),
        PartView("Policy index", *_index(found)),
        PartView("Helpdesk", *_helpdesk(found)),
    )


def _index(found: Survey) -> tuple[str, str]:
    return ("dot-good", f"{found.snippets} passages") if found.snippets else ("dot-ring", "empty")


def _helpdesk(found: Survey) -> tuple[str, str]:
    links = found.connections
    if not links:
        return "dot-ring", "not connected"
    failing = [one.connection.name for one in links if one.state is State.FAILING]
    if failing:
        return "dot-bad", f"{_names(failing)}: the last try went wrong"
    if all(one.state is State.PAUSED for one in links):
        return "dot-ring", "paused"
    names = _names([one.connection.name for one in links if one.state is not State.PAUSED])
    if all(one.link.heard_at is None for one in links) and not found.progress.tickets:
        return "dot-warn", f"{names}, no event yet"
    return "dot-good", names


def _problems(found: Survey, model: ModelView, role: Role, links: Links) -> tuple[ProblemView, ...]:
    problems = []
    is_admin = role is Role.ADMIN
    if found.health.drafting == "no worker":
        text = "Tickets are taken and kept, but nobody writes drafts. Start one with “drafter worker”."
        problems.append(ProblemView("No worker answers", text, links.get("operations", "") if is_admin else ""))
    if model.problem:
        problems.append(ProblemView("The language model does not write", model.problem))
    for one in found.connections:
        if is_admin and one.state is State.FAILING:
            title = f"{one.connection.name}: the last try went wrong"
            problems.append(ProblemView(title, one.advice or "", links.get("connections", "")))
    return tuple(problems)


def _counts(found: Survey) -> tuple[CountView, ...]:
    progress = found.progress
    return (
        CountView("Tickets", progress.tickets, "received"),
        CountView("Drafts", progress.drafts, "written with a text"),
        CountView("Decisions", progress.decided, f"{progress.sent} seen sent"),
        CountView("Reviews", progress.reviews, "filled scorecards"),
    )


def _leaves(model: ModelView) -> str:
    if not model.host:
        return (
            "Nothing. No language model is set up, so drafts are composed on this server from your own policies. "
            "Search, checks and scores run here too."
        )
    return (
        f"To {model.host}, for each draft: the ticket, with names, e-mail addresses, phone and card numbers masked "
        "first, its order, and the policy passages found for it. Search, checks and scores run here; everything is "
        "kept in your database."
    )


def _connected(found: Survey) -> str:
    return f"{_names([one.connection.name for one in found.connections])}." if found.connections else ""


def _heard(found: Survey) -> str:
    tickets = found.progress.tickets
    return f"{_count(tickets, 'ticket', 'tickets') if tickets else 'No ticket, but an event'} so far."


def _names(names: Sequence[str]) -> str:
    shown = list(names[:3])
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
