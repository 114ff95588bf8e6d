"""The report in a real browser, without a window: on a phone, on a page, in the dark, on paper, and off the network."""

import json
import os
import re
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from crispdm.eventlog.events import Blocked
from tests.support import histories
from tests.support.browser import BROWSER, NEEDED, browse, layout
from tests.support.builders import advanced
from tests.support.command_line import Run
from tests.support.portfolios import of_all_kinds

pytestmark = [pytest.mark.slow, pytest.mark.skipif(BROWSER is None, reason=NEEDED)]


@pytest.fixture
def page(run: Run, tmp_path: Path) -> str:
    """A report with everything in it, among it a name that has no place to break."""
    long = "a" * 300
    run_ = advanced("modeling", "evaluation", iteration=2, facts={"run": {**histories.RUN, "run": long}})
    pilot = advanced("evaluation", "deployment", iteration=2, outcome="deploy", facts={"pilot": histories.PILOT})
    blocked = Blocked(text=long, owner=f"team {long}")
    events = [*histories.two_iterations(), ("2027-02-10", blocked), ("2027-02-11", run_), ("2027-02-12", pilot)]
    project = histories.write(tmp_path / "told", events, histories.process("x" * 80))
    return run("report", cwd=project, CRISPDM_NOW="2027-02-16T09:00:00+00:00").out


@pytest.fixture
def page_of_many(run: Run, tmp_path: Path) -> str:
    """A report on many projects, with one of each kind."""
    of_all_kinds(tmp_path / "projects")
    answer = run("report", "projects", "-o", "-", cwd=tmp_path, CRISPDM_NOW="2027-02-16T09:00:00+00:00")
    assert answer.code == 0, answer.err
    return answer.out


@pytest.mark.parametrize(("width", "row"), [(390, "block"), (1200, "table-row")])
def test_nothing_runs_over_the_edge(page: str, tmp_path: Path, width: int, row: str) -> None:
    seen = layout(tmp_path, page, width)
    assert seen["width"] <= width
    assert seen["right"] <= width
    assert seen["row"] == row
    assert seen["smallest"] >= 14


@pytest.mark.parametrize("width", [390, 1200])
def test_nothing_of_many_projects_runs_over_the_edge(page_of_many: str, tmp_path: Path, width: int) -> None:
    seen = layout(tmp_path, page_of_many, width)
    assert max(seen["width"], seen["right"]) <= width
    assert seen["smallest"] >= 14


def test_one_drawing_has_its_labels_beside_it_on_a_page_and_above_its_marks_on_a_phone(
    page: str, tmp_path: Path
) -> None:
    """On a page no label reaches into the plot; on a phone the plot has all of the width, and labels hide its lines."""
    wide, narrow = (layout(tmp_path, page, width) for width in (1200, 390))
    assert len(wide["charts"]) == len(narrow["charts"]) == 2
    for chart in wide["charts"]:
        left, right = chart["plot"]
        assert right - left > 400
        assert all(end <= left or begin >= right for begin, end in chart["labels"])
    for chart in narrow["charts"]:
        left, right = chart["plot"]
        assert right - left > 340
        assert {begin for begin, _ in chart["labels"]} >= {left}
    assert narrow["charts"][0]["behind"] == narrow["paper"]


def test_it_is_dark_where_the_reader_wants_it_dark(page: str, tmp_path: Path) -> None:
    light, dark = (layout(tmp_path, page, 1200, scheme) for scheme in ("light", "dark"))
    assert (light["paper"], light["ink"]) == ("rgb(255, 255, 255)", "rgb(28, 34, 38)")
    assert (dark["paper"], dark["ink"]) == ("rgb(20, 25, 27)", "rgb(233, 238, 236)")


def test_it_prints(page: str, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(page)
    browse(tmp_path, f"--print-to-pdf={tmp_path / 'report.pdf'}", (tmp_path / "report.html").as_uri())
    printed = (tmp_path / "report.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert "@media (max-width" not in page, "paper is narrow, but no phone"
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 10


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, which finds what keeps people from reading a page."""
    folder = tmp_path_factory.mktemp("axe")
    npm = shutil.which("npm") or pytest.skip("needs npm, for axe-core")
    environment = {**os.environ, "HOME": str(folder)}
    command = (npm, "pack", "--silent", "--ignore-scripts", "axe-core@4.14.1")
    if subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False).returncode:
        pytest.skip("axe-core cannot be had here")
    with tarfile.open(folder / "axe-core-4.14.1.tgz") as archive:
        script = archive.extractfile("package/axe.min.js")
        assert script
        return script.read().decode()


def _with_axe(page: str, axe: str) -> str:
    """The page with the script in it, which tells the page around what it finds."""
    inner, policies = re.subn(r"<meta[^>]*Content-Security-Policy[^>]*>", "", page)
    assert policies == 1, "it would keep the script out"
    run_it = "axe.run().then((found) => parent.postMessage(found.violations.map((each) => each.id), '*'))"
    return escape(inner.replace("</body>", f"<script>{axe}</script><script>{run_it}</script></body>"))


def test_axe_finds_nothing_that_keeps_people_from_reading_it(
    page: str, page_of_many: str, axe: str, tmp_path: Path
) -> None:
    looks = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
    frames = "".join(
        f'<iframe width="{width}" height="900" style="color-scheme: {scheme}" srcdoc="{_with_axe(each, axe)}"></iframe>'
        for each in (page, page_of_many)
        for width, scheme in looks
    )
    collect = """const all = [], pre = document.querySelector("pre");
    addEventListener("message", (event) => { all.push(event.data); pre.textContent = JSON.stringify(all); });"""
    probe = tmp_path / "axe.html"
    probe.write_text(f"<!doctype html><pre></pre><script>{collect}</script>{frames}")
    answer = browse(tmp_path, "--dump-dom", "--virtual-time-budget=30000", "--window-size=1300,900", probe.as_uri())
    found = re.search(r"<pre>(\[.*?\])</pre>", answer)
    assert found, answer[-2000:]
    assert json.loads(found[1]) == [[]] * len(looks) * 2


@pytest.fixture
def asked(page: str) -> Iterator[tuple[str, list[str]]]:
    """A server that has the report, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that the library calls
            paths.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the library has it
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/report.html", paths
        server.shutdown()


def test_the_page_is_all_that_is_fetched_and_it_is_drawn(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    address, paths = asked
    browse(tmp_path, f"--screenshot={tmp_path / 'report.png'}", "--window-size=1200,4000", address)
    assert set(paths) <= {"/report.html", "/favicon.ico"}, "the browser itself may ask for the icon of the server"
    assert (tmp_path / "report.png").stat().st_size > 50_000, "a blank page is smaller"
