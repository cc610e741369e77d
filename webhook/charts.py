"""Charts as SVG, made on the server: themed by CSS classes, readable without scripts.

Every chart is one ``<svg role="img">`` with a title and a description that states the
finding.  No colour or inline style is in the markup, so light, dark and forced colours come
from the stylesheet and a strict content policy holds.  A page pairs each with a table.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 540, 230
LEFT, RIGHT, TOP, BOTTOM = 40, 14, 14, 26  # room round the plot for the scale and its labels
MOST_LABELS = 7  # more of them run into each other

Scale = Callable[[float], float]


@dataclass(frozen=True)
class Series:
    """One row of values with its class: ``f1`` to ``f4``, ``fm`` muted."""

    css: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Estimate:
    """A value with its interval."""

    value: float
    low: float
    high: float


def stacked(key: str, title: str, finding: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Draw columns of 100 %: each series' shares (0 to 1), from the bottom up.

    ``key`` makes the ids of this chart unique on its page.  A column whose shares are all 0
    stays empty: missing is not zero.
    """
    y = _scale((0, 1), (HEIGHT - BOTTOM, TOP))
    step = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    parts = [_grid((0, 0.25, 0.5, 0.75, 1), y, percent)]
    for place, label in enumerate(labels):
        base = 0.0
        x = LEFT + place * step
        for one in series:
            share = one.values[place]
            top, bottom = y(base + share), y(base)
            if share > 0:
                parts.append(_column(one.css, x + step * 0.16, top, step * 0.68, bottom - top))
            base += share
        parts.append(_label(labels, place, x + step / 2, label))
    return _svg(key, title, finding, parts)


def trend(
    key: str,
    title: str,
    finding: str,
    labels: Sequence[str],
    points: Sequence[Estimate | None],
    *,
    ticks: Sequence[float],
    show: Callable[[float], str],
) -> Markup:
    """Draw a line with its 95 % band; a None breaks the line, and a lone point has a bar."""
    x = _scale((0, max(len(points) - 1, 1)), (LEFT + 8, WIDTH - RIGHT - 8))
    y = _scale((ticks[0], ticks[-1]), (HEIGHT - BOTTOM, TOP))
    parts = [_grid(ticks, y, show)]
    for run in _runs(points):
        upper = [(x(place), y(point.high)) for place, point in run]
        lower = [(x(place), y(point.low)) for place, point in reversed(run)]
        line = [(x(place), y(point.value)) for place, point in run]
        if len(run) == 1:  # a band needs two points; one has a bar
            parts.append(Markup('<path class="ci" d="{}"/>').format(_path([*upper, *lower])))
            continue
        parts.append(
            Markup('<path class="band" d="{}Z"/><path class="line" d="{}"/>').format(
                _path([*upper, *lower]), _path(line)
            )
        )
    for place, point in enumerate(points):
        parts.append(_label(labels, place, x(place), labels[place]))
        if point is not None:
            said = f"{labels[place]}: {show(point.value)} ({show(point.low)} to {show(point.high)})"
            parts.append(
                Markup('<g><circle class="pt" cx="{}" cy="{}" r="4.5"/><title>{}</title></g>').format(
                    _number(x(place)), _number(y(point.value)), said
                )
            )
    return _svg(key, title, finding, parts)


def interval(
    key: str, title: str, estimate: Estimate, *, show: Callable[[float], str], mark: float | None = None
) -> Markup:
    """Draw one share (0 to 1) with its interval, for a row of a table; ``mark`` is what it is held against."""
    width, height = 240, 20
    x = _scale((0, 1), (5, width - 5))
    middle = height / 2
    parts = [
        Markup('<line class="grid-l" x1="5" x2="{}" y1="{}" y2="{}"/>').format(width - 5, middle, middle),
        Markup('<line class="ci" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
            _number(x(estimate.low)), _number(x(estimate.high)), middle, middle
        ),
        Markup('<circle class="f1" cx="{}" cy="{}" r="4"/>').format(_number(x(estimate.value)), middle),
    ]
    finding = f"{show(estimate.value)}, interval {show(estimate.low)} to {show(estimate.high)}"
    if mark is not None:
        at = _number(x(min(1.0, max(0.0, mark))))
        parts.append(Markup('<line class="ref-l" x1="{}" x2="{}" y1="1" y2="{}"/>').format(at, at, height - 1))
        finding += f", held against {show(mark)}"
    return _svg(key, title, finding, parts, size=(width, height))


def percent(share: float) -> str:
    """Return a share in words: 0.46 is 46%."""
    return f"{share * 100:.0f}%"


def _svg(
    key: str, title: str, finding: str, parts: Iterable[Markup], *, size: tuple[int, int] = (WIDTH, HEIGHT)
) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{key}-t {key}-d">'
        '<title id="{key}-t">{title}</title><desc id="{key}-d">{finding}</desc>{body}</svg>'
    ).format(width=size[0], height=size[1], key=key, title=title, finding=finding, body=Markup("").join(parts))


def _grid(ticks: Sequence[float], y: Scale, show: Callable[[float], str]) -> Markup:
    lines = [
        Markup('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="t-end" x="{}" y="{}">{}</text>').format(
            "grid-l" if place else "axis-l",
            LEFT,
            WIDTH - RIGHT,
            _number(y(tick)),
            _number(y(tick)),
            LEFT - 8,
            _number(y(tick) + 4),
            show(tick),
        )
        for place, tick in enumerate(ticks)
    ]
    return Markup("").join(lines)


def _label(labels: Sequence[str], place: int, x: float, text: str) -> Markup:
    """Label every nth place, counted from the last; every second of those is hidden on narrow screens."""
    every = -(-len(labels) // MOST_LABELS)
    back = len(labels) - 1 - place
    if back % every:
        return Markup("")
    narrow = " t-alt" if back // every % 2 else ""
    return Markup('<text class="t-mid{}" x="{}" y="{}">{}</text>').format(narrow, _number(x), HEIGHT - 8, text)


def _column(css: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>').format(
        css, _number(x), _number(y + 0.75), _number(width), _number(max(height - 1.5, 0.5))
    )


def _runs(points: Sequence[Estimate | None]) -> list[list[tuple[int, Estimate]]]:
    runs: list[list[tuple[int, Estimate]]] = [[]]
    for place, point in enumerate(points):
        if point is None:
            runs.append([])
        else:
            runs[-1].append((place, point))
    return [run for run in runs if run]


def _scale(domain: tuple[float, float], target: tuple[float, float]) -> Scale:
    (low, high), (start, end) = domain, target
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
