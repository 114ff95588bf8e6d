"""The package as others get it: built once a session, and installed away from the source."""

import fcntl
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]


class Built(NamedTuple):
    """The source distribution, the wheel that was built from it, and the wheel built from the tree."""

    sdist: Path
    wheel: Path
    straight: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What a release would hold, built once for all processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "built").is_dir():
            _build(tmp_path_factory.mktemp("built")).rename(shared / "built")
    (sdist,), (wheel,), (other,) = (
        (shared / "built").glob(name) for name in ("dist/*.tar.gz", "dist/*.whl", "straight/*.whl")
    )
    return Built(sdist, wheel, other)


def _build(place: Path) -> Path:
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir")
    call(place, *build, str(place / "dist"), str(ROOT))
    call(place, *build, str(place / "straight"), "--wheel", str(ROOT))
    return place


@pytest.fixture(scope="session")
def wheel(built: Built) -> Path:
    """The wheel of a release."""
    return built.wheel


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The executable `crispdm` of a fresh environment that holds the wheel.

    The libraries that it depends on are those of the environment that runs the tests, so that nothing is fetched.
    """
    return install(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("environment"), str(wheel))


def install(home: Path, place: Path, *what: str) -> Path:
    """The executable `crispdm` of a fresh environment, into which pip installed what is named."""
    call(home, sys.executable, "-m", "venv", "--without-pip", str(place))
    python = str(place / "bin" / "python")
    site = Path(call(home, python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    libraries = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    (site / "libraries.pth").write_text("".join(f"{folder}\n" for folder in sorted(libraries)))
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "--no-cache-dir")
    call(
        home, *pip, "install", "--quiet", "--ignore-installed", "--no-deps", "--no-index", "--no-build-isolation", *what
    )
    return place / "bin" / "crispdm"


def content(wheel: Path) -> dict[str, bytes]:
    """The files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def call(home: Path, *command: str, cwd: Path | None = None) -> str:
    """What a program printed that finds neither our settings nor our source."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "GIT_"))}
    environment = {**mine, "HOME": str(home)}
    done = subprocess.run(command, cwd=cwd or home, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
