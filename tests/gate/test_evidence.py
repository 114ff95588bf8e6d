"""Evidence is opened without leaving the project and without waiting, read once, and known by its lines."""

import gc
import os
import shutil
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Missing, Place, Unmet
from crispdm.yamlio import LIMIT

PRIVATE = "salary: 1234\n"  # of somebody else


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one phase, beside a file that is none of its business."""
    project = tmp_path / "project"
    (project / "phase" / "deep").mkdir(parents=True)
    (project / "data").mkdir()
    (project / "phase" / "a.yaml").write_text("a: 1\nb:\n  c: x\n")
    (project / "data" / "t.csv").write_text("id,label\n1,a\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.yaml").write_text(PRIVATE)
    return project


def refused(evidence: Evidence, file: str) -> Unmet:
    """It is refused by every way of opening it, for the same reason."""
    ways: list[Callable[[], object]] = [
        lambda: evidence.read(file),
        lambda: evidence.document(file),
        lambda: evidence.record(file),
        lambda: evidence.sha256(file),
        lambda: [*evidence.rows(file, ("id",))],
    ]
    caught = []
    for way in ways:
        with pytest.raises(Unmet) as refusal:
            way()
        caught.append(refusal.value)
    assert len({str(each) for each in caught}) == 1
    return caught[0]


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("a.yaml", "phase/a.yaml"),
        ("deep/../a.yaml", "phase/a.yaml"),
        ("./a.yaml", "phase/a.yaml"),
        ("/data/t.csv", "data/t.csv"),
        ("//data//t.csv", "data/t.csv"),
        ("../data/t.csv", "data/t.csv"),
        ("/../outside/secret.yaml", "../outside/secret.yaml"),
    ],
)
def test_a_path_starts_at_the_phase_s_folder_or_at_the_root(root: Path, file: str, path: str) -> None:
    assert Evidence(root, "phase").path(file) == path
    assert Evidence(root, "/phase/").path(file) == path


def test_a_link_inside_the_project_is_followed(root: Path) -> None:
    (root / "phase" / "link.yaml").symlink_to("a.yaml")
    (root / "phase" / "there").symlink_to(root / "data", target_is_directory=True)
    (root / "phase" / "twice").symlink_to("there")
    evidence = Evidence(root, "phase")
    assert evidence.record("link.yaml").get("b.c") == "x"
    assert evidence.read("there/t.csv") == evidence.read("twice/t.csv") == b"id,label\n1,a\n"


def test_a_project_that_is_reached_by_a_link_is_the_project(root: Path, tmp_path: Path) -> None:
    (tmp_path / "short").symlink_to(root)
    (root / "phase" / "absolute.yaml").symlink_to(tmp_path / "short" / "phase" / "a.yaml")
    assert Evidence(tmp_path / "short", "phase").read("absolute.yaml") == Evidence(root, "phase").read("a.yaml")


@pytest.mark.parametrize(
    ("link", "target", "file"),
    [
        ("phase/secret.yaml", "outside/secret.yaml", "secret.yaml"),
        ("phase/there", "outside", "there/secret.yaml"),
        ("data/there", "outside", "/data/there/secret.yaml"),
        ("phase/up", ".", "up/outside/secret.yaml"),
        ("phase/chain.yaml", "project/phase/chain2.yaml", "chain.yaml"),
    ],
)
def test_a_link_out_of_the_project_is_refused(root: Path, tmp_path: Path, link: str, target: str, file: str) -> None:
    (root / "phase" / "chain2.yaml").symlink_to(tmp_path / "outside" / "secret.yaml")
    (root / link).symlink_to(tmp_path / target)
    assert (root / "phase" / file if not file.startswith("/") else root / file[1:]).read_text() == PRIVATE
    refusal = refused(Evidence(root, "phase"), file)
    assert refusal.finding.have == "leads out of the project"
    assert "1234" not in str(refusal.finding)


@pytest.mark.parametrize("file", ["/../outside/secret.yaml", "../../outside/secret.yaml", "/..", "/../outside/gone"])
def test_a_path_out_of_the_project_is_refused_whether_or_not_something_is_there(root: Path, file: str) -> None:
    assert refused(Evidence(root, "phase"), file).finding.have == "leads out of the project"


@pytest.mark.parametrize("swapped", ["phase", "phase/deep", "phase/deep/b.yaml"])
def test_a_link_that_is_swapped_in_while_it_is_looked_at_leads_nowhere(
    root: Path, tmp_path: Path, swapped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a link leads is looked up, and then opened without following any."""
    (root / "phase" / "deep" / "b.yaml").write_text("b: 1\n")
    (root / "phase" / "link").symlink_to("deep")
    stand_in = tmp_path / "outside" / "stand-in"
    shutil.copytree(root / "phase", stand_in / "phase")
    (stand_in / "phase" / "deep" / "b.yaml").write_text(PRIVATE)
    evidence, look = Evidence(root, "phase"), os.path.realpath

    def look_and_swap(path: str) -> str:
        real = look(path)
        (root / swapped).rename(tmp_path / "moved away")
        (root / swapped).symlink_to(stand_in / swapped)
        return real

    with monkeypatch.context() as patch:
        patch.setattr(os.path, "realpath", look_and_swap)
        with pytest.raises(Unmet):
            evidence.read("link/b.yaml")
    assert (root / "phase" / "deep" / "b.yaml").read_text() == PRIVATE


