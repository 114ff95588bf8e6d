"""`number`: a field is a number within bounds, or better than another one."""

from math import isclose
from typing import Literal

from msgspec import structs

from crispdm.gate.computed_again import LONGEST, computed_again
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.gate.record import Record
from crispdm.numbers import show
from crispdm.process import ProjectPath, Text


class Number(Check, frozen=True, kw_only=True, tag="number"):
    """A field of a YAML file is a finite number within `min` and `max`, or `better` `than` another `by` a margin.

    With `metric`, the file that names the chosen run, the number has to be of that run, which the file says in `run`.
    With `verify`, the script that wrote the file computes the number again from the files that it `reads`; where one
    is not here, the number is known as it was recorded.
    """

    file: ProjectPath
    field: Text
    min: float | None = None
    max: float | None = None
    than: Text | None = None
    by: float = 0.0
    better: Literal["higher", "lower"] = "higher"
    metric: ProjectPath | None = None
    verify: tuple[Text, ...] = ()
    reads: tuple[ProjectPath, ...] = ()

    def decide(self, evidence: Evidence) -> Finding:
        """Compare the number; one that equals a bound is within it."""
        finding = self._bounded(evidence)
        if not self.verify or evidence.is_light:
            return finding
        finding = structs.replace(finding, basis="recorded")
        if not all(evidence.glob(each) for each in self.reads):
            have = f"{finding.have}; what it was computed from is not here"
            return structs.replace(finding, status="warn", have=have, fix="check it where the data is")
        reads = [f"/{evidence.path(each)}" for each in (self.file, *self.reads)]
        return computed_again(evidence, finding, self.verify, reads)

    def command(self) -> tuple[tuple[str, ...], int] | None:
        """The script that computes the number again, to compare."""
        return (self.verify, LONGEST) if self.verify else None

    def _bounded(self, evidence: Evidence) -> Finding:
        record = evidence.record(self.file)
        if self.metric is not None:
            _refuse_another_run(record, evidence.record(self.metric))
        value = record.number(self.field, ", ".join(filter(None, ("a number", self._bounds()))))
        values = {self.field: value}
        if not (self.min is None or value >= self.min) or not (self.max is None or value <= self.max):
            fix = "improve it, or agree on another limit in crispdm.yaml"
            raise record.unmet(self.field, self._bounds(), fix, values)
        want = self._bounds() or "a number"
        if self.than is not None:
            other = record.number(self.than, "a number to compare with")
            values[self.than] = other
            want = self._compare(record, self.than, value, other, values)
        place = record.place(self.field)
        return Finding(status="pass", place=place, have=f"{self.field}: {show(value)}", want=want, values=values)

    def _bounds(self) -> str:
        bounds = (("at least", self.min), ("at most", self.max))
        return " and ".join(f"{word} {show(bound)}" for word, bound in bounds if bound is not None)

    def _compare(self, record: Record, than: str, value: float, other: float, values: dict[str, float]) -> str:
        gain = value - other if self.better == "higher" else other - value
        margin = f" by {show(self.by)} or more" if self.by else ""
        want = f"{self.better} than {than} ({show(other)}){margin}"
        is_enough = gain >= self.by or isclose(gain, self.by)  # 0.3 - 0.2 is not quite 0.1
        if not is_enough or (gain == 0 and not self.by):
            raise record.unmet(self.field, want, "improve it, or choose another one", values)
        return want


def _refuse_another_run(record: Record, metric: Record) -> None:
    chosen = metric.identifier("chosen", "the name of a run")
    if record.get("run") != chosen:
        raise record.unmet("run", f"{chosen}, the run that is chosen now", "make it again for the chosen run")
