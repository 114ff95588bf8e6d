"""Nothing of outside gets in, nothing of inside out: links, pipes, devices and archives in a template or a project."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crispdm.scaffold.record import BASE, TEMPLATE
from tests.support.archives import damaged, overlapping, zipped
from tests.support.command_line import Answer, Run
from tests.support.folders import everything, write_files
from tests.support.repository import commit_all
from tests.support.small_template import LINES, OLD, THEIRS, edited
from tests.support.templates import ROOT, template

SECRET = edited(LINES, 5, "password: hunter2")
MIB = 1 << 20
MEMORY = 900 * MIB  # of address space, of which a program without a bound would need more


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return template(tmp_path / "t", OLD, {"name": "shop"})


@pytest.fixture
def shop(tmp_path: Path, run: Run, source: Path) -> Path:
    """A project of a small template, committed."""
    made = run("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    assert made.code == 0, made.err
    assert source.is_dir()
    return tmp_path / "shop"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text(SECRET)
    return tmp_path / "outside" / "secret"


def bounded(*arguments: str, cwd: Path) -> Answer:
    """Run the program with little memory and little time."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    done = subprocess.run(
        [sys.executable, "-P", "-m", "crispdm", *arguments],
        cwd=cwd,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def holds_secret(folder: Path) -> list[str]:
    return [path for path, data in everything(folder).items() if data and b"hunter2" in data]


@pytest.mark.parametrize("renamed", [False, True], ids=["in its place", "renamed"])
def test_update_reads_no_file_through_a_link_that_leads_out(
    source: Path, shop: Path, run: Run, secret: Path, *, renamed: bool
) -> None:
    (shop / "text.md").unlink()
    (shop / ("other.md" if renamed else "text.md")).symlink_to(secret)
    commit_all(shop)
    write_files(source / ROOT, {"text.md": THEIRS})
    answer = run("update", cwd=shop)
    assert "hunter2" not in answer.out + answer.err
    found = [path for path in shop.rglob("*") if path.is_file() and not path.is_symlink() and ".git" not in path.parts]
    assert not [path for path in found if b"hunter2" in path.read_bytes()]
    assert secret.read_text() == SECRET


def test_init_in_a_folder_keeps_a_link_that_leads_out(tmp_path: Path, source: Path, run: Run, secret: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "text.md").symlink_to(secret)
    answer = run("init", "mine", "--template", source, "--yes", cwd=tmp_path)
    assert (answer.code, "hunter2" in answer.out + answer.err) == (0, False), answer.err
    assert "Kept yours: text.md" in answer.out
    assert (tmp_path / "mine" / "text.md").readlink() == secret


def test_a_link_that_stays_in_the_project_is_kept_and_the_new_file_laid_beside_it(
    source: Path, shop: Path, run: Run
) -> None:
    (shop / "text.md").rename(shop / "real.md")
    (shop / "text.md").symlink_to("real.md")
    commit_all(shop)
    write_files(source / ROOT, {"text.md": THEIRS})
    assert run("update", cwd=shop).code == 1
    assert (shop / "text.md").readlink() == Path("real.md")
    assert (shop / "real.md").read_text() == LINES
    assert (shop / "text.md.new").read_text() == THEIRS


def test_a_template_reads_its_questions_through_no_link(tmp_path: Path, source: Path, run: Run) -> None:
    (tmp_path / "credentials.json").write_text('{"name": "shop", "token": "hunter2"}')
    (source / "cookiecutter.json").unlink()
    (source / "cookiecutter.json").symlink_to(tmp_path / "credentials.json")
    answer = run("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    assert answer.code == 2
    assert "cookiecutter.json: leads out" in " ".join(answer.err.split())
    assert not (tmp_path / "shop").exists()


def _devices(path: Path) -> dict[str, Callable[[], object]]:
    def sparse() -> None:
        with path.open("wb") as file:
            file.truncate(2 << 30)

    return {
        "pipe": lambda: os.mkfifo(path),
        "endless": lambda: path.symlink_to("/dev/zero"),
        "huge": sparse,
        "folder": path.mkdir,
        "link out": lambda: path.symlink_to("/etc/passwd"),
    }


ODD = ["pipe", "endless", "huge", "folder", "link out"]


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", [TEMPLATE, BASE, "text.md", "one/facts.yaml", ".crispdm/staging/journal"])
def test_an_odd_file_in_a_project_neither_hangs_nor_fills_the_memory(
    source: Path, shop: Path, name: str, odd: str
) -> None:
    write_files(source / ROOT, {"text.md": THEIRS})
    (shop / ".crispdm" / "staging").mkdir()
    (shop / name).unlink(missing_ok=True)
    _devices(shop / name)[odd]()
    for command in (("status",), ("update",), ("init", ".", "--template", "../t", "--yes")):
        answer = bounded(*command, cwd=shop)
        assert answer.code in (0, 1, 2, 3), answer.err
        assert "internal error" not in answer.err
        assert "root:" not in answer.out + answer.err


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["cookiecutter.json", f"{ROOT}/text.md", "templates/part", f"{ROOT}/part"])
def test_an_odd_file_in_a_template_neither_hangs_nor_fills_the_memory(
    tmp_path: Path, source: Path, name: str, odd: str
) -> None:
    write_files(source / ROOT, {"include.md": "{% include 'part' %}"})
    write_files(source, {"templates/part": "p"})
    (source / name).unlink(missing_ok=True)
    _devices(source / name)[odd]()
    answer = bounded("init", "shop", "--template", "t", "--yes", cwd=tmp_path)
    assert answer.code in (0, 2, 3), answer.err
    assert "internal error" not in answer.err
    assert (answer.code == 0) == (tmp_path / "shop").exists()
    assert answer.code != 0 or name == "templates/part" or odd == "folder"


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD)
def test_odd_answers_and_settings_end_in_words(tmp_path: Path, source: Path, odd: str) -> None:
    assert source.is_dir()
    _devices(tmp_path / "answers.yaml")[odd]()
    answer = bounded("init", "shop", "--template", "t", "--answers", "answers.yaml", cwd=tmp_path)
    assert answer.code in (0, 2), answer.err
    assert "internal error" not in answer.err


