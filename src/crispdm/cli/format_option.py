"""The option `--format`, of every command whose result programs read too."""

from typing import Annotated, Any

import typer

from crispdm.cli.output_format import Format


def format_option(*own: str) -> Any:
    """The option of a command that has formats of its own beside those of every result."""
    names = (*Format, *own)

    def complete(incomplete: str) -> list[str]:
        """Complete the formats, those of installed packages too."""
        from crispdm.plug_ins import installed  # noqa: PLC0415 - only a shell asks

        added = [each.name for each in installed("crispdm.formats") if each.name not in names]
        return [name for name in (*names, *added) if name.startswith(incomplete)]

    def known(name: str) -> str:
        if name in names:
            return name
        from crispdm.plug_ins import find  # noqa: PLC0415 - only a name that is not ours needs it

        if find("crispdm.formats", name):
            return name
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(map(repr, map(str, names)))}.")

    metavar = f"[{'|'.join(names)}]"
    return typer.Option("--format", metavar=metavar, help="How to print it.", callback=known, autocompletion=complete)


FormOption = Annotated[str, format_option()]
