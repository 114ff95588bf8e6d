"""Every place that opens a file: one helper opens those of others, and what opens one beside it says why."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "crispdm"
HELPER = {
    "open_folder.py",
    "open_tree.py",
    "safe_files.py",
}  # follow no link out, wait for nothing, read to a bound
OPENS = {
    *("open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "touch"),
    *("ZipFile", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory"),
    *("SpooledTemporaryFile", "copy2", "copyfile", "copytree", "FileIO", "mmap", "symlink_to", "symlink"),
}
ELSEWHERE = {
    "cli/standard_streams.py": {"open", "os.open"},  # /dev/null, where a stream is closed
    "archives.py": {"ZipFile", "archive.open"},  # of bytes in memory
    "eventlog/store.py": {"folder.open", "os.fdopen", "read_bytes"},  # by the helper, and its own
    "actions/git_events.py": {"store.read_bytes"},  # the state file's module reads it
    "file_locks.py": {"folder.open"},  # by the helper
    "lock_files.py": {"folder.open", "os.fdopen", "open"},  # by the helper, and the kernel's table of processes
    "eventlog/last_size.py": {"opened.open", "folder.open", "os.fdopen"},  # by the helper
    "gate/evidence.py": {"self._open"},
    "testing/__init__.py": {"path.write_bytes"},  # in a folder that a test made
    "actions/collection.py": {"tempfile.TemporaryDirectory"},
    "actions/example.py": {"tempfile.TemporaryDirectory"},
    "scaffold/hooks.py": {"tempfile.TemporaryDirectory", "shutil.copytree"},  # a template whose code was consented to
    "scaffold/merge.py": {"tempfile.TemporaryDirectory"},
    "scaffold/record.py": {"zipfile.ZipFile"},  # written, in memory
    "scaffold/sources.py": {"tempfile.TemporaryDirectory"},
}


def _opening(text: str) -> set[str]:
    """The calls in a module that open a file, as they are written."""
    calls = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return {ast.unparse(call) for call in calls if ast.unparse(call).rpartition(".")[2].lstrip("_") in OPENS}


def test_a_file_is_opened_by_the_helper_alone() -> None:
    modules = {str(path.relative_to(SOURCE)): path.read_text() for path in SOURCE.rglob("*.py")}
    found = {name: _opening(text) for name, text in modules.items() if name not in HELPER}
    assert {name: calls for name, calls in found.items() if calls} == ELSEWHERE


def test_a_new_place_is_noticed() -> None:
    assert _opening("open('x')") == {"open"}
    assert _opening("import os\nos.open('x', 0)") == {"os.open"}
    assert _opening("(root / name).read_bytes()") == {"(root / name).read_bytes"}
    assert _opening("Path(entry.path).open()") == {"Path(entry.path).open"}
    assert _opening("with zipfile.ZipFile(p) as z: pass") == {"zipfile.ZipFile"}
    assert _opening("x.read(); x.write(1); open_inside(a, b)") == set()
