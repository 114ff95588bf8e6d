"""Record what the real tools write today: `python tests/record.py [TOOL …]`.

Each tool, the newest that TOOLS allows, is installed into an environment of its own and run on a small
table with mistakes and on a corrected one. What it writes goes to `tests/results`, with the version beside it.
"""

import argparse
import json
import re
import subprocess
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).parent
RESULTS, VERSIONS = HERE / "results", HERE / "results" / "versions.json"
TOOLS = {
    "great_expectations": ("great_expectations", "pandas"),
    "pandera": ("pandera[pandas]",),
    "evidently": ("evidently", "pandas<3"),  # 0.7.23 does not start with pandas 3
    "dbt": ("dbt-core<1.12", "dbt-duckdb"),  # 1.12 needs more than a package index to install
}
_VERSION = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"


def main() -> None:
    """Record the tools that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tools", nargs="*", metavar="TOOL", help=f"one of {', '.join(TOOLS)}")
    parser.add_argument("--environments", type=Path, help="a folder that keeps the environments for the next time")
    options = parser.parse_args()
    unknown = {*options.tools} - {*TOOLS}
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        for tool in options.tools or TOOLS:
            record(tool, (options.environments or Path(folder)).resolve() / tool)


def record(tool: str, environment: Path) -> None:
    """Run a tool, and keep what it wrote and its version."""
    python = environment / "bin" / "python"
    if not python.exists():
        venv.create(environment, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *TOOLS[tool]], check=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, HERE / "tools" / f"run_{tool}.py"], cwd=folder, check=True)
        for file in sorted(Path(folder).glob("*.json")):
            result = json.loads(file.read_text().replace(folder, "/shop"))
            (RESULTS / file.name).write_text(json.dumps(result, indent=1) + "\n")
    package = re.split(r"[\[<]", TOOLS[tool][0])[0]
    version = subprocess.run([python, "-c", _VERSION, package], capture_output=True, text=True, check=True)
    versions = {**json.loads(VERSIONS.read_text()), tool: version.stdout.strip()}
    VERSIONS.write_text(json.dumps(versions, indent=1, sort_keys=True) + "\n")
    print(f"{tool} {versions[tool]}")


if __name__ == "__main__":
    main()
