"""What the pages show of automatic scores: beside one reply, and for a brand with gates, drift and blindness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from drafter.brands import Brand
from drafter.quality.automatic import AutomaticFit, LineFit
from drafter.quality.automatic_blindness import Compared, Seen
from drafter.quality.automatic_drift import Drift
from drafter.quality.automatic_gate import Agreed, Gate
from drafter.quality.calibration import FEWEST_RATED
from drafter.quality.rates import ENOUGH, Mean, rate
from drafter.quality.scorecards import Criterion
from drafter.scoring_report import ScoreReport
from webhook import charts
from webhook.automatic_words import alarms_of, difference_text
from webhook.qa.automatic import ReplyAutomatic, State
from webhook.qa.views import LEVEL_NAMES, score_text


@dataclass(frozen=True)
class LineBeside:
    """One line: what the score expects, what the person rated, and the difference in levels."""

    name: str
    automatic: str
    own: str
    is_apart: bool


@dataclass(frozen=True)
class BesideView:
    """The automatic score beside a reviewer's; ``state`` says which words the card has."""

    state: str
    rated: int
    missing: int
    total: str = ""
    between: str = ""
    own: str = ""
    difference: str = ""
    lines: tuple[LineBeside, ...] = ()
    hidden_lines: tuple[str, ...] = ()
    fit: int = 0
    fitted_at: datetime | None = None
    was_blind: bool = False


@dataclass(frozen=True)
class GateRow:
    """One line of a fit: how well it is calibrated, and how it agrees with people beside people with each other."""

    name: str
    n: int
    ece: str
    model: str
    model_interval: str
    human: str
    human_n: int
    verdict: str
    badge: str
    chart: Markup | None
    curves: str = ""


@dataclass(frozen=True)
class SeenRow:
    """Reviewers who were blind, or who saw the score."""

    name: str
    seen: str
    n: int
    is_few: bool
    difference: str
    distance: str
    agreement: str


@dataclass(frozen=True)
class ReportView:
    """One brand's automatic score on the dashboard."""

    brand: str
    slug: str
    key: str
    rated: int
    needed: int
    missing: int
    version: int
    fit: int
    fitted_at: datetime | None
    facts: tuple[tuple[str, str], ...]
    gates: tuple[GateRow, ...]
    alarms: tuple[str, ...]
    drift: str
    seen: tuple[SeenRow, ...]
    anchoring: str
    share: int


def beside_view(found: ReplyAutomatic) -> BesideView:
    """Return the card beside a reply."""
    if found.state is not State.SHOWN or found.fit is None or found.score is None:
        fit = found.fit
        return BesideView(found.state.value, found.rated, found.missing, fit=fit.number if fit else 0)
    fit, scored, own = found.fit, found.score.scored, found.own
    criteria = {one.key: one for one in found.card.criteria}
    shown = [one for one in fit.lines if one.is_shown and one.key in scored.lines]
    total = scored.total if fit.is_total_shown else None
    has_both = total is not None and own is not None and own.score is not None
    return BesideView(
        state=found.state.value,
        rated=fit.n,
        missing=0,
        total="" if total is None else score_text(total),
        between="" if total is None or scored.low is None else f"{score_text(scored.low)} to {score_text(scored.high)}",
        own=score_text(own.score) if own else "",
        difference=difference_text((own.score or 0.0) - (total or 0.0)) if has_both and own else "",
        lines=tuple(_line(criteria[one.key], scored.lines[one.key].level, found) for one in shown),
        hidden_lines=tuple(one.name for one in fit.lines if one not in shown),
        fit=fit.number,
        fitted_at=fit.made_at,
        was_blind=found.is_blind,
    )


def saved_text(found: ReplyAutomatic) -> str:
    """Return what is said after saving: both scores with their difference; nothing where none may be shown."""
    view = beside_view(found)
    if not view.total or not view.difference:
        return ""
    between = f" ({view.between})" if view.between else ""
    return f"Automatic score {view.total}{between}, difference {view.difference}."


def report_view(found: ScoreReport, brand: Brand) -> ReportView:
    """Return one brand's part of the dashboard."""
    fit, drift = found.fit, found.drift
    blindness = found.blindness
    return ReportView(
        brand=brand.name,
        slug=brand.slug,
        key=f"aqs-{brand.slug}",
        rated=found.rated,
        needed=FEWEST_RATED,
        missing=found.missing,
        version=found.card.version,
        fit=fit.number if fit else 0,
        fitted_at=fit.made_at if fit else None,
        facts=_facts(fit) if fit else (),
        gates=_gates(fit, brand.slug) if fit else (),
        alarms=alarms_of(drift) if drift else (),
        drift=_drift_text(drift) if drift else "",
        seen=(_seen("Blind", Seen.BLIND, blindness.blind), _seen("Shown", Seen.SHOWN, blindness.shown)),
        anchoring=_anchoring_text(blindness.anchoring, blindness.blind, blindness.shown),
        share=round(100 * found.blind_share),
    )


