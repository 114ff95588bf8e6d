"""What `explain` found, as lines."""

from collections.abc import Iterator

from crispdm.numbers import show
from crispdm.results.explain import Explain, ExplainedCheck, ExplainedCriterion, ExplainedPhase, Parameter
from crispdm.views.people import Names
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count, listing

Facts = dict[str, list[str]]  # labels with their lines

_ROUTES = {
    "next": "continue with the next phase",
    "finish": "finish the project",
    "stop": "stop the project",
    "new_iteration": "start a new iteration with a new objective",
}
_LEVELS = {"required": "", "warn": " (warning)"}


def lines(explain: Explain) -> Iterator[Line]:
    """A headline, then each fact with its label."""
    subject, names = explain.subject, Names(explain.team)
    match subject:
        case ExplainedPhase():
            headline, facts = subject.title, _phase_facts(subject, names)
        case ExplainedCriterion():
            headline, facts = subject.says, _criterion_facts(subject, names)
        case ExplainedCheck():
            headline, facts = subject.says, _check_facts(subject)
    facts["next"] = [explain.next] if explain.next else []
    yield Line(f"{subject.id}: {headline}", style=Style.HEAD)
    yield from _labelled({label: texts for label, texts in facts.items() if texts})


def _labelled(facts: Facts) -> Iterator[Line]:
    width = max(map(len, facts), default=0)
    for label, texts in facts.items():
        for number, text in enumerate(texts):
            yield Line(text, label=f"  {(label if number == 0 else '').ljust(width)}  ", style=Style.RUNNING)


def _phase_facts(phase: ExplainedPhase, names: Names) -> Facts:
    return {
        "owner": [names.owner(phase.owner)] if phase.owner else [],
        "sign-off": [names.owner(role) for role in phase.sign_off],
        "timebox": [count(phase.timebox, "working day")] if phase.timebox else [],
        "criteria": [f"{each.id}: {each.says}{_LEVELS[each.level]}" for each in phase.criteria],
        "decision": _decision_lines(phase),
        "guide": [phase.guide] if phase.guide else [],
    }


def _decision_lines(phase: ExplainedPhase) -> list[str]:
    if phase.decision is None:
        return []
    routes = phase.decision.routes.items()
    return [
        f"{phase.decision.field} in {phase.decision.file}",
        *(f"{outcome}: {_ROUTES.get(route, f'go back to {route}')}" for outcome, route in routes),
    ]


def _criterion_facts(criterion: ExplainedCriterion, names: Names) -> Facts:
    fresh = criterion.fresh
    values = listing(fresh) if isinstance(fresh, tuple) else "the evidence"
    return {
        "phase": [criterion.title],
        "owner": [names.owner(criterion.owner)] if criterion.owner else [],
        "level": ["warning: it does not close the gate"] if criterion.level == "warn" else [],
        "check": [f"{criterion.check}: {criterion.check_says}"],
        "details": [*criterion.details],
        "made by": [criterion.made_by] if criterion.made_by else [],
        "parameters": [f"{name}: {_value(value)}" for name, value in criterion.parameters.items()],
        "fresh": [f"{values} must differ from what was accepted before"] if fresh else [],
    }


def _check_facts(check: ExplainedCheck) -> Facts:
    return {
        "details": [*check.details],
        "method": [] if check.parts else [check.method],
        "parts": [f"{part}: {says}" for part, says in check.parts.items()],
        "parameters": [*map(_parameter, check.parameters)],
        "used by": [listing(check.used_by)] if check.used_by else [],
    }


def _parameter(parameter: Parameter) -> str:
    if parameter.required:
        return f"{parameter.name} (required)"
    if parameter.default in (None, "", (), [], {}):  # it says nothing; 0 and false do
        return parameter.name
    return f"{parameter.name} (default: {_value(parameter.default)})"


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return show(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
