"""The tests: what they share lies in modules that hold no tests."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]


def _holds_tests(module: str) -> bool:
    return any(part == "conftest" or part.startswith("test_") for part in module.split("."))


def _imports(path: Path) -> set[str]:
    """Every module that a file may import: what follows `from a import` may be one as well."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith(("tests.", "."))}


def test_nothing_imports_from_a_file_of_tests_or_fixtures() -> None:
    files = sorted(TESTS.rglob("*.py"))
    assert len(files) > 100
    assert [(str(path), name) for path in files for name in sorted(_imports(path)) if _holds_tests(name)] == []
