"""The contract of every kind of check, for the tests of whoever writes one. Public; needs pytest's tmp_path alone.

    @pytest.mark.parametrize("rule", contract(MyKind, EXAMPLES), ids=str)
    def test_contract(rule: Rule, tmp_path: Path) -> None:
        rule(tmp_path)

An example is evidence on which the check passes; its cases are edits of it, each with what the finding then says. An
edit says what stands there, and what stands there instead, in the example's first file or in the one that it names. The
finding must name the line that is marked with `# here` or `<!-- here`; where no mark can stand, as in a CSV file, the
case gives it.
"""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crispdm.canonical_json import digest
from crispdm.gate import assess
from crispdm.gate.checks import KINDS
from crispdm.gate.evidence import Evidence
from crispdm.gate.facts import FACTS, mistyped_facts
from crispdm.gate.finding import Finding, Place, Status
from crispdm.gate.kind import INTERFACE, Check
from crispdm.plug_ins import find
from crispdm.process import Phase
from crispdm.process_file import load
from crispdm.yamlio import parse

Edit = tuple[str, str] | tuple[str, str, str]
_MARK = re.compile("(#|<!--) here")
_LONGEST = 250  # characters of a text in a finding


class Case(NamedTuple):
    """An edit of the passing example, or other parameters, and the status and words of the finding."""

    name: str
    edit: Edit | None
    have: str
    line: int | None = None
    status: Status = "fail"
    parameters: Mapping[str, Any] = {}


class Example(NamedTuple):
    """A kind of check, or one part of a kind, with evidence on which it passes."""

    parameters: Mapping[str, Any]
    files: Mapping[str, str]  # by path as a criterion names it; each of them is read
    changes: tuple[Edit, ...]  # other values, on which it passes too
    cases: tuple[Case, ...]
    limits: Mapping[str, Any] = {}  # other limits, on which it passes too

    @property
    def name(self) -> str:
        """The kind, and the part of it."""
        return " ".join(str(self.parameters[key]) for key in ("check", "part") if key in self.parameters)

    def edited(self, edit: Edit | None) -> dict[str, str]:
        """The files after an edit."""
        if edit is None:
            return dict(self.files)
        file, old, new = edit if len(edit) == 3 else (next(iter(self.files)), *edit)  # noqa: PLR2004 - with its file
        _hold(self.files[file].count(old) == 1, f"{old!r} does not occur exactly once in {file}")
        return {**self.files, file: self.files[file].replace(old, new)}


class Rule(NamedTuple):
    """One thing that a kind of check holds to; calling it in an empty folder tries it."""

    name: str
    holds: Callable[[Path], None]

    def __call__(self, folder: Path) -> None:
        """Try it in an empty folder."""
        self.holds(folder)

    def __str__(self) -> str:
        return self.name


def warns(name: str, edit: Edit | None, have: str, line: int | None = None, **parameters: Any) -> Case:
    """A case in which the gate stays open, and somebody should look."""
    return Case(name, edit, have, line, "warn", parameters)


def passes(name: str, edit: Edit | None, have: str = "", **parameters: Any) -> Case:
    """Another case that passes."""
    return Case(name, edit, have, None, "pass", parameters)


def contract(kind: type[Check], examples: "tuple[Example, ...] | list[Example]") -> list[Rule]:
    """All that a kind of check holds to, with these examples.

    Args:
        kind: the class.
        examples: one at least, with a case that passes and one that fails.

    Raises:
        AssertionError: when a rule is called, and does not hold.
    """
    rules = [Rule("interface", lambda _: _meets_interface(kind))]
    for example in examples:
        of = _Trial(kind, example)
        rules += [Rule(f"{example.name}: {name}", holds) for name, holds in of.rules()]
    return rules


def _hold(holds: object, what: str) -> None:
    if not holds:
        raise AssertionError(what)


def _meets_interface(kind: type[Check]) -> None:
    name = str(kind.__struct_config__.tag)
    _hold(kind.__doc__ and kind.decide.__doc__, "`explain` shows the docstrings of the class and of decide")
    for each in set(kind.__struct_fields__) - set(Check.__struct_fields__):
        _hold(re.fullmatch("[a-z][a-z0-9_]*", each), f"{each}: parameters are in lower case, with _ between words")
    if KINDS.get(name) is kind:
        return
    _hold(name not in KINDS, f"{name!r} is a kind of crispdm's own")
    _hold(1 <= kind.interface <= INTERFACE, f"interface is {kind.interface}; this crispdm has 1 to {INTERFACE}")
    found = find("crispdm.checks", name)
    _hold(found and found.load() is kind, f"no entry point {name!r} of the group crispdm.checks leads to the class")


