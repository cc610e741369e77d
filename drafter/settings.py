"""DraftingSettings: the knobs of drafting, with their units in their names."""

from pydantic import BaseModel, ConfigDict, Field


class DraftingSettings(BaseModel):
    """How drafts are made.  Money is in US dollars for a million tokens."""

    model_config = ConfigDict(frozen=True)

    hits_per_ticket: int = Field(default=8, ge=1, le=50, description="snippets looked up for a ticket")
    least_coverage: float = Field(
        default=0.38, ge=0, le=1, description="likelihood that the policies answer a ticket under which none is drafted"
    )
    max_prompt_tokens: int = Field(default=6000, ge=500, le=1_000_000, description="longest prompt")
    max_completion_tokens: int = Field(default=1200, ge=50, le=100_000, description="longest answer of the model")
    model_timeout_s: float = Field(
        default=30.0, gt=0, le=600, description="wait for the model before the composer steps in"
    )
    model_temperature: float | None = Field(default=0.2, ge=0, le=2, description="how freely the model writes")
    model_attempts: int = Field(default=4, ge=1, le=20, description="how often a failing model is asked for one draft")
    prompt_price_usd_per_million: float = Field(default=0.0, ge=0, description="price of a million prompt tokens")
    completion_price_usd_per_million: float = Field(
        default=0.0, ge=0, description="price of a million tokens of the answer"
    )
    template: str = Field(default="reply", pattern="^[a-z_]+$", description="prompt template")