def test_what_is_no_regular_file_is_refused_without_waiting(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(root / "phase" / "pipe")
    (root / "phase" / "pipe-link").symlink_to("pipe")
    (root / "phase" / "loop").symlink_to("loop")
    monkeypatch.chdir(root / "phase")  # as the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        evidence = Evidence(root, "phase")
        for file in ("pipe", "pipe-link", "deep", "/", ".", "socket", "loop", "a.yaml/b", "a\0b", "x" * 300):
            finding = refused(evidence, file).finding
            assert finding.status == "fail"
            assert finding.have
            assert finding.fix


def test_a_file_that_is_not_there_is_missing_by_its_name(root: Path) -> None:
    (root / "phase" / "broken.yaml").symlink_to("gone.yaml")
    evidence = Evidence(root, "phase")
    for file in ("gone.yaml", "broken.yaml", "gone/gone.yaml"):
        refusal = refused(evidence, file)
        assert isinstance(refusal, Missing)
        assert refusal.finding.have == f"there is no {Path(file).name} yet"
        assert refusal.finding.place == Place(f"phase/{file}")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not tell which files are open")
def test_no_file_stays_open(root: Path) -> None:
    evidence = Evidence(root, "phase")
    os.mkfifo(root / "phase" / "pipe")

    def opened() -> int:
        gc.collect()
        return len([*Path("/proc/self/fd").iterdir()])

    before = opened()
    for _ in range(5):
        refused(evidence, "pipe")
        refused(evidence, "/../outside/secret.yaml")
        evidence.record("a.yaml")
        next(evidence.rows("/data/t.csv", ("id",)))
        evidence.sha256("/data/t.csv")
        evidence.glob("*.yaml")
        evidence.changed_files()
    assert opened() == before


@pytest.mark.parametrize(
    ("size", "way", "is_read"),
    [
        *((LIMIT, "record", True), (LIMIT + 1, "record", False)),
        *((4 * LIMIT, "document", True), (4 * LIMIT + 1, "document", False)),
    ],
)
def test_a_large_file_is_refused_before_it_is_read(root: Path, size: int, way: str, is_read: bool) -> None:
    (root / "phase" / "large").write_bytes(b"#" * size)
    evidence = Evidence(root, "phase")
    if is_read:
        getattr(evidence, way)("large")
        return
    with pytest.raises(Unmet) as caught:
        getattr(evidence, way)("large")
    assert caught.value.finding.have == f"more than {size - 1:,} bytes"


def test_a_light_look_hashes_nothing_and_refuses_the_same(root: Path) -> None:
    light = Evidence(root, "phase", light=True)
    assert light.sha256("/data/t.csv") is None
    with pytest.raises(Missing):
        light.sha256("/data/u.csv")
    with pytest.raises(Unmet):
        light.sha256("/../outside/secret.yaml")


def test_a_glob_finds_the_files_that_hold_something(root: Path) -> None:
    for name in ("b.png", "a.png", "deep/c.png"):
        (root / "phase" / name).write_text("x")
    (root / "phase" / "empty.png").touch()
    (root / "phase" / "folder.png").mkdir()
    (root / "phase" / "link.png").symlink_to("a.png")
    evidence = Evidence(root, "phase")
    assert evidence.glob("*.png") == ["/phase/a.png", "/phase/b.png", "/phase/link.png"]
    assert evidence.glob("**/c.png") == evidence.glob("/phase/deep/*") == ["/phase/deep/c.png"]
    assert evidence.glob("d*/c.png") == ["/phase/deep/c.png"]
    assert evidence.glob("*.jpg") == []


@pytest.mark.parametrize("pattern", ["*", "/phase/*", "there/*", "th*/*.yaml"])
def test_every_hit_of_a_glob_stays_in_the_project(root: Path, tmp_path: Path, pattern: str) -> None:
    (root / "phase" / "there").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "phase" / "secret.yaml").symlink_to(tmp_path / "outside" / "secret.yaml")
    with pytest.raises(Unmet) as caught:
        Evidence(root, "phase").glob(pattern)
    assert caught.value.finding.have == "leads out of the project"


