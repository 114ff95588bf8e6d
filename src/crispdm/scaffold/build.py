"""From a template and answers to the files of a project, in memory."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from crispdm.errors import CrispdmError
from crispdm.process import FILE
from crispdm.scaffold import bundled, hooks
from crispdm.scaffold.questions import Ask, Question, Questions
from crispdm.scaffold.render import render, root_name
from crispdm.scaffold.tree import File, checked
from crispdm.yamlio import parse

_HOME = ".crispdm/"


class Given(NamedTuple):
    """What is known before anybody is asked: answers of a person, and what the surroundings know."""

    answers: Mapping[str, str]
    defaults: Mapping[str, object]
    ask: Ask | None = None


class Built(NamedTuple):
    """A project to be: what its folder would be called, the answers, and its files.

    `renames` are those that the template tells of, from the old path to the new one.
    """

    name: str
    answers: dict[str, Any]
    files: tuple[File, ...]
    renames: Mapping[str, str]


def build(folder: Path, given: Given, *, trusted: bool, process: str | None, shared: Path | None = None) -> Built:
    """Answer a template's questions, render it, and let its hooks work on it.

    Args:
        folder: the template's.
        given: the answers that are there, and how to ask for the others.
        trusted: code that the template brings along may run.
        process: the bundled template whose process it gets, as it has none of its own.
        shared: the folder with what the templates of its source share.

    Raises:
        CrispdmError: an answer does not fit, the template fails, brings code that nobody agreed to, or makes no
            project.
    """
    second = Questions(bundled.template(process)) if process else None
    with ExitStack() as stack:
        if trusted:
            folder = stack.enter_context(hooks.prepared(folder))
        questions = Questions(folder, trusted=trusted)
        if not trusted:
            hooks.refuse(folder, questions)
        defaults, ask = _suited(questions, given)
        answers = questions.answers(_for(questions, given.answers, second), defaults, ask)
        files = render(folder, answers, shared=shared, trusted=trusted)
        if trusted:
            files = hooks.hooked(folder, answers, files)
        name = root_name(folder, answers, trusted=trusted)
    has_process = any(file.path == FILE for file in files)
    if second and has_process:
        raise CrispdmError(f"the template makes a {FILE} of its own", hint="leave out --process")
    if second and process:
        answers, files = _with_process(process, second, given, answers, files)
    elif not has_process:
        hint = "add --process crisp-dm to give it the phases and gates of a bundled template"
        raise CrispdmError(f"the template makes no {FILE}, so that there would be no gate", hint=hint)
    return Built(name, answers, files, questions.private("renames"))


def asked(folder: Path, process: str | None) -> list[tuple[str, str]]:
    """The questions that would be asked, by name, with their prompts."""
    prompts = Questions(folder).prompts()
    names = [name for name, _ in prompts]
    more = Questions(bundled.template(process)).prompts() if process else []
    return [*prompts, *(each for each in more if each[0] not in names)]


def _suited(questions: Questions, given: Given) -> tuple[Mapping[str, object], Ask | None]:
    """A folder that was named is not asked for. Other templates make more of their slug than a folder's name."""
    if "project_slug" not in given.defaults:
        return given.defaults, given.ask
    if questions.is_ours:
        return given.defaults, _but_for({"project_slug": None}, given.ask)
    return {name: value for name, value in given.defaults.items() if name != "project_slug"}, given.ask


def _for(questions: Questions, answers: Mapping[str, str], second: Questions | None) -> dict[str, str]:
    """The answers that are for the first of the two, or for neither, which it will refuse."""
    others = second.names if second else []
    return {name: text for name, text in answers.items() if name in questions.names or name not in others}


def _with_process(
    process: str, questions: Questions, given: Given, answers: dict[str, Any], files: Sequence[File]
) -> tuple[dict[str, Any], tuple[File, ...]]:
    """Add the process, its folders and its evidence files, where the template has none of that name.

    What both ask is asked once.
    """
    common = {name: answer for name, answer in answers.items() if not name.startswith("_")}
    rest = {name: text for name, text in given.answers.items() if name in questions.names and name not in common}
    defaults, ask = _suited(questions, given)
    more = questions.answers(rest, {**defaults, **common}, _but_for(common, ask))
    source = bundled.template(process)
    rendered = render(source, more, shared=bundled.shared(source))
    below = (_HOME, *_phases(rendered))
    have = {file.path for file in files}
    added = (file for file in rendered if file.path == FILE or file.path.startswith(below))
    return {**more, **answers}, checked([*files, *(file for file in added if file.path not in have)])


def _but_for(known: Mapping[str, object], ask: Ask | None) -> Ask | None:
    """Ask for what is not known yet, or does not fit here and so is not what Enter would answer."""
    if ask is None:
        return None

    def skip(question: Question) -> bool:
        return question.name in known and known[question.name] in (None, question.default)

    return lambda question, why: "" if skip(question) and not why else ask(question, why)


def _phases(files: Sequence[File]) -> list[str]:
    """The phases' folders."""
    process = next(file.data for file in files if file.path == FILE)
    return [f"{str(phase['folder']).strip('/')}/" for phase in parse(process, FILE).value["phases"]]
