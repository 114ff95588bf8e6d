"""`table`: the table has what it needs, by the facts that were measured when it was made."""

import re
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, structs

from crispdm.gate.checks.inventory import kept_columns
from crispdm.gate.computed_again import LONGEST, computed_again
from crispdm.gate.evidence import Evidence
from crispdm.gate.facts import brief
from crispdm.gate.finding import Finding, Missing, Unmet
from crispdm.gate.kind import Check
from crispdm.gate.origin import read_origin, warn_of_lacking
from crispdm.gate.record import Record
from crispdm.gate.recount import SHA256, compare_with_table
from crispdm.numbers import percent, show
from crispdm.process import ProjectPath, Text
from crispdm.words import count, listing


class Table(Check, frozen=True, kw_only=True, tag="table"):
    """The one table has what a model needs, by the facts that were measured when it was made."""

    PARTS: ClassVar[dict[str, str]] = {
        "columns": "It has a column for each feature that was kept, and the target.",
        "rows": "It has `min_rows`, at most `max_target_nulls` of them without a target, and a unique key.",
        "content": "A command makes it, and it has not changed since it was measured.",
        "split": "The training and test parts share no row and no key.",
    }

    file: ProjectPath
    dataset: ProjectPath
    inventory: ProjectPath
    part: Literal["columns", "rows", "content", "split"]
    min_rows: Annotated[int, Meta(ge=1)] = 100
    verify: tuple[Text, ...] = ()
    sheets: tuple[ProjectPath, ...] = ()
    max_target_nulls: Annotated[float, Meta(ge=0, le=1)] = 0.05

    def decide(self, evidence: Evidence) -> Finding:
        """Check one part."""
        parts = {"columns": self._columns, "rows": self._rows, "content": self._content, "split": self._split}
        facts, finding = evidence.record(self.file), parts[self.part](evidence)
        if self.part != "content":
            finding = compare_with_table(evidence, finding, facts, self.dataset)
        finding = warn_of_lacking(evidence, finding, self.file, self.sheets)
        is_asked = self.verify and not evidence.is_light and finding.status == "pass"
        if is_asked and (finding.basis != "seen" or self.part == "content"):
            reads, day = self._reads(evidence, facts), evidence.today
            in_files = isinstance(evidence.record(self.inventory).get("data"), str)
            finding = computed_again(evidence, finding, self.verify, reads, also=None if in_files else day)
        return structs.replace(finding, origin=read_origin(evidence, facts))

    def command(self) -> tuple[tuple[str, ...], int] | None:
        """The script that makes the table again, to compare."""
        return (self.verify, LONGEST) if self.verify else None

    def _reads(self, evidence: Evidence, facts: Record) -> list[str]:
        """What the script reads: the settings, the sheets, the table, and the raw data where that is in files."""
        raw, table = (
            evidence.record(file).get(name) for file, name in ((self.inventory, "data"), (self.dataset, "table"))
        )
        sheets = facts.get("corrections")
        files = [f"/{evidence.path(each)}" for each in (self.file, self.dataset, self.inventory)]
        files += [f"/{each}" for each in (sheets if isinstance(sheets, dict) else ())]
        files += [f"/{each}" for each in (raw, table, facts.get("stored_in")) if isinstance(each, str)]
        return [*files, f"/{raw}/**/*"] if isinstance(raw, str) else files

    def _columns(self, evidence: Evidence) -> Finding:
        features, target = kept_columns(evidence.record(self.inventory))
        facts = evidence.record(self.file)
        columns = _columns(facts)
        wanted = [*features, (target,)]
        missing = [names[0] for names in wanted if not set(names) & set(columns)]
        want = f"a column for {listing([names[0] for names in wanted])}"
        if missing:
            fix = f"add {listing(missing)} to the table, or drop it in {evidence.path(self.inventory)} with a reason"
            have = f"no column {listing(missing)}"
            raise Unmet(facts.place("columns"), have, want, fix, sorted(columns))
        have = f"{count(len(columns), 'column')}, the target {target} among them"
        told = {"features": [names[0] for names in features], "target": target, "rows": facts.get("rows")}
        return Finding(
            status="pass",
            place=facts.place("columns"),
            have=have,
            want=want,
            values=sorted(columns),
            facts=brief(table=told),
        )

    def _rows(self, evidence: Evidence) -> Finding:
        target = kept_columns(evidence.record(self.inventory))[1]
        dataset, facts = evidence.record(self.dataset), evidence.record(self.file)
        key = dataset.identifier("key", "the column or columns that identify a row")
        rows = facts.number("rows", "how many rows the table has")
        nulls = facts.number(f"nulls.{target}", f"the share of rows without {target}")
        doubles = facts.number("duplicate_keys", f"how many rows have the {key} of another row")
        values = {"key": key, "rows": rows, "target_nulls": nulls, "duplicate_keys": doubles}
        if rows < self.min_rows:
            raise facts.unmet("rows", f"at least {self.min_rows}", "get more data", values)
        if not 0 <= nulls <= self.max_target_nulls:
            want = f"at most {percent(self.max_target_nulls)} of the rows without {target}"
            raise facts.unmet(f"nulls.{target}", want, "leave those rows out, or find their target", values)
        if doubles:
            raise facts.unmet(
                "duplicate_keys", f"0: {key} is the key", "remove the duplicate rows, or choose another key", values
            )
        have = f"{show(rows)} rows, {percent(nulls)} without {target}, {key} unique"
        return Finding(status="pass", place=facts.place("rows"), have=have, want=self.says, values=values)

    def _content(self, evidence: Evidence) -> Finding:
        dataset, facts = evidence.record(self.dataset), evidence.record(self.file)
        make = dataset.words("make", "the command that makes the table")
        table = _file_of_table(dataset, facts)
        if table is None:
            return _in_database(dataset, facts, make)
        recorded = str(facts.get("sha256"))
        values = {"make": make, "sha256": recorded}
        want = f"the SHA-256 of {table}"
        if not re.fullmatch(SHA256, recorded):
            raise facts.unmet("sha256", f"{want}, 64 hexadecimal digits", f"measure the table: {make}", values)
        place = facts.place("sha256")
        try:
            is_now = evidence.sha256(f"/{table}")
        except Missing:
            have = f"{table} is missing here, so it was not compared"
            return Finding(
                status="warn", place=place, have=have, want=want, fix=f"run {make}", values=values, basis="recorded"
            )
        except Unmet as refused:  # the field that names the table is wrong
            have, fix = f"{table}: {refused.finding.have}", "correct table"
            raise Unmet(dataset.place("table"), have, refused.finding.want, fix, values) from None
        if is_now is None:
            have = f"{table} was not hashed here"
            return Finding(
                status="not_run",
                place=place,
                have=have,
                want=want,
                fix="run `crispdm check`",
                values=values,
                basis="recorded",
            )
        if is_now != recorded:
            have = f"{table} changed after it was measured"
            raise Unmet(place, have, "the table that was measured", f"measure it again: {make}", values)
        have = f"{table} is as it was measured"
        return Finding(status="pass", place=place, have=have, want=want, values=values, basis="seen")

    def _split(self, evidence: Evidence) -> Finding:
        dataset, facts = evidence.record(self.dataset), evidence.record(self.file)
        by = dataset.identifier("split.by", "the column that decides which rows are test rows: a date, or else the key")
        overlap = facts.number("overlap", "how many rows or keys are in both parts")
        values = {"by": by, "test_from": dataset.get("split.test_from"), "overlap": overlap}
        if overlap:
            fix = "split by a column that keeps related rows in one part"
            raise facts.unmet("overlap", "0: nothing in both parts", fix, values)
        have = f"split by {by}, no overlap"
        told = brief(split={"by": by, "test_from": dataset.get("split.test_from")})
        return Finding(
            status="pass", place=facts.place("overlap"), have=have, want=self.says, values=values, facts=told
        )


