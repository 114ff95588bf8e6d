"""crispdm templates."""

from crispdm.cli.context import say
from crispdm.scaffold.bundled import described
from crispdm.views.text.lines import Line


def templates() -> None:
    """The templates at hand."""
    rows = described()
    wide = max(len(name) for name, _ in rows)
    say(Line(about, label=f"{name.ljust(wide)}  ") for name, about in rows)
    say([Line("crispdm init DIR --template NAME; a folder, a zip or a git URL will do too", label="Next: ")])
