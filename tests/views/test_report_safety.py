"""All in the report is data: nothing in it acts, loads or gives an address away, and everybody can read it."""

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crispdm.canonical_json import dumps
from crispdm.eventlog.events import Blocked, Created, Event, Noted, Signed, Stopped, Waived
from crispdm.views.report.names import name_people
from tests.support import histories
from tests.support.builders import TEXT, a_phase, advanced, process_text, went_back
from tests.support.command_line import ANA, Run
from tests.support.effort import examples
from tests.support.pages import Page, contrast, faults

NOW = "2027-02-16T09:00:00+00:00"


def report(run: Run, project: Path) -> str:
    answer = run("report", "-o", "-", cwd=project, CRISPDM_NOW=NOW)
    assert answer.code == 0, answer.err
    return answer.out


@pytest.fixture
def two_iterations(tmp_path: Path) -> Path:
    return histories.write(tmp_path / "two_iterations", histories.two_iterations())


def test_everybody_can_read_it(run: Run, two_iterations: Path) -> None:
    assert faults(report(run, two_iterations)) == []


def test_the_check_sees_what_is_wrong(run: Run, two_iterations: Path) -> None:
    """So that the tests above are about something."""
    page = report(run, two_iterations)
    for good, bad, part in (
        ('<html lang="en">', "<html>", "language"),
        ("<main>", "<div>", "closes something else"),
        ("<h2 ", "<h4 ", "closes something else"),
        ('role="img"', 'role="none"', "no name"),
        ('id="glance-heading"', 'id="x"', "is not there"),
        ("--quiet: #566067", "--quiet: #a0a0a0", "--quiet on --paper"),
        ("<footer>", '<footer onclick="x">', "has onclick"),
        ("<footer>", '<img src="x"><footer>', "<img> is there"),
        ("<caption>", "<p>", "no caption"),
    ):
        assert any(part in each for each in faults(page.replace(good, bad, 1))), bad
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_nothing_may_be_fetched_and_nothing_may_run(run: Run, two_iterations: Path) -> None:
    page = report(run, two_iterations)
    (policy,) = (each["content"] for each in Page(page).all("meta") if each.get("http-equiv"))
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';"), "or the page has no style at all"
    assert '"Segoe UI"' in style, "it is not escaped"
    assert not re.search(r"https?:|url\(|@import|javascript:", page)


HOSTILE = (
    TEXT
    | st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "' onload='x",
            "</style><b>",
            "]]>",
            "<!--",
            "&lt;b&gt;",
        ]
    )
    | st.text("<>\"'&/=! \x1b\u202e\x00\n-scriptonload", max_size=30)
).map(lambda text: text or "a")


def _hostile(text: str) -> list[histories.Dated]:
    pilot = {**histories.PILOT, "start": text, "verdict": text, "decision": text, "reason": text}
    objective = {**histories.OBJECTIVE, "measure": text, "unit": text}
    run = {**histories.RUN, "run": text, "metric": text}
    events: list[Event] = [
        Created(project="p", crispdm="0.1.0"),
        advanced("business", "modeling", facts={"objective": objective}),
        advanced("modeling", "evaluation", facts={"run": run}),
        advanced("evaluation", "deployment", outcome=text, facts={"pilot": pilot}),
        went_back("modeling", "evaluation", "deployment"),
        Waived(iteration=1, phase="modeling", criterion=text, reason=text, until=None),
        Blocked(text=text, owner=text),
        Noted(text=text),
        Signed(iteration=1, phase=text, role=text, evidence=(), on_behalf=text),
        Stopped(iteration=1, reason=text),
    ]
    return [("2026-12-01", event) for event in events]


def _page_with(run: Run, folder: Path, text: str) -> Page:
    phases = [a_phase(name, title=text) for name in histories.PHASES]
    process = dumps({**json.loads(process_text(*phases)), "project": text})
    return Page(report(run, histories.write(folder, _hostile(text), process, by=f"a{text} <{text}>")))


