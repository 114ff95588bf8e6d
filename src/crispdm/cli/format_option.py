"""The option `--format`, of every command whose result programs read too."""

from typing import Annotated

import typer

from crispdm.cli.output_format import Format


def _complete(incomplete: str) -> list[str]:
    """Complete the formats, those of installed packages too."""
    from crispdm.plug_ins import installed  # noqa: PLC0415 - only a shell asks

    added = [each.name for each in installed("crispdm.formats") if each.name not in set(Format)]
    return [name for name in (*Format, *added) if name.startswith(incomplete)]


def _known(name: str) -> str:
    """The name, if it is one of a format.

    Raises:
        typer.BadParameter: there is no such format.
    """
    if name in set(Format):
        return name
    from crispdm.plug_ins import find  # noqa: PLC0415 - only a name that is not ours needs it

    if find("crispdm.formats", name):
        return name
    raise typer.BadParameter(f"{name!r} is not one of {', '.join(map(repr, map(str, Format)))}.")


FormOption = Annotated[
    str,
    typer.Option(
        "--format", metavar=f"[{'|'.join(Format)}]", help="How to print it.", callback=_known, autocompletion=_complete
    ),
]
