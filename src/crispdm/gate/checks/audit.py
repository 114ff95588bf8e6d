"""`audit`: a sample of the labels is checked by hand, and few of them are wrong."""

import math
from typing import Annotated

from msgspec import Meta, structs

from crispdm.gate.computed_again import LONGEST, computed_again
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Status, Unmet, Unwritten
from crispdm.gate.kind import Check
from crispdm.gate.raw_rows import SheetRow, id_digest, is_here, looked_up, read_raw_data
from crispdm.numbers import parse_number, percent, show
from crispdm.placeholders import is_no_words, is_placeholder
from crispdm.process import ProjectPath, Text
from crispdm.words import clip, count, describe_value, few

_NAMED = 3  # of those who checked
_LONGEST = 30  # characters of a name
_MOST = 100_000  # rows; nobody checks more by hand
_Z = 1.959963984540054  # of the normal distribution, two-sided 95 %


class Audit(Check, frozen=True, kw_only=True, tag="audit"):
    """Enough distinct rows are checked. Fails where the error is surely above the limit, warns where it seems to be.

    With the inventory, which says where the raw data is, each row has to exist there with its label: the gate looks
    itself where the data is a CSV file, and otherwise lets `verify` look. A measured target has its `tolerance` there.
    """

    file: ProjectPath
    min_rows: Annotated[int, Meta(ge=1)] = 50
    max_error: Annotated[float, Meta(ge=0, le=1)] = 0.1
    tolerance: Annotated[float, Meta(ge=0)] = 0.0
    inventory: ProjectPath | None = None
    verify: tuple[Text, ...] = ()

    def decide(self, evidence: Evidence) -> Finding:
        """Count the rows of `id,label,checked,by` with a checked label and a name, each id once."""
        sheet: dict[bytes, SheetRow] = {}
        is_drawn = False
        people: dict[str, None] = {}  # in the order of their first checks
        for line, row in evidence.rows(self.file, ("id", "label", "checked", "by")):
            is_drawn = True
            if row["id"] and row["checked"] and not is_no_words(row["by"]):
                new = SheetRow(line, row["label"], row["checked"])
                _refuse_second(evidence, self.file, sheet.setdefault(id_digest(row["id"]), new), new)
                people[clip(row["by"], _LONGEST)] = None
                if len(sheet) > _MOST:
                    place, have = Place(evidence.path(self.file), line), f"more than {_MOST:,} checked rows"
                    raise Unmet(place, have, f"a sample of at most {_MOST:,}", "keep only what was checked by hand")
        if not is_drawn:
            want, fix = f"a sample of {count(self.min_rows, 'row')}, each with its label", "draw a sample"
            raise Unwritten(Place(evidence.path(self.file)), "no rows yet", want, fix, done=0)
        tolerance = self._allowed(evidence)
        if tolerance:
            _refuse_words(evidence, self.file, sheet)
        finding = self._counted(evidence, sheet, people, tolerance)
        return finding if finding.status == "fail" else self._looked_up(evidence, sheet, finding)

    def command(self) -> tuple[tuple[str, ...], int] | None:
        """The script that looks up the rows in the raw data."""
        return (self.verify, LONGEST) if self.verify else None

    def _allowed(self, evidence: Evidence) -> float:
        """How far a second measurement may be from the label: as the criterion says, or the inventory of its target."""
        fields = evidence.record(self.inventory).items("fields") if self.inventory else []
        target = next((field for field in fields if field.get("role") == "target"), None)
        if self.tolerance or target is None or is_placeholder(target.get("tolerance")):
            return self.tolerance
        tolerance = target.number("tolerance", "how far a second measurement may be from the label, such as 0.5")
        if tolerance < 0:
            raise target.unmet("tolerance", "0 or more")
        return tolerance

    def _counted(
        self, evidence: Evidence, sheet: dict[bytes, SheetRow], people: dict[str, None], tolerance: float
    ) -> Finding:
        """How many rows are checked, and how many labels are wrong."""
        rows, errors = len(sheet), sum(_differs(row.label, row.checked, tolerance) for row in sheet.values())
        low, high = wilson(errors, rows)
        is_enough, share = rows >= self.min_rows, errors / max(rows, 1)
        is_surely_bad = low > self.max_error
        status: Status = "fail" if not is_enough or is_surely_bad else "warn" if share > self.max_error else "pass"
        checked = f"checked by {few([*people], _NAMED)}" if people else "checked"
        have = f"{rows} of {count(self.min_rows, 'row')} {checked}"
        if is_enough:
            error = f"{percent(share)}, 95 % between {percent(low)} and {percent(high)}"
            have = f"{count(rows, 'row')} {checked}, {errors} wrong{_beyond(sheet, tolerance)}: {error}"
        return Finding(
            status=status,
            place=Place(evidence.path(self.file)),
            have=have,
            want=f"at least {count(self.min_rows, 'row')}, at most {percent(self.max_error)} of them wrong",
            fix=self._fix(rows, status),
            values={"rows": rows, "wrong": errors},
            facts={"labels": {"rows": rows, "wrong": errors}},
            done=0.5 if is_enough else rows / self.min_rows,
        )

    def _looked_up(self, evidence: Evidence, sheet: dict[bytes, SheetRow], finding: Finding) -> Finding:
        """The finding after each row was looked up in the raw data; as it is where nothing says where that is."""
        if self.inventory is None or (raw := read_raw_data(evidence.record(self.inventory))) is None:
            return finding
        finding = structs.replace(finding, basis="recorded")
        if evidence.is_light:
            return finding
        if raw.path is not None and not is_here(evidence, raw.path):
            have = f"{finding.have}; {raw.path} is missing here, so the rows were not looked up"
            fix = finding.fix or "check it where the raw data is"
            return structs.replace(finding, status="warn", have=have, fix=fix)
        if seen := looked_up(evidence, raw, sheet, finding):
            return seen
        reads = [f"/{evidence.path(each)}" for each in (self.file, self.inventory)]
        reads += [f"/{raw.path}", f"/{raw.path}/**/*"] if raw.path else []
        if not self.verify:
            return finding
        return computed_again(evidence, finding, self.verify, reads, also=None if raw.path else evidence.today)

    def _fix(self, rows: int, status: str) -> str:
        if rows < self.min_rows:
            more = f"{self.min_rows - rows} more" if rows else count(self.min_rows, "row")
            return f"check {more} by hand: fill in checked and by"
        return "" if status == "pass" else "fix the labels at their source, then check a new sample"


