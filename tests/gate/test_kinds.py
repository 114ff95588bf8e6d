"""Kinds of check of other packages: found only when a process names one, and never the cause of a crash."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crispdm import kinds, plug_ins
from crispdm.errors import CrispdmError
from crispdm.kinds import all_kinds, find_kind, load_process
from crispdm.yamlio import YamlError
from tests.support.command_line import Run

MODULE = '''\
from typing import ClassVar
from crispdm.gate.kind import Check, Evidence, Finding, Place, Unmet

class Fits(Check, frozen=True, kw_only=True, tag="fits"):
    """It fits."""
    interface: ClassVar[int] = 1
    answer: str = "pass"
    def decide(self, evidence: Evidence) -> Finding:
        """Look."""
        if self.answer == "raise":
            return {}["it"]
        if self.answer == "unmet":
            raise Unmet(Place("p/a.md", 3), "too small", "larger", "grow", {"size": float("nan")})
        if self.answer == "none":
            return None
        facts = {"weather": {"sun": 1}} if self.answer == "facts" else {}
        values = {1, 2} if self.answer == "values" else {"size": 1}
        return Finding(status="pass", place=Place("p/a.md"), have="it fits", want=self.says, values=values, facts=facts)

class Later(Fits, frozen=True, kw_only=True, tag="later"):
    """Of another version."""
    interface: ClassVar[int] = 99

class Unsaid(Check, frozen=True, kw_only=True, tag="unsaid"):
    """It does not say for which version it was written."""

class Renamed(Fits, frozen=True, kw_only=True, tag="other"):
    """It has another name."""

plain = object()
def loud(answer, text):
    return text.upper() + str(answer["format"]) + "\\n"
def broken(answer, text):
    raise ValueError("no")
def odd(answer, text):
    return None
'''
ENTRIES = """\
[crispdm.checks]
fits = fitting:Fits
later = fitting:Later
unsaid = fitting:Unsaid
renamed = fitting:Renamed
plain = fitting:plain
absent = fitting_not:Absent
[crispdm.formats]
loud = fitting:loud
broken = fitting:broken
odd = fitting:odd
[crispdm.templates]
empty = fitting:plain
"""


def _install(site: Path, name: str, entries: str) -> None:
    folder = site / f"{name}-2.1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.1\n")
    (folder / "entry_points.txt").write_text(entries)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path in which a package is installed that adds to every group."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "fitting.py").write_text(MODULE)
    _install(site, "fitting", ENTRIES)
    monkeypatch.syspath_prepend(site)
    caches = (plug_ins.installed, kinds.added_kind)
    for each in caches:
        each.cache_clear()
    yield site
    for each in caches:
        each.cache_clear()


def _process(check: str, *, needs: str = "", more: str = "") -> bytes:
    criterion = f"{{id: c, says: It fits well, check: {check}{more}}}"
    return (
        f"version: 1\nproject: p\n{needs}team: {{}}\nphases:\n- id: plan\n  title: Plan\n  folder: p\n"
        f"  criteria:\n  - {criterion}\n"
    ).encode()


@pytest.mark.usefixtures("site")
def test_a_process_has_the_kinds_of_installed_packages() -> None:
    process = load_process(_process("fits", more=", answer: unmet", needs="needs: [fitting]\n"))
    assert process.needs == ("fitting",)
    assert process.phases[0].criteria[0].check == "fits"
    with pytest.raises(YamlError, match=r"crispdm.yaml:9: unknown key 'anwser'; did you mean 'answer'\?"):
        load_process(_process("fits", more=", anwser: unmet"))


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("later", "'later' of the package fitting 2.1 is written for interface 99, and this crispdm has 1 to 1"),
        ("unsaid", "is written for interface 0"),
        ("renamed", "calls itself 'other'"),
        ("plain", "is not a class that derives from crispdm.gate.kind.Check"),
        ("absent", "cannot be loaded: ModuleNotFoundError: No module named 'fitting_not'"),
    ],
)
def test_a_kind_that_cannot_be_used_says_why_and_whose_it_is(name: str, said: str) -> None:
    with pytest.raises(CrispdmError) as refused:
        load_process(_process(name))
    assert said in refused.value.message
    assert refused.value.hint == "update the package fitting, or report it to its authors"


@pytest.mark.usefixtures("site")
def test_what_cannot_be_used_is_left_out_of_the_schema_with_a_warning(run: Run, tmp_path: Path) -> None:
    found, faults = all_kinds()
    assert [*found][-1] == "fits"
    assert len(faults) == 5
    printed = run("schema", cwd=tmp_path)
    assert "answer" in json.loads(printed.out)["$defs"]["Fits"]["properties"]
    assert printed.err.count("crispdm:") == 5


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ("needs: [crispdm-weather]\n", "crispdm.yaml:10: kind 'weather' needs the package crispdm-weather"),
        ("needs: [wind-x, sun-x]\n", "kind 'weather' needs one of the packages wind-x and sun-x"),
        ("needs: [msgspec]\n", "check: expected exists, "),
        ("", "check: expected exists, "),
        ("needs: ['a>=1']\n", "expected the name of a package, without a version"),
    ],
)
def test_a_missing_kind_names_the_package_that_it_needs(needs: str, said: str) -> None:
    if "a>=1" in needs:
        with pytest.raises(YamlError, match=said):
            load_process(_process("fields", needs=needs, more=", file: a.yaml, fields: [a]"))
        return
    with pytest.raises(YamlError) as refused:
        load_process(_process("weather", needs=needs))
    assert said in refused.value.message
    install = "install what is missing where crispdm is installed: `pip install {}`"
    packages = ("wind-x sun-x" if "wind" in needs else "crispdm-weather") if "-" in needs else ""
    assert refused.value.hint == (packages and install.format(packages))


def test_two_packages_with_one_kind_are_refused(site: Path) -> None:
    _install(site, "fitted", "[crispdm.checks]\nfits = fitting:Fits\n")
    with pytest.raises(CrispdmError, match="the kind of check 'fits' is in several packages: fitted and fitting"):
        find_kind("fits")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("raise", "the kind of check 'fits' failed: KeyError: 'it'"),
        ("none", "decide returned NoneType instead of a Finding"),
        ("facts", "its facts cannot be recorded: {'weather': 'unknown'}"),
        ("values", "TypeError: Object of type set"),
        ("unmet", "ValueError: Out of range float values"),
    ],
)
def test_whatever_a_kind_does_wrong_is_a_finding(run: Run, tmp_path: Path, answer: str, said: str) -> None:
    (tmp_path / "crispdm.yaml").write_bytes(_process("fits", more=f", answer: {answer}"))
    found = run("check", "--format", "json", cwd=tmp_path)
    assert found.code == 1
    (criterion,) = json.loads(found.out)["gate"]["criteria"]
    assert (criterion["status"], criterion["fix"]) == ("fail", "report it to the authors of fitting, with this line")
    assert said in criterion["have"]


@pytest.mark.usefixtures("site")
def test_formats_of_packages_are_written_and_their_faults_told(run: Run, project: Path, tmp_path: Path) -> None:
    assert run("explain", "fits", "--format", "loud", cwd=project).out.startswith("FITS")
    assert run("status", "--format", "loud", cwd=project).out.endswith("1\n")
    assert run("portfolio", "--format", "loud", cwd=project, XDG_CACHE_HOME=str(tmp_path)).out.startswith("PROJECT")
    for name, said in (("broken", "failed: ValueError: no"), ("odd", "returned NoneType instead of text")):
        refused = run("status", "--format", name, cwd=project)
        assert refused.code == 2
        assert said in " ".join(refused.err.split())


@pytest.mark.usefixtures("site")
def test_a_template_that_is_none_is_told(run: Run, tmp_path: Path) -> None:
    assert "the template 'empty' of the package fitting 2.1" in " ".join(run("templates", cwd=tmp_path).out.split())
    refused = run("init", "x", "--template", "empty", "--yes", cwd=tmp_path)
    assert refused.code == 2
    assert "is not a folder with a cookiecutter.json" in " ".join(refused.err.split())
