"""The examples are played as a user would, and what their files say is what happened."""

import contextlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
import yaml
from rich.console import Console

from crispdm.archives import read_archive
from crispdm.scaffold.example import ARCHIVE
from examples.listing_categories.cast import PEOPLE
from examples.listing_categories.chapters.modeling import costlier_model
from examples.listing_categories.market import Traits
from examples.listing_categories.run import NAMES, play
from examples.listing_categories.story import Figures
from examples.listing_categories.story import Story as Plot
from examples.listing_categories.traffic import drawn
from examples.stage import Stage
from tests.example_archive import contents
from tests.support.browser import BROWSER, NEEDED, layout
from tests.support.command_line import run_here
from tests.support.forgeries import refused_events
from tests.support.wheels import ROOT

EXAMPLES = ROOT / "examples"
RUN = EXAMPLES / "listing_categories" / "run.py"
MADE_WITH = re.compile(rb"made_by: .*|python 3[^,\n]*")  # the versions of libraries here
slow = pytest.mark.slow


class Played(NamedTuple):
    """A play: what was printed, and the project that it left."""

    output_of: str
    project: Path

    def text(self, file: str) -> str:
        return (self.project / file).read_text()

    def yaml(self, file: str) -> Any:
        return yaml.safe_load(self.text(file))

    def table(self, file: str) -> pd.DataFrame:
        return pd.read_csv(self.project / file, keep_default_na=False, dtype={"id": str})

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """What the state file holds of each pilot that was decided on."""
        events = self.yaml(".crispdm/state.yaml")
        return [event["facts"]["pilot"] for event in events if "pilot" in event.get("facts", {})]

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.project, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    @property
    def words(self) -> str:
        """What was printed, as one line."""
        return " ".join(self.output_of.split())


class Story(NamedTuple):
    """The story as it is played in this process, and, as far as the first pilot, by its command with the same seed."""

    figures: Figures
    here: Played
    there: Played


