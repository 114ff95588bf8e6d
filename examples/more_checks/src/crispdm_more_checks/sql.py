"""`sql`: one number from a database is within bounds."""

import json
import os
import re
import subprocess
import sys
from typing import Annotated, Any, ClassVar
from urllib.parse import quote, urlsplit

from msgspec import Meta

from crispdm.gate.kind import Check, Evidence, Finding, Place, Text, Unmet

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)\}")
_PLACE = Place("crispdm.yaml")
_ASK = "`crispdm check --trust` shows the query, then asks the database"


class Sql(Check, frozen=True, kw_only=True, tag="sql"):
    """A query of a database gives one number, at least `min` and at most `max`; it runs only where it is trusted."""

    interface: ClassVar[int] = 1

    database: Annotated[Text, Meta(description="a URL of Ibis; ${NAME} stands for a variable of the environment")]
    query: Annotated[Text, Meta(description="SQL that gives one row of one column")]
    min: float | None = None
    max: float | None = None
    timeout: Annotated[int, Meta(ge=1, le=86_400, description="seconds")] = 60

    def command(self) -> tuple[tuple[str, ...], int]:
        """The query, with the URL as it is written here: without the secrets."""
        return ("sql", self.database, self.query), self.timeout

    def decide(self, evidence: Evidence) -> Finding:
        """Ask the database through Ibis, in a process of its own; a signature covers the query, not the number."""
        values = {"database": self.database, "query": self.query}
        if evidence.not_run_because:
            have = f"{evidence.not_run_because}: {self.query[:80]}"
            return Finding(status="not_run", place=_PLACE, have=have, want=self._bounds(), fix=_ASK, values=values)
        number = self._number(str(evidence.command_folder()), values)
        have = f"{number:g}"
        if (self.min is not None and number < self.min) or (self.max is not None and number > self.max):
            raise Unmet(_PLACE, have, self._bounds(), "look at the data, or agree on another limit", values)
        return Finding(status="pass", place=_PLACE, have=have, want=self._bounds(), values=values, basis="seen")

    def _bounds(self) -> str:
        bounds = (("at least", self.min), ("at most", self.max))
        return " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None) or "a number"

    def _number(self, folder: str, values: Any) -> float:
        asked = json.dumps({"url": self._url(values), "query": self.query})
        command = [sys.executable, "-m", "crispdm_more_checks.ask"]
        try:
            done = subprocess.run(
                command, input=asked, cwd=folder, capture_output=True, text=True, timeout=self.timeout, check=False
            )
        except subprocess.TimeoutExpired:
            have = f"no answer within {self.timeout} seconds"
            raise Unmet(_PLACE, have, self._bounds(), "ask for less, or allow more time", values) from None
        lines = done.stdout.splitlines()
        answer = json.loads(lines[-1]) if done.returncode == 0 and lines else {"error": "the process of the query died"}
        if "number" not in answer:
            raise Unmet(_PLACE, answer["error"], self._bounds(), "correct the query or the database's URL", values)
        return float(answer["number"])

    def _url(self, values: Any) -> str:
        """The URL with its variables; what it holds is never shown."""
        password = urlsplit(_VARIABLE.sub("", self.database)).password
        if password:
            fix = "write ${NAME} instead, and set that variable in the environment"
            raise Unmet(_PLACE, "the database's URL holds a password", "none in a file", fix, values)
        names = [found["name"] for found in _VARIABLE.finditer(self.database)]
        unset = [name for name in names if not os.environ.get(name)]
        if unset:
            have, fix = f"{unset[0]} is not set in the environment", f"set {unset[0]}"
            raise Unmet(_PLACE, have, "the database's URL", fix, values)
        if names and self.database == f"${{{names[0]}}}":  # the whole URL
            return os.environ[names[0]]
        return _VARIABLE.sub(lambda found: quote(os.environ[found["name"]], safe=""), self.database)
