"""The project's files as evidence: opened only inside the project, read once, with the line of each value."""

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from crispdm.file_patterns import MOST_FOUND, TooManyFiles, glob_inside
from crispdm.gate.csv_rows import csv_rows
from crispdm.gate.finding import Missing, Place, Unmet
from crispdm.gate.record import Record
from crispdm.safe_files import open_inside, stat_inside
from crispdm.words import describe_value
from crispdm.yamlio import LIMIT, YamlError, decode, parse

if TYPE_CHECKING:
    from crispdm.gate.pilot_past import PilotPast  # only a pilot needs it

DOCUMENT_LIMIT = 4 * LIMIT
LOG_LIMIT = 4 * LIMIT  # of a CSV file that people keep, a row for each run or day: 50,000 rows and more
NOT_HERE = "not run here"  # why no command runs where nobody may be asked to let it
_PART = 1 << 18  # bytes of a file that are hashed at a time

T = TypeVar("T")
Watch = Callable[[str, int, int], None]  # called with a file, how many bytes are hashed, and how many there are


def path_of(folder: str, file: str) -> str:
    """The path from the project's root of a file: relative to the phase's folder, or with a slash to the root."""
    return os.path.normpath(file.lstrip("/") if file.startswith("/") else f"{folder.strip('/')}/{file}")