@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE)
def test_whatever_a_name_holds_it_is_text(run: Run, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """The elements and their attributes are those of a harmless name; only texts differ."""
    page = _page_with(run, tmp_path_factory.mktemp("hostile"), text)
    assert page.faults == []
    assert page.shape() == _page_with(run, tmp_path_factory.mktemp("harmless"), "a").shape()
    assert not {"\x1b", "\u202e", "\x00"} & set(page.text())


def test_it_says_what_is_odd_about_the_project_beside_the_page(run: Run, two_iterations: Path) -> None:
    state = two_iterations / ".crispdm" / "state.yaml"
    state.write_bytes(state.read_bytes().replace(b"no access", b"all access"))
    answer = run("report", cwd=two_iterations)
    assert answer.code == 0
    assert "modified after recording; ignored" in answer.err
    assert faults(answer.out) == []


def test_mail_addresses_stay_inside(run: Run, two_iterations: Path) -> None:
    assert ANA.split()[-1].strip("<>") not in report(run, two_iterations)


EVE = 'Eve <script>alert("n")</script> "Q" <e@x.com>'


def test_people_are_named_however_they_were_typed(run: Run, two_iterations: Path) -> None:
    later = {"CRISPDM_NOW": "2027-02-16T09:00:00+00:00", "cwd": two_iterations}
    for text, owner in (
        ("no key", "Jane Doe <j@x.com>"),
        ("no room", "jane@localhost"),
        ("no time", "<bo@x.com>"),
        ("no lead", "lead"),
        ("no answer of kim@x.com", "ANA@example.com"),
    ):
        assert run("block", text, "--owner", owner, **later, CRISPDM_USER=EVE).code == 0
    assert run("back", "business", "--reason", "no key", **later, CRISPDM_USER=EVE).code == 0
    assert run("sign", "--as", "lead", "--for", "Cy Ek <cy@x.com>, mail", **later).code == 0
    page = Page(report(run, two_iterations))
    assert page.facts()["Waiting for"].splitlines()[1:] == [
        "Jane Doe, since 16 Feb 2027: no key",
        "jane, since 16 Feb 2027: no room",
        "bo, since 16 Feb 2027: no time",
        "Ana Roy, lead, since 16 Feb 2027: no lead",
        "Ana Roy, since 16 Feb 2027: no answer of kim",
    ]
    assert page.table("Sign-offs")[-1][1:3] == ("lead", "Ana Roy, for Cy Ek, mail")
    assert page.table("Decisions")[-1][1:3] == ("no key", 'Eve <script>alert("n")</script> "Q"')
    assert "@" not in page.text("style")


def test_who_decided_beside_somebody_else_is_named_without_an_address() -> None:
    people = ("Eve <e@localhost>", "Eve <e@localhost> 2", "")
    text = "it was decided twice: next by Eve <e@localhost>, stop by Eve <e@localhost> 2"
    assert name_people(text, people) == "it was decided twice: next by Eve, stop by Eve 2"


def test_what_only_looks_like_an_address_stays(run: Run, two_iterations: Path) -> None:
    histories.write(two_iterations, [("2027-02-15", Blocked(text="recall@5 and mAP@0.5 are low, says (kim@x.co.uk)"))])
    assert "recall@5 and mAP@0.5 are low, says (kim)" in Page(report(run, two_iterations)).text()


_WORD = st.text(
    st.characters(max_codepoint=0xFFFF, exclude_categories=["C", "Z"], exclude_characters="@"), min_size=1, max_size=8
)
_ADDRESS = st.tuples(_WORD.filter(lambda word: not {"<", ">"} & {*word}), st.sampled_from(["x.com", "localhost", "ü"]))


@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(_WORD, max_size=3), address=_ADDRESS, form=st.sampled_from(["{} <{}>", "{} {}", "<{1}> {0}"]))
def test_no_address_of_anybody_is_in_the_page(
    run: Run, tmp_path_factory: pytest.TempPathFactory, names: list[str], address: tuple[str, str], form: str
) -> None:
    """Whoever acts, holds a role, is waited for or is signed for; two decided side by side, which a remark tells."""
    who = form.format(" ".join(names), "@".join(address)).strip()
    phases = [a_phase(name, owner="lead", sign_off=["lead"]) for name in histories.PHASES]
    events: list[Event] = [
        Created(project="p", crispdm="0.1.0"),
        Signed(iteration=1, phase="business", role="lead", evidence=(), on_behalf=who),
        advanced("business", "modeling"),
        Waived(iteration=1, phase="modeling", criterion="c", reason="r"),
        Blocked(text="t", owner=who),
        advanced("modeling", "evaluation"),
    ]
    project = tmp_path_factory.mktemp("named") / "p"
    text = process_text(*phases, team={"lead": [who]})
    histories.write(project, [("2026-12-01", event) for event in events], text, by=who)
    shown = Page(report(run, project)).text("style")
    assert "Modeling" in shown
    assert "@" not in shown
