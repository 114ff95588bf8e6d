"""Build the files of a project in memory, from a template and answers."""

from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from crispdm.errors import CrispdmError
from crispdm.process import FILE
from crispdm.scaffold import HOME, bundled, hooks
from crispdm.scaffold.merge_hints import Gap, missing_lines, missing_ruff_excludes, requirements
from crispdm.scaffold.questions import Ask, Question, Questions
from crispdm.scaffold.render import could_make, render, root_name
from crispdm.scaffold.tree import File, checked
from crispdm.yamlio import parse

PYPROJECT = "pyproject.toml"
_DEPENDENCY_LISTS = (PYPROJECT, "requirements.txt", "setup.py", "setup.cfg", "environment.yml", "Pipfile")


class Inputs(NamedTuple):
    """Where answers come from: what a person gave, what is known otherwise, and how to ask for the rest.

    What is `remembered` was answered earlier, and is not asked again. `modules` is what can be imported already,
    `requirement` installs the crispdm that the project's workflow and hooks are to use, and `origin` is what
    cookiecutter tells a template of where it comes from and goes to.
    """

    given: Mapping[str, str]
    defaults: Mapping[str, object]
    ask: Ask | None = None
    remembered: Mapping[str, object] = {}
    modules: frozenset[str] = frozenset()
    requirement: str | None = None
    origin: Mapping[str, str | None] = {}

    @property
    def facts(self) -> dict[str, str]:
        """What a template may use in private variables, and nobody is asked for."""
        return {"__crispdm": self.requirement or ""}


class Built(NamedTuple):
    """A project in memory: the name of its folder, the answers, and its files.

    `renames` are those that the template declares, from the old path to the new one; `dormant` are earlier answers to
    questions that do not apply now, and may again. `gaps` are lines that the template's files lack for the scripts of a
    process that was added, by path; `of_process` are the paths that came with it.
    """

    name: str
    answers: dict[str, Any]
    files: tuple[File, ...]
    renames: Mapping[str, str]
    dormant: Mapping[str, object] = {}
    gaps: Mapping[str, tuple[Gap, ...]] = {}
    of_process: frozenset[str] = frozenset()


class Code(NamedTuple):
    """Whether the code that a template brings may run, and whether its hooks are wanted at all."""

    trusted: bool
    hooks: bool = True


def build(folder: Path, inputs: Inputs, code: Code, *, process: str | None, shared: Path | None = None) -> Built:
    """Answer a template's questions, render it, and run its hooks on the result.

    Args:
        folder: the template's folder.
        inputs: where answers come from.
        code: whether the template's own may run.
        process: the bundled template whose process is added, for a template that has none.
        shared: the folder with what the templates of its source share.

    Raises:
        CrispdmError: an answer is not valid, the template fails, brings code that is not trusted, or makes no project.
    """
    added = Questions(bundled.template(process), modules=inputs.modules, facts=inputs.facts) if process else None
    if not could_make(folder, FILE):
        _refuse_without_gates((), process)  # before a question is asked, or a hook runs
    with ExitStack() as stack:
        if code.trusted:
            folder = stack.enter_context(hooks.importable(folder, pre_prompt=code.hooks))
        questions = Questions(folder, trusted=code.trusted, modules=inputs.modules, facts=inputs.facts)
        if not code.trusted:
            hooks.refuse_code(folder, questions, hooks=code.hooks)
        own = _for_template(questions, inputs)
        answers = questions.answers(
            _without_those_of(added, questions, inputs.given), own.defaults, own.ask, own.remembered
        )
        answers |= inputs.origin
        files = render(folder, answers, shared=shared, trusted=code.trusted)
        name = root_name(folder, answers, trusted=code.trusted)
        _refuse_without_gates([file.path for file in files], process)
        if code.trusted and code.hooks:
            files = hooks.run_hooks(folder, {**answers, "_repo_dir": str(folder)}, files, name)
    own_paths = {file.path for file in files}
    _refuse_without_gates(own_paths, process)  # a hook may have made or removed it
    gaps: dict[str, tuple[Gap, ...]] = {}
    if added and process:
        own_code = {top.removesuffix(".py") for path in own_paths for top in path.removeprefix("src/").split("/")[:1]}
        added = Questions(bundled.template(process), modules=inputs.modules | own_code)
        answers, files, gaps = _with_process(process, added, inputs, answers, files)
    dormant = _dormant((questions, added), answers, inputs)
    of_process = frozenset(file.path for file in files) - own_paths
    return Built(name, answers, files, questions.private("renames"), dormant, gaps, of_process)


def _refuse_without_gates(paths: Container[str], process: str | None) -> None:
    """Refuse a template without a process where none is added, and one that has its own where one is."""
    if process and FILE in paths:
        raise CrispdmError(f"the template has a {FILE} of its own; nothing was created", hint="leave out --process")
    if not process and FILE not in paths:
        what = f"the template has no {FILE}, so the project would have no gates; nothing was created"
        hint = "add --process crisp-dm for the phases and gates of a bundled template"
        raise CrispdmError(what, hint=hint)


