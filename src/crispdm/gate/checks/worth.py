"""`worth`: the project pays back its cost in time."""

from typing import Annotated

from msgspec import Meta

from crispdm.gate.evidence import Evidence
from crispdm.gate.facts import brief
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.numbers import show
from crispdm.process import ProjectPath

_COSTS = ("gain_per_year", "build", "run_per_year")


class Worth(Check, frozen=True, kw_only=True, tag="worth"):
    """The gain less the running cost pays back the cost of building within `max_months`."""

    file: ProjectPath
    max_months: Annotated[float, Meta(gt=0)] = 12

    def decide(self, evidence: Evidence) -> Finding:
        """Compute the payback period: the cost of building divided by the yearly gain less the yearly cost."""
        record = evidence.record(self.file)
        unit = record.text("worth.unit", "one unit for all of it: hours, or money")
        amounts = {name: record.number(f"worth.{name}", f"a number in {unit}") for name in _COSTS}
        values = {"unit": unit, **amounts}
        for name, amount in amounts.items():
            if amount < 0:
                raise record.unmet(f"worth.{name}", f"0 or more {unit}", "", values)
        net = amounts["gain_per_year"] - amounts["run_per_year"]
        want = f"paid back within {show(self.max_months)} months"
        if net <= 0:
            fix = "make it cheaper to run, aim for a larger gain, or choose another problem"
            raise record.unmet("worth.gain_per_year", f"more than it costs to run, {want}", fix, values)
        months = round(amounts["build"] / net * 12, 1)
        return Finding(
            status="pass" if months <= self.max_months else "fail",
            place=record.place("worth"),
            have=f"paid back in {show(months)} months ({show(net)} {unit} a year for {show(amounts['build'])})",
            want=want,
            fix="" if months <= self.max_months else "build something simpler first, or choose a larger problem",
            values=values,
            facts=brief(worth=values),
        )
