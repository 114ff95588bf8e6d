"""What `init` is asked for: where, from which template, and with which answers."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from crispdm.actions.project import Act
from crispdm.errors import CrispdmError
from crispdm.eventlog import store
from crispdm.process import FILE
from crispdm.scaffold import bundled
from crispdm.scaffold.build import Code, all_prompts
from crispdm.scaffold.questions import Ask
from crispdm.scaffold.record import Record, Template
from crispdm.scaffold.sources import Reference, Source, is_local
from crispdm.scaffold.user_config import UserConfig

_NAME_ENDINGS = ("name", "slug")  # of questions that ask what the project is called


class Request(Struct, frozen=True, kw_only=True):
    """What to create: where, from which template, and with which answers.

    `target` is None where the answers name the folder; a template without a name is the one that the project has, or
    the default; `ask` is None where nobody can be asked, and then
    `takes_defaults` says whether defaults may answer the rest.
    """

    target: Path | None
    template: Reference
    given: Mapping[str, str]
    config: UserConfig = UserConfig()
    ask: Ask | None = None
    takes_defaults: bool = True
    code: Code = Code(trusted=False)
    process: str | None = None
    with_git: bool | None = None
    dry_run: bool = False


def folder_of(request: Request, name: str = "project") -> Path:
    """The project's folder; where only the answers name it, it has this name."""
    return request.target or request.template.base / name


def as_before(request: Request, record: Record) -> Request:
    """The request as it was for the project that is there: the same template and choices, and no questions."""
    given, old, target = request.template, record.template, folder_of(request)
    if given.name:
        refuse_other_template(target, record, _recorded_name(given, target))
    checkout = given.checkout or old.checkout or (old.version if old.commit else None)
    reference = Reference(old.source, target, checkout, given.directory or old.directory)
    code = request.code._replace(hooks=request.code.hooks and old.hooks is not False)
    return replace(request, template=reference, code=code, process=request.process or old.process, ask=None)


def with_template(request: Request) -> Request:
    """The request with a template; of a project that only lost its record nothing is asked: its files are there."""
    reference = request.template._replace(name=request.template.name or bundled.DEFAULT)
    if request.target and is_project(request.target) and (request.target / store.PATH).is_file():
        return replace(request, template=reference, ask=None, takes_defaults=True)
    return replace(request, template=reference)


def refuse_other_template(target: Path, record: Record | None, source: str) -> None:
    """Refuse to start a project of a second template in the folder of a first one.

    Raises:
        CrispdmError: the project that is there was made from another source.
    """
    if record and record.template.source != source:
        hint = "`crispdm update` merges in a newer version of it"
        raise CrispdmError(f"{target} is already a project of the template {record.template.source}", hint=hint)


def is_project(target: Path | None) -> bool:
    """Whether a process is there already: then its package is the one that the template made."""
    return target is not None and (target / FILE).is_file()


def refuse_unanswered(request: Request, source: Source, record: Record | None) -> None:
    """Refuse to guess: where nobody can be asked, defaults must be wanted, and the project must have a name.

    Raises:
        CrispdmError: nobody asked for the defaults, or the project has no name.
    """
    is_named = any(name.endswith(_NAME_ENDINGS) for name in request.given)
    if record or request.ask or (request.takes_defaults and (request.target or is_named)):
        return
    if request.takes_defaults:
        hint = "name a folder, or add --set project_name=NAME"
        raise CrispdmError("the project has neither a folder nor a name; nothing was created", hint=hint)
    known = _folder_defaults(request)
    prompts = all_prompts(source.folder, request.process)
    unanswered = tuple(f"{name}: {prompt}" for name, prompt in prompts if name not in known)
    hint = "add --yes for the defaults, --set KEY=VALUE for one answer, or --answers FILE"
    raise CrispdmError("no terminal to ask on; nothing was created", details=unanswered, hint=hint)


def known_answers(request: Request, act: Act, record: Record | None) -> dict[str, object]:
    """What is known without asking: from git, the user's settings, the folder's name and an earlier `init`."""
    name, mail = act.who.name, act.who.mail
    by_git = {"person": str(act.who)}
    by_git |= {key: name for key in ("full_name", "author_name", "author") if name}
    by_git |= {key: mail for key in ("email", "author_email") if mail}
    earlier = record.answers if record else {}
    return {**by_git, **request.config.defaults, **_folder_defaults(request), **earlier}


def _folder_defaults(request: Request) -> dict[str, str]:
    folder = request.target.name if request.target else ""
    return {"project_name": folder, "project_slug": folder} if folder else {}


def choice_of_nested(request: Request) -> Ask | None:
    """Who says which of several templates is meant: the user, or `--yes`, for the first."""
    return request.ask or ((lambda _question, _wrong: "") if request.takes_defaults else None)


def remembered_template(request: Request, source: Source, requirement: str | None) -> Template:
    """The template as the project remembers it."""
    return source.remembered(
        source=_recorded_name(request.template, folder_of(request)),
        checkout=request.template.checkout,
        process=request.process,
        hooks=None if request.code.hooks else False,
        requirement=requirement,
    )


def _recorded_name(reference: Reference, target: Path) -> str:
    """How a project remembers the name of its template: a relative path starts at the project."""
    name = reference.name
    is_relative = is_local(name, reference.base) and not Path(name).is_absolute()
    return os.path.relpath(reference.base / name, target) if is_relative else name
