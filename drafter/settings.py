"""DraftingSettings: the knobs of drafting, with their units in their names."""

from pydantic import BaseModel, ConfigDict, Field


class DraftingSettings(BaseModel):
    """How drafts are made.  Money is in US dollars for a million tokens."""

    model_config = ConfigDict(frozen=True)

    hits_per_ticket: int = Field(default=8, ge=1, le=50)
    max_prompt_tokens: int = Field(default=6000, ge=500)
    max_completion_tokens: int = Field(default=1200, ge=50)
    model_timeout_s: float = Field(default=30.0, gt=0)
    model_temperature: float | None = Field(default=0.2, ge=0, le=2)
    model_attempts: int = Field(default=4, ge=1)
    prompt_price_usd_per_million: float = Field(default=0.0, ge=0)
    completion_price_usd_per_million: float = Field(default=0.0, ge=0)
    template: str = "reply"