def _refuse_second(evidence: Evidence, file: str, first: SheetRow, new: SheetRow) -> None:
    """Refuse a row that two lines of the sheet check with different results; the same result again counts once.

    Raises:
        Unmet: nobody can tell which of them holds.
    """
    if (first.label, first.checked) != (new.label, new.checked):
        have = f"checked {describe_value(new.checked)} here, {describe_value(first.checked)} on line {first.line}"
        place = Place(evidence.path(file), new.line)
        raise Unmet(place, have, "one result for each id", f"keep this line or line {first.line}")


def _refuse_words(evidence: Evidence, file: str, sheet: dict[bytes, SheetRow]) -> None:
    """Refuse what is no measurement beside a label that is measured.

    Raises:
        Unmet: somebody wrote something else than a number.
    """
    for row in sheet.values():
        if parse_number(row.label) is not None and parse_number(row.checked) is None:
            place, have = Place(evidence.path(file), row.line), f"checked: {describe_value(row.checked)}"
            raise Unmet(
                place, have, "a number, as the target is measured", "write what was measured, or leave it empty"
            )


def _beyond(sheet: dict[bytes, SheetRow], tolerance: float) -> str:
    """What is wrong where the target is measured, with both values of the row that is furthest off."""
    furthest = max(sheet.values(), key=lambda row: _distance(row.label, row.checked) or 0.0, default=None)
    if not tolerance or furthest is None or not _differs(furthest.label, furthest.checked, tolerance):
        return ""
    label, measured = clip(furthest.label, _LONGEST), clip(furthest.checked, _LONGEST)
    return f" by more than {show(tolerance)}, such as {label} on line {furthest.line}, measured as {measured}"


def _distance(label: str, checked: str) -> float | None:
    """How far two numbers are from each other; nothing where one of them is none."""
    ours, theirs = parse_number(label), parse_number(checked)
    return None if ours is None or theirs is None else abs(ours - theirs)


def _differs(label: str, checked: str, tolerance: float) -> bool:
    distance = _distance(label, checked)
    if distance is None:
        return label != checked
    return distance > tolerance and not math.isclose(distance, tolerance)


def wilson(hits: int, rows: int) -> tuple[float, float]:
    """The 95 % interval of a share of hits among rows (Wilson, JASA 22, 1927)."""
    if not rows:
        return 0.0, 1.0
    share, square = hits / rows, _Z**2 / rows
    middle = share + square / 2
    half = _Z * math.sqrt(share * (1 - share) / rows + square / (4 * rows))
    low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
    return low if hits else 0.0, high if hits < rows else 1.0  # exactly, as a limit may be 0
