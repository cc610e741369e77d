"""ModelSettings: a brand's own language model, what it may cost, and its off switch."""

from dataclasses import dataclass

MICROS = 1_000_000


@dataclass(frozen=True)
class ModelSettings:
    """What a brand sets for its model; None takes the installation's setting.

    Prices are US dollars for a million tokens.  ``spend_cap_usd_micros`` is for a calendar
    month (UTC); None knows no cap.  Switched off, everything here stays as it is.
    """

    is_on: bool = True
    model: str | None = None
    temperature: float | None = None
    max_completion_tokens: int | None = None
    prompt_price_usd_per_million: float | None = None
    completion_price_usd_per_million: float | None = None
    spend_cap_usd_micros: int | None = None

    def stopped_by(self, spent_usd_micros: int) -> str | None:
        """Return why the model does not write now, in words for an agent; None where it does."""
        if not self.is_on:
            return "The language model is switched off for this brand, so the draft was composed from policy."
        cap = self.spend_cap_usd_micros
        if cap is not None and spent_usd_micros >= cap:
            return (
                f"The brand's model has spent {usd(spent_usd_micros)} this month, its cap is {usd(cap)}; "
                "the draft was composed from policy."
            )
        return None


@dataclass(frozen=True)
class Spend:
    """What a brand's model cost in a month."""

    usd_micros: int = 0
    completions: int = 0


def usd(micros: int) -> str:
    """Write an amount for people.

    >>> usd(1_234_567)
    '$1.23'
    """
    return f"${micros / MICROS:,.2f}"