class _Trial(NamedTuple):
    """A kind of check on one example."""

    kind: type[Check]
    example: Example

    def rules(self) -> Iterator[tuple[str, Callable[[Path], None]]]:
        yield "good evidence passes", self.passes
        yield "a way to fail is known", self.knows_failure
        for case in self.example.cases:
            yield case.name, lambda folder, case=case: self.finds(case, folder)  # type: ignore[misc]  # a default
        yield "comments, order and form change no digest", self.ignores_form
        yield "clock, machine, folder and limits change no digest", self.ignores_surroundings
        for edit in self.example.changes:
            yield f"a changed value: {edit[-1][:20]}", lambda folder, edit=edit: self.sees(edit, folder)  # type: ignore[misc]

    def decided(
        self, root: Path, files: Mapping[str, str], parameters: Mapping[str, Any] | None = None, folder: str = "phase"
    ) -> Finding:
        """The finding on these files."""
        write(root, files, folder)
        return decide(root, self.example.parameters if parameters is None else parameters, folder, self.kind)

    def passes(self, root: Path) -> None:
        finding = self.decided(root, self.example.files)
        _hold(finding.status == "pass", f"{finding.status}: {finding.have}")
        _hold(finding.place.file, "it names no file")
        teaches(finding)

    def knows_failure(self, _: Path) -> None:
        known = {case.status for case in self.example.cases}
        _hold({"pass", "fail"} <= known, f"expected cases that pass and cases that fail, found {sorted(known)}")

    def finds(self, case: Case, root: Path) -> None:
        files = self.example.edited(case.edit)
        finding = self.decided(root, files, {**self.example.parameters, **case.parameters})
        _hold(finding.status == case.status, f"{finding.status} instead of {case.status}: {finding.have}")
        _hold(case.have in finding.have, f"{case.have!r} is not in {finding.have!r}")
        teaches(finding)
        mark = marked(files)
        if mark:
            place = Place(Evidence(root, "phase").path(mark[0]), mark[1])
            _hold(finding.place == place, f"{finding.place} instead of {place}")
        elif case.status == "fail" and "files" not in self.example.parameters:
            _hold((root / finding.place.file).is_file(), f"there is no {finding.place.file}")
            _hold(finding.place.line == case.line, f"line {finding.place.line} instead of {case.line}")

    def ignores_form(self, root: Path) -> None:
        before = self.decided(root, self.example.files)
        after = self.decided(root, {file: _rewritten(file, text) for file, text in self.example.files.items()})
        one, other = ((each.status, each.have, each.values) for each in (before, after))
        _hold(one == other, f"{other} instead of {one}")
        _hold(after.digest == before.digest, "the digest changed")

    def ignores_surroundings(self, root: Path) -> None:
        folder = "phase" if "files" in self.example.parameters else "another phase"
        one, other = root / "one", root / "another place"
        write(other, self.example.files, folder)
        for path in other.rglob("*"):
            os.utime(path, (1, 1))
        before = self.decided(one, self.example.files)
        after = decide(other, {**self.example.parameters, **self.example.limits}, folder, self.kind)
        _hold((after.status, after.digest) == (before.status, before.digest), f"{after} instead of {before}")
        _hold(str(root) not in json.dumps(before.values), "its values name this machine's folders")

    def sees(self, edit: Edit, root: Path) -> None:
        before = self.decided(root, self.example.files)
        after = self.decided(root, self.example.edited(edit))
        _hold(after.status == "pass", f"{after.status}: {after.have}")
        _hold(after.digest != before.digest, "another value has the same digest, so no signature goes stale")


def teaches(finding: Finding) -> None:
    """Hold that a finding can be recorded, and says in words what is there, what is wanted and what to do."""
    _hold(finding.facts.keys() <= FACTS.keys() and not mistyped_facts(finding.facts), f"facts: {finding.facts}")
    digest(finding.values)
    _hold(finding.have and finding.want, "it says what was found, and what was expected")
    _hold(finding.fix or finding.status == "pass", "it says what to do")
    for text in (finding.have, finding.want, finding.fix):
        _hold(text == text.strip() and len(text) < _LONGEST, f"too long, or with blanks around it: {text!r}")
        words = {"None", "True", "False", "Traceback", "Errno", "{", "["} & {*text.replace("'", " ").split()}
        _hold(not words, f"words for programmers: {words} in {text!r}")


def marked(files: Mapping[str, str]) -> tuple[str, int] | None:
    """The file and the line that are marked with `here`."""
    for file, text in files.items():
        for number, line in enumerate(text.split("\n"), 1):
            if _MARK.search(line):
                return file, number
    return None


def phase_with(parameters: Mapping[str, Any], folder: str = "phase", kind: type[Check] | None = None) -> Phase:
    """A phase whose gate has one criterion."""
    given = {key: value for key, value in parameters.items() if value is not None}
    phase = {"id": "p", "title": "P", "folder": folder, "criteria": [{"id": "c", "says": "It holds", **given}]}
    kinds = {**KINDS, **({str(kind.__struct_config__.tag): kind} if kind else {})}
    return load(json.dumps({"version": 1, "project": "p", "phases": [phase]}).encode(), kinds).phases[0]


def write(root: Path, files: Mapping[str, str], folder: str = "phase") -> None:
    """Write the files of a phase."""
    for name, text in files.items():
        path = root / name.lstrip("/") if name.startswith("/") else root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def decide(
    root: Path, parameters: Mapping[str, Any], folder: str = "phase", kind: type[Check] | None = None
) -> Finding:
    """What a criterion with these parameters finds."""
    return assess(phase_with(parameters, folder, kind), Evidence(root, folder)).findings["c"]


def _rewritten(file: str, text: str) -> str:
    """The same values, written otherwise."""
    if file.endswith(".yaml"):
        return f"# another comment\n\n{json.dumps(_reordered(parse(text.encode(), file).value), indent=4)}\n"
    if file.endswith((".json", ".ipynb")):
        return json.dumps(_reordered(json.loads(text)), indent=4)
    if file.endswith(".md"):
        lines = (line.replace(" ", "\n") if line[:1].isalpha() else line for line in text.split("\n"))  # of paragraphs
        return "\r\n".join(["<!-- a comment -->", *lines])
    if file.endswith(".csv") and not file.startswith("/data"):
        out = io.StringIO()
        rows = [[*reversed(row), "more"] for row in csv.reader(io.StringIO(text))]
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
        return f"\ufeff{out.getvalue()}"
    return text if file.startswith("/data") else f"{text} more"


def _reordered(value: object) -> object:
    """The same values, with their keys in another order."""
    if isinstance(value, dict):
        return {key: _reordered(value[key]) for key in reversed(value)}
    return [*map(_reordered, value)] if isinstance(value, list) else value
