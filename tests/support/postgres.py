"""A PostgreSQL server of our own, on a socket in a temporary folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT_MAY_NOT = "nobody"  # a server refuses to run as root


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, where Debian puts it or on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).resolve().parent if named else None


@contextmanager
def server(programs: Path, password: str = "") -> Iterator[str]:
    """Start a server, and yield the URL of its database, which names no password.

    Args:
        programs: where PostgreSQL is.
        password: what the owner of the database must know; nothing lets everybody in.
    """
    as_other = ["setpriv", f"--reuid={_ROOT_MAY_NOT}", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if as_other:
        os.chown(folder, pwd.getpwnam(_ROOT_MAY_NOT).pw_uid, -1)
    data = folder / "data"
    start = [*as_other, str(programs / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    known = folder / "password"
    known.write_text(password or "-")
    method = "scram-sha-256" if password else "trust"
    own = ["-U", "owner", "-A", method, f"--pwfile={known}"]
    try:
        _run([*as_other, str(programs / "initdb"), "-D", str(data), *own, "-E", "UTF8"], folder)
        _run([*start, "-o", options, "-l", str(folder / "log"), "start"], folder)
        try:
            yield f"postgres://owner@/postgres?host={folder}"
        finally:
            _run([*start, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
