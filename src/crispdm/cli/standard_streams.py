"""Standard input, output and error: open in any case; and a command comes to its end, whether it is heard or not."""

import io
import os
import sys

TYPE_CHECKING = False  # `typing` takes longer to import than all of `crispdm --version`
if TYPE_CHECKING:
    from typing import TextIO

    from _typeshed import ReadableBuffer


class Output(io.FileIO):
    """The file below standard output or error: it keeps its first fault, and drops what comes after it."""

    fault: OSError | None = None

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write what can be written."""
        try:
            while self.fault is None:
                if (written := super().write(data)) is not None:
                    return written
                _wait_for(self)
        except OSError as error:
            self.fault = error
        return memoryview(data).nbytes


def _wait_for(stream: Output) -> None:
    """Wait until something can be written, where whoever shares the stream does not let it wait by itself."""
    import select  # noqa: PLC0415 - hardly ever needed

    select.select((), (stream,), ())


def open_streams() -> Output:
    """Open the streams that are closed, so that no file of ours takes their numbers; return that of standard output."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: its own
            os.set_inheritable(handle, True)
            setattr(sys, name, open(handle, mode, closefd=False))  # noqa: SIM115 - as long as the program
    sys.stdout, out = _heard_or_not(sys.stdout)
    sys.stderr, _ = _heard_or_not(sys.stderr, by_line=True)
    return out


def _heard_or_not(stream: "TextIO", *, by_line: bool = False) -> "tuple[TextIO, Output]":
    raw = Output(stream.fileno(), "w", closefd=False)
    if os.name == "nt" and raw.isatty():  # pragma: no cover - where only Python's own file writes Unicode
        return stream, raw
    by_line = by_line or raw.isatty()
    text = io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=stream.encoding, errors=stream.errors, line_buffering=by_line
    )
    return text, raw