def _line(criterion: Criterion, level: float, found: ReplyAutomatic) -> LineBeside:
    names = LEVEL_NAMES[criterion.steps]
    place = round(level * (criterion.steps - 1))
    if found.own is None:
        return LineBeside(criterion.name, names[place], "", False)
    rating = found.own.ratings.get(criterion.key)
    if rating is None:
        return LineBeside(criterion.name, names[place], "N/A", False)
    rated = round(rating * (criterion.steps - 1))
    return LineBeside(criterion.name, names[place], names[rated], rated != place)


def _facts(fit: AutomaticFit) -> tuple[tuple[str, str], ...]:
    held = rate(fit.covered, fit.tried)
    between = f", {(held.low or 0) * 100:.0f} to {(held.high or 0) * 100:.0f}%" if held.is_enough else ""
    interval = "too few ratings aside" if fit.radius is None else f"± {fit.radius:.0f} points"
    held_text = f"{held.count} of {held.n}{between}" if held.n else "too few"
    return (
        ("Learned from", f"{fit.n - fit.aside} ratings, {fit.aside} kept aside"),
        ("Interval, 90%", interval),
        ("It held", held_text),
        ("Rated by several people", f"{fit.human} replies"),
    )


def _gates(fit: AutomaticFit, slug: str) -> tuple[GateRow, ...]:
    lines = [_gate(one.name, one.n, one.ece, one.gate, _verdict(one), f"aqs-{slug}-{one.key}") for one in fit.lines]
    whole = ("Shown", "badge-good") if fit.is_total_shown else (_closed(fit.total), "")
    return (*lines, _gate("Whole score", fit.n, None, fit.total, whole, f"aqs-{slug}-whole"))


def _gate(name: str, n: int, ece: float | None, gate: Gate, verdict: tuple[str, str], key: str) -> GateRow:
    model, human = gate.model, gate.human
    return GateRow(
        name=name,
        n=n,
        ece="–" if ece is None or n < FEWEST_RATED else f"{ece:.3f}",
        model=_alpha(model.value) if model.is_enough else "too few",
        model_interval=_between(model),
        human=_alpha(human.value) if human.is_enough else "too few",
        human_n=human.n,
        verdict=verdict[0],
        badge=verdict[1],
        chart=_chart(key.replace("_", "-"), name, gate),
    )


def _verdict(line: LineFit) -> tuple[str, str]:
    if line.is_shown:
        return "Shown", "badge-good"
    if not line.is_enough:
        return f"{FEWEST_RATED - line.n} ratings missing", ""
    if not any(step.is_learned for step in line.steps):
        return "Nearly all rated alike", ""
    return _closed(line.gate), ""


def _closed(gate: Gate) -> str:
    if not gate.human.is_enough:
        return "Too few rated by several people"
    return "Not shown"


def _alpha(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.2f}".replace("-", "−")


def _between(one: Agreed) -> str:
    return "" if one.low is None or one.high is None else f"{_alpha(one.low)} to {_alpha(one.high)}"


def _chart(key: str, name: str, gate: Gate) -> Markup | None:
    model, human = gate.model, gate.human
    if model.value is None or model.low is None or model.high is None:
        return None
    estimate = charts.Estimate(*(min(1.0, max(0.0, one)) for one in (model.value, model.low, model.high)))
    mark = human.value if human.is_enough else None
    return charts.interval(key, f"{name}: agreement with people", estimate, show=_alpha, mark=mark)


def _drift_text(drift: Drift) -> str:
    if drift.is_alarm:
        return ""
    parts = [
        f"{drift.replies:.0f} replies drawn since the fit"
        + (", none of its inputs moved" if drift.can_tell_inputs else f": too few to tell, {ENOUGH} are needed"),
        f"{drift.reviews} rated since by people who had not seen it"
        + (", as before" if drift.can_tell_residuals else f": too few to tell, {ENOUGH} are needed"),
    ]
    return "; ".join(parts) + "."


def _seen(name: str, seen: Seen, found: Compared) -> SeenRow:
    return SeenRow(
        name=name,
        seen=seen.value,
        n=found.n,
        is_few=not found.is_enough,
        difference=_mean(found.difference, signed=True),
        distance=_mean(found.distance),
        agreement=f"{_alpha(found.agreement.value)} ({_between(found.agreement)})"
        if found.agreement.low is not None
        else "too few",
    )


def _mean(found: Mean, *, signed: bool = False) -> str:
    if found.value is None:
        return "–"
    show = _signed if signed else _plain
    return (
        show(found.value)
        if found.low is None
        else f"{show(found.value)} ({show(found.low)} to {show(found.high or 0)})"
    )


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _plain(value: float) -> str:
    return f"{max(0.0, value):.1f}"


def _anchoring_text(found: Mean, blind: Compared, shown: Compared) -> str:
    if found.value is None or found.low is None or found.high is None:
        return f"too few: {ENOUGH} reviews of each kind are needed, there are {blind.n} and {shown.n}"
    return f"{found.value:.0%} of the way ({found.low:.0%} to {found.high:.0%}, n = {found.n})"


def pages_of(found: Sequence[ScoreReport], brands: Sequence[Brand]) -> tuple[ReportView, ...]:
    """Return each brand's part of the dashboard, by the brand's name."""
    named = {one.id: one for one in brands}
    return tuple(report_view(one, named[one.brand_id]) for one in found if one.brand_id in named)
