"""The lines of the template's version that a kept file lacks, ready to be pasted."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

_LISTS = (".gitignore", ".gitattributes", ".dockerignore", "requirements.txt", ".pre-commit-hooks.yaml")
_RUFF = {".ruff.toml": (), "ruff.toml": (), "pyproject.toml": ("tool", "ruff")}  # in the order in which ruff looks
_END = "at the end"
_DEPENDENCIES = ("dependencies", "optional-dependencies")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*([\[<>=!~;@].*)?", re.DOTALL)


class Gap(Struct, frozen=True):
    """Lines that a file lacks, and where they go: `at the end`, `under [project]`."""

    where: str
    lines: tuple[str, ...]


def missing_lines(path: str, yours: bytes | None, theirs: bytes) -> tuple[Gap, ...]:
    """Find the lines to add to a file, for kinds of files where each line means something by itself.

    Args:
        path: the file's path.
        yours: its content.
        theirs: the content that the template would have written.

    Returns:
        Lines of `.gitignore` and the like; dependencies in `pyproject.toml`, but no settings of tools, which would
        change how the rest of the repository is tested and linted; hooks of `.pre-commit-config.yaml`; nothing for any
        other file.
    """
    name = PurePosixPath(path).name
    try:
        have, want = (yours or b"").decode(), theirs.decode()
    except UnicodeDecodeError:
        return ()
    if name in _LISTS:
        known = {line.strip() for line in have.splitlines()}
        lines = (line.strip() for line in want.splitlines())
        lacks = tuple(line for line in lines if line and not line.startswith("#") and not _alike(line) & known)
        return (Gap(_END, lacks),) if lacks else ()
    if name == ".pre-commit-config.yaml":
        return _hooks(have, want)
    if name == "pyproject.toml":
        try:
            return _gaps(_toml(have), _toml(want))
        except ValueError:
            return ()
    return ()


def missing_ruff_excludes(read: Callable[[str], bytes | None], places: Sequence[str]) -> dict[str, tuple[Gap, ...]]:
    """Find what ruff is still to leave out, as the scripts have a style of their own.

    Args:
        read: reads a file of settings; None where there is none.
        places: the folders and files with the scripts.

    Returns:
        What the first file with settings of ruff lacks. Where it says what ruff checks, as `include` does, and where
        there are no settings, nothing is missing.
    """
    for path, at in _RUFF.items():
        text = read(path)
        settings = _table(text, at) if text else None
        if settings is None:
            continue
        have = settings.get("extend-exclude", [])
        if "include" in settings or not isinstance(have, list):
            return {}
        lacks = [place for place in places if not {place, f"{place}/"} & {*map(str, have)}]
        return {path: (*_tables(settings, {"extend-exclude": lacks}, at),)} if lacks else {}
    return {}


def _table(text: bytes, at: Iterable[str]) -> dict[str, Any] | None:
    """A table of a TOML file; None where there is none."""
    try:
        found: Any = _toml(text.decode())
    except ValueError:
        return None
    for key in at:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None


def keeps_dependencies_elsewhere(pyproject: bytes) -> bool:
    """Whether the dependencies of a pyproject.toml are not in its table [project]."""
    try:
        project = _toml(pyproject.decode()).get("project")
    except ValueError:
        return False
    return not isinstance(project, dict) or "dependencies" in project.get("dynamic", ())


def _alike(pattern: str) -> set[str]:
    """The patterns that cover this one: `.venv` covers `/.venv/`."""
    bare = pattern.removeprefix("**").strip("/")
    return {pattern, pattern.rstrip("/"), *(f"{before}{bare}{after}" for before in ("", "**/") for after in ("", "/"))}


def _gaps(yours: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[Gap, ...]:
    """The gaps of two TOML files; tables that are missing as a whole go to the end, in one piece."""
    project, have = theirs.get("project", {}), yours.get("project")
    if not isinstance(have, dict):  # another tool keeps the dependencies
        return ()
    wanted = {key: project[key] for key in _DEPENDENCIES if key in project and key not in have.get("dynamic", ())}
    found = [*_tables(yours, {"project": wanted}, ())]
    whole = [line for gap in found if gap.where == _END for line in ("", *gap.lines)][1:]
    return (*(gap for gap in found if gap.where != _END), *([Gap(_END, tuple(whole))] if whole else []))


def _hooks(have: str, want: str) -> tuple[Gap, ...]:
    """The hooks of the tool itself; those of others are a matter of taste."""
    local = [block for block in re.split(r"(?m)^(?=  - repo:)", want) if block.startswith("  - repo: local")]
    missing = [
        line for block in local for line in block.splitlines() if block.split("- id: ")[1].split()[0] not in have
    ]
    return (Gap("under repos", tuple(missing)),) if missing else ()


def _tables(yours: Mapping[str, Any], theirs: Mapping[str, Any], at: tuple[str, ...]) -> Iterator[Gap]:
    """The tables that are missing as a whole, and the keys and entries of lists that the others lack."""
    under = f"under [{_dotted(at)}]" if at else "at the start"
    keys = _pairs({key: value for key, value in theirs.items() if key not in yours})
    if keys:
        yield Gap(under, keys)
    for key, value in theirs.items():
        have = yours.get(key)
        if isinstance(value, dict) and isinstance(have, dict):
            yield from _tables(have, value, (*at, key))
        elif isinstance(value, dict) and key not in yours:
            yield from _whole(value, (*at, key))
        elif isinstance(value, list) and isinstance(have, list):
            names = {_name(item) for item in have}
            entries = tuple(f"{_value(item)}," for item in value if _name(item) not in names)
            yield from [Gap(f"{under}, in the list {key}", entries)] if entries else []


def _whole(table: Mapping[str, Any], at: tuple[str, ...]) -> Iterator[Gap]:
    """A table and those in it, without those that hold tables alone."""
    keys = _pairs(table)
    if keys:
        yield Gap(_END, (f"[{_dotted(at)}]", *keys))
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _whole(value, (*at, key))


def _pairs(table: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of a table that hold no tables."""
    return tuple(f"{_key(key)} = {_value(value)}" for key, value in table.items() if not isinstance(value, dict))


def _name(item: object) -> str:
    """What identifies an entry of a list: a requirement counts as the same in any version."""
    found = _REQUIREMENT.fullmatch(item) if isinstance(item, str) else None
    return re.sub(r"[-_.]+", "-", found[1]).lower() if found else repr(item)


def _dotted(at: tuple[str, ...]) -> str:
    return ".".join(map(_key, at))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: object) -> str:
    """A value as TOML writes it: texts and numbers as in JSON."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)} = {_value(item)}' for key, item in value.items())}}}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | int | float) else str(value)


def requirements(pyproject: bytes) -> list[str]:
    """The names of the distributions that a pyproject.toml depends on."""
    project = _toml(pyproject.decode()).get("project", {})
    return [_name(each) for each in project.get("dependencies", ())]


def _toml(text: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only where both have such a file

    return tomllib.loads(text)
