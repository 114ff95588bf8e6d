"""`profile`: the project's script described the raw data, and that is the data that is here."""

import re
from collections.abc import Sequence

from msgspec import structs

from crispdm.gate.checks.inventory import kept_columns
from crispdm.gate.computed_again import LONGEST, computed_again
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Unmet
from crispdm.gate.kind import Check
from crispdm.gate.raw_counts import count_again, shares
from crispdm.gate.raw_rows import RawData, is_here, read_raw_data
from crispdm.gate.record import Record
from crispdm.numbers import percent, show
from crispdm.placeholders import is_unfilled
from crispdm.process import ProjectPath, Text
from crispdm.words import count

_FIELDS = ("rows", "nulls", "target")
_DIGEST = "(sha256|content):[0-9a-f]{64}"
_HASHED = 1 << 30  # bytes of a data file; a larger one is left to the script
_KNOWN_RUN = "let the script that counts the data write it"


class Profile(Check, frozen=True, kw_only=True, tag="profile"):
    """The profile that a script made of the raw data has its rows, its missing values and its target.

    What somebody typed does not pass: a profile has the digest of the data. Where the data is here, it has to be that
    data: the gate counts a CSV file itself, and otherwise lets `verify` count.
    """

    file: ProjectPath
    inventory: ProjectPath
    verify: tuple[Text, ...] = ()

    def decide(self, evidence: Evidence) -> Finding:
        """Compare the profile with the data, as far as that is here."""
        profile = evidence.record(self.file)
        finding = self._described(profile)
        raw = self._raw(evidence)
        _refuse_typed(profile, raw, self._fix(), finding)
        if evidence.is_light:
            return finding
        if raw.path is not None and not is_here(evidence, raw.path):
            have = f"{finding.have}; {raw.path} is missing here, so it was not compared"
            fix = "check it where the data is"
            return structs.replace(finding, status="warn", have=have, fix=fix)
        return self._compared(evidence, finding, profile, raw)

    def command(self) -> tuple[tuple[str, ...], int] | None:
        """The script that counts the data again."""
        return (self.verify, LONGEST) if self.verify else None

    def _described(self, profile: Record) -> Finding:
        values = {name: profile.get(name) for name in _FIELDS}
        empty = [name for name in _FIELDS if is_unfilled(values[name])]
        if empty:
            done = 1 - len(empty) / len(_FIELDS)
            raise profile.unmet(empty[0], self.says, self._fix(), values, done=done)
        rows = profile.number("rows", "how many rows the data has")
        nulls, target = shares(profile, "nulls"), shares(profile, "target")
        for name, found in (("nulls", nulls), ("target", target)):
            if not found:
                raise profile.unmet(name, "a number for each of its values", self._fix(), values)
        most = max(nulls.values())
        missing = f"up to {percent(most)} of a column missing" if most else "no value missing"
        have = f"{show(rows)} rows, {count(len(nulls), 'column')}, {missing}"
        return Finding(
            status="pass", place=profile.place("rows"), have=have, want=self.says, values=values, basis="recorded"
        )

    def _raw(self, evidence: Evidence) -> RawData:
        inventory = evidence.record(self.inventory)
        kept_columns(inventory)  # whose target the profile describes
        if (raw := read_raw_data(inventory)) is None:
            raise inventory.unmet("data", "where the raw data is: a file, a folder, or a table of a database")
        return raw

    def _compared(self, evidence: Evidence, finding: Finding, profile: Record, raw: RawData) -> Finding:
        """The finding after the data was counted again: here, by the script, or at least its digest compared."""
        otherwise = count_again(evidence, raw, profile)
        if otherwise == ():
            return structs.replace(finding, have=f"{finding.have}; as in {raw.path}", basis="seen")
        if otherwise is None or (self.verify and not evidence.not_run_because):
            found = self._by_script(evidence, finding, raw)
            if found.basis != "seen":
                _refuse_changed(evidence, profile, raw, self._fix(), finding)
            return found
        name, was, now = otherwise[0]
        have, want = f"{name}: {was} in {profile.file.rpartition('/')[2]}, {now} in {raw.path}", "the data that is here"
        raise Unmet(profile.place(name), have, want, self._fix(), finding.values)

    def _by_script(self, evidence: Evidence, finding: Finding, raw: RawData) -> Finding:
        if not self.verify:
            return finding
        return computed_again(evidence, finding, self.verify, self._reads(evidence, raw), also=_day(evidence, raw))

    def _reads(self, evidence: Evidence, raw: RawData) -> Sequence[str]:
        files = [f"/{evidence.path(each)}" for each in (self.file, self.inventory)]
        return [*files, f"/{raw.path}", f"/{raw.path}/**/*"] if raw.path else files

    def _fix(self) -> str:
        return f"run `{self.made_by}`" if self.made_by else _KNOWN_RUN


def _day(evidence: Evidence, raw: RawData) -> object:
    """What else the count depends on: nobody sees from outside whether a database changed, so it is asked daily."""
    return None if raw.path else evidence.today


def _refuse_typed(profile: Record, raw: RawData, fix: str, finding: Finding) -> None:
    """Refuse a profile without the digest of the data, which only a script can have written."""
    want = f"the digest of {raw.path or 'the data'}, which the script writes beside what it counts"
    if not re.fullmatch(_DIGEST, str(profile.get("raw"))):
        raise profile.unmet("raw", want, fix, finding.values)


def _refuse_changed(evidence: Evidence, profile: Record, raw: RawData, fix: str, finding: Finding) -> None:
    """Refuse a profile of another file; what is no file of the project, or a huge one, only its script can compare."""
    file = f"/{raw.path}"
    try:
        if raw.path is None or evidence.size(file) > _HASHED:
            return
        is_same = profile.get("raw") == f"sha256:{evidence.sha256(file)}"
    except Unmet:
        return
    if not is_same:
        have = f"{raw.path} changed after it was profiled"
        raise Unmet(profile.place("raw"), have, "the data that was profiled", fix, finding.values)
