"""How the process ends: at once, but after all that was asked for."""

import subprocess
import sys

import pytest

_PROGRAM = """\
import atexit, sys, threading, time
sys.argv = ["crispdm", *{arguments!r}]

class Tidied:
    def __del__(self, write=sys.stdout.write):
        write("tidied\\n")

kept = Tidied()
from crispdm.__main__ import main

def late():
    time.sleep(0.1)
    print("a thread of others")

threading.Thread(target=late).start()
try:
    main()
finally:
    atexit.register(print, "asked for")
"""


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--version"], 0), (["--help"], 0), (["status"], 2), (["nothing"], 2)]
)
def test_it_waits_for_threads_and_calls_what_others_registered(arguments: list[str], code: int) -> None:
    """But tidies up nothing, which the system does faster."""
    program = [sys.executable, "-c", _PROGRAM.format(arguments=arguments)]
    done = subprocess.run(program, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert done.stdout.splitlines()[-2:] == ["a thread of others", "asked for"]
    assert "Traceback" not in done.stderr
