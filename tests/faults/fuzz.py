"""Hostile input to all that crispdm reads: an answer or an error that teaches, soon, and nothing else happens."""

import contextlib
import gc
import io
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from traceback import format_exc

from crispdm.actions.accepted_changes import changed_since
from crispdm.actions.gate import gate_result
from crispdm.actions.project import Project, assess_phase, known, open_project
from crispdm.cli.app import app
from crispdm.errors import CrispdmError
from crispdm.eventlog import lines, store
from crispdm.eventlog.events import AnyEvent, Noted
from crispdm.eventlog.repair import repair_text
from crispdm.lifecycle import audit
from crispdm.lifecycle.gate import evaluate_gate
from crispdm.lifecycle.next_step import next_step
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.lifecycle.state import replay
from crispdm.process import FILE, Phase
from crispdm.results.gate import Check
from crispdm.results.log import Log
from crispdm.scaffold.bundled import template
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.render import render
from crispdm.views.gate import check_lines
from crispdm.views.json.encoding import dump
from crispdm.views.log import log_lines
from crispdm.views.text.lines import Line, wrapped
from tests.faults import archives, mutations
from tests.faults.watch import Hang, Watch, bell
from tests.support import story

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
COMMANDS = [
    ["check"],
    ["log"],
    ["status", "--short"],
    ["advance", "--dry-run"],
    ["log", "--format", "json"],
    ["repair"],
    ["explain"],
]
BODY = """\
# {{ cookiecutter.name }}
{% if cookiecutter.kind == 'a' %}yes{% endif %}
{% include 'b.txt' %}
"""
TEXTS = {
    "{{ cookiecutter.slug }}/a.md": BODY,
    "{{ cookiecutter.slug }}/b.txt": "{% for each in cookiecutter.list %}{{ each | upper }}{% endfor %}\n",
}
QUESTIONS = b"""{
 "name": "Shop", "slug": "{{ cookiecutter.name | slugify }}", "kind": ["a", "b"], "is_on": true, "list": {"x": "y"},
 "_copy_without_render": ["*.bin"], "__prompts__": {"name": "Its name"}, "_crispdm": {"validate": {"name": "[A-Z].*"}}
}
"""


