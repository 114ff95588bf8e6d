"""What pilot.yaml says of a plan and its guards, key by key, up to the edge of what each may be."""

from datetime import date, timedelta
from json import dumps
from typing import Any

import pytest

from crispdm.gate.finding import Unmet
from crispdm.gate.pilot.plan import EVERY_DAY, Plan
from crispdm.gate.pilot.plan_file import read_guards, read_plan, read_start
from crispdm.gate.record import Record
from crispdm.yamlio import parse

BASE = {
    "share": "5 %",
    "days": 14,
    "start": "2026-12-07",
    "control": "the rest",
    "stopped_by": "Fay",
    "switch_off": "the flag",
}
GUARD = {"measure": "errors", "better": "lower", "margin": "5 %"}
OTHER = {**GUARD, "measure": "load"}
LAST_START = date.max - timedelta(days=3660)


def record_of(beside: dict[str, Any] | None = None, **plan: Any) -> Record:
    written = {"plan": {**BASE, **plan}, **(beside or {})}
    return Record(parse(dumps(written).encode(), "pilot.yaml"), "pilot.yaml")


def refused(record: Record, what: Any = read_plan) -> tuple[str, str]:
    with pytest.raises(Unmet) as caught:
        what(record)
    return caught.value.finding.have.partition(":")[0], caught.value.finding.want


def test_a_plan_needs_little_and_the_rest_is_as_it_is_in_most_pilots() -> None:
    assert read_plan(record_of()) == Plan(share=0.05, days=14)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"share": ["5 %", "20 %"]}, {"share": 0.2, "has_changing_share": True}),
        ({"days": 7}, {"days": 7}),
        ({"days": 3660}, {"days": 3660}),
        ({"control": "None ", "control_because": "one queue"}, {"has_control": False}),
        ({"control": ["Ana's queue", "Bo's queue"], "stopped_by": ["Fay", "Cy"]}, {}),
        ({"row": "day", "days": 7}, {"days": 7}),
        ({"row": "week", "days": 21}, {"row": "week", "days": 21}),
        ({"row": "month", "days": 90}, {"row": "month", "days": 90}),
        ({"weekdays": "mon-fri"}, {"weekdays": (0, 1, 2, 3, 4)}),
        ({"weekdays": "Friday - Monday"}, {"weekdays": (0, 4, 5, 6)}),
        ({"weekdays": "sunday-saturday"}, {"weekdays": EVERY_DAY}),
        ({"weekdays": "saturday"}, {"weekdays": (5,)}),
        ({"weekdays": ["thu", "Tuesday"]}, {"weekdays": (1, 3)}),
        ({"weekdays": "monday-sunday", "row": "week", "days": 21}, {"row": "week", "days": 21}),
        ({"pre_days": 1}, {"pre_days": 1}),
        ({"pre_days": 3660}, {"pre_days": 3660}),
        ({"label_delay": 3660, "read": "2026-12-21"}, {"label_delay": 3660, "read": date(2026, 12, 21)}),
        ({"units": 1e9}, {"units": 1_000_000_000}),
        ({"control_units": 3}, {"control_units": 3}),
        ({"cases": 2000}, {"cases": 2000}),
        ({"label_delay": 2, "read": "2026-12-21"}, {"label_delay": 2, "read": date(2026, 12, 21)}),
        ({"spread": "40 %"}, {"spread": 0.4}),
        ({"per": 0.5}, {"per": 0.5}),
        ({"control_share": "95 %"}, {"control_share": 0.95}),
        ({"control_share": 0.01}, {"control_share": 0.01}),
        ({"shadow": True}, {"is_shadow": True}),
        ({"shadow": False, "switchback": False, "pre_days": 7}, {"pre_days": 7}),
        ({"switchback": True}, {"is_switchback": True}),
        ({"switchback": True, "weekdays": "mon-fri"}, {"is_switchback": True, "weekdays": (0, 1, 2, 3, 4)}),
        ({"same_scale": "a new queue"}, {"same_scale": True}),
        ({"same_scale": "TODO"}, {}),
        ({"missing": {"2026-12-08": "ill", "2026-12-10": "ill"}}, {"missing": (date(2026, 12, 8), date(2026, 12, 10))}),
    ],
)
def test_what_is_written_is_what_is_planned(written: dict[str, Any], meant: dict[str, Any]) -> None:
    assert read_plan(record_of(**written)) == Plan(**{"share": 0.05, "days": 14, **meant})


@pytest.mark.parametrize(("because", "has_ended"), [("a holiday", True), ("TODO", False), (None, False)])
def test_a_pilot_that_ended_before_its_time_says_why(because: str | None, *, has_ended: bool) -> None:
    assert read_plan(record_of({"ended_because": because})).has_ended is has_ended


