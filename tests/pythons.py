"""Run the tests on every Python that can be had: `python -m tests.pythons [PYTEST ARGUMENTS]`.

Each Python gets an environment of its own. Those on the PATH and those of pyenv are found; where debootstrap is and
the user may use it, `--debian SUITE` (trixie, sid) adds the one of a newer Debian, in a folder that is kept.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
OLDEST = (3, 11)
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")


def pythons() -> dict[tuple[int, int], Path]:
    """The Pythons that are new enough, one of each minor version; CPython alone."""
    found: dict[tuple[int, int], Path] = {}
    for path in _candidates():
        ask = "import sys; print(sys.implementation.name, *sys.version_info[:2])"
        done = subprocess.run([path, "-c", ask], capture_output=True, text=True, check=False)
        if said := re.fullmatch(r"cpython (\d+) (\d+)\n", done.stdout):
            version = (int(said[1]), int(said[2]))
            if version >= OLDEST:
                found.setdefault(version, path)
    return dict(sorted(found.items()))


def _candidates() -> Iterator[Path]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield from sorted(path for path in Path(folder).glob("python3.*") if re.fullmatch(r"python3\.\d+", path.name))
    yield from sorted((Path.home() / ".pyenv" / "versions").glob("3.*/bin/python"))
    yield Path(sys.executable)


def run(python: Path, arguments: list[str]) -> str:
    """Install crispdm with one Python, run the tests, and return their last line."""
    with tempfile.TemporaryDirectory() as place:
        environment = Path(place) / "venv"
        subprocess.run([python, "-m", "venv", environment], check=True)
        own = environment / "bin" / "python"
        subprocess.run([own, "-m", "pip", "install", "--quiet", "--editable", f"{ROOT}[test]"], check=True)
        return _tested([str(own), "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments])


def run_debian(suite: str, arguments: list[str]) -> str:
    """Run the tests on the Python of a Debian release, in a chroot."""
    place = Path(tempfile.gettempdir()) / f"crispdm-debian-{suite}"
    if not (place / "usr" / "bin" / "python3").exists():
        packages = "--include=python3,python3-venv,python3-dev,git,gcc,ca-certificates,procps"
        subprocess.run(["debootstrap", "--variant=minbase", packages, suite, place], check=True)
    shutil.rmtree(place / "crispdm", ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", ROOT, place / "crispdm"], check=True)
    if BUNDLE.exists():  # what is trusted outside is trusted inside
        shutil.copy(BUNDLE, place / BUNDLE.relative_to("/"))
    install = f"export PIP_CERT={BUNDLE} && python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]'"
    subprocess.run(_inside(place, install), check=True)
    return _tested([*_inside(place, 'exec .venv/bin/python -m pytest -q "$@"'), *arguments])


def _inside(place: Path, script: str) -> list[str]:
    """The command that runs a script in the chroot; what it mounts there is gone when it ends."""
    mounts = (
        'mount -t proc proc "$0/proc" && mount -t devpts -o newinstance,ptmxmode=0666 devpts "$0/dev/pts"'
        ' && mkdir -p "$0/dev/shm" && mount -t tmpfs tmpfs "$0/dev/shm"'
    )
    enter = ["unshare", "--mount", "--fork", "sh", "-c", f'{mounts} && exec chroot "$0" "$@"', str(place)]
    return [*enter, "sh", "-c", f"cd /crispdm && {script}", "sh"]


def _tested(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(done.stdout)  # noqa: T201 - what failed
    return f"{'passed' if done.returncode == 0 else 'FAILED'}: {done.stdout.rstrip().rpartition(chr(10))[2]}"


def main() -> int:
    """Run them all, and say what ran."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--debian", action="append", default=[], metavar="SUITE")
    options, arguments = parser.parse_known_args()
    said = {}
    for version, python in pythons().items():
        said[f"{version[0]}.{version[1]} ({python})"] = run(python, arguments)
    for suite in options.debian:
        said[f"Debian {suite}"] = run_debian(suite, arguments)
    print("\n".join(f"{name}: {result}" for name, result in said.items()))  # noqa: T201 - the answer
    return any("FAILED" in result for result in said.values())


if __name__ == "__main__":
    sys.exit(main())