@pytest.mark.parametrize("pattern", ["**/*.py", "**/out/**/*", "**/**/**/**/**/*.py", "here/**/here/**/*.py"])
def test_a_glob_looks_nowhere_outside_and_takes_its_time_once(root: Path, pattern: str) -> None:
    (root / "phase" / "deep" / "out").symlink_to("/usr", target_is_directory=True)
    (root / "phase" / "here").symlink_to(".", target_is_directory=True)
    seen: list[str] = []
    scan = os.scandir

    def watched(path: Path) -> object:
        seen.append(os.path.realpath(path))
        return scan(path)

    with pytest.MonkeyPatch.context() as patch, suppress(Unmet):
        patch.setattr(os, "scandir", watched)
        assert Evidence(root, "phase").glob(pattern) == []
    assert len(seen) < 50
    assert all(Path(path).is_relative_to(root) for path in seen)


@pytest.mark.parametrize("pattern", ["", "/", "x" * 300, "a\0b", "[", "***", "a**b"])
def test_what_is_no_pattern_raises_nothing_else(root: Path, pattern: str) -> None:
    try:
        assert Evidence(root, "phase").glob(pattern) == []
    except Unmet as refusal:
        assert "invalid pattern" in refusal.finding.have  # noqa: PT017 - either answer will do


def test_evidence_that_is_as_it_was_has_not_changed(root: Path) -> None:
    evidence = Evidence(root, "phase")
    evidence.record("a.yaml")
    evidence.sha256("/data/t.csv")
    with pytest.raises(Missing):
        evidence.read("gone.yaml")
    (root / "phase" / "other.yaml").write_text("not read: 1\n")
    assert evidence.changed_files() == []


@pytest.mark.parametrize("look", ["record", "document", "glob", "sha256", "light sha256"])
@pytest.mark.parametrize("change", ["edit", "edit back in time", "replace", "delete", "link", "link out", "folder"])
def test_evidence_that_is_no_longer_as_it_was_is_named(root: Path, tmp_path: Path, look: str, change: str) -> None:
    path, evidence = root / "phase" / "a.yaml", Evidence(root, "phase", light=look.startswith("light"))
    getattr(evidence, look.removeprefix("light "))("a.yaml")
    evidence.read("/data/t.csv")
    text, before = path.read_text(), path.stat()
    if change.startswith("edit"):
        path.write_text(text.replace("1", "2"))
        if change != "edit":
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        path.rename(tmp_path / "moved away")
        if change == "replace":
            path.write_text(text)
        elif change == "folder":
            path.mkdir()
        elif change != "delete":
            (root / "phase" / "copy").write_text(text)
            path.symlink_to(tmp_path / "outside" / "secret.yaml" if "out" in change else root / "phase" / "copy")
    assert evidence.changed_files() == ["phase/a.yaml"]


def test_whoever_waits_for_a_digest_sees_how_far_it_is(root: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    (root / "data" / "t.parquet").write_bytes(b"PAR1")
    Evidence(root, "phase", watch=lambda *at: seen.append(at)).sha256("/data/t.parquet")
    assert seen == [("data/t.parquet", 4, 4)]
