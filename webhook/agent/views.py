"""What the agent's pages show: plain values made from tickets, drafts and decisions."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from drafter.brands import Brand
from drafter.decisions import Decision, DecisionKind
from drafter.drafts import Citation, Draft, DraftStatus
from drafter.edits import Edit, Outcome
from drafter.findings import Finding, Severity
from drafter.fixes import ClaimCount, apply_fixes, count_claims, is_open
from drafter.orders import Order
from drafter.tickets import Ticket
from knowledge_base.search.hits import Hit
from webhook.agent.passages import Paragraph, Quoted, cut_paragraphs, mark_quotes
from webhook.word_diff import WordDiff, word_diff

MOST_NEAREST = 3  # passages shown where none covers the question
NO_CLAIMS = ClaimCount(0, 0)


class PanelState(StrEnum):
    """What the panel shows instead of, or with, a draft."""

    READY = "ready"
    LOADING = "loading"
    NO_REPLY = "no_reply"
    NO_TICKET = "no_ticket"
    APPROVED = "approved"
    SENT = "sent"
    REJECTED = "rejected"
    ESCALATED = "escalated"
    UNCOVERED = "uncovered"
    FAILED = "failed"
    DENIED = "denied"
    SIGNED_OUT = "signed_out"


@dataclass(frozen=True)
class SourceView:
    """A passage with its number in the draft; ``is_internal`` ones are never quoted."""

    number: int
    snippet_id: str
    policy_id: str
    policy: str
    heading: str
    quote: tuple[Quoted, ...]
    revision: int
    since: date | None = None
    is_internal: bool = False


@dataclass(frozen=True)
class CheckView:
    """A finding on the panel: ``fix_url`` and ``settle_url`` show the panel with it settled."""

    number: int
    title: str
    quoted: str
    must_settle: bool
    fix: str | None = None
    fix_url: str = ""
    settle_url: str = ""


@dataclass(frozen=True)
class SentView:
    """What became of a draft: the edit in words and as a diff."""

    summary: str
    diff: WordDiff
    agent: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class StoppedView:
    """A check that stops the agent's own words, by the id that acknowledges it."""

    id: str
    message: str


def open_checks_of(findings: Sequence[Finding]) -> tuple[StoppedView, ...]:
    """Return what stops a text, each once."""
    return tuple({finding.id: StoppedView(finding.id, finding.message) for finding in findings}.values())


