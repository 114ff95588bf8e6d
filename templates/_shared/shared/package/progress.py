"""Say on a terminal what a script is busy with, and for how long."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Say what is being done while it is being done; nothing where nobody watches."""
    start, watched = time.monotonic(), sys.stderr.isatty()
    if watched:
        print(f"{what} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if watched:
            print(f" {time.monotonic() - start:.0f} s", file=sys.stderr)
