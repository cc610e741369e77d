"""What the API takes and shows about business outcomes."""

from typing import Literal

from pydantic import Field

from drafter.outcomes import Verdict
from webhook.http.api import Moment, Shown
from webhook.qa.outcome_actions import OutcomeChoice
from webhook.qa.schemas import BrandQuery, MeanShown, RateShown

Figure = Literal[
    "first_contact",
    "escalated",
    "refund_avoided",
    "bought_again",
    "reopened",
    "first_reply",
    "satisfaction",
    "accepted",
    "conceded",
]


class OutcomeChoiceQuery(BrandQuery):
    """Which tickets, and how long each figure waits."""

    days: Literal["90", "180", "365"] = Field("180", description="Tickets opened within so many days.")
    contact_days: Literal["3", "7", "14"] = Field("7", description="How long one contact has to suffice.")
    purchase_days: Literal["30", "60", "90"] = Field("30", description="How long another purchase may take.")

    @property
    def choice(self) -> OutcomeChoice:
        """The same as the pages choose it."""
        return OutcomeChoice(self.brand, int(self.days), int(self.contact_days), int(self.purchase_days))


class OutcomesQuery(OutcomeChoiceQuery):
    """Which figures, and whether those of some minutes ago will do."""

    again: bool = Field(False, description="Compute the figures now, also where they are minutes old.")


class OutcomeTicketsQuery(OutcomeChoiceQuery):
    """Which tickets of which figure."""

    figure: Figure = Field("first_contact", description="The figure whose tickets are listed.")
    verdict: Verdict | None = Field(None, description="Only those with this verdict.")


class ShareShown(RateShown):
    """A share of tickets whose window is over."""

    open: int = Field(description="How many are left out because their window is not over.")


class MiddleShown(Shown):
    """A median in seconds with its 95 % interval, and the 90th percentile."""

    value: float | None
    low: float | None
    high: float | None
    p90: float | None
    n: int


class OfferShown(Shown):
    """What became of the offers of one rung, policy revision or brand."""

    name: str
    offered: int
    accepted: RateShown = Field(description="Nothing more was given within 30 days.")
    conceded: RateShown = Field(description="Something was given in the end; ×100 is per 100 tickets.")
    open: int


class EffectShown(Shown):
    """A figure with drafts less without: caused by them only where `is_causal`, else an association."""

    figure: str
    value: float | None
    low: float | None
    high: float | None
    treated: int
    untreated: int
    is_causal: bool


class ImportedShown(Shown):
    """How imported events stand against tickets, orders and customers."""

    rows: int
    matched: int
    explained: int


class OutcomesShown(Shown):
    """Business outcomes, as they stood when they were computed."""

    computed_at: Moment
    tickets: int
    is_causal: bool
    shares: dict[str, ShareShown]
    first_reply_s: MiddleShown
    satisfaction: MeanShown
    by_reply: dict[str, dict[str, ShareShown]]
    by_rung: list[OfferShown]
    by_revision: list[OfferShown]
    by_brand: list[OfferShown]
    comparisons: list[EffectShown]
    imported: ImportedShown


class OutcomeTicketShown(Shown):
    """One ticket's outcomes; a verdict is yes, no, open, or null where a figure is not about it."""

    ticket: str
    ticket_id: str
    brand_id: str
    created_at: Moment
    solved_at: Moment | None
    first_reply_s: float | None
    satisfaction: float | None
    first_contact: str | None
    escalated: str | None
    refund_avoided: str | None
    bought_again: str | None
    reopened: str | None
    reply: str
    held_back: str | None
    intent: str | None
    rung: str | None
    rung_kind: str | None
    revision: str | None
    offered_at: Moment | None
    offered_amount: str | None
    accepted: str | None
    conceded: str | None


class OutcomeTicketsShown(Shown):
    """The newest 200 tickets behind a figure, and how many there are."""

    items: list[OutcomeTicketShown]
    total: int