class Fuzzer:
    """Inputs, one after the other, on one project and one template.

    Args:
        folder: an empty one.
        chance: what decides.
    """

    def __init__(self, folder: Path, chance: Random) -> None:
        self.chance = chance
        self.figures: Counter[str] = Counter()
        self.project = _project(folder)
        self.template = folder / "template"
        self.seeds = _seeds(self.project)
        self.recorded = {event.id for event in store.load(self.project).events}
        self.evidence = [path for path in self.seeds if path not in (FILE, store.PATH)]
        _template(self.template)
        self.whole: Project = open_project(self.project)
        self.watch = Watch(folder)
        self.ways: list[tuple[int, str, Callable[[], str]]] = [
            (30, "evidence files", self.evidence_file),
            (25, "crispdm.yaml", self.process),
            (25, "state.yaml", self.state),
            (10, "answers", self.answers),
            (7, "templates", self.templates),
            (5, "archives", self.archive),
            (3, "commands", self.command),
        ]
        for _, _, way in self.ways:  # what is imported late is imported now
            for _ in range(20):
                with contextlib.suppress(Exception):
                    way()
                self.restore()
        for name, data in self.seeds.items():
            (self.project / name).write_bytes(data)

    def run(self, number: int) -> Counter[str]:
        """Try so many inputs; the figures.

        Raises:
            AssertionError: with the input, for anything else than an answer or an error that teaches.
        """
        weights = [weight for weight, _, _ in self.ways]
        gc.disable()
        for done in range(number):
            _, name, way = self.chance.choices(self.ways, weights)[0]
            self.one(name, way)
            if done % 500 == 0:
                gc.collect()
        gc.enable()
        return self.figures

    def one(self, name: str, way: Callable[[], str]) -> None:
        """One input."""
        self.figures[name] += 1
        fault = ""
        try:
            with bell(), self.watch.armed():
                shown = way()
            found = LIVE.search(shown)
            fault = f"it lets {found[0]!a} act" if found else ""
        except CrispdmError as error:
            self.figures["refused"] += 1
            fault = "" if error.message else "an error that says nothing"
        except (Exception, Hang):  # noqa: BLE001 - all others are faults
            fault = format_exc()
        fault = fault or "; ".join(self.watch.seen)
        if fault:
            raise AssertionError(f"{name}: {self.last!r}\n{fault}")
        self.restore()

    # What is mutated.

    last: object = None
    touched: tuple[str, ...] = ()

    def put(self, name: str, data: bytes) -> None:
        """Write a mutated file; as a link or a folder at times. That is our deed, and not watched."""
        was_armed, self.watch.is_armed = self.watch.is_armed, False
        self._put(name, data)
        self.watch.is_armed = was_armed

    def _put(self, name: str, data: bytes) -> None:
        self.last, self.touched = (name, data[:4000]), (name,)
        path = self.project / name
        kind = self.chance.random()
        if kind < 0.97:
            path.write_bytes(data)
            return
        path.unlink()
        if kind < 0.98:
            path.symlink_to(self.chance.choice(["/etc/passwd", "/dev/zero", "nowhere", name, ".", "/"]))
        elif kind < 0.99:
            os.mkfifo(path)
        else:
            path.mkdir()

    def restore(self) -> None:
        """Put back what was touched."""
        for name in self.touched:
            path = self.project / name
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            elif path.is_symlink() or not path.is_file():
                path.unlink(missing_ok=True)
            path.write_bytes(self.seeds[name])
        self.touched = ()

    def evidence_file(self) -> str:
        """A file of evidence, for its phase and another one."""
        name = self.chance.choice(self.evidence)
        self.put(name, mutations.BY_NAME[Path(name).suffix](self.seeds[name], self.chance))
        phases = self.whole.process.phases
        mine = [phase for phase in phases if name.startswith(phase.folder.strip("/"))]
        return self.read_gates(self.whole, [*mine[:1], self.chance.choice(phases)])

    def process(self) -> str:
        """crispdm.yaml; if it can be read, a phase of it."""
        self.put(FILE, mutations.yaml_file(self.seeds[FILE], self.chance))
        project = open_project(self.project)
        return self.read_gates(project, [self.chance.choice(project.process.phases)])

    def state(self) -> str:
        """state.yaml: for who reads it, verifies it, and repairs it."""
        self.put(store.PATH, mutations.state_file(self.seeds[store.PATH], self.chance))
        text = store.read_bytes(self.project) or b""
        mended = repair_text(text, store.PATH, "2026-11-24T09:00:00Z")
        entries = [*lines.parse_lines(lines.split_lines(text), store.PATH)]
        first = {entry.event.id: entry for entry in reversed(entries) if entry.event is not None}
        events = {entry.number: entry.event for entry in first.values() if entry.event is not None}
        by_id = {event.id: event for event in events.values()}
        found = [
            *audit.check_lines(entries, events, store.PATH),
            *audit.check_links(events, by_id, self.recorded, store.PATH, NOW),
        ]
        assert self.follow_what_was_taken_out([*events.values()]) <= {each.event for each in found if each.event}
        history = store.parse(mended.text)
        assert not history.flaws
        project = Project(self.project, self.whole.process, replay(self.whole.process, history.events))
        said = [f"{each.place} {each.what}" for each in found]
        changed = changed_since(project) if self.chance.random() < 0.2 else ()
        happened = Log(
            **project.result_fields,
            events=known(project.state.events),
            removed_blockers={},
            pilots=tuple(recorded_pilots(project.state.events)),
            changed=tuple(changed),
        )
        dump(happened)
        shown = _shown([*log_lines(happened, UTC), *(Line(each) for each in said)])
        phase = project.state.current or project.process.phases[0]
        return shown + self.read_gates(project, [phase])

    def follow_what_was_taken_out(self, events: Sequence[AnyEvent]) -> set[str]:
        """The events that follow one which was recorded, and is not there any more."""
        gone = self.recorded - {each.id for each in events}
        is_left_out = any(isinstance(each, Noted) and each.left_out for each in events)
        return {each.id for each in events if gone & {*each.after} and not is_left_out}

    def read_gates(self, project: Project, phases: Sequence[Phase]) -> str:
        """The gates of some phases, in words and as JSON."""
        shown = ""
        for phase in phases:
            assessment, _ = assess_phase(project, phase)
            gate = evaluate_gate(project.process, project.state, assessment, TODAY)
            found = Check(**project.result_fields, gate=gate_result(gate), changed=tuple(changed_since(project)))
            shown += _shown([*check_lines(found)])
            shown += dump(found)
            next_step(project.process, project.state, gate, TODAY)
        return shown

    def answers(self) -> str:
        """What a person types, for the bundled template and a small one."""
        source = self.chance.choice([template("crisp-dm"), self.template])
        questions = Questions(source)
        names = [*questions.names, "nothing", "_private"]
        given = {self.chance.choice(names): str(mutations.value(self.chance)) for _ in range(self.chance.randint(1, 3))}
        self.last = given
        found = questions.answers(given, {"project_name": str(mutations.value(self.chance))})
        if source == self.template:
            render(source, found)
        return ""

    def templates(self) -> str:
        """A template, its questions and its texts."""
        texts = {name: text.encode() for name, text in TEXTS.items()}
        name = self.chance.choice(["cookiecutter.json", *TEXTS])
        data = {"cookiecutter.json": QUESTIONS, **texts}
        mutate = mutations.yaml_file if name == "cookiecutter.json" else mutations.text_file
        data[name] = mutate(data[name], self.chance)
        self.last = (name, data[name])
        for file, text in data.items():
            (self.template / file).write_bytes(text)
        try:
            questions = Questions(self.template)
            render(self.template, questions.answers({}, {}))
        finally:
            _template(self.template)
        return ""

    def archive(self) -> str:
        """Archives, each read to a bound: twenty, as each is small."""
        self.last = "one of the archives that this seed makes"
        for _ in range(20):
            with contextlib.suppress(CrispdmError):
                archives.read(self.chance)
        return ""

    def command(self) -> str:
        """A whole command, on any mutated file."""
        name = self.chance.choice([*self.seeds])
        mutate = mutations.state_file if name == store.PATH else mutations.BY_NAME[Path(name).suffix]
        self.put(name, mutate(self.seeds[name], self.chance))
        self.touched = (*self.touched, store.PATH)
        arguments = self.chance.choice(COMMANDS)
        self.last = (arguments, self.last)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = ended(["-C", str(self.project), *arguments])
        (self.project / ".crispdm" / "rejected.yaml").unlink(missing_ok=True)
        assert code in range(4)
        assert "internal error" not in err.getvalue(), err.getvalue()
        return out.getvalue() + err.getvalue()