def command(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start a command that prints, in a folder that has nothing to do with it."""
    return subprocess.Popen(
        [sys.executable, *arguments], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/"
    )


def output_of(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate()
    assert process.returncode == 0, out + err
    assert not err
    return out


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No play sees the real home directory, or leaves anything in it."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield folder


@pytest.fixture(scope="module")
def story(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    here, there = (tmp_path_factory.mktemp(name) for name in ("here", "there"))
    other = command(RUN, "--into", there, "--stop-after", "pilot-1")
    with contextlib.redirect_stdout(io.StringIO()) as out:
        figures = play(here, seed=1).figures
    played = Played(out.getvalue(), here / "listing-categories")
    assert not [*home.iterdir()]
    return Story(figures, played, Played(output_of(other), there / "listing-categories"))


@pytest.mark.slow
@slow
def test_the_first_pilot_says_improve_and_the_second_deploy(story: Story) -> None:
    first, second = story.here.decisions
    assert (first["verdict"], first["decision"]) == ("improve", "improve")
    assert (second["verdict"], second["decision"]) == ("deploy", "deploy")
    runs = [pilot["run"]["run"] for pilot in story.figures.pilots]
    assert runs == ["rule-1", "simple-2"]


@slow
def test_verify_takes_every_event_for_one_of_crispdms(story: Story) -> None:
    project = story.here.project
    for base in ((), ("--base", story.here.git("rev-list", "--max-parents=0", "HEAD"))):
        assert refused_events(json.loads(run_here("verify", *base, "--format", "json", cwd=project).out)) == []
    assert run_here("require", "deployment", cwd=project).code == 0


@slow
def test_at_the_end_the_service_is_live_and_images_were_not_worth_it(story: Story) -> None:
    end = story.here.words.rpartition("Ana $ crispdm status")[2]
    assert (
        "The project was stopped: images were not worth it. What came before has been live since Monday 18 January."
        in end
    )
    last = story.here.yaml(".crispdm/state.yaml")[-1]
    assert (last["event"], last["reason"]) == ("stopped", "images were not worth it")


@slow
def test_the_numbers_in_the_files_are_those_of_the_simulation(story: Story) -> None:
    here, figures = story.here, story.figures
    objective = here.yaml("01_business_understanding/objective.yaml")["objective"]
    assert objective["now"] == figures.hours_after
    assert here.yaml("06_deployment/operations.yaml")["full_traffic"]["value"] == figures.hours_after
    full, before = here.table("data/full_traffic.csv"), here.table("data/moderation_log.csv")
    assert _hours(full) == pytest.approx(figures.hours_after, abs=0.05)
    assert _hours(before) == pytest.approx(figures.hours, abs=0.05)
    assert figures.hours == pytest.approx(10, abs=0.5)
    assert figures.wrong == pytest.approx(0.1, abs=0.01)
    assert figures.hours_after < figures.target


@slow
@pytest.mark.parametrize("number", [1, 2])
def test_what_the_gate_measured_is_what_happened_in_the_pilot(story: Story, number: int) -> None:
    log, fact = story.here.table(f"data/pilot_{number}.csv"), story.here.decisions[number - 1]
    is_before = log["day"] < fact["start"]
    days = log.groupby(is_before)["day"].nunique()
    assert (days[True], days[False]) == ((28, 14)[number - 1], fact["days"])
    rates = (log["hours"] / log["moderator_weeks"]).groupby([log["group"], is_before]).sum()
    ratio = rates["pilot"] / rates["control"]
    assert ratio[False] / ratio[True] - 1 == pytest.approx(fact["estimate"], abs=0.001)
    assert fact["low"] < fact["estimate"] < fact["high"]
    listings = log.groupby("group")["listings"].sum()
    assert listings["pilot"] / listings.sum() == pytest.approx(0.1, abs=0.005)


def _hours(log: pd.DataFrame) -> float:
    return float(log["hours"].sum() / log["moderator_weeks"].sum())


@slow
def test_training_errors_show_far_more_wrong_labels_than_a_random_sample(story: Story) -> None:
    figures, sheet = story.figures, story.here.table("04_modeling/errors.csv")
    assert len(sheet) == figures.reviewed
    assert (sheet["label"] != sheet["checked"]).sum() == figures.reviewed_wrong > 5 * max(figures.random_wrong, 1)
    table = story.here.table("data/listings.csv").set_index("listing_id")["category"]
    assert (table[sheet["id"]].to_numpy() == sheet["checked"].to_numpy()).all(), "they are mended in the table"


@slow
def test_the_same_seed_gives_the_same_files(story: Story) -> None:
    """Git's name of a commit tells: it follows from every file, person and date. The tables are not in git."""
    last = story.there.git("log", "-1", "--format=%H %s")
    assert "Decide after the pilot" in last
    assert last in story.here.git("log", "--format=%H %s").splitlines()
    for file in ("data/raw.csv", "data/moderation_log.csv", "data/pilot_1.csv"):
        assert story.there.text(file) == story.here.text(file)


@slow
def test_the_example_of_init_is_packed_from_this_story(story: Story) -> None:
    packed = read_archive(ARCHIVE.read_bytes(), limit=1 << 22)
    there = {each.path: MADE_WITH.sub(b"", each.data) for each in packed}
    here = {path: MADE_WITH.sub(b"", data) for path, data in contents(story.here.project).items()}
    assert here == there, "pack it again: python -m tests.example_archive"


@slow
def test_the_simulation_draws_the_listings_that_the_web_service_draws(story: Story) -> None:
    ask = "import sys, service; print(*(service.drawn([key]) < 0.05 for key in sys.argv[1:]))"
    keys = [f"261116-{number:05}" for number in range(200)]
    folder = story.here.project / "06_deployment"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[0] = {str(folder)!r}; {ask}", *keys],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(drawn(key, 0.05)) for key in keys]
    assert "True" in done.stdout


@slow
@pytest.mark.skipif(BROWSER is None, reason=NEEDED)
def test_the_report_takes_three_screens_and_six_of_a_phone(story: Story, tmp_path: Path) -> None:
    page = run_here("report", cwd=story.here.project, CRISPDM_NOW="2027-02-02T09:00:00+00:00").out
    assert layout(tmp_path, page, 1280)["height"] <= 3 * 800
    assert layout(tmp_path, page, 390)["height"] <= 6 * 844


@slow
def test_the_readme_shows_what_is_told(story: Story) -> None:
    excerpts = re.findall(r"```text\n(.*?)```", (EXAMPLES / "README.md").read_text(), re.DOTALL)
    assert len(excerpts) == 2
    for excerpt in excerpts:
        assert excerpt in story.here.output_of, "play it, and copy what it prints into examples/README.md"


@pytest.mark.slow
@slow
def test_where_nobody_listens_the_story_ends_after_the_first_pilot(tmp_path: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        played = play(tmp_path, seed=2, traits=Traits(heeds_right=0, misled=0))
    assert played.decision == "stop"
    assert [pilot["pilot"]["decision"] for pilot in played.figures.pilots] == ["stop"]
    assert "Modeling, second round" not in out.getvalue()
    assert "The project was stopped" in out.getvalue()


class Rehearsal(Stage):
    """A stage on which commands are only remembered."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, PEOPLE, Console(file=io.StringIO()))
        self.commands: list[str] = []

    def run(self, who: str, command: str, *, expect: int = 0) -> str:
        assert expect in (0, 1)
        self.commands.append(f"{who} $ {command}")
        return ""


@pytest.mark.parametrize(("score", "decision"), [(0.97, "improve"), (0.94, "stop"), (0.76, "stop")])
def test_a_costlier_model_goes_into_a_pilot_only_if_it_is_better(tmp_path: Path, score: float, decision: str) -> None:
    for folder in ("04_modeling", "05_evaluation"):
        (tmp_path / folder).mkdir()
    (tmp_path / "04_modeling" / "runs.csv").write_text(f"run,score\nsimple-2,0.94\nmodel-1,{score}\n")
    stage = Rehearsal(tmp_path)
    stage.today = date(2026, 12, 21)
    story = Plot(stage, seed=1, rounds=2, figures=Figures(audited=60, audited_wrong=2, target=5))
    costlier_model(story)
    assert story.decision == decision
    stopped = [command for command in stage.commands if command.startswith("Ana $ crispdm stop")]
    assert len(stopped) == (decision == "stop")
    assert (tmp_path / "05_evaluation" / "pilot.yaml").exists() == (decision == "improve")


@pytest.mark.slow
@slow
def test_one_can_stop_after_a_step_and_look_around(tmp_path: Path) -> None:
    out = output_of(command(RUN, "--into", tmp_path / "new", "--stop-after", "problem"))
    project = tmp_path / "new" / "listing-categories"
    assert f"cd {project}" in out
    assert "Data Understanding, 5 working days" in out
    assert "What came out" not in out


def test_the_steps_have_names_and_the_readme_tells_them() -> None:
    listed = [line.split()[0] for line in output_of(command(RUN, "--list")).splitlines()]
    assert listed == NAMES
    rows = re.findall(r"^\| `([\w-]+)` \|", (EXAMPLES / "README.md").read_text(), re.MULTILINE)
    assert rows == [*dict.fromkeys(NAMES)]


@pytest.mark.slow
def test_an_unknown_step_is_named_with_those_that_there_are() -> None:
    process = command(RUN, "--stop-after", "pilto-1")
    _, err = process.communicate()
    assert process.returncode == 2
    assert "pilot-1" in err


@pytest.mark.slow
@slow
def test_the_short_example_goes_to_the_door_of_the_pilot(tmp_path: Path) -> None:
    out = output_of(command(EXAMPLES / "diabetes" / "run.py", "--into", tmp_path))
    played = Played(out, tmp_path / "diabetes")
    runs = played.table("04_modeling/runs.csv").set_index("run")["score"]
    assert list(runs.index) == ["constant-1", "simple-1", "model-1"]
    assert runs["simple-1"] < runs["constant-1"]
    assert played.yaml("04_modeling/metric.yaml")["chosen"] == "simple-1"
    assert f"the linear model by {runs['simple-1']:g}" in played.words
    passed = [event["phase"] for event in played.yaml(".crispdm/state.yaml") if event["event"] == "advanced"]
    assert passed == ["business_understanding", "data_understanding", "data_preparation", "modeling"]
