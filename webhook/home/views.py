"""What the start page shows: plain values made from a survey of the installation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from webhook.accounts.roles import Role
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
    """Something that stops the line, and what to do about it."""

    title: str
    text: str


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
    """Return the start page; ``links`` maps ``inbox policies queue helpdesk`` to the addresses that are served."""
    steps = _mark_next(_steps(found, role, links))
    left = sum(not step.is_done for step in steps)
    return HomeView(
        title=f"Hello, {name.split()[0] if name.split() else name}",
        lead=_lead(found, left),
        steps=steps,
        parts=_parts(found, model),
        problems=_problems(found, model),
        counts=_counts(found),
        leaves=_leaves(model),
    )


def _steps(found: Survey, role: Role, links: Links) -> tuple[StepView, ...]:
    progress = found.progress
    admin, agent, qa = (role is one for one in (Role.ADMIN, Role.AGENT, Role.QA))
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
            action="Open",
            href=links.get("helpdesk", "") if found.connections else "",
            command="drafter connection add generic --brand B --name N",
        ),
        StepView(
            "Add your policies",
            f"{_count(found.policies, 'published policy', 'published policies')} in {found.snippets} passages."
            if found.policies
            else "Drafts only say what a policy says. Ten good ones cover most questions: returns, damage, refunds.",
            found.policies > 0,
            action="See them" if found.policies or not admin else "Add policies",
            href=links.get("policies", ""),
        ),
        StepView(
            "Invite agents",
            f"{_count(found.agents, 'agent', 'agents')} can sign in."
            if found.agents
            else "They see drafts next to their tickets. Nothing is ever sent without them.",
            found.agents > 0,
            command="drafter user add EMAIL --role agent",
        ),
        StepView(
            "Decide on a draft",
            f"{_count(progress.decided, 'decision', 'decisions')} so far."
            if progress.decided
            else "Approve it, edit it, or reject it with a reason. Each one teaches something.",
            progress.decided > 0,
            action="Open the inbox",
            href=links.get("inbox", "") if agent else "",
        ),
        StepView(
            "Review a reply",
            f"{_count(progress.reviews, 'review', 'reviews')} so far."
            if progress.reviews
            else "See what agents changed, word by word, and score it.",
            progress.reviews > 0,
            action="Open the queue",
            href=links.get("queue", "") if qa else "",
        ),
    )


def _mark_next(steps: Sequence[StepView]) -> tuple[StepView, ...]:
    first = next((number for number, step in enumerate(steps) if not step.is_done), None)
    return tuple(replace(step, is_next=number == first) for number, step in enumerate(steps))


def _lead(found: Survey, left: int) -> str:
    if left:
        words = {1: "One step is", 2: "Two steps are", 3: "Three steps are", 4: "Four steps are", 5: "Five steps are"}
        return f"{words.get(left, f'{left} steps are')} left from the first ticket to the first score."
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
    return ("dot-good", _names(found.connections)) if found.connections else ("dot-ring", "not connected")


def _problems(found: Survey, model: ModelView) -> tuple[ProblemView, ...]:
    problems = []
    if found.health.drafting == "no worker":
        text = "Tickets are taken and kept, but nobody writes drafts. Start one with “drafter worker”."
        problems.append(ProblemView("No worker answers", text))
    if model.problem:
        problems.append(ProblemView("The language model does not write", model.problem))
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
        f"To {model.host}, for each draft: the ticket as it was written, its order, and the policy passages found for "
        "it. Search, checks and scores run here; everything is kept in your database."
    )


def _connected(found: Survey) -> str:
    if not found.connections:
        return ""
    tickets = found.progress.tickets
    return f"{_names(found.connections)}. {_count(tickets, 'ticket', 'tickets') if tickets else 'No ticket'} so far."


def _names(names: Sequence[str]) -> str:
    shown = list(names[:3])
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
