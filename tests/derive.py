"""Write what the derived templates share with crisp-dm: `python -m tests.derive`.

A template with a manifest, `shared.yaml` beside its cookiecutter.json, holds every file of crisp-dm that the manifest
does not leave out, under the names that it gives; what it changes in one of them stands there too. Its own files are
left as they are, but for what they have in common with crisp-dm: a criterion of crispdm.yaml, or a line of a README
about a criterion, is crisp-dm's where crisp-dm has a criterion of that id.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

HOME = Path(__file__).parents[1] / "templates"
SOURCE = HOME / "crisp-dm"
MANIFEST = "shared.yaml"
_PROJECT = "{{ cookiecutter.project_slug }}/"
_TOP = ("cookiecutter.json", MANIFEST)  # what stands beside the project's folder
_PHASE = re.compile(r"^  - id: .*?(?=^  - id: |\Z)", re.MULTILINE | re.DOTALL)
_FOLDER = re.compile(r"^    folder: (\S+)$", re.MULTILINE)
_CRITERION = re.compile(r"^      - id: (\S+).*\n(?:        .*\n)+", re.MULTILINE)
_LINE = re.compile(r"^- `([a-z-]+)`:.*\n(?:  .*\n)*", re.MULTILINE)  # of a README
_PATH = re.compile(r"^(        (?:file|data|dataset|errors|inventory|metric|objective|runs): )(\S+)$")


class Change(Struct, frozen=True, forbid_unknown_fields=True, rename={"old": "from", "new": "to"}):
    """A text of crisp-dm's, and what stands here instead."""

    old: str
    new: str


