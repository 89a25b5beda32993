"""A ball on a drawn slope, as high as the error that was measured: how far training has come, at a glance.

Only the height is measured. The slope is a drawing, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from quiz_app.charts.svg_image import svg_image
from quiz_app.palette import GREEN, LINE, ORANGE, QUIET, shade
from quiz_app.training.outcome import loss_text

WIDTH, HEIGHT = 300.0, 190.0
SUMMIT_X, VALLEY_X = 26.0, 236.0
SUMMIT_Y, VALLEY_Y = 30.0, 150.0
RADIUS = 10.0
GUESSING = math.log(10)
TOP = 2.9  # a little above guessing, so that an untrained network begins near the summit
TRAIL = 14
GLIDE_SECONDS = 0.25


def mountain(losses: Sequence[float], *, before: float | None, dark: bool, label: str) -> str:
    """The slope as a picture, with the ball as an element above it, so that it can glide.

    Args:
        losses: the errors measured so far, the current one last; at least one.
        before: where the ball was when it was drawn last, to glide from there; None: no glide.
        label: what it shows, in words.
    """
    current = losses[-1]
    x, y = place(current)
    glide = ""
    if before is not None and before != current:
        old_x, old_y = place(before)
        glide = f"--from-x:{_share(old_x, WIDTH)};--from-y:{_share(old_y, HEIGHT)};animation:course-glide "
        glide += f"{GLIDE_SECONDS}s linear;"
    ball = shade(ORANGE, dark)
    return (
        "<style>@keyframes course-glide{from{left:var(--from-x);top:var(--from-y)}}"
        ".course-mountain{position:relative;max-width:22rem;margin:0 auto}"
        ".course-mountain img{display:block;width:100%}"
        f".course-ball{{position:absolute;width:{_share(2 * RADIUS, WIDTH)};aspect-ratio:1;border-radius:50%;"
        f"transform:translate(-50%,-50%);background:radial-gradient(circle at 35% 30%,#FFFFFFCC 0 12%,{ball} 34%);"
        "box-shadow:0 1px 3px #0008}"
        "@media (prefers-reduced-motion:reduce){.course-ball{animation:none!important}}</style>"
        f'<div class="course-mountain">{svg_image(_picture(losses, dark), label)}'
        f'<div class="course-ball" style="{glide}left:{_share(x, WIDTH)};top:{_share(y, HEIGHT)}"></div></div>'
    )


def _picture(losses: Sequence[float], dark: bool) -> str:
    """Everything but the ball: the slope, where guessing is, where it wants to go, and where it has been."""
    ink, quiet, line = ("#E8E6E1" if dark else "#1F2328"), shade(QUIET, dark), shade(LINE, dark)
    hill, goal, ball = ("#24303A" if dark else "#E9EEF2"), shade(GREEN, dark), shade(ORANGE, dark)
    guess_y, slope, current = _height(GUESSING), _slope(), losses[-1]
    trail = "".join(
        f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="3.2" fill="{ball}" opacity="{0.12 + 0.4 * index / TRAIL:.2f}"/>'
        for index, (cx, cy) in enumerate(map(place, _spread(losses[:-1])))
    )
    beyond = (
        f'<text x="{place(current)[0] + 20:.1f}" y="{place(current)[1]:.1f}" fill="{ink}">'
        f"▲ {loss_text(current)}, far above</text>"
        if current > TOP
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}" font-family="sans-serif" font-size="14">'
        f'<path d="{slope} L {WIDTH:g} {HEIGHT:g} L 0 {HEIGHT:g} Z" fill="{hill}"/>'
        f'<line x1="0" x2="{WIDTH:g}" y1="{guess_y:.1f}" y2="{guess_y:.1f}" stroke="{quiet}" '
        'stroke-width="1" stroke-dasharray="3 5"/>'
        f'<text x="{WIDTH - 6:g}" y="{guess_y - 7:.1f}" fill="{quiet}" text-anchor="end">guessing: 2.30</text>'
        f'<path d="{slope}" fill="none" stroke="{line}" stroke-width="3" stroke-linejoin="round"/>'
        f'<path d="{_flag()}" fill="{goal}" stroke="{goal}" stroke-width="1.5"/>'
        f'<text x="{VALLEY_X:g}" y="{VALLEY_Y + 26:g}" fill="{quiet}" text-anchor="middle">no error: 0</text>'
        f"{trail}{beyond}</svg>"
    )


def captions(error: float | None, accuracy: float | None, step: int, total: int) -> str:
    """The three numbers below the ball, as HTML."""
    shown_error = "–" if error is None else f"{error:.3f}" if error < 100 else loss_text(error)
    of_what = "last batches" if step else "before step 1"
    shown_accuracy = "–" if accuracy is None else f"{100 * accuracy:.1f} %"
    of = f"<small>of {total:,}</small>" if total else ""
    return (
        "<style>.course-captions{display:grid;grid-template-columns:repeat(3,1fr);gap:.5rem;margin:0;"
        "text-align:center}.course-captions dt{font-size:.85rem;opacity:.8}.course-captions dd{margin:0;"
        "font-size:1.2rem;font-weight:650;font-variant-numeric:tabular-nums}"
        ".course-captions small{font-size:.8rem;font-weight:400;display:block}</style>"
        '<dl class="course-captions">'
        f"<div><dt>current error</dt><dd>{shown_error}<small>{of_what}</small></dd></div>"
        f"<div><dt>accuracy</dt><dd>{shown_accuracy}<small>of test images</small></dd></div>"
        f"<div><dt>training step</dt><dd>{step:,}{of}</dd></div></dl>"
    )


def place(loss: float) -> tuple[float, float]:
    """Where the ball's centre is for a loss: it touches the slope at that height."""
    along = math.acos(2 * _level(loss) - 1) / math.pi  # 0 at the summit, 1 in the valley
    x = SUMMIT_X + along * (VALLEY_X - SUMMIT_X)
    steepness = (VALLEY_Y - SUMMIT_Y) * math.pi / 2 * math.sin(math.pi * along) / (VALLEY_X - SUMMIT_X)
    length = math.hypot(1, steepness)
    return x + RADIUS * steepness / length, _height(loss) - RADIUS / length