@dataclass(frozen=True)
class PanelView:
    """The draft panel, in a frame or beside the conversation.

    ``url`` is the panel's own address, ``poll_url`` where to ask while it loads; ``form`` goes
    along with each form as hidden fields, ``hosts`` are the origins that may be handed the text.
    """

    state: PanelState
    url: str = ""
    poll_url: str = ""
    title: str = "No ticket open"
    subtitle: str = ""
    ticket_id: str = ""
    draft_id: str = ""
    language: str = "en"
    reason: str = ""
    order: Order | None = None
    text: str = ""
    is_changed: bool = False
    is_editing: bool = False
    is_rejecting: bool = False
    paragraphs: tuple[Paragraph, ...] = ()
    checks: tuple[CheckView, ...] = ()
    notices: tuple[CheckView, ...] = ()
    stopped: tuple[StoppedView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    nearest: tuple[SourceView, ...] = ()
    claims: ClaimCount = NO_CLAIMS
    note: str = ""
    fallback: str = ""
    takes_steer: bool = False
    decision: Decision | None = None
    sent: SentView | None = None
    edit_url: str = ""
    reject_url: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    in_frame: bool = False

    @property
    def open_checks(self) -> tuple[CheckView, ...]:
        """Checks that a person has to settle before inserting."""
        return tuple(check for check in self.checks if check.must_settle)

    @property
    def confidence(self) -> int:
        """How many of three bars to fill: 3 is every claim sourced and no check open."""
        if not self.claims.total or self.claims.sourced * 2 < self.claims.total:
            return 1
        return 3 if self.claims.sourced == self.claims.total and not self.open_checks else 2


@dataclass(frozen=True)
class PanelChoice:
    """What the address of a panel asks for: fixes taken, checks settled by hand, a form open."""

    fixed: frozenset[int] = frozenset()
    settled: frozenset[int] = frozenset()
    is_editing: bool = False
    is_rejecting: bool = False

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "PanelChoice":
        """Take the choice from an address or a form; what is no number is left out."""
        return cls(
            _numbers(values.get("fixed", "")),
            _numbers(values.get("settled", "")),
            "edit" in values,
            "reject" in values,
        )

    def with_fixed(self, number: int) -> dict[str, str]:
        """Return the address fields with one more fix."""
        return self._fields(self.fixed | {number}, self.settled)

    def with_settled(self, number: int) -> dict[str, str]:
        """Return the address fields with one more check settled by hand."""
        return self._fields(self.fixed, self.settled | {number})

    def fields(self) -> dict[str, str]:
        """Return the address fields of this choice, without an open form."""
        return self._fields(self.fixed, self.settled)

    @staticmethod
    def _fields(fixed: frozenset[int], settled: frozenset[int]) -> dict[str, str]:
        numbers = {"fixed": fixed, "settled": settled}
        return {name: ".".join(map(str, sorted(value))) for name, value in numbers.items() if value}


@dataclass(frozen=True)
class PanelCase:
    """All that is known about one ticket's newest draft."""

    ticket: Ticket
    brand: Brand
    draft: Draft | None = None
    decision: Decision | None = None
    edit: Edit | None = None
    sent_text: str | None = None
    sent_at: datetime | None = None
    sent_by: str = ""
    no_draft_reason: str | None = None


def panel_view(
    case: PanelCase,
    choice: PanelChoice,
    *,
    link: Callable[[Mapping[str, str]], str],
    hosts: Sequence[str] = (),
    in_frame: bool = False,
    poll_url: str = "",
) -> PanelView:
    """Return the panel for a ticket; ``link`` makes the panel's address from query fields."""
    state = panel_state(case)
    who = case.ticket.requester.name or case.ticket.requester.email or "Somebody"
    subject = case.ticket.subject or "Without a subject"
    draft = case.draft
    view = PanelView(
        state=state,
        url=link({}),
        poll_url=poll_url,
        title=subject if in_frame else "Draft reply",
        subtitle=f"{who} · #{case.ticket.external_id} · {case.brand.name}"
        if in_frame
        else f"{subject} · {case.brand.name}",
        ticket_id=case.ticket.id,
        draft_id=draft.id if draft else "",
        language=draft.language if draft else "en",
        reason=_reason(case),
        order=case.ticket.order,
        decision=case.decision,
        form={"next": link({}), **choice.fields()},
        hosts=tuple(hosts),
        in_frame=in_frame,
    )
    if draft is None:
        return view
    if state is PanelState.UNCOVERED:
        return _replace(view, nearest=_nearest(draft.hits))
    if state is PanelState.SENT:
        return _replace(view, sent=_sent(case, draft))
    return _with_draft(view, draft, choice, link)


def panel_state(case: PanelCase) -> PanelState:
    """Return which state of the panel a ticket is in."""
    if case.draft is None:
        return PanelState.NO_REPLY
    if case.sent_text is not None:
        return PanelState.SENT
    if case.decision:
        return _STATE_OF_DECISION.get(case.decision.kind, PanelState.APPROVED)
    return _STATE_OF_STATUS[case.draft.status]


def settled_text(draft: Draft, choice: PanelChoice) -> tuple[str, tuple[Finding, ...]]:
    """Return the draft's text with the chosen fixes in it, and the findings still to settle."""
    text = apply_fixes(draft, choice.fixed).text
    done = choice.fixed | choice.settled
    return text, tuple(f for n, f in enumerate(draft.findings) if is_open(f) and n not in done)


def confirmed_sources(draft: Draft) -> tuple[SourceView, ...]:
    """Return the cited passages in the order of their first mention, numbered from 1."""
    hits = {hit.snippet_id: hit for hit in draft.hits}
    cited: dict[str, list[Citation]] = {}
    for sentence in draft.sentences:
        for citation in sentence.citations:
            cited.setdefault(citation.snippet_id, []).append(citation)
    return tuple(_source(number, c, hits.get(c[0].snippet_id)) for number, c in enumerate(cited.values(), start=1))


def describe_edit(edit: Edit, diff: WordDiff) -> str:
    """Return in words what a person changed before sending."""
    if edit.outcome is Outcome.AS_IS:
        return "Sent as drafted, without a change."
    if edit.outcome is Outcome.SCRATCH:
        return "Written anew; hardly a word of the draft was kept."
    words = [f"{diff.added_words} word{'' if diff.added_words == 1 else 's'} added" if diff.added_words else ""]
    words += [f"{diff.removed_words} taken out" if diff.removed_words else ""]
    text = " and ".join(word for word in words if word) or "Only the order of sentences changed"
    facts = [*(f"added “{fact}”" for fact in edit.facts_added), *(f"took out “{fact}”" for fact in edit.facts_removed)]
    return f"{text[0].upper()}{text[1:]}." + (f" Facts: {', '.join(facts[:4])}." if facts else "")


_STATE_OF_DECISION = {
    DecisionKind.REJECTED: PanelState.REJECTED,
    DecisionKind.ESCALATED: PanelState.ESCALATED,
    DecisionKind.IGNORED: PanelState.NO_REPLY,
}
_STATE_OF_STATUS = {
    DraftStatus.QUEUED: PanelState.LOADING,
    DraftStatus.DRAFTING: PanelState.LOADING,
    DraftStatus.READY: PanelState.READY,
    DraftStatus.ABSTAINED: PanelState.UNCOVERED,
    DraftStatus.FAILED: PanelState.FAILED,
    DraftStatus.SUPERSEDED: PanelState.NO_REPLY,  # the newest one, so nothing took its place: it was answered
}


def _with_draft(
    view: PanelView, draft: Draft, choice: PanelChoice, link: Callable[[Mapping[str, str]], str]
) -> PanelView:
    sources = confirmed_sources(draft)
    done = choice.fixed | choice.settled
    mended = apply_fixes(draft, choice.fixed)
    shown = {n: f for n, f in enumerate(mended.findings) if n not in done}
    numbers = {source.snippet_id: source.number for source in sources}
    provenance = draft.provenance
    note = (provenance.note if provenance else None) or ""
    decided = view.decision.text if view.decision else None
    checks = tuple(_check(n, f, choice, link) for n, f in shown.items())
    return _replace(
        view,
        text=decided or mended.text,
        is_changed=mended.text != draft.text,
        is_editing=choice.is_editing,
        is_rejecting=choice.is_rejecting,
        paragraphs=cut_paragraphs(mended, shown, numbers),
        checks=tuple(c for c in checks if shown[c.number].severity in (Severity.BLOCK, Severity.HIGH)),
        notices=tuple(c for c in checks if shown[c.number].severity in (Severity.LOW, Severity.NOTICE)),
        sources=sources,
        claims=count_claims(mended, done),
        note=note,
        fallback=(provenance.fallback_reason if provenance else None) or "",
        takes_steer=bool(draft.provenance) and not note,
        edit_url=link({**choice.fields(), "edit": "1"}),
        reject_url=link({**choice.fields(), "reject": "1"}),
        url=link(choice.fields()),
    )


def _check(number: int, finding: Finding, choice: PanelChoice, link: Callable[[Mapping[str, str]], str]) -> CheckView:
    return CheckView(
        number=number,
        title=finding.message,
        quoted=finding.text,
        must_settle=is_open(finding),
        fix=finding.fix,
        fix_url=link(choice.with_fixed(number)) if finding.fix is not None else "",
        settle_url=link(choice.with_settled(number)),
    )


def _source(number: int, citations: Sequence[Citation], hit: Hit | None) -> SourceView:
    citation = citations[0]
    passage = (hit.text.strip() or hit.internal) if hit else ""
    return SourceView(
        number=number,
        snippet_id=citation.snippet_id,
        policy_id=citation.policy_id,
        policy=citation.policy,
        heading=" › ".join(citation.heading),
        quote=mark_quotes(passage or citation.quote, [one.quote for one in citations]),
        revision=citation.revision,
        since=hit.published_on if hit else None,
        is_internal=bool(hit and not hit.text.strip() and hit.internal),
    )


def _nearest(hits: Collection[Hit]) -> tuple[SourceView, ...]:
    best = [hit for hit in hits if hit.text.strip() and not hit.excluded][:MOST_NEAREST]
    return tuple(
        SourceView(
            number=hit.rank,
            snippet_id=hit.snippet_id,
            policy_id=hit.policy_id,
            policy=hit.policy,
            heading=" › ".join(hit.heading),
            quote=mark_quotes(hit.text.strip(), ()),
            revision=hit.revision,
            since=hit.published_on,
        )
        for hit in best
    )


def _sent(case: PanelCase, draft: Draft) -> SentView:
    diff = word_diff(draft.text, case.sent_text or "", case.edit.spans if case.edit else ())
    summary = describe_edit(case.edit, diff) if case.edit else "The change is being measured."
    return SentView(summary, diff, case.sent_by, case.sent_at)


def _reason(case: PanelCase) -> str:
    if case.decision and case.decision.reason:
        return case.decision.reason
    return (case.draft.reason if case.draft else case.no_draft_reason) or ""


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(".")[:50] if part.isascii() and part.isdigit() and len(part) < 5)


def _replace(view: PanelView, **changes: object) -> PanelView:
    return replace(view, **changes)  # type: ignore[arg-type]
