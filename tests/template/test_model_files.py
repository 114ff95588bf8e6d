"""The models of a generated project: a file runs code when it is loaded, so only those that were trained are."""

import hashlib
import os
import pickle
import pickletools
import re
from pathlib import Path

import pytest

from tests.support.templates import BUNDLED, bundled_files
from tests.support.work import METRIC, PILOT, PREPARE, REVIEW, RUNS, SERVICE, TRAIN, Here, Work

pytestmark = pytest.mark.slow  # each test starts scripts that load data libraries

LOADERS = re.compile(
    r"\b(joblib|pickle|cloudpickle|dill|marshal|shelve|skops|allow_pickle)\b|read_pickle"
    r"|\b(torch|keras)\.|import (torch|keras)"
)
MODEL, DIGESTS = "models/simple-1.joblib", "04_modeling/models.yaml"


class Trap:
    """What makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.folder),)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """A project with a model that is trained and chosen."""
    work = Here(tmp_path / "shop")
    work.table("data/raw.csv", [{"x": number, "y": number % 2} for number in range(40)])
    work.fill_in(["x", "y"], "y")
    work.measure_by("accuracy", "higher", 0.1, "simple-1")
    work.write(PILOT, "plan: {share: 5 %}\n")
    work.run(PREPARE)
    work.run(TRAIN)
    return work


@pytest.mark.parametrize("name", BUNDLED)
def test_one_place_loads_models(name: str) -> None:
    scripts = {path: data.decode() for path, (data, _) in bundled_files(name).items() if path.endswith(".py")}
    names = re.compile(r"^LIBRARIES .*$", re.MULTILINE)  # what is missing is named by them
    scripts = {path: names.sub("", text) for path, text in scripts.items() if "/tests/" not in path}
    assert [path for path, text in scripts.items() if LOADERS.search(text)] == ["my_project/model_files.py"]


def test_what_was_trained_is_known_by_its_digest(work: Work) -> None:
    digest = hashlib.sha256((work.root / MODEL).read_bytes()).hexdigest()
    assert work.read(DIGESTS) == {"simple-1": f"sha256:{digest}"}
    work.run(TRAIN, "--kind", "model")
    assert [*work.read(DIGESTS)] == ["simple-1", "model-1"]
    work.run(REVIEW)


@pytest.mark.parametrize("script", [REVIEW, SERVICE])
def test_a_file_of_somebody_else_runs_nothing(work: Work, tmp_path: Path, script: str) -> None:
    (work.root / MODEL).write_bytes(pickle.dumps(Trap(tmp_path / "ran")))
    said = work.refused(script)
    assert said.startswith(
        f"{MODEL}: not the model that {DIGESTS} names, and loading a model runs code that it holds; "
    )
    assert not (tmp_path / "ran").exists()


def test_the_model_of_another_run_is_not_taken_for_it(work: Work) -> None:
    work.run(TRAIN, "--kind", "model")
    (work.root / MODEL).write_bytes((work.root / "models/model-1.joblib").read_bytes())
    assert "not the model that" in work.refused(SERVICE)


def test_without_digests_none_is_loaded(work: Work) -> None:
    (work.root / DIGESTS).unlink()
    assert "not the model that" in work.refused(REVIEW)


def test_a_file_can_be_trusted_by_its_digest_alone(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    (work.root / DIGESTS).unlink()
    for wrong in ("1", "yes", "sha256:", "sha256:" + "0" * 64):
        monkeypatch.setenv("TRUST_MODEL", wrong)
        said = work.refused(REVIEW)
    (named,) = re.findall(r"TRUST_MODEL=(sha256:[0-9a-f]{64}) ", said)
    monkeypatch.setenv("TRUST_MODEL", named)
    work.run(REVIEW)


def test_what_is_no_digest_is_none(work: Work) -> None:
    work.write(DIGESTS, "simple-1: [1, 2]\n")
    assert "not the model that" in work.refused(REVIEW)
    work.write(DIGESTS, "- simple-1\n")
    assert f"{DIGESTS}: empty, or not of the form" in work.refused(REVIEW)
    assert work.read(METRIC)["chosen"] == "simple-1" == work.rows(RUNS)[0]["run"]


def test_a_pipeline_names_functions_of_the_project(tmp_path: Path) -> None:
    """As SECURITY.md says: a format that loads only what a list allows would have to allow the project's own code."""
    work = Here(tmp_path / "shop")
    days = [f"2026-01-{1 + number % 28:02}" for number in range(40)]
    rows = [{"x": number, "seen": day, "y": number % 2} for number, day in enumerate(days)]
    work.table("data/raw.csv", rows)
    work.fill_in(["x", "seen", "y"], "y")
    work.measure_by("accuracy", "higher", 0.1, "simple-1")
    work.write(PILOT, "plan: {share: 5 %}\n")
    work.run(PREPARE)
    work.run(TRAIN)
    words = [str(argument) for _, argument, _ in pickletools.genops((work.root / MODEL).read_bytes()) if argument]
    assert {word for word in words if word.startswith("my_project.")} == {"my_project.features"}