def _dormant(asking: Iterable[Questions | None], answers: Mapping[str, Any], inputs: Inputs) -> dict[str, object]:
    """The earlier answers to questions that do not apply now."""
    skipped = {name for each in asking if each for name in each.names if not each.applies(name, answers)}
    return {name: answer for name, answer in inputs.remembered.items() if name in skipped}


def all_prompts(folder: Path, process: str | None) -> list[tuple[str, str]]:
    """The questions that would be asked, by name, with their prompts."""
    prompts = Questions(folder).prompts()
    added = Questions(bundled.template(process)) if process else None
    if added is None:
        return prompts
    not_asked = {*(name for name, _ in prompts), *added.private("whole")}
    return [*prompts, *(each for each in added.prompts() if each[0] not in not_asked)]


def _for_template(questions: Questions, inputs: Inputs) -> Inputs:
    """Do not ask for the slug where the folder is known; other templates make more of it than the folder's name."""
    if "project_slug" not in inputs.defaults:
        return inputs
    if questions.is_ours:
        return inputs._replace(ask=_skipping({"project_slug": None}, inputs.ask))
    return inputs._replace(defaults={name: it for name, it in inputs.defaults.items() if name != "project_slug"})


def _without_those_of(added: Questions | None, questions: Questions, given: Mapping[str, str]) -> dict[str, str]:
    """The answers without those that only the added process asks for; unknown ones remain, to be refused."""
    others = added.names if added else []
    return {name: text for name, text in given.items() if name in questions.names or name not in others}


def _with_process(
    process: str, questions: Questions, inputs: Inputs, answers: dict[str, Any], files: Sequence[File]
) -> tuple[dict[str, Any], tuple[File, ...], dict[str, tuple[Gap, ...]]]:
    """Add the process, its folders and its evidence files, but no file that the template has itself.

    What both templates ask is asked once, and not what only a whole project needs. The package that the scripts share
    comes along, under a name that the template's own code does not have; and what they depend on, or what to add.
    """
    common = {name: answer for name, answer in answers.items() if not name.startswith("_")}
    given = {name: text for name, text in inputs.given.items() if name in questions.names and name not in common}
    own = _for_template(questions, inputs)
    earlier = {name: answer for name, answer in own.remembered.items() if name not in common}
    skipped = {**common, **dict.fromkeys(questions.private("whole"))}
    more = questions.answers(given, {**own.defaults, **common}, _skipping(skipped, own.ask), earlier)
    source = bundled.template(process)
    rendered = render(source, more, shared=bundled.shared(source))
    packages = (f"{more[name]}/" for name in questions.private("packages"))
    below = (f"{HOME}/", *_phase_folders(rendered), *packages)
    existing = {file.path for file in files}
    gaps = _missing_dependencies(files, rendered)
    wanted = {FILE} if gaps or PYPROJECT in existing else {FILE, PYPROJECT}
    added = [
        file for file in rendered if (file.path in wanted or file.path.startswith(below)) and file.path not in existing
    ]
    for path, found in _missing_excludes(files, added).items():
        gaps[path] = (*gaps.get(path, ()), *found)
    return {**more, **answers}, checked([*files, *added]), gaps


def _missing_excludes(files: Iterable[File], added: Iterable[File]) -> dict[str, tuple[Gap, ...]]:
    """What ruff is to leave out where the template has settings of it."""
    own = {file.path: file.data for file in files}
    places = {file.path.partition("/")[0] for file in added if file.path.endswith(".py")}
    return missing_ruff_excludes(own.get, sorted(places))


def _missing_dependencies(files: Sequence[File], rendered: Sequence[File]) -> dict[str, tuple[Gap, ...]]:
    """What the scripts of the process need that the template's own list of dependencies lacks, by the list's path."""
    own = {file.path: file.data for file in files}
    path = next((each for each in _DEPENDENCY_LISTS if each in own), None)
    needed = next(file.data for file in rendered if file.path == PYPROJECT)
    if path is None:
        return {}
    gaps = missing_lines(path, own[path], needed) if path == PYPROJECT else ()
    names = [name for name in requirements(needed) if name.encode() not in own[path].lower()]
    gaps = gaps or ((Gap("among its dependencies", tuple(names)),) if names else ())
    return {path: gaps} if gaps else {}


def _skipping(known: Mapping[str, object], ask: Ask | None) -> Ask | None:
    """Ask only for what is not known yet, or is not valid here and so is not the default."""
    if ask is None:
        return None

    def is_known(question: Question) -> bool:
        return question.name in known and known[question.name] in (None, question.default)

    return lambda question, wrong: "" if is_known(question) and not wrong else ask(question, wrong)


def _phase_folders(files: Sequence[File]) -> list[str]:
    process = next(file.data for file in files if file.path == FILE)
    return [f"{str(phase['folder']).strip('/')}/" for phase in parse(process, FILE).value["phases"]]
