"""`python -m tests.pictures`: draw the pictures of the page on pilots, from the rule itself.

They are plain SVG, readable on a light and on a dark page, and the same wherever they are drawn.
"""

import math
import textwrap
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from crispdm.gate.pilot.distributions import early_level, normal_quantile
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.planning import CHANCE, Precision, chance
from crispdm.gate.pilot.verdict import Effect, judge_effect
from tests.support.arguments import parser

DOCS = Path(__file__).parents[1] / ".github" / "docs"
HALVE = Objective("time", "minutes a case", 40, 20, 5)  # -50 %, and -12.5 % is the smallest change worth having
PLAN = Plan(share=0.5, days=14)
INTERVALS = ((-85, -55), (-70, -42), (-42, -20), (-9, -2), (6, 22), (-60, 14))  # ends, in percent
STYLE = """\
text{font:13px system-ui,sans-serif;fill:#222}.dim{fill:#666}.b{font-weight:600}
line,path{stroke:#222;fill:none}.grid{stroke:#bbb;stroke-dasharray:3 3}.thick{stroke-width:3}
.good{stroke:#00734c}.bad{stroke:#b3261e}.so{stroke:#1d5fbf}.point{fill:#222}
@media (prefers-color-scheme:dark){text{fill:#ddd}.dim{fill:#aaa}
line,path{stroke:#ddd}.grid{stroke:#555}.point{fill:#ddd}
.good{stroke:#4cc38a}.bad{stroke:#ff8a80}.so{stroke:#7ab2ff}}"""
COLOURS = {"deploy": "good", "stop": "bad", "improve": "so", "unclear": ""}


class Scale(NamedTuple):
    """From values to pixels."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        return round(self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left), 1)


def _text(x: float, y: float, words: str, *, anchor: str = "start", style: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" class="{style}">{escape(words)}</text>'


def _line(ends: tuple[float, float, float, float], style: str) -> str:
    x, y, to_x, to_y = ends
    return f'<line x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}" class="{style}"/>'


def _svg(title: str, height: int, parts: Iterable[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" role="img" aria-label="{escape(title)}">'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>", *parts, "</svg>\n"])


def verdicts() -> str:
    """Six intervals, and what the rule says of each."""
    title = "Six intervals of a change, and the verdict on each"
    return _svg(title, 60 + 54 * len(INTERVALS), _verdicts())


def _verdicts() -> Iterator[str]:
    scale, bottom = Scale(-90, 30, 10, 420), 50 + 54 * len(INTERVALS)
    for value, name in ((-50, "target -50 %"), (-12.5, "least"), (0, "nothing")):
        x = scale.at(value)
        yield _text(x, 16 if value else 34, name, anchor="middle", style="dim")
        yield _line((x, 40, x, bottom), "grid")
    for number, (low, high) in enumerate(INTERVALS):
        y, middle = 66 + 54 * number, (low + high) / 2
        effect = Effect(
            estimate=middle / 100, low=low / 100, high=high / 100, rows=14, is_relative=True, error=(high - low) / 430
        )
        found = judge_effect(HALVE, effect, PLAN)
        yield _line((scale.at(low), y, scale.at(high), y), f"thick {COLOURS[found.says]}")
        yield f'<circle cx="{scale.at(middle):g}" cy="{y}" r="5" class="point"/>'
        yield _text(440, y - 3, found.says, style="b")
        for row, words in enumerate(_wrapped(found.because)):
            yield _text(505, y - 3 + 16 * row, words, style="dim")


def _wrapped(because: str) -> list[str]:
    """A reason, without what follows for the next pilot."""
    words = because.partition("; even")[0].partition("; about")[0].replace(" %", "\N{NO-BREAK SPACE}%")
    return textwrap.wrap(words, 38)


def looking_early() -> str:
    """How wide the interval of an early reading is, in parts of the last one."""
    title = "The interval of a reading on each day of a pilot of 14 days: wide at first, the usual one at its end"
    return _svg(title, 250, _looking_early())


def _looking_early() -> Iterator[str]:
    days, across, down = 14, Scale(4, 14, 60, 660), Scale(-5, 5, 215, 25)
    yield _line((across.at(4), down.at(0), across.at(14) + 20, down.at(0)), "grid")
    yield _text(52, down.at(0) + 4, "change", anchor="end", style="dim")
    for day in range(5, days + 1):
        part = day / days
        half = normal_quantile(1 - early_level(part) / 2) / math.sqrt(part) / normal_quantile(0.975)
        x = across.at(day)
        yield _line((x, down.at(-half), x, down.at(half)), "thick good" if day == days else "thick so")
        yield f'<circle cx="{x:g}" cy="{down.at(0):g}" r="4" class="point"/>'
        yield _text(x, 238, f"day {day}", anchor="middle", style="b" if day == days else "dim")


def what_days_settle() -> str:
    """The chance of an answer by the days of a pilot, for calm and for wild days."""
    return _svg("The chance of an answer, by the days of a pilot, if the change is 10 % less", 280, _what_days_settle())


def _what_days_settle() -> Iterator[str]:
    across, down = Scale(5, 56, 60, 600), Scale(0, 1, 240, 20)
    for part in (0, 0.5, CHANCE, 1):
        yield _line((60, down.at(part), 600, down.at(part)), "grid")
        yield _text(52, down.at(part) + 4, f"{100 * part:.0f} %", anchor="end", style="dim")
    for day in (7, 14, 28, 42, 56):
        yield _text(across.at(day), 262, f"{day} days", anchor="middle", style="dim")
    for spread, style in ((0.1, "good"), (0.2, "so"), (0.3, "bad")):
        rows = range(5, 57)
        found = [chance(0.1, 0.025, Precision(0.9 * spread, days, ratio=0.9)) for days in rows]
        points = (f"{across.at(days):g} {down.at(each):g}" for days, each in zip(rows, found, strict=True))
        yield f'<path d="M{" L".join(points)}" class="thick {style}"/>'
        yield _text(608, down.at(found[-1]) + (-4 if spread < 0.2 else 10), f"{100 * spread:.0f} % a day", style="b")


PICTURES: dict[str, Callable[[], str]] = {
    "pilot-verdicts.svg": verdicts,
    "pilot-early.svg": looking_early,
    "pilot-days.svg": what_days_settle,
}

if __name__ == "__main__":
    parser(__doc__).parse_args()
    for file, draw in PICTURES.items():
        (DOCS / file).write_text(draw(), encoding="utf-8")