@pytest.mark.parametrize(
    ("written", "key", "want"),
    [
        ({"share": ["5 %", 0]}, "share", "each share above 0 and below 100 %"),
        ({"share": ["5 %", 1]}, "share", "each share above 0 and below 100 %"),
        ({"share": [1, "5 %"]}, "share", "each share above 0 and below 100 %"),
        ({"share": ["5 %"]}, "share", "the share of the traffic"),
        ({"share": 0}, "share", "above 0 and below 100 %"),
        ({"share": 1}, "share", "above 0 and below 100 %"),
        ({"days": 6}, "days", "7 or more whole days"),
        ({"days": 7.5}, "days", "7 or more whole days"),
        ({"days": 3661}, "days", "at most 3,660 days"),
        ({"control": "none"}, "control_because", "why no control is possible"),
        ({"control": None}, "control", "what runs without the change"),
        ({"control": ["a queue", 2]}, "control", "what runs without the change"),
        ({"stopped_by": [1, "Fay"]}, "stopped_by", "who may stop it"),
        ({"stopped_by": None}, "stopped_by", "who may stop it"),
        ({"switch_off": "TODO"}, "switch_off", "how it is switched off"),
        ({"control_because": ["one", "queue"]}, "control_because", "why no control is possible"),
        ({"row": "year"}, "row", "day, week or month"),
        ({"row": "week", "days": 20}, "days", "3 weeks or more"),
        ({"row": "month", "days": 89}, "days", "3 months or more"),
        ({"row": "week", "days": 21, "weekdays": "mon-fri"}, "weekdays", "nothing, as plan.row is week"),
        ({"weekdays": []}, "weekdays", "weekdays, each once"),
        ({"weekdays": "mo-fr"}, "weekdays", "weekdays, each once"),
        ({"weekdays": "mon-someday"}, "weekdays", "weekdays, each once"),
        ({"weekdays": "mon-mon"}, "weekdays", "weekdays, each once"),
        ({"switchback": True, "row": "week", "days": 28}, "switchback", "days in turns with a control"),
        (
            {"switchback": True, "control": "none", "control_because": "one queue"},
            *("switchback", "days in turns with a control"),
        ),
        ({"switchback": True, "pre_days": 7}, "pre_days", "the arms of a switchback take turns"),
        ({"pre_days": 0}, "pre_days", "a whole number above 0"),
        ({"pre_days": 1.5}, "pre_days", "a whole number above 0"),
        ({"pre_days": 3661}, "pre_days", "a whole number above 0, and at most 3,660"),
        ({"label_delay": 3661, "read": "2026-12-21"}, "label_delay", "at most 3,660"),
        ({"units": 1e9 + 1}, "units", "a whole number above 0, and at most 1,000,000,000"),
        ({"spread": 0}, "spread", "above 0"),
        ({"per": -1}, "per", "above 0"),
        ({"control_share": 0}, "control_share", "at most 100 %"),
        ({"control_share": "96 %"}, "control_share", "at most 100 %"),
        ({"shadow": "yes"}, "shadow", "true or false"),
        ({"read": "soon"}, "read", "the day on which the numbers were drawn, such as"),
        ({"missing": ["2026-12-08"]}, "missing", "each missing day with its reason"),
        ({"missing": {"2026-12-08": "TODO"}}, "missing.2026-12-08", "each missing day with its reason"),
        ({"missing": {"2026-12-08": "ill", "Friday": "ill"}}, "missing.Friday", "each missing day with its reason"),
    ],
)
def test_what_no_plan_can_be_is_refused_by_its_key(written: dict[str, Any], key: str, want: str) -> None:
    found, wanted = refused(record_of(**written))
    assert found == f"plan.{key}"
    assert want in wanted


LOG = {"file": "data/log.csv", "date": "day", "group": "arm", "value": 2024, "per": None, "per_day": 7, "counts": False}


@pytest.mark.parametrize("log", [LOG, {"select": "select 1"}, {"file": None, "per_day": "TODO"}, {}, None])
def test_a_log_names_its_columns(log: dict[str, Any] | None) -> None:
    assert read_plan(record_of({"log": log})) == Plan(share=0.05, days=14)


