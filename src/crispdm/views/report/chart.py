"""What the charts have in common: rows with a label each, over an axis. Drawn twice: for a page, and for a phone."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from crispdm.views.report.axis import Scale
from crispdm.views.report.html import Html, el

_EDGE = 40  # pixels: nearer to an edge, a label in the middle would be cut off


class Sheet(Struct, frozen=True, kw_only=True):
    """The measures of a chart, in pixels. On a phone the labels stand above the marks, not beside them."""

    name: str
    width: int
    left: int  # where the marks begin
    right: int  # where they end
    row: int  # the height of one
    mark: int  # from the top of a row to its mark
    label: int  # from the top of a row to the foot of its label
    band: int  # from the top of a row to where lines may run: above it stands its label
    letters: int  # that a label may have
    most: int  # marks of the axis

    def scale(self, low: float, high: float) -> Scale:
        """From values to places between left and right."""
        return Scale(low, high, self.left, self.right)


WIDE = Sheet(name="wide", width=720, left=214, right=696, row=42, mark=22, label=27, band=0, letters=27, most=7)
NARROW = Sheet(name="narrow", width=340, left=10, right=330, row=58, mark=39, label=19, band=25, letters=23, most=4)

Draw = Callable[[Sheet], tuple[list[Html], int]]  # the elements, and how high they are


def figure(name: str, title: str, says: str, draw: Draw, key: str) -> Html:
    """A chart in both sizes, of which the style sheet shows one.

    Args:
        name: begins the ids of its parts.
        title: what it is.
        says: what it shows, for those who do not see it.
        draw: draws it on a sheet.
        key: what the marks mean.
    """
    drawn = [_svg(sheet, f"{name}-{sheet.name}", (title, says), draw) for sheet in (WIDE, NARROW)]
    return el("figure", drawn, el("figcaption", key))


def _svg(sheet: Sheet, name: str, texts: tuple[str, str], draw: Draw) -> Html:
    inside, height = draw(sheet)
    return el(
        "svg",
        el("title", texts[0], id=f"{name}-title"),
        el("desc", texts[1], id=f"{name}-desc"),
        inside,
        class_=sheet.name,
        viewBox=f"0 0 {sheet.width} {height}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def grid(sheet: Sheet, marks: Iterable[tuple[float, str]], top: int, bottom: int) -> list[Html]:
    """The axis below the rows: a thin line for each mark, and what is written there."""
    return [
        each
        for place, label in marks
        for each in (
            *upright(sheet, place, (top, bottom), "grid"),
            write(label, place, bottom + 18, "axis", anchor(sheet, place)),
        )
    ]


def upright(sheet: Sheet, x: float, ends: tuple[int, int], kind: str, begin: int = 0) -> list[Html]:
    """A line down through rows, which runs through no label; in the first row it begins so far from the top."""
    top, bottom = ends
    if not sheet.band:
        return [line(x, top + begin, x, bottom, kind)]
    rows = [(row, max(sheet.band, begin if row == top else 0)) for row in range(top, bottom, sheet.row)]
    return [line(x, row + start, x, row + sheet.row, kind) for row, start in rows]


def anchor(sheet: Sheet, place: float) -> str:
    """Where a text is held, so that it does not run over an edge."""
    return "start" if place < _EDGE else "end" if place > sheet.width - _EDGE else "middle"


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Html:
    """A line of a kind that the style sheet knows."""
    return el("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=kind)


def write(text: str, x: float, y: float, kind: str, held: str = "start") -> Html:
    """A text of a kind that the style sheet knows, held at its start, middle or end."""
    return el("text", text, x=float(x), y=float(y), class_=kind, text_anchor=held)


def cut(text: str, letters: int) -> str:
    """A name that fits; the table has all of it."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
