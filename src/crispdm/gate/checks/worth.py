"""`worth`: the project pays back its cost in time."""

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta

from crispdm.gate.copied_examples import copied_examples, example_warning
from crispdm.gate.evidence import Evidence
from crispdm.gate.facts import brief
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.gate.template_examples import WORTH
from crispdm.numbers import show
from crispdm.process import ProjectPath
from crispdm.words import listing

_COSTS = ("gain_per_year", "build", "run_per_year")


class Worth(Check, frozen=True, kw_only=True, tag="worth"):
    """The gain less the running cost pays back the cost of building within `max_months`."""

    file: ProjectPath
    max_months: Annotated[float, Meta(gt=0)] = 12

    def decide(self, evidence: Evidence) -> Finding:
        """Compute the payback period: the cost of building divided by the yearly gain less the yearly cost."""
        record = evidence.record(self.file)
        unit = record.unit("worth.unit", "one unit for all of it: hours, or money")
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
        is_in_time, doubts = months <= self.max_months, _doubts(amounts, months)
        have = f"paid back in {show(months)} months ({show(net)} {unit} a year for {show(amounts['build'])})"
        fix = "work it out with whoever pays for it, as nothing is built or run for free" if doubts else ""
        finding = Finding(
            status="fail" if not is_in_time else "warn" if doubts else "pass",
            place=record.place("worth"),
            have="; ".join([have, *doubts]),
            want=want,
            fix=fix if is_in_time else "build something simpler first, or choose a larger problem",
            values=values,
            facts=brief(worth=values),
        )
        names = [f"worth.{name}" for name in _COSTS]
        is_in_comments = len(copied_examples(record, names)) == len(names)  # one number may be the same by chance
        if is_in_comments or tuple(amounts.values()) == WORTH:
            return example_warning(finding, record, names)
        return finding


def _doubts(amounts: Mapping[str, float], months: float) -> list[str]:
    """What is hardly ever true of a project: something for nothing, or all the same small number."""
    free = [name for name in ("build", "run_per_year") if amounts[name] == 0]
    written = [amount for amount in amounts.values() if amount]
    is_one_number = len(written) > 1 and len({*written}) == 1
    return [
        *([f"{listing(free)} {'are' if free[1:] else 'is'} 0"] if free else []),
        *(["that is at once"] if months == 0 < amounts["build"] else []),
        *([f"every amount is {show(written[0])}"] if is_one_number else []),
    ]
