"""What the agent's pages show: plain values made from tickets, drafts and decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

from drafter.brands import Brand
from drafter.decisions import Decision, DecisionKind
from drafter.drafts import Draft, DraftStatus
from drafter.edits import Edit, Outcome
from drafter.findings import Finding
from drafter.fixes import ClaimCount, apply_fixes, count_claims, is_open
from drafter.handovers import Handover
from drafter.order_sources import with_drafts_order
from drafter.orders import Order
from drafter.quality.holdback import HELD_BACK
from drafter.tickets import Ticket
from webhook.agent.around import NOTHING_KNOWN, Around, Surroundings, around, is_composers
from webhook.agent.checking import CheckView, Link, PanelChoice, checks_of
from webhook.agent.passages import Paragraph, cut_paragraphs
from webhook.agent.sources import SourceView, confirmed_sources, nearest_sources
from webhook.word_diff import WordDiff, word_diff

NO_CLAIMS = ClaimCount(0, 0)
NOTHING_AROUND = Around()
FOREIGN = "The policies are in "  # how `foreign_reason` begins


class PanelState(StrEnum):
    """What the panel shows instead of, or with, a draft."""

    READY = "ready"
    LOADING = "loading"
    NO_REPLY = "no_reply"
    HELD_BACK = "held_back"
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
class SentView:
    """What became of a draft: the edit in words and as a diff."""

    summary: str
    diff: WordDiff
    agent: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class SendView:
    """Sending from here: ``state`` is empty before it was pressed, then ``sending``, ``sent`` or ``failed``."""

    state: str = ""
    error: str = ""


@dataclass(frozen=True)
class PanelView:
    """The draft panel, in a frame or beside the conversation.

    ``url`` is the panel's own address, ``poll_url`` where to ask while it loads; ``form`` goes
    along with each form as hidden fields, ``hosts`` are the origins that may be handed the text.
    ``edited`` are the checks on the agent's own words, ``going`` those that go out anyway;
    ``kept_words`` are those of an agent that found no draft to go with; ``send`` is there where the
    signed-in person can send from here.
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
    heading: str = ""
    order: Order | None = None
    text: str = ""
    is_changed: bool = False
    is_editing: bool = False
    is_rejecting: bool = False
    paragraphs: tuple[Paragraph, ...] = ()
    checks: tuple[CheckView, ...] = ()
    notices: tuple[CheckView, ...] = ()
    edited: tuple[CheckView, ...] = ()
    is_checked: bool = False
    is_stopped: bool = False
    seen: tuple[str, ...] = ()
    kept_words: str = ""
    going: tuple[CheckView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    nearest: tuple[SourceView, ...] = ()
    claims: ClaimCount = NO_CLAIMS
    around: Around = NOTHING_AROUND
    news: str = ""
    note: str = ""
    fallback: str = ""
    is_stopgap: bool = False
    takes_wishes: bool = False
    decision: Decision | None = None
    sent: SentView | None = None
    edit_url: str = ""
    reject_url: str = ""
    escalate_url: str = ""
    escalates_to: str = ""
    is_escalating: bool = False
    handover: str = ""
    is_foreign: bool = False
    search: str = ""
    send: SendView | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    in_frame: bool = False
    can_insert: bool = True
    sign_in_url: str = ""

    @property
    def inserts(self) -> bool:
        """Whether approving puts the text into a reply box: in a frame whose helpdesk lets an app write there."""
        return self.in_frame and self.can_insert

    @property
    def open_checks(self) -> tuple[CheckView, ...]:
        """Checks that a person has to settle before inserting."""
        return tuple(check for check in self.checks if check.must_settle)

    @property
    def path(self) -> str:
        """The address without its query, for a form that asks for the panel again."""
        return urlsplit(self.url).path

    @property
    def fields(self) -> Mapping[str, str]:
        """The query of the address, as a form's hidden fields."""
        return dict(parse_qsl(urlsplit(self.url).query))

    @property
    def confidence(self) -> int:
        """How many of three bars to fill: 3 is every claim sourced and no check open."""
        if not self.claims.total or self.claims.sourced * 2 < self.claims.total:
            return 1
        return 3 if self.claims.sourced == self.claims.total and not self.open_checks else 2


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
    known: Surroundings = NOTHING_KNOWN
    news: str = ""
    handover: Handover | None = None
    escalates_to: str = ""
    send: SendView | None = None


def panel_view(
    case: PanelCase,
    choice: PanelChoice,
    *,
    link: Link,
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
        order=with_drafts_order(case.ticket, draft).order,
        decision=case.decision,
        news=case.news,
        form={"next": link({}), **choice.fields()},
        hosts=tuple(hosts),
        in_frame=in_frame,
        escalate_url=link({**choice.fields(), "handover": "1"}),
        is_escalating=choice.is_escalating,
        escalates_to=case.escalates_to,
        handover=case.handover.text if case.handover else "",
        send=case.send,
    )
    if draft is None:
        return view
    view = _replace(view, around=around(draft, case.ticket, case.brand, case.known, draft.text))
    if state in (PanelState.UNCOVERED, PanelState.FAILED):
        nearest = nearest_sources(draft.hits, today=case.known.today)
        return _replace(view, nearest=nearest, is_foreign=is_foreign(draft), search=choice.search)
    if state is PanelState.SENT:
        return _replace(view, sent=_sent(case, draft))
    return _with_draft(view, case, draft, choice, link)


def panel_state(case: PanelCase) -> PanelState:
    """Return which state of the panel a ticket is in."""
    if case.draft is None:
        if case.handover:
            return PanelState.ESCALATED
        return PanelState.HELD_BACK if case.no_draft_reason == HELD_BACK else PanelState.NO_REPLY
    if case.sent_text is not None:
        return PanelState.SENT
    if case.decision:
        if case.decision.kind is DecisionKind.REJECTED and _handed_on_after(case):
            return PanelState.ESCALATED
        return _STATE_OF_DECISION.get(case.decision.kind, PanelState.APPROVED)
    return _STATE_OF_STATUS[case.draft.status]


def _handed_on_after(case: PanelCase) -> bool:
    """Whether the ticket of a rejected draft was handed on since."""
    return bool(case.handover and case.decision and case.handover.created_at >= case.decision.created_at)


def settled_text(draft: Draft, choice: PanelChoice) -> tuple[str, tuple[Finding, ...]]:
    """Return the draft's text with the chosen fixes in it, and the findings still to settle."""
    text = apply_fixes(draft, choice.fixed).text
    done = choice.fixed | choice.settled
    return text, tuple(f for n, f in enumerate(draft.findings) if is_open(f) and n not in done)


def describe_edit(edit: Edit, diff: WordDiff) -> str:
    """Return in words what a person changed before sending."""
    if edit.outcome is Outcome.AS_IS:
        return "Sent as drafted, without a change."
    if edit.outcome is Outcome.NO_DRAFT:
        return "Written without a draft."
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


def _with_draft(view: PanelView, case: PanelCase, draft: Draft, choice: PanelChoice, link: Link) -> PanelView:
    sources = confirmed_sources(draft, today=case.known.today)
    done = choice.fixed | choice.settled
    mended = apply_fixes(draft, choice.fixed)
    shown = {n: f for n, f in enumerate(mended.findings) if n not in done}
    numbers = {source.snippet_id: source.number for source in sources}
    provenance = draft.provenance
    decided = view.decision.text if view.decision else None
    checks = checks_of(shown, choice, link, case.known.sentences)
    going = {n: f for n, f in enumerate(mended.findings) if n in choice.settled and is_open(f)}
    return _replace(
        view,
        text=decided or mended.text,
        is_changed=mended.text != draft.text,
        is_editing=choice.is_editing,
        is_rejecting=choice.is_rejecting,
        paragraphs=cut_paragraphs(mended, shown, numbers),
        checks=tuple(check for check in checks if check.is_grave),
        notices=tuple(check for check in checks if not check.is_grave),
        going=checks_of(going, choice, link),
        sources=sources,
        claims=count_claims(mended, done),
        around=around(draft, case.ticket, case.brand, case.known, decided or mended.text),
        note=(provenance.note if provenance else None) or "",
        fallback=(provenance.fallback_reason if provenance else None) or "",
        is_stopgap=provenance is not None and provenance.retry_after_s is not None,
        takes_wishes=provenance is not None and not is_composers(provenance),
        edit_url=link({**choice.fields(), "edit": "1"}),
        reject_url=link({**choice.fields(), "reject": "1"}),
        url=link(choice.fields()),
    )


def is_foreign(draft: Draft) -> bool:
    """Whether a draft is missing because the policies are in another language: nothing was searched then."""
    return draft.status is DraftStatus.ABSTAINED and not draft.hits and (draft.reason or "").startswith(FOREIGN)


def _sent(case: PanelCase, draft: Draft) -> SentView:
    sent = case.sent_text or ""
    diff = word_diff(draft.text or sent, sent, case.edit.spans if case.edit and draft.text else ())
    summary = describe_edit(case.edit, diff) if case.edit else "The change is being measured."
    return SentView(summary, diff, case.sent_by, case.sent_at)


def _reason(case: PanelCase) -> str:
    if case.handover and panel_state(case) is PanelState.ESCALATED and case.handover.reason:
        return case.handover.reason
    if case.decision and case.decision.reason:
        return case.decision.reason
    return (case.draft.reason if case.draft else case.no_draft_reason) or ""


def _replace(view: PanelView, **changes: object) -> PanelView:
    return replace(view, **changes)  # type: ignore[arg-type]
