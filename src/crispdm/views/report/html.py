"""Elements of HTML and SVG. Everything that is not made here is data, and is escaped."""

from collections.abc import Iterable
from html import escape

from crispdm.views.report.names import masked
from crispdm.views.text.lines import inert

_VOID = ("meta", "br")
_SHORT = ("When", "From", "To", "Since")  # columns that read best unbroken


class Html(str):
    """Markup that was made by `el`; any other text is escaped where it is used."""

    __slots__ = ()


Child = str | Iterable[Html] | None


def el(_name: str, *children: Child, **attributes: str | float | None) -> Html:
    """An element.

    Args:
        _name: its name, from this program and never from data.
        children: text, elements, or nothing (None).
        attributes: `class_` is class and `stroke_width` is stroke-width; None leaves one out.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_text(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if _name in _VOID:
        return Html(f"<{_name}{given}>")
    return Html(f"<{_name}{given}>{''.join(_flat(children))}</{_name}>")


def together(*children: Child) -> Html:
    """Several children as one."""
    return Html("".join(_flat(children)))


def capital(text: str) -> str:
    """With a capital letter, as a heading has it."""
    return text[:1].upper() + text[1:]


def _flat(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if isinstance(child, Html):
            yield child
        elif isinstance(child, str):
            yield _text(child)
        elif child is not None:
            yield from _flat(child)


def _text(text: str) -> str:
    """Data as text, without mail addresses; a percent sign stays with its number."""
    return escape(inert(masked(text))).replace(" %", "\N{NO-BREAK SPACE}%")


def _number(value: str | float) -> str:
    """A tenth of a pixel is enough."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def table(caption: str, columns: Iterable[str], rows: Iterable[Iterable[Child]]) -> Html:
    """A table whose first column heads its rows. On a phone every row becomes a card, so each cell knows its column.

    The roles say again what the elements are, as a browser forgets it where a table is laid out as cards.
    """
    names = [*columns]
    head = [el("th", name, scope="col", role="columnheader") for name in names]
    body = [el("tr", [*_cells(names, row)], role="row") for row in rows]
    return el(
        "table",
        el("caption", caption),
        el("thead", el("tr", head, role="row"), role="rowgroup"),
        el("tbody", body, role="rowgroup"),
        role="table",
    )


def _cells(columns: Iterable[str], row: Iterable[Child]) -> Iterable[Html]:
    first, *others = zip(columns, row, strict=True)
    yield el("th", first[1], scope="row", role="rowheader", data_label=first[0])
    for column, content in others:
        yield el("td", content, role="cell", data_label=column, class_="short" if column in _SHORT else None)
