"""crispdm templates."""

from crispdm.cli.context import say
from crispdm.scaffold.bundled import described
from crispdm.views.text.lines import Line


def templates() -> None:
    """List the bundled templates."""
    rows = described()
    width = max(len(name) for name, _ in rows)
    say(Line(description, label=f"{name.ljust(width)}  ") for name, description in rows)
    say([Line("crispdm init DIR --template NAME, where NAME can also be a folder, a zip or a git URL", label="Next: ")])
