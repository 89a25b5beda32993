"""The error mountain: a slope, and a ball that lies as high as the error that was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence

from quiz_app.palette import GREEN, LINE, ORANGE, QUIET, shade

WIDTH, HEIGHT = 640.0, 250.0
SUMMIT_X, VALLEY_X = 70.0, 500.0
SUMMIT_Y, VALLEY_Y = 46.0, 214.0
RADIUS = 11.0
GUESSING = math.log(10)
LOWEST_TOP = 2.9  # a little above guessing, so that an untrained network begins near the summit
TRAIL = 14
GLIDE_SECONDS = 0.25


def mountain(losses: Sequence[float], *, before: float | None, dark: bool, label: str) -> str:
    """The mountain as SVG.

    Args:
        losses: the errors measured so far, the current one last; at least one.
        before: where the ball was when it was drawn last, to glide from there; None: no glide.
        label: what it shows, in words.
    """
    top = LOWEST_TOP
    current = losses[-1]
    x, y = place(current, top)
    ink, quiet, line = ("#E8E6E1" if dark else "#1F2328"), shade(QUIET, dark), shade(LINE, dark)
    ball, hill = shade(ORANGE, dark), ("#24303A" if dark else "#E9EEF2")
    guess_y = _height(GUESSING, top)
    slope = _slope()
    glide = ""
    if before is not None and before != current:
        old_x, old_y = place(before, top)
        glide = (
            f' class="course-ball" style="--from-x:{old_x - x:.1f}px;--from-y:{old_y - y:.1f}px;'
            f'animation:course-glide {GLIDE_SECONDS}s linear"'
        )
    trail = "".join(
        f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="3.2" fill="{ball}" opacity="{0.12 + 0.4 * index / TRAIL:.2f}"/>'
        for index, (cx, cy) in enumerate(place(loss, top) for loss in _spread(losses[:-1]))
    )
    beyond = (
        f'<text x="{x + 18:.1f}" y="{y:.1f}" fill="{ink}" font-size="14">▲ {current:,.1f}: off the mountain</text>'
        if current > top
        else ""
    )
    return (
        "<style>@keyframes course-glide{from{transform:translate(var(--from-x),var(--from-y))}to{transform:none}}"
        "@media (prefers-reduced-motion:reduce){.course-ball{animation:none!important}}</style>"
        f'<div class="course-figure"><svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{label}" '
        'font-family="inherit">'
        f'<path d="{slope} L {WIDTH:g} {HEIGHT:g} L 0 {HEIGHT:g} Z" fill="{hill}"/>'
        f'<line x1="0" x2="{WIDTH:g}" y1="{guess_y:.1f}" y2="{guess_y:.1f}" stroke="{quiet}" '
        'stroke-width="1" stroke-dasharray="3 5"/>'
        f'<text x="{WIDTH - 6:g}" y="{guess_y - 7:.1f}" fill="{quiet}" font-size="14" text-anchor="end">'
        "guessing: 2.30</text>"
        f'<path d="{slope}" fill="none" stroke="{line}" stroke-width="3" stroke-linejoin="round"/>'
        f'<path d="{flag(top)}" fill="{shade(GREEN, dark)}" stroke="{shade(GREEN, dark)}" stroke-width="1.5"/>'
        f'<text x="{VALLEY_X:g}" y="{VALLEY_Y + 24:g}" fill="{quiet}" font-size="14" text-anchor="middle">'
        "no error: 0</text>"
        f"{trail}{beyond}"
        f'<g{glide}><circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS:g}" fill="{ball}" stroke="{ink}" '
        'stroke-width="1.5"/>'
        f'<circle cx="{x - 3.5:.1f}" cy="{y - 4:.1f}" r="3" fill="#FFFFFF" opacity="0.75"/></g>'
        "</svg></div>"
    )


def captions(error: float | None, accuracy: float | None, step: int, total: int) -> str:
    """The three captions below the mountain, as HTML."""
    shown_error = "–" if error is None else f"{error:.3f}" if error < 100 else f"{error:,.0f}"
    shown_accuracy = "–" if accuracy is None else f"{100 * accuracy:.1f} %"
    of = f"<small>of {total:,}</small>" if total else ""
    return (
        "<style>.course-captions{display:grid;grid-template-columns:repeat(3,1fr);gap:.5rem;margin:0;"
        "text-align:center}.course-captions dt{font-size:.85rem;opacity:.8}.course-captions dd{margin:0;"
        "font-size:1.45rem;font-weight:650;font-variant-numeric:tabular-nums}"
        ".course-captions small{font-size:.8rem;font-weight:400;display:block}</style>"
        '<dl class="course-captions">'
        f"<div><dt>current error</dt><dd>{shown_error}<small>loss of the last batches</small></dd></div>"
        f"<div><dt>accuracy</dt><dd>{shown_accuracy}<small>of validation images</small></dd></div>"
        f"<div><dt>training step</dt><dd>{step:,}{of}</dd></div></dl>"
    )


def place(loss: float, top: float) -> tuple[float, float]:
    """Where the ball's centre is for a loss: it touches the slope at that height."""
    level = min(max(loss, 0.0), top) / top
    along = math.acos(2 * level - 1) / math.pi  # 0 at the summit, 1 in the valley
    x = SUMMIT_X + along * (VALLEY_X - SUMMIT_X)
    steepness = (VALLEY_Y - SUMMIT_Y) * math.pi / 2 * math.sin(math.pi * along) / (VALLEY_X - SUMMIT_X)
    length = math.hypot(1, steepness)
    return x + RADIUS * steepness / length, _height(loss, top) - RADIUS / length


def flag(top: float) -> str:
    """The goal's flag, in the valley."""
    base = _height(0.0, top)
    x = VALLEY_X + 26
    return f"M {x:g} {base - 2:.1f} L {x:g} {base - 40:.1f} L {x + 22:g} {base - 32:.1f} L {x:g} {base - 24:.1f}"


def _height(loss: float, top: float) -> float:
    return VALLEY_Y - (VALLEY_Y - SUMMIT_Y) * min(max(loss, 0.0), top) / top


def _slope() -> str:
    """From the left, over the summit, down into the valley, and up a little on the other side."""
    points = [(-4.0, SUMMIT_Y + 34)]
    points += [(SUMMIT_X * share, SUMMIT_Y + 34 * (1 + math.cos(math.pi * share)) / 2) for share in _steps(0, 1, 8)]
    points += [
        (
            SUMMIT_X + share * (VALLEY_X - SUMMIT_X),
            SUMMIT_Y + (VALLEY_Y - SUMMIT_Y) * (1 - math.cos(math.pi * share)) / 2,
        )
        for share in _steps(0, 1, 40)
    ]
    points += [
        (VALLEY_X + share * (WIDTH + 4 - VALLEY_X), VALLEY_Y - 46 * (1 - math.cos(math.pi * share)) / 2)
        for share in _steps(0, 1, 12)
    ]
    return "M " + " L ".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _steps(first: float, last: float, count: int) -> list[float]:
    return [first + (last - first) * index / count for index in range(count + 1)]


def _spread(losses: Sequence[float]) -> list[float]:
    if len(losses) <= TRAIL:
        return list(losses)
    return [losses[round(index * (len(losses) - 1) / (TRAIL - 1))] for index in range(TRAIL)]
