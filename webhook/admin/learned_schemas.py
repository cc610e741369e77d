"""What the API takes and shows about what search learned."""

from pydantic import Field

from webhook.http.api import Fields, Moment, Shown
from webhook.http.pagination import MOST, PAGE


class LearnedQuery(Fields):
    """What the list of learned questions takes."""

    brand: str | None = Field(None, max_length=255, description="A brand's name, slug or id; left out: all of yours.")
    after: str | None = Field(None, max_length=200, description="The `next` of the page before.")
    limit: int = Field(PAGE, ge=1, le=MOST, description="Items on a page.")


class SectionShown(Shown):
    """A place in the policies that outlives its wording."""

    policy_id: str
    heading: list[str]


class LearnedShown(Shown):
    """A question for which an agent kept sections of the policies."""

    id: str
    brand_id: str
    ticket_id: str
    draft_id: str
    question: str
    sections: list[SectionShown]
    kept_at: Moment
    is_used: bool = Field(description="Whether search counts it yet: its vector comes a moment later.")


class LearnedPage(Shown):
    """One page of learned questions, newest first."""

    items: list[LearnedShown]
    next: str | None