def ended(arguments: list[str]) -> int:
    """Run a command line in this process; its exit code."""
    try:
        app(arguments, prog_name="crispdm")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return -1


def _shown(said: list[Line]) -> str:
    return "\n".join(head + text for line in said for head, text in wrapped(line, 80))


def _project(folder: Path) -> Path:
    """The story's project, passed through most of its gates; links that lead out lie about."""
    project = folder / "listings"
    _quietly(["init", str(project), "--yes", "--no-git"])
    story.name_everybody(project)
    story.write_everything(project)
    for _ in range(4):
        _quietly(["-C", str(project), "advance"])
    _quietly(["-C", str(project), "waive", "errors-reviewed", "--reason", "so", "--until", "2026-12-01"])
    _quietly(["-C", str(project), "back", "modeling", "--reason", "again"])
    _quietly(["-C", str(project), "stop", "--reason", "no"])
    _quietly(["-C", str(project), "resume", "--reason", "yes"])
    _quietly(["-C", str(project), "sign"])
    (project / "out").symlink_to("/usr")
    (project / "05_evaluation" / "out").symlink_to("/etc")
    return project


def _quietly(arguments: list[str]) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        ended(arguments)


def _seeds(project: Path) -> dict[str, bytes]:
    """What a person or a script writes, and the state."""
    files = [path for path in project.rglob("*") if path.is_file() and path.suffix in mutations.BY_NAME]
    names = (str(path.relative_to(project)) for path in files if not path.is_relative_to(project / "out"))
    own = tuple(f".crispdm/{name}" for name in ("template.yaml", "crispdm.schema.json", "schemas/"))
    skipped = (*own, ".pre-commit-config.yaml")
    wanted = [
        name
        for name in sorted(names)
        if not name.startswith(skipped) and not name.endswith("README.md") and "/out/" not in name
    ]
    return {name: (project / name).read_bytes() for name in wanted if name != "AGENTS.md"}


def _template(folder: Path) -> None:
    (folder / "{{ cookiecutter.slug }}").mkdir(parents=True, exist_ok=True)
    (folder / "cookiecutter.json").write_bytes(QUESTIONS)
    for name, text in TEXTS.items():
        (folder / name).write_text(text)


def report(folder: Path, inputs: int, seed: int) -> str:
    """Run it and say what was tried."""
    folder.mkdir()
    start = time.process_time()
    figures = Fuzzer(folder, Random(seed)).run(inputs)
    told = ", ".join(f"{count:,} {name}" for name, count in sorted(figures.items()))
    return f"fuzzed: {inputs:,} inputs ({told}); faults: 0 ({time.process_time() - start:.0f} s of computing)"