def _file_of_table(dataset: Record, facts: Record) -> str | None:
    """The file that the table is in: also of one for a database whose role may not create it; None in a database."""
    if not isinstance(dataset.get("table"), dict):
        return dataset.identifier("table", "the table's file, from the project's root")
    stored = facts.get("stored_in")
    return stored if isinstance(stored, str) else None


def _in_database(dataset: Record, facts: Record, make: str) -> Finding:
    """A table of a database cannot be hashed here: its content is what the script measured, and measures again."""
    name = dataset.identifier("table.name", "the name of a table, such as shop.training")
    content, want = str(facts.get("content")), f"the content of {name}"
    values = {"make": make, "content": content}
    if not re.fullmatch(SHA256, content):
        raise facts.unmet("content", f"{want}, 64 hexadecimal digits", f"measure the table: {make}", values)
    have = f"{name} of a database has the content {content[:8]}"
    return Finding(status="pass", place=facts.place("content"), have=have, want=want, values=values, basis="recorded")


def _columns(facts: Record) -> list[str]:
    columns = facts.get("columns")
    if not isinstance(columns, list) or not columns:
        raise facts.unmet("columns", "the names of the table's columns")
    names = [str(column) for column in columns]
    if twice := next((name for name in names if names.count(name) > 1), None):
        have, want = f"column {twice} twice", "each column of the table once"
        raise Unmet(facts.place("columns"), have, want, "measure the table again", sorted(names))
    return names
