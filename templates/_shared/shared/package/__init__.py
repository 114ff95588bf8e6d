"""Code that the scripts of the phases share. A script that lacks a library says so in one line."""

import sys
from pathlib import Path
from types import TracebackType

LIBRARIES = ("duckdb", "fastapi", "httpx", "ibis", "joblib", "numpy", "pandas", "pyarrow", "scipy", "sklearn")
LIBRARIES += ("sqlglot", "uvicorn", "yaml")


def _show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Name a library that is missing, as the environment is mostly just not activated; any other error is as ever."""
    library = error.name.partition(".")[0] if isinstance(error, ModuleNotFoundError) and error.name else ""
    if library not in LIBRARIES:
        sys.__excepthook__(kind, error, trace)
        return
    hint = "activate the environment of the scripts, such as `. .venv/bin/activate`; README.md says how to make it"
    sys.stderr.write(f"{Path(sys.argv[0]).name}: {library} is not installed here; {hint}\n")


sys.excepthook = _show
