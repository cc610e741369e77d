"""Drawings for the steps that set an app up: our own sketches of "this menu, then that entry"."""

from collections.abc import Sequence

from markupsafe import Markup, escape

WIDTH, ROW, PAD, TURN = 232, 28, 8, 12
MOST_LETTERS = 27


def draw_way(way: Sequence[str]) -> Markup:
    """Draw the entries to choose, one below the other and each further in, the last one filled.

    An SVG in the colour of the text around it, so both themes and high contrast hold; it says
    its way in words to those who don't see it.
    """
    label = escape("Choose " + ", then ".join(way))
    height = ROW * len(way) + 2 * PAD
    parts = [_entry(at, name, is_last=at == len(way) - 1) for at, name in enumerate(way)]
    parts += [_turn(at) for at in range(1, len(way))]
    frame = (
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8" fill="none"'
        ' stroke="currentColor" stroke-opacity="0.25"/>'
    )
    return Markup(  # noqa: S704  # each text in it was escaped
        f'<svg class="way" role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}">{frame}{"".join(parts)}</svg>'
    )


def _entry(at: int, name: str, *, is_last: bool) -> str:
    left, top = PAD + at * TURN, PAD + at * ROW
    short = name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"
    weight = ' font-weight="600"' if is_last else ""
    box = (
        f'<rect x="{left}" y="{top + 2}" width="{WIDTH - PAD - left}" height="{ROW - 6}" rx="5"'
        f' fill="currentColor" fill-opacity="{0.16 if is_last else 0.05}"/>'
    )
    return f'{box}<text x="{left + 8}" y="{top + 18}" font-size="12" fill="currentColor"{weight}>{escape(short)}</text>'


def _turn(at: int) -> str:
    x, y = PAD + (at - 1) * TURN + 4, PAD + at * ROW
    return (
        f'<path d="M{x} {y - 4}v{ROW // 2 + 2}h7" fill="none" stroke="currentColor" stroke-opacity="0.5"'
        ' stroke-width="1.5"/>'
    )
