"""Quality figures as ``GET /quality`` and ``drafter quality --json`` show them."""

from dataclasses import asdict, fields
from typing import Any

from drafter.quality.rates import QualityFigures, Rate


def quality_json(found: QualityFigures) -> dict[str, Any]:
    """Return the figures as plain JSON; each rate with n, its interval and whether n is enough."""
    return {
        name: asdict(figure) | ({"is_enough": figure.is_enough} if isinstance(figure, Rate) else {})
        for name, figure in ((field.name, getattr(found, field.name)) for field in fields(found))
    }