class Evidence:
    """The files of one phase.

    Args:
        root: the project's root.
        folder: the phase's folder, from the root.
        light: hash no data files, as for `status`.
        not_run_because: why the commands of crispdm.yaml may not run; empty if they may.
        watch: called with the progress of hashing a file.
        today: no row may be of a later day; None where nobody says which day it is.
        began: no row may be of a day before the project began; None where nobody says when that was.
        early: whether somebody asked for the effect of a pilot before its planned end.
        pilot_past: what happened before a pilot; nothing where nobody tells.
    """

    def __init__(  # noqa: PLR0913 - each is named by its caller
        self,
        root: Path,
        folder: str,
        *,
        light: bool = False,
        not_run_because: str = "not trusted yet",
        watch: Watch | None = None,
        today: date | None = None,
        began: date | None = None,
        early: bool = False,
        pilot_past: "Callable[[], PilotPast] | None" = None,
    ) -> None:
        self._root = Path(os.path.realpath(root))
        self._folder = folder.strip("/")
        self.is_light = light
        self.not_run_because = not_run_because
        self._watch = watch
        self.today, self.began = today, began
        self.is_early = early
        self._pilot_past = pilot_past
        self._records: dict[str, Record] = {}
        self._computed: dict[str, Any] = {}
        self._stamps: dict[str, tuple[int, ...]] = {}

    def path(self, file: str) -> str:
        """The path from the project's root of a file: relative to the phase's folder, or with a slash to the root."""
        return path_of(self._folder, file)

    def pilot_past(self) -> "PilotPast":
        """What happened before the pilot, from the history."""
        from crispdm.gate.pilot_past import PilotPast  # noqa: PLC0415 - only a pilot needs it

        return self._pilot_past() if self._pilot_past else PilotPast()

    def command_folder(self) -> Path:
        """The phase's folder, in which its commands run.

        Raises:
            Unmet: it leads out of the project.
        """
        real = Path(os.path.realpath(self._root / self._folder))
        if not real.is_relative_to(self._root):
            have, want = "leads out of the project", "a folder inside the project"
            raise Unmet(Place(self._folder), have, want, "correct it in crispdm.yaml")
        return real

    def record(self, file: str) -> Record:
        """Read a YAML file.

        Raises:
            Unmet: it is missing or cannot be read; the place names the line.
        """
        path = self.path(file)
        if path not in self._records:
            try:
                text = self.read(file)
                lines = text.decode("utf-8", "replace").splitlines()
                self._records[path] = Record(parse(text, path), path, lines)
            except YamlError as error:
                raise Unmet(Place(path, error.line), error.what, "valid YAML", "fix the line") from None
        return self._records[path]

    def records(self) -> tuple[Record, ...]:
        """The YAML files that were read so far."""
        return tuple(self._records.values())

    def document(self, file: str) -> str:
        """Read a text file.

        Raises:
            Unmet: it is missing or cannot be read.
        """
        path = self.path(file)
        try:
            return decode(self.read(file, limit=DOCUMENT_LIMIT), path).replace("\r\n", "\n")
        except YamlError as error:
            raise Unmet(Place(path, error.line), error.what, "a text file in UTF-8", error.hint) from None

    def rows(
        self, file: str, columns: tuple[str, ...], *, limit: int | None = None, as_written: bool = False
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """Stream a CSV file with a header, of whatever size: who reads it keeps what it needs.

        Args:
            file: its path.
            columns: the columns that the header must have; it may have more.
            limit: of a file whose rows are kept, how many bytes it may have.
            as_written: leave the cells as they are, as in a table that a program wrote.

        Yields:
            For each row the line on which it begins, and its cells by column: texts without blanks around them.

        Raises:
            Unmet: the file is missing, too large, not CSV, or lacks a column, or a row has another number of cells.
        """
        path = self.path(file)
        with self._open(file) as raw:
            if limit is not None and os.fstat(raw.fileno()).st_size > limit:
                raise _too_large(path, limit)
            yield from csv_rows(raw, path, columns, as_written=as_written)

    def columns(self, file: str) -> list[str]:
        """The header of a CSV file; nothing where it is none, which `rows` reports.

        Raises:
            Unmet: the file is missing.
        """
        with self._open(file) as raw:
            first = raw.readline(LIMIT).decode("utf-8-sig", "replace")
        return [cell.strip().strip('"') for cell in first.split(",")]

    def size(self, file: str) -> int:
        """How many bytes a file has.

        Raises:
            Missing: it does not exist.
            Unmet: it is not a regular file inside the project.
        """
        with self._open(file) as raw:
            return os.fstat(raw.fileno()).st_size

    def modified(self, file: str) -> float:
        """When a file was last written, in seconds since 1970; a checkout writes all files anew.

        Raises:
            Missing: it does not exist.
            Unmet: it is not a regular file inside the project.
        """
        with self._open(file) as raw:
            return os.fstat(raw.fileno()).st_mtime

    def once(self, name: str, compute: Callable[[], T]) -> T:
        """What is computed from the files, once for all criteria of the phase."""
        if name not in self._computed:
            self._computed[name] = compute()
        return cast("T", self._computed[name])

    def sha256(self, file: str) -> str | None:
        """The SHA-256 of a file in 64 hexadecimal digits; None where data files are not hashed.

        Raises:
            Missing: it does not exist.
            Unmet: it is not a regular file inside the project.
        """
        with self._open(file) as raw:
            return None if self.is_light else self._hash(raw, self.path(file))

    def _hash(self, raw: io.BufferedReader, path: str) -> str:
        total, done, found = os.fstat(raw.fileno()).st_size, 0, hashlib.sha256()
        while part := raw.read(_PART):
            found.update(part)
            done += len(part)
            if self._watch:
                self._watch(path, done, total)
        return found.hexdigest()

    def glob(self, pattern: str) -> list[str]:
        """The files that match a pattern and are not empty, as paths from the root with a slash, sorted.

        Raises:
            Unmet: it is not a valid pattern, or matches too much, or one of the files is not a regular file inside the
                project.
        """
        base = "" if pattern.startswith("/") else self._folder
        try:
            paths = glob_inside(self._root, base, pattern)
        except TooManyFiles as error:
            have, want = f"{describe_value(pattern)}: {error}", f"a pattern that matches at most {MOST_FOUND:,} files"
            raise Unmet(
                Place(self.path(pattern)), have, want, "name one folder in crispdm.yaml, or fewer files"
            ) from None
        except (OSError, ValueError, LookupError):
            have, want = f"invalid pattern {describe_value(pattern)}", "a pattern of file names, such as plots/*.png"
            raise Unmet(Place(self.path(pattern)), have, want, "correct it in crispdm.yaml") from None
        return [f"/{path}" for path, info in self._look(paths) if info.st_size]

    def stamps(self, patterns: Iterable[str]) -> list[tuple[str, list[int]]]:
        """The state of all files that match patterns: size and times, which tell whether they changed.

        Raises:
            Unmet: as `glob` does.
        """
        paths = {path.removeprefix("/") for pattern in patterns for path in self.glob(pattern)}
        return [(path, [*self._stamps[path]]) for path in sorted(paths)]

    def read(self, file: str, *, limit: int = LIMIT) -> bytes:
        """The bytes of a file.

        Raises:
            Unmet: it is missing, larger than the limit, or not a regular file inside the project.
        """
        with self._open(file) as raw:
            text = raw.read(limit + 1)
        if len(text) > limit:
            raise _too_large(self.path(file), limit)
        return text

    def changed_files(self) -> list[str]:
        """The files that have changed since they were read."""
        now = (
            (path, _stamp(info) if info else self._stamp_now(path))
            for path, info in stat_inside(self._root, self._stamps)
        )
        return [path for path, stamp in now if stamp != self._stamps[path]]

    def _stamp_now(self, path: str) -> tuple[int, ...]:
        try:
            with self._open(f"/{path}", keep=False) as raw:
                return _stamp(os.fstat(raw.fileno()))
        except Unmet:
            return ()

    def _look(self, paths: Iterable[str]) -> Iterator[tuple[str, os.stat_result]]:
        """The status of files, each opened and remembered."""
        for path, info in stat_inside(self._root, paths):
            if info is not None:
                self._stamps.setdefault(path, _stamp(info))
                yield path, info
            else:
                with self._open(f"/{path}") as raw:
                    yield path, os.fstat(raw.fileno())

    @contextmanager
    def _open(self, file: str, *, keep: bool = True) -> Iterator[io.BufferedReader]:
        path = self.path(file)
        try:
            raw = open_inside(self._root, path)
        except FileNotFoundError:
            have = f"there is no {Path(path).name} yet"
            raise Missing(Place(path), have, "the file, filled in", f"create {path}", done=0) from None
        except (OSError, ValueError) as error:
            have = (isinstance(error, OSError) and error.strerror) or str(error)
            raise Unmet(Place(path), have, "a readable file inside the project", f"check {path}") from None
        with raw:
            if keep:
                self._stamps.setdefault(path, _stamp(os.fstat(raw.fileno())))
            yield raw


def _stamp(info: os.stat_result) -> tuple[int, ...]:
    return info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns


def _too_large(path: str, limit: int) -> Unmet:
    have, want = f"more than {limit:,} bytes", f"at most {limit:,} bytes"
    return Unmet(Place(path, 1), have, want, "move data to another file")
