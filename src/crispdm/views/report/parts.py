"""What the template writes: sections with texts, tables and charts."""

from collections.abc import Sequence

from msgspec import Struct

MOST = 200  # rows of a table, and visits on the timeline
_EDGE = 5  # percent of the width: nearer to an edge, a text in the middle would run over it


class Table(Struct, frozen=True):
    """A table; its first column heads the rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_cut: bool = False


def newest_rows(caption: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    """A table of the newest rows, as nobody reads thousands, and the log has them."""
    if len(rows) <= MOST:
        return Table(caption, columns, tuple(rows))
    return Table(f"{caption}. The newest {MOST} of {len(rows):,}", columns, tuple(rows[-MOST:]), is_cut=True)


class Text(Struct, frozen=True):
    """A text on a chart, at a percentage of its width."""

    x: float
    text: str

    @property
    def anchor(self) -> str:
        """The end by which it is held, so that it stays within the edges."""
        return "start" if self.x < _EDGE else "end" if self.x > 100 - _EDGE else "middle"


class Mark(Struct, frozen=True):
    """A mark at a percentage of the width, or a bar up to another one; the template and the CSS know its kind."""

    kind: str
    x: float
    end: float | None = None


class Row(Struct, frozen=True, kw_only=True):
    """A row of a chart, with a label and a value. A rule is a vertical line, a shade is what meets the target."""

    label: str
    value: str = ""
    is_late: bool = False
    shade: Mark | None = None
    rules: tuple[Mark, ...] = ()
    bars: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()


class Link(Struct, frozen=True):
    """A vertical line from one row to another."""

    kind: str
    x: float
    start: int
    end: int


class Chart(Struct, frozen=True, kw_only=True):
    """A drawing of rows over one axis, for every width: across in percent, down in pixels."""

    kind: str  # measure or timeline
    title: str
    description: str  # what it shows, for those who do not see it
    key: str  # what the marks mean
    rows: tuple[Row, ...]
    ticks: tuple[Text, ...]
    headings: tuple[Text, ...] = ()  # above the rows, each with a line through all of them
    hint: Text | None = None  # above the rows: which way is better
    links: tuple[Link, ...] = ()


class Line(Struct, frozen=True):
    """One line of a drawing over days: its pieces, as gaps part them, and its name at its end."""

    kind: str  # pilot, control, and either of them before the start
    pieces: tuple[str, ...]  # points as SVG writes them: percent across, pixels down
    end: float  # where it ends, in pixels
    name: str  # empty where another piece has it


class Days(Struct, frozen=True, kw_only=True):
    """A drawing of values by day."""

    title: str
    effect: str
    description: str
    height: int
    lines: tuple[Line, ...]
    rules: tuple[Mark, ...]  # the start, and the days without a value
    levels: tuple[tuple[float, str], ...]  # values with their place in pixels
    ticks: tuple[Text, ...]
    notes: tuple[str, ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """Something in a section."""

    heading: str = ""
    texts: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    chart: Chart | None = None
    days: tuple[Days, ...] = ()
    table: Table | None = None


class Section(Struct, frozen=True):
    """A section of the page; one that is folded away shows its heading, and how many there are."""

    id: str
    heading: str
    parts: tuple[Part, ...]
    fold: bool = False
    number: int | None = None
