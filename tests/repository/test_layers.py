"""The house: each layer imports only from those below it, and only one place knows each library."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "crispdm"
LAYERS = [
    {"errors", "open_folder", "inert", "spreadsheets"},
    {"safe_files", "archives", "folder_owner", "lock_files", "file_patterns"},
    {"open_tree"},
    {
        "words",
        "people",
        "dates",
        "git",
        "canonical_json",
        "subprocesses",
        "numbers",
        "placeholders",
        "file_locks",
        "user_folders",
    },
    {"yamlio", "installed_from", "plug_ins", "kept_json"},
    {"validation", "file_changes", "json_schema"},
    {"process"},
    {"process_names"},
    {"process_file"},
    {"scaffold"},
    {"gate"},
    {"kinds", "testing"},
    {"eventlog"},
    {"lifecycle"},
    {"results"},
    {"actions", "views"},  # which do not know each other: a result is all that they share
    {"cli"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
LONGEST = 300  # lines of a module
FILES = sorted(path for path in SOURCE.rglob("*.py") if path.name != "__main__.py")
IMPURE = {"os", "io", "time", "pathlib", "subprocess", "getpass", "sys", "tempfile", "random", "socket", "shutil"}
KNOWN_BY = {
    "typer": ("cli",),
    "mcp": ("cli",),
    "rich": ("views",),
    "jinja2": ("scaffold", "views"),
    "cookiecutter": ("scaffold",),
    "yaml": ("yamlio",),
    "fcntl": ("file_locks",),
    "msvcrt": ("file_locks",),
    "platformdirs": ("user_folders",),
    "subprocess": ("git", "subprocesses", "scaffold"),
}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")


@cache
def _imports(path: Path) -> frozenset[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


MODULES = {_name(path): path for path in FILES}


def _layer(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "crispdm" and len(parts) > 1 and parts[1] in RANK else None


def test_every_module_has_its_layer() -> None:
    assert {_name(path).split(".")[1] for path in FILES if path.parent != SOURCE or path.stem != "__init__"} == set(
        RANK
    )


@pytest.mark.parametrize("module", [name for name in MODULES if _layer(name)])
def test_a_module_imports_only_from_its_own_layer_and_those_below(module: str) -> None:
    mine = _layer(module)
    assert mine is not None
    for other in _imports(MODULES[module]) & set(MODULES):
        theirs = _layer(other)
        assert theirs is None or theirs == mine or RANK[theirs] < RANK[mine], f"{module} imports {other}"


def _circle(edges: dict[str, set[str]]) -> set[str]:
    """What is left when whatever needs nothing that is left is taken away: empty where there is no circle."""
    left = dict(edges)
    while leaves := {name for name, needed in left.items() if not needed & set(left)}:
        left = {name: needed for name, needed in left.items() if name not in leaves}
    return set(left)


def test_modules_import_each_other_in_no_circle() -> None:
    edges = {name: {each for each in _imports(path) & set(MODULES) if each != name} for name, path in MODULES.items()}
    assert not _circle(edges)


def test_folders_import_each_other_in_no_circle() -> None:
    """A folder is the modules that lie in it, without those of the folders below: gate/checks may use gate/pilot."""
    folders = {name: str(path.parent.relative_to(SOURCE)) for name, path in MODULES.items()}
    edges: dict[str, set[str]] = {folder: set() for folder in folders.values()}
    for name, path in MODULES.items():
        edges[folders[name]] |= {folders[each] for each in _imports(path) & set(MODULES)} - {folders[name]}
    assert not _circle(edges)
    assert "gate/pilot" in edges["gate/checks"]
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}) == {"a", "b", "c", "d"}


@pytest.mark.parametrize("library", KNOWN_BY)
def test_one_layer_alone_knows_the_library(library: str) -> None:
    users = {
        _layer(name) for name, path in MODULES.items() if library in {each.split(".")[0] for each in _imports(path)}
    }
    assert users == set(KNOWN_BY[library])


def test_only_the_state_file_s_module_names_the_state_file() -> None:
    users = [name for name, path in MODULES.items() if '"state.yaml"' in path.read_text()]
    assert users == ["crispdm.eventlog.store"]


def test_the_pure_part_reads_no_clock_no_file_and_no_environment() -> None:
    pure = [path for path in FILES if re.search(r"\bPure\b", path.read_text().split('"""')[1])]
    named = {_name(path).removeprefix("crispdm.") for path in pure}
    assert {name for name in MODULES if name.startswith("crispdm.lifecycle.")} <= {f"crispdm.{name}" for name in named}
    assert named >= {"dates", "numbers", "words", "people", "process", "yamlio", "canonical_json", "validation"}
    assert named >= {f"eventlog.{name}" for name in ("events", "lines", "causality", "repair")}
    assert named >= {f"gate.pilot.{name}" for name in ("interval", "objective", "verdict")}
    for path in pure:
        imported = _imports(path)
        assert not {each.split(".")[0] for each in imported} & IMPURE, path
        assert not re.search(r"\.(now|today)\(|\bopen\(", path.read_text()), path


def test_no_module_is_too_long_to_be_read_at_once() -> None:
    lengths = {str(path.relative_to(SOURCE)): path.read_text().count("\n") for path in FILES}
    assert not {path: length for path, length in lengths.items() if length > LONGEST}