def test_answers_come_through_a_pipe(tmp_path: Path, source: Path) -> None:
    """As from `--answers <(…)` in a shell."""
    assert source.is_dir()
    command = f"{sys.executable} -P -m crispdm init shop --template t --answers <(sleep 0.2; echo name: piped)"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "shop" / "run.sh").read_text() == "echo piped\n"


BOMBS: dict[str, Callable[[], bytes]] = {
    "one large file": lambda: overlapping(b"text.md", 1 << 30, 1),
    "many files": lambda: overlapping(b"a", 64 * MIB, 32),
    "many names": lambda: overlapping(b"n" * 60_000, 1, 2000),
    "lzma": lambda: zipped({"text.md": bytes(70 * MIB)}, "lzma"),
}


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    return {name: make() for name, make in BOMBS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_in_a_project_ends_in_words(source: Path, shop: Path, bombs: dict[str, bytes], bomb: str) -> None:
    write_files(source / ROOT, {"text.md": THEIRS})
    (shop / BASE).write_bytes(bombs[bomb])
    commit_all(shop)
    answer = bounded("update", cwd=shop)
    assert answer.code == 2, answer.err
    assert f"{BASE} cannot be used: " in " ".join(answer.err.split())


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_as_a_template_ends_in_words(tmp_path: Path, bombs: dict[str, bytes], bomb: str) -> None:
    (tmp_path / "t.zip").write_bytes(bombs[bomb])
    answer = bounded("init", "shop", "--template", "t.zip", "--yes", cwd=tmp_path)
    assert answer.code == 2, answer.err
    assert "t.zip cannot be used: " in " ".join(answer.err.split())


BROKEN: dict[str, Callable[[], tuple[bytes, str]]] = {
    "lzma": lambda: (zipped({"t/": b"", "t/text.md": LINES.encode()}, "lzma"), "only stored and deflated files"),
    "bzip2": lambda: (zipped({"t/": b"", "t/text.md": LINES.encode()}, "bzip2"), "only stored and deflated files"),
    "damaged": lambda: (damaged(zipped({"text.md": os.urandom(3000)}), b"text.md"), "damaged"),
    "wrong sum": lambda: (zipped({"text.md": b"abcdef"}, "stored").replace(b"abcdef", b"abcdeg"), "damaged"),
    "no archive": lambda: (b"PK\x03\x04 not a zip", "not a zip archive"),
    "cut off": lambda: (zipped({"text.md": os.urandom(3000)})[:-30], "not a zip archive"),
    "a way out": lambda: (zipped({"t/../../out": b"x"}), "not the path of a file"),
    "absolute": lambda: (zipped({"/out": b"x"}), "not the path of a file"),
    "backslash": lambda: (zipped({"t/..\\out": b"x"}).replace(b"t/..\\out", b"t\\..\\out"), "not the path of a file"),
    "twice": lambda: (zipped({"a": b"x", "b": b"y"}).replace(b"b", b"a"), "twice"),
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_broken_archive_ends_in_words(tmp_path: Path, source: Path, shop: Path, run: Run, broken: str) -> None:
    archive, said = BROKEN[broken]()
    write_files(source / ROOT, {"text.md": THEIRS})
    (shop / BASE).write_bytes(archive)
    commit_all(shop)
    answer = run("update", cwd=shop)
    assert (answer.code, answer.out) == (2, "")
    assert f"{BASE} cannot be used: " in " ".join(answer.err.split())
    assert said in " ".join(answer.err.split())
    (tmp_path / "bad.zip").write_bytes(archive)
    answer = run("init", "other", "--template", "bad.zip", "--yes", cwd=tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert said in " ".join(answer.err.split())
    assert not (tmp_path / "out").exists()


def test_what_becomes_of_a_project_without_its_archive_is_said(source: Path, shop: Path, run: Run) -> None:
    write_files(source / ROOT, {"text.md": THEIRS})
    (shop / BASE).write_bytes(b"no")
    assert "`git restore .crispdm/base.zip`" in " ".join(run("update", cwd=shop).err.split())
    (shop / BASE).unlink()
    assert run("update", cwd=shop).code == 0, "git's objects have the texts"