@pytest.mark.parametrize(
    ("log", "key", "want"),
    [
        ({"file": 3}, "file", "the path of the log"),
        ({"file": ["a.csv"]}, "file", "the path of the log"),
        ({"url": True}, "url", "the address of a database"),
        ({"table": {"name": "pilots"}}, "table", "the name of a table"),
        ({"select": 1}, "select", "a SELECT"),
        *(({name: ["a"]}, name, "a column of the log") for name in ("date", "group", "value")),
        *(({name: {"a": 1}}, name, "a column of the log") for name in ("per", "guard", "guard_per")),
        ({"per": True}, "per", "the name of a column of the log"),
        ({"per_day": "many"}, "per_day", "a factor above 0"),
        ({"per_day": 0}, "per_day", "a factor above 0"),
        ({"per_day": [7]}, "per_day", "a factor above 0"),
        ({"counts": "no"}, "counts", "true or false"),
        ({"counts": 0}, "counts", "true or false"),
        ({"per_days": 7}, "per_days", "the name per_day"),
    ],
)
def test_what_no_log_can_be_is_refused_by_its_key(log: dict[str, Any], key: str, want: str) -> None:
    found, wanted = refused(record_of({"log": log}))
    assert found == f"log.{key}"
    assert want in wanted


def test_a_start_leaves_room_for_the_longest_plan() -> None:
    assert read_start(record_of(start=str(LAST_START))) == LAST_START
    late, soon = (record_of(start=start) for start in (str(LAST_START + timedelta(days=1)), "soon"))
    assert refused(late, read_start) == ("plan.start", f"a day before {LAST_START}: calendars end in 9999")
    assert refused(soon, read_start) == ("plan.start", "the first day, such as 2026-12-07")


MEANT = {"measure": "errors", "is_lower_better": True}


@pytest.mark.parametrize(
    ("beside", "meant"),
    [
        ({}, []),
        ({"guard": None, "guards": None}, []),
        ({"guard": GUARD}, [{**MEANT, "margin": 0.05, "is_relative": True}]),
        ({"guard": {**GUARD, "better": "higher"}}, [{"measure": "errors", "is_lower_better": False, "margin": 0.05}]),
        ({"guard": {**GUARD, "margin": 0.5}}, [{**MEANT, "margin": 0.5, "is_relative": False}]),
        ({"guard": {**GUARD, "margin": None, "no_worse_than": "10 %"}}, [{**MEANT, "limit": 0.1, "is_share": True}]),
        ({"guard": {**GUARD, "margin": "TODO", "no_worse_than": 3}}, [{**MEANT, "limit": 3, "is_share": False}]),
        ({"guard": {**GUARD, "column": "errors"}}, [{**MEANT, "column": "errors"}]),
        ({"guards": [GUARD]}, [{**MEANT, "column": "guard_1"}]),
        ({"guards": [GUARD, OTHER]}, [{"column": "guard_1"}, {"column": "guard_2"}]),
        ({"guards": [GUARD, {**OTHER, "column": "load"}]}, [{"column": "guard_1"}, {"column": "load"}]),
    ],
)
def test_a_guard_has_a_margin_or_a_limit_and_a_column(beside: dict[str, Any], meant: list[dict[str, Any]]) -> None:
    found = read_guards(record_of(beside))
    assert [{name: getattr(each, name) for name in wanted} for each, wanted in zip(found, meant, strict=True)] == meant
    assert all(each.margin is None or each.limit is None for each in found)


@pytest.mark.parametrize(
    ("beside", "key", "want"),
    [
        ({"guard": GUARD, "guards": [GUARD]}, "guard", "guard or guards, and not both"),
        ({"guards": "errors"}, "guards", "a list"),
        ({"guards": [{**GUARD, "column": "guard_2"}, OTHER]}, "guards", "a column of its own for each guard"),
        ({"guards": [GUARD, {**GUARD, "measure": "Errors "}]}, "guards", "a measure of its own for each guard"),
        ({"guard": {**GUARD, "measure": None}}, "guard.measure", "what must not get worse"),
        ({"guard": {**GUARD, "measure": ["errors"]}}, "guard.measure", "what must not get worse"),
        ({"guard": {**GUARD, "better": "less"}}, "guard.better", "higher or lower"),
        ({"guard": {**GUARD, "margin": None}}, "guard.no_worse_than", "the limit, a number, or margin"),
        ({"guard": {**GUARD, "margin": 0}}, "guard.margin", "above 0: by how much"),
        ({"guard": {**GUARD, "margin": "some"}}, "guard.margin", "5 % of the control, or a number"),
        ({"guard": {**GUARD, "column": "TODO"}}, "guard.column", "a column of pilot.csv"),
        ({"guards": [GUARD, {**GUARD, "better": None}]}, "better", "higher or lower"),
    ],
)
def test_what_no_guard_can_be_is_refused_by_its_key(beside: dict[str, Any], key: str, want: str) -> None:
    found, wanted = refused(record_of(beside), read_guards)
    assert found == key
    assert want in wanted
