"""What the template writes: sections with texts, tables and charts."""

from msgspec import Struct

_EDGE = 5  # percent of the width: nearer to an edge, a text in the middle would run over it


class Table(Struct, frozen=True):
    """A table; its first column heads the rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


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
    """A row of a chart, with a label and a value. A rule is a vertical line."""

    label: str
    value: str = ""
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
    links: tuple[Link, ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """Something in a section."""

    heading: str = ""
    texts: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None


class Section(Struct, frozen=True):
    """A section of the page."""

    id: str
    heading: str
    parts: tuple[Part, ...]
