"""A page as a parser sees it, and what makes it readable for everybody: landmarks, headings, names, contrast."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

_VOID = {"meta", "br"}
_ROWS = {"tr": ("th", "td"), "div": ("dt", "dd")}  # what rows are made of
_LANDMARKS = ("header", "main", "footer")
_LOADS = {"src", "href", "srcset", "action", "formaction", "data", "poster", "background", "style", "xlink:href"}


class Page(HTMLParser):
    """The elements of a page with their attributes and texts; a tag that is not closed in its place is a fault."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []  # the names of the elements around, and the text
        self.faults: list[str] = []
        self._section = ""
        self._rows: dict[tuple[str, str], list[list[str]]] = {}  # by heading and kind
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{name}> is not closed" for name in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "h2":
            self._section = ""
        if tag in _ROWS and "thead" not in self._open:
            self._rows.setdefault((self._section, tag), []).append([])
        if (row := self._row(tag)) is not None:
            row.append("")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self._open), data))
        if self._open[-1:] == ["h2"]:
            self._section += data
        for row in (self._row(tag) for tag in self._open):
            if row:
                row[-1] += data.replace("\N{NO-BREAK SPACE}", " ")

    def _row(self, cell: str) -> list[str] | None:
        """The row that a cell of this kind would be in; an empty one is one too."""
        for kind, cells in _ROWS.items():
            if cell in cells and kind in self._open and "thead" not in self._open:
                return self._rows[self._section, kind][-1]
        return None

    def table(self, section: str) -> list[tuple[str, ...]]:
        """The rows of the tables in a section, without their heads."""
        return [tuple(row) for row in self._rows.get((section, "tr"), [])]

    def facts(self, section: str = "At a glance") -> dict[str, str]:
        """What is told in a list, by its term; all of it, in lines, where a term is there again."""
        found: dict[str, str] = {}
        for name, text in (row for row in self._rows.get((section, "div"), []) if row):
            found[name] = f"{found[name]}\n{text}" if name in found else text
        return found

    def phases(self) -> dict[str, str]:
        """Each phase with its status, and the days planned and taken."""
        return {row[0]: "; ".join(filter(None, row[1:])) for row in self._rows["Phases", "tr"]}

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Elements with the names of their attributes: what no data can change."""
        return [(tag, tuple(sorted(attributes))) for tag, attributes in self.elements]

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of a name."""
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, *without: str) -> str:
        """All text outside some elements."""
        return " ".join(text for around, text in self.texts if not set(around) & set(without))


def faults(text: str) -> list[str]:
    """What keeps somebody from reading the page."""
    page = Page(text)
    return [*page.faults, *_structure(page), *_names(page), *_loads(page), *contrast_faults(text)]


def _structure(page: Page) -> Iterator[str]:
    if page.all("html") != [{"lang": "en"}]:
        yield "the language is not said"
    for name in _LANDMARKS:
        if len(page.all(name)) != 1:
            yield f"there is not one <{name}>"
    if not page.text().strip() or len(page.all("title")) < 1:
        yield "no title"
    if not any(each.get("name") == "viewport" for each in page.all("meta")):
        yield "a phone would show it small"
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "there is not one first heading"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _names(page: Page) -> Iterator[str]:
    """Ids are unique; what is named by another element is named by one that is there; images and tables have names."""
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    yield from (f"the id {each} is there twice" for each in set(ids) if ids.count(each) > 1)
    for tag, attributes in page.elements:
        for each in attributes.get("aria-labelledby", "").split():
            if each not in ids:
                yield f"<{tag}> is named by {each}, which is not there"
    images = [attributes for _, attributes in page.elements if attributes.get("role") == "img"]
    if len(images) != len(page.all("figure")) or not all(each.get("aria-label") for each in images):
        yield "a drawing has no name"
    if len(page.all("table")) != len(page.all("caption")):
        yield "a table has no caption"
    yield from ("a heading of a table has no scope" for each in page.all("th") if "scope" not in each)
    yield from ("a section has no name" for each in page.all("section") if "aria-labelledby" not in each)


def _loads(page: Page) -> Iterator[str]:
    for tag, attributes in page.elements:
        if tag in {"script", "link", "iframe", "object", "embed", "img", "base", "form", "a", "foreignobject", "image"}:
            yield f"<{tag}> is there"
        for name in attributes:
            if name in _LOADS or name.startswith("on"):
                yield f"<{tag}> has {name}"


_RULE = re.compile(r"(?P<name>--\w+): (?P<colour>#[0-9a-f]{6})")
_ENOUGH = 4.5  # Web Content Accessibility Guidelines 2.2, success criterion 1.4.3
_ON = {
    "--ink": ("--paper", "--soft", "--wash"),
    "--quiet": ("--paper", "--soft"),
    "--accent": ("--paper",),
    "--late": ("--paper",),
}


def contrast_faults(text: str) -> list[str]:
    """Texts that are too faint on what they stand on, in the light, in the dark and on paper."""
    found = []
    blocks = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    for block in blocks:
        colours = dict(_RULE.findall(block))
        for ink, papers in _ON.items():
            for paper in papers:
                ratio = contrast(colours[ink], colours[paper])
                found += [f"{ink} on {paper}: {ratio:.1f}"] if ratio < _ENOUGH else []
    return found if len(blocks) == len(("light", "dark", "paper")) else [*found, "colours are missing"]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21, by WCAG 2.2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
