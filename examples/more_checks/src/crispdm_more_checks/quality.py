"""`quality`: the results that a tool for data quality wrote as JSON."""

import json
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from crispdm.gate.kind import Check, Evidence, Finding, Place, ProjectPath, Unmet
from crispdm_more_checks.results import Result, UnknownResultsError, read_results

_SHOWN = 100  # characters of what a tool says
_RUN = "run the tool again, and let it write its results as JSON"


class Quality(Check, frozen=True, kw_only=True, tag="quality"):
    """The checks of Great Expectations, pandera, Evidently or dbt passed, at least so many of them."""

    interface: ClassVar[int] = 1

    file: ProjectPath
    least: Annotated[int, Meta(ge=1, description="how many checks must have run")] = 1
    max_failed: Annotated[int, Meta(ge=0, description="how many of them may have failed")] = 0

    def decide(self, evidence: Evidence) -> Finding:
        """Read the results; what a signature covers is which checks ran, and how each ended."""
        place = Place(evidence.path(self.file))
        found = self._results(evidence, place)
        values = [[each.name, each.status] for each in found]
        failed, warned = ([each for each in found if each.status == kind] for kind in ("failed", "warned"))
        if len(found) < self.least:
            want = f"at least {self.least}"
            raise Unmet(place, f"{len(found)} checks ran", want, "let the tool run all of its checks", values)
        if len(failed) > self.max_failed:
            have = f"{len(failed)} of {len(found)} checks failed: {_described(failed[0])}"
            raise Unmet(place, have, self._limit(), "correct the data, or agree on another limit", values)
        done = len(found) - len(failed) - len(warned)
        have = f"{done} of {len(found)} checks passed"
        odd = [*failed, *warned]
        return Finding(
            status="warn" if odd else "pass",
            place=place,
            have=f"{have}; {_described(odd[0])}" if odd else have,
            want=self._limit(),
            fix="look at what did not pass" if odd else "",
            values=values,
            basis="recorded",
        )

    def _limit(self) -> str:
        return f"at most {self.max_failed} failed" if self.max_failed else "no check failed"

    def _results(self, evidence: Evidence, place: Place) -> list[Result]:
        try:
            value: Any = json.loads(evidence.document(self.file))
        except json.JSONDecodeError as error:
            raise Unmet(Place(place.file, error.lineno), f"not JSON: {error.msg}", self.says, _RUN) from None
        try:
            return read_results(value)
        except UnknownResultsError as error:
            raise Unmet(place, str(error), self.says, _RUN) from None


def _described(result: Result) -> str:
    text = f"{result.name}: {result.why}" if result.why else result.name
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
