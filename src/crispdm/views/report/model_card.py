"""The report as a model card in Markdown: the sections of Hugging Face's template, and what of them is not known.

Source: https://huggingface.co/docs/hub/model-cards, and its `model-index` for results.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crispdm import __version__
from crispdm.canonical_json import dumps
from crispdm.lifecycle.goal_progress import reported_objective
from crispdm.numbers import parse_number, percent, show
from crispdm.results.report import Report
from crispdm.views.report.effect import effect
from crispdm.views.report.glance import facts as attention
from crispdm.views.report.names import mask_addresses, name_of
from crispdm.views.report.operation import operation
from crispdm.views.report.verdict import verdict
from crispdm.views.report.wording import Wording, capital, role
from crispdm.views.text.markdown import escaped
from crispdm.words import listing

MARK = "# model card by crispdm"  # what tells it from any other file
_LIMITS = ("Note", "Changed", "Against the numbers", "Warnings", "Exceptions")
_UNKNOWN = "Not known"

Fact = tuple[str, str]  # what it is about, and the text; empty where it is not known


def to_model_card(report: Report) -> str:
    """Return the card, the same for the same state and time."""
    wording = Wording(report)
    facts = _facts(report)
    run = facts.get("run", {})
    name = str(run.get("run") or "no model chosen yet")
    lines = [*_head(name, run), f"# {_text(report.title)}: {_text(name)}", "", _text(verdict(report, wording)), ""]
    for heading, found in (
        ("Model details", _details(report, run, wording)),
        ("Uses", _uses(report)),
        ("Bias, risks and limitations", _limitations(report, facts, wording)),
        ("Training details", _training(facts, wording)),
        ("Evaluation", _evaluation(report, run, wording)),
        ("In operation", operation(report, wording) if report.completed or report.written else ()),
        ("Environmental impact", [("Energy and carbon", "")]),
        ("Contact", _contact(report)),
    ):
        lines += [f"## {heading}", "", *_list(found), ""]
    return "\n".join(lines)


def _facts(report: Report) -> dict[str, Mapping[str, Any]]:
    """Of what is live; of the newest iteration with a model, where nothing is."""
    iteration = report.completed or report.status.iteration
    written = report.written if iteration == report.status.iteration else {}
    return {**report.facts.get(iteration, {}), **written}


def _head(name: str, run: Mapping[str, Any]) -> Iterator[str]:
    """The metadata, as JSON, which YAML reads too."""
    metric, score = run.get("metric"), parse_number(run.get("score"))
    yield from ("---", f"{MARK} {__version__}", 'tags: ["crisp-dm"]')
    if metric and score is not None:
        result = {
            "task": {"type": "other"},
            "dataset": {"name": "the project's test part", "type": "private"},
            "metrics": [{"type": mask_addresses(str(metric)), "value": score}],
        }
        yield f"metrics: {dumps([mask_addresses(str(metric))])}"
        yield f"model-index: {dumps([{'name': mask_addresses(name), 'results': [result]}])}"
    yield from ("---", "")


def _list(found: Iterable[Fact]) -> Iterator[str]:
    rows = [f"- **{_text(name)}**: {_text(text) if text else f'{_UNKNOWN}.'}" for name, text in found]
    yield from rows or [f"{_UNKNOWN} yet."]


def _text(text: str) -> str:
    return escaped(mask_addresses(text))


def _details(report: Report, run: Mapping[str, Any], wording: Wording) -> Iterator[Fact]:
    yield "Developed by", listing([*_people(report)])
    yield "Model type", str(run.get("kind") or "")
    yield "Version", str(run.get("run") or "")
    yield "Live since", wording.long_date(report.status.live_since) if report.status.live_since else "Not live"
    yield "License", ""


def _people(report: Report) -> Iterator[str]:
    yield from dict.fromkeys(name_of(each) for holders in report.status.team.values() for each in holders)


def _uses(report: Report) -> Iterator[Fact]:
    period = reported_objective(report.objectives, report.status.outcome, report.completed)
    objective = (period.objective if period else None) or {}
    now, target = (parse_number(objective.get(key)) for key in ("now", "target"))
    course = f" from {show(now)} to {show(target)}" if now is not None and target is not None else ""
    yield (
        "Intended use",
        f"{capital(str(objective.get('measure')))}:{course} {objective.get('unit')}" if objective else "",
    )
    yield "Out-of-scope use", ""


def _limitations(report: Report, facts: Mapping[str, Mapping[str, Any]], wording: Wording) -> Iterator[Fact]:
    for field, gap in facts.get("gaps", {}).items():
        why = gap.get("because") or gap.get("with") or gap.get("effort") or ""
        yield f"Missing data, {field}", f"{gap.get('gap')}: {why}"
    labels = facts.get("labels", {})
    rows, wrong = parse_number(labels.get("rows")), parse_number(labels.get("wrong"))
    checked = f"{show(wrong)} of {show(rows)} checked by hand were wrong" if rows and wrong is not None else ""
    yield "Label errors", checked
    yield from ((name, text) for name, text in attention(report, wording) if name in _LIMITS)
    yield "Differences between groups of people", ""


def _training(facts: Mapping[str, Mapping[str, Any]], wording: Wording) -> Iterator[Fact]:
    table, split = facts.get("table", {}), facts.get("split", {})
    yield "Features", listing([str(each) for each in table.get("features", ())])
    yield "Target", str(table.get("target") or "")
    rows = parse_number(table.get("rows"))
    yield "Rows", show(rows) if rows is not None else ""
    test = f"; test from {wording.recorded_date(split.get('test_from'))}" if split.get("test_from") else ""
    yield "Split", f"by {split.get('by')}{test}" if split else ""
    yield "Procedure and hyperparameters", ""


def _evaluation(report: Report, run: Mapping[str, Any], wording: Wording) -> Iterator[Fact]:
    score = parse_number(run.get("score"))
    yield capital(str(run.get("metric") or "metric")), f"{show(score)} on the test part" if score is not None else ""
    pilots = [pilot for period in report.objectives for pilot in period.pilots]
    for number, each in enumerate(pilots, 1):
        share = parse_number(each.pilot.get("share"))
        traffic = f" with {percent(share)} of the traffic" if share is not None else ""
        model = f"{(each.run or {}).get('run')}, " if each.run else ""
        start = wording.recorded_date(each.pilot.get("start"))
        decided = f"decided to {each.pilot.get('decision')}"
        yield f"Pilot {number}", f"{model}from {start}{traffic}: {effect(each)}, {decided}"
    if not pilots:
        yield "Pilot", ""
    period = reported_objective(report.objectives, report.status.outcome, report.completed)
    value = parse_number(((period.full_traffic if period else None) or {}).get("value"))
    unit = (period.objective or {}).get("unit") if period else ""
    yield "With all traffic", f"{show(value)} {unit}" if value is not None else ""


def _contact(report: Report) -> Iterator[Fact]:
    for name, holders in report.status.team.items():
        if holders:
            yield capital(role(name)), listing([name_of(each) for each in holders])