class Copy(Struct, frozen=True, forbid_unknown_fields=True):
    """How a file is taken over: to which path, which of its top-level keys, what is changed, and what comes after."""

    path: str | None = None
    keys: tuple[str, ...] = ()
    replace: tuple[Change, ...] = ()
    append: str = ""


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What a template makes of crisp-dm: other names, files of its own, files left out, and files that it changes."""

    own: tuple[str, ...]
    names: dict[str, str] = {}
    without: tuple[str, ...] = ()
    changed: dict[str, tuple[Copy, ...]] = {}


def read(folder: Path) -> dict[str, str]:
    """The files of a template by path; the project's files without the project's folder."""
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)).removeprefix(_PROJECT): path.read_bytes().decode() for path in sorted(paths)}


def manifest(folder: Path) -> Manifest:
    """The manifest of a derived template."""
    return msgspec.convert(yaml.safe_load((folder / MANIFEST).read_bytes()), Manifest)


def derived() -> list[Path]:
    """The folders of the templates that have a manifest."""
    return sorted(path.parent for path in HOME.glob(f"*/{MANIFEST}"))


class Derivation:
    """From the files of crisp-dm to those of a template.

    Args:
        source: crisp-dm's files.
        manifest: of the template.
    """

    def __init__(self, source: Mapping[str, str], manifest: Manifest) -> None:
        self._source = source
        self._manifest = manifest
        names = sorted(manifest.names, key=len, reverse=True)
        self._names = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names)) if names else None
        self._copies = [*self._listed()]

    def files(self, own: Mapping[str, str]) -> dict[str, str]:
        """What the template has to hold.

        Args:
            own: the template's own files, as they are.

        Raises:
            ValueError: a change names a file or a text that crisp-dm does not have, or two files take one path.
        """
        files = {path: self._refreshed(path, text) for path, text in own.items()}
        for name, path, copy in self._copies:
            if path in files:
                raise ValueError(f"{path} is there twice")
            files[path] = self._renamed(_changed(name, self._source[name], copy))
        return files

    def _listed(self) -> Iterator[tuple[str, str, Copy]]:
        """Each file that is taken over: its path there, its path here, and how."""
        changed, as_it_is = self._manifest.changed, (Copy(),)
        if unknown := [name for name in changed if name not in self._source]:
            raise ValueError(f"crisp-dm has no {unknown[0]}")
        left_out = (*self._manifest.own, *self._manifest.without, MANIFEST)
        for name in self._source:
            if name in changed or not any(fnmatch(self._renamed(name), each) for each in left_out):
                for copy in changed.get(name, as_it_is):
                    yield name, copy.path or self._renamed(name), copy

    def _renamed(self, text: str) -> str:
        return self._names.sub(lambda name: self._manifest.names[name[0]], text) if self._names else text

    def _refreshed(self, path: str, text: str) -> str:
        """A file of the template's own, with crisp-dm's words for the criteria that both have."""
        if path == "crispdm.yaml":
            criteria = dict(_criteria(self._source[path]))
            return _PHASE.sub(lambda phase: self._phase(phase[0], criteria), text)
        if path.endswith("README.md"):
            readmes = (self._source[name] for name in self._source if name.endswith("README.md"))
            lines = {line[1]: line[0] for readme in readmes for line in _LINE.finditer(readme)}
            return _LINE.sub(lambda line: self._renamed(lines.get(line[1], line[0])), text)
        return text

    def _phase(self, text: str, criteria: Mapping[str, tuple[str, str]]) -> str:
        folder = _folder(text)

        def criterion(found: re.Match[str]) -> str:
            if found[1] not in criteria:
                return found[0]
            of, block = criteria[found[1]]
            lines = (self._line(line, of, folder) for line in block.splitlines())
            return "\n".join(lines) + "\n"

        return _CRITERION.sub(criterion, text)

    def _line(self, line: str, of: str, to: str) -> str:
        """A line of a criterion: a path in it leads from another folder to where the file is now."""
        path = _PATH.match(line)
        if path is None:
            return self._renamed(line)
        name = path[2].removeprefix("/") if path[2].startswith("/") else f"{of}/{path[2]}"
        places = [place for each, place, _ in self._copies if each == name] or [self._renamed(name)]
        place = next((each for each in places if each.startswith(f"{to}/")), f"/{places[0]}")
        return path[1] + place.removeprefix(f"{to}/")


def _criteria(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """The criteria of a crispdm.yaml: id, the folder of the phase, and the text."""
    for phase in _PHASE.findall(text):
        for found in _CRITERION.finditer(phase):
            yield found[1], (_folder(phase), found[0])


def _folder(phase: str) -> str:
    found = _FOLDER.search(phase)
    if found is None:
        raise ValueError(f"a phase without a folder: {phase.splitlines()[0]}")
    return found[1]


def _changed(name: str, text: str, copy: Copy) -> str:
    if copy.keys:
        head, *paragraphs = text.rstrip("\n").split("\n\n")
        by_key = {paragraph.partition(":")[0]: paragraph for paragraph in paragraphs}
        if missing := [key for key in copy.keys if key not in by_key]:
            raise ValueError(f"{name} of crisp-dm has no {missing[0]!r}")
        text = "\n\n".join([head, *(by_key[key] for key in copy.keys)]) + "\n"
    for change in copy.replace:
        if change.old not in text:
            raise ValueError(f"{name} of crisp-dm does not say {change.old!r}")
        text = text.replace(change.old, change.new)
    return text + copy.append


def derive(folder: Path) -> dict[str, str]:
    """The files that a template has to hold, its manifest left out."""
    found, here = manifest(folder), read(folder)
    own = {path: text for path, text in here.items() if any(fnmatch(path, each) for each in found.own)}
    return Derivation(read(SOURCE), found).files(own)


def write(folder: Path) -> list[str]:
    """Write them, and remove what is neither shared nor the template's own; the paths that changed."""
    wanted, here = derive(folder), read(folder)
    changed = [path for path, text in wanted.items() if here.get(path) != text]
    gone = [path for path in here if path not in wanted and path != MANIFEST]
    for path in changed:
        place = folder / (path if path in _TOP else _PROJECT + path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(wanted[path].encode())
    for path in gone:
        (folder / (path if path in _TOP else _PROJECT + path)).unlink()
    return sorted([*changed, *gone])


if __name__ == "__main__":
    for template in derived():
        for path in write(template):
            print(f"{template.name}: {path}")  # noqa: T201 - what a person sees who runs it