def _flag() -> str:
    """The goal's flag, in the valley."""
    x, base = VALLEY_X + 26, VALLEY_Y
    return f"M {x:g} {base - 2:.1f} L {x:g} {base - 40:.1f} L {x + 22:g} {base - 32:.1f} L {x:g} {base - 24:.1f}"


def _level(loss: float) -> float:
    return min(max(loss, 0.0), TOP) / TOP


def _height(loss: float) -> float:
    return VALLEY_Y - (VALLEY_Y - SUMMIT_Y) * _level(loss)


def _share(length: float, of: float) -> str:
    return f"{100 * length / of:.2f}%"


def _slope() -> str:
    """From the left, over the summit, down into the valley, and up a little on the other side."""
    points = [(-4.0, SUMMIT_Y + 20)]
    points += [(SUMMIT_X * share, SUMMIT_Y + 20 * (1 + math.cos(math.pi * share)) / 2) for share in _steps(0, 1, 8)]
    points += [
        (
            SUMMIT_X + share * (VALLEY_X - SUMMIT_X),
            SUMMIT_Y + (VALLEY_Y - SUMMIT_Y) * (1 - math.cos(math.pi * share)) / 2,
        )
        for share in _steps(0, 1, 40)
    ]
    points += [
        (VALLEY_X + share * (WIDTH + 4 - VALLEY_X), VALLEY_Y - 30 * (1 - math.cos(math.pi * share)) / 2)
        for share in _steps(0, 1, 12)
    ]
    return "M " + " L ".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _steps(first: float, last: float, count: int) -> list[float]:
    return [first + (last - first) * index / count for index in range(count + 1)]


def _spread(losses: Sequence[float]) -> list[float]:
    if len(losses) <= TRAIL:
        return list(losses)
    return [losses[round(index * (len(losses) - 1) / (TRAIL - 1))] for index in range(TRAIL)]
