"""Documents with commands in them, walked through as a reader would, and what the command line says of itself."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from crispdm.cli.app import GROUPS, app
from tests.support.command_line import Run

_BLOCK = re.compile(
    r"(?:<!-- (?P<what>write|edit|run)(?: (?P<file>[^\n]+?))? -->\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)```\n", re.DOTALL
)
_VALUE = re.compile(r"(?P<indent> *)(?P<key>\w+):(?P<value> +[^ #\n][^#\n]*?)?(?P<hint> +#.*)?")


def walked(run: Run, start: Path, document: str) -> str:
    """A document as it would be if every command in it were run now.

    A block below `<!-- write FILE -->` becomes a file; one below `<!-- edit FILE -->` fills in fields of a file; the
    lines below `<!-- run -->` are run, whatever they print.
    """
    folder = start

    def output(command: str) -> str:
        """What a command prints; `cd` goes on in another folder."""
        nonlocal folder
        program, *words = shlex.split(command)
        assert program in {"crispdm", "cd"}, f"{command}: write it as ```sh, since it is not run"
        if program == "cd":
            folder /= words[0]
            return ""
        answer = run(*words, cwd=folder)
        assert answer.code < 2, f"{command}: {answer.err}"
        return f"{answer.out}{answer.err}"

    def again(block: re.Match[str]) -> str:
        if block["file"]:
            _put(folder / block["file"], block["text"], is_edit=block["what"] == "edit")
        elif block["what"]:
            for command in block["text"].splitlines():
                output(command)
        if block["kind"] != "console":
            return block[0]
        commands = re.findall(r"^\$ (.*)\n", block["text"], re.MULTILINE)
        return block[0].replace(block["text"], "".join(f"$ {command}\n{output(command)}" for command in commands))

    return _BLOCK.sub(again, document)


def _put(path: Path, text: str, *, is_edit: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(edited(path.read_text(), text) if is_edit else text)


def edited(text: str, fields: str) -> str:
    """A YAML text with the values of some of its fields typed in, and all else as it was, hints too."""
    wanted = {key: value for key, _, value in _fields(fields.splitlines()) if value}
    lines = text.splitlines()
    for key, number, _ in _fields(lines):
        value, found = wanted.pop(key, None), _VALUE.fullmatch(lines[number])
        if value and found:
            lines[number] = f"{found['indent']}{found['key']}: {value}{(found['hint'] or '').rstrip()}"
    assert not wanted, f"no such fields: {[*wanted]}"
    return "".join(f"{line}\n" for line in lines)


def _fields(lines: list[str]) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """The fields of a YAML text that nests by two spaces: path, number of the line, value."""
    path: tuple[str, ...] = ()
    for number, line in enumerate(lines):
        if found := _VALUE.fullmatch(line):
            path = (*path[: len(found["indent"]) // 2], found["key"])
            yield path, number, (found["value"] or "").strip()


def command_reference() -> str:
    """The commands with their arguments and options, as Markdown, from the program itself."""
    group: Any = typer.main.get_command(app)
    parts = []
    for title, names in GROUPS.items():
        parts.append(f"## {title}\n")
        for name in names:
            _, command, _ = group.resolve_command(group.make_context("crispdm", [name], resilient_parsing=True), [name])
            parts.append(_described(name, command))
    return "\n".join(parts)


def _described(name: str, command: Any) -> str:
    arguments = [_named(each) for each in command.params if each.param_type_name == "argument"]
    rows = [f"| `{_named(each)}` | {_help(each)} |" for each in command.params if each.help and each.name != "help"]
    table = ["| argument or option | what it does |", "| --- | --- |", *rows, ""] if rows else []
    usage = " ".join(["crispdm", name, *arguments])
    return "\n".join(
        [f"### `{usage}`\n", " ".join(command.help.split("\n\n")[0].split()) + "\n", *_more(command), *table]
    )


def _more(command: Any) -> list[str]:
    return [" ".join(part.split()) + "\n" for part in command.help.split("\n\n")[1:]]


def _named(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        metavar = parameter.metavar or parameter.name.upper()
        return metavar if parameter.required or metavar.startswith("[") else f"[{metavar}]"
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    if parameter.is_flag:
        return names
    value = (parameter.metavar or _kind(parameter)).strip("[]").replace("|", "\\|")
    return f"{names} {value}"


def _kind(parameter: Any) -> str:
    kind = getattr(parameter, "type_descriptor", None) or parameter.type  # Typer 0.28 has only the latter
    if choices := getattr(kind, "choices", None):
        return "|".join(str(getattr(each, "value", each)) for each in choices).lower()
    is_number = getattr(kind, "annotation", None) in (int, float) or getattr(kind, "name", "") in ("integer", "float")
    return "NUMBER" if is_number else "TEXT"


def _help(parameter: Any) -> str:
    required = "Required. " if parameter.required and parameter.param_type_name == "option" else ""
    return f"{required}{parameter.help}".replace("|", "\\|")
