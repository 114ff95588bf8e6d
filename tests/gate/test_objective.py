"""An objective is read as it is written, or refused by the name of its field."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.canonical_json import dumps
from crispdm.gate.finding import Unmet
from crispdm.gate.pilot.objective import Objective, read_objective
from crispdm.gate.record import Record
from crispdm.numbers import parse_number, percent
from crispdm.testing import decide, write
from crispdm.yamlio import parse
from tests.support.effort import examples

CALM = settings(deadline=None, max_examples=examples(200))
MAGNITUDES = st.floats(min_value=1e-6, max_value=1e6)


def read(**objective: Any) -> Objective:
    written = {"measure": "time", "unit": "hours per week", **objective}
    return read_objective(Record(parse(dumps({"objective": written}).encode(), "objective.yaml"), "objective.yaml"))


@pytest.mark.parametrize(
    ("now", "target", "meant", "least", "said"),
    [
        (10, 5, 5, 1.25, "from 10 to 5 hours per week, -50 %"),
        (10, "-50%", 5, 1.25, "from 10 to 5 hours per week, -50 %"),
        ("5 %", "0.04", 0.04, 0.0025, "from 0.05 to 0.04 hours per week, -20 %"),
        (10, "+20 %", 12, 0.5, "from 10 to 12 hours per week, +20 %"),
        (10, 1, 1, 2.25, "from 10 to 1 hours per week, -90 %"),
        (0, 5, 5, 1.25, "from 0 to 5 hours per week"),
        (-4, 4, 4, 2, "from -4 to 4 hours per week"),
        (-10, "-50%", -5, 1.25, "from -10 to -5 hours per week"),
        (10, -5, -5, 3.75, "from 10 to -5 hours per week"),
        (0.3, "-10%", 0.27, 0.0075, "from 0.3 to 0.27 hours per week, -10 %"),
        (1, "-50%", 0.5, 0.125, "from 1 to 0.5 hours per week, -50 %"),
        ("12 %", "-2 pp", 0.1, 0.005, "from 0.12 to 0.1 hours per week, -2 percentage points"),
        (0.12, "+1 pp", 0.13, 0.0025, "from 0.12 to 0.13 hours per week, +1 percentage point"),
    ],
)
def test_an_objective_is_read_back_with_its_direction(
    now: object, target: object, meant: float, least: float, said: str
) -> None:
    objective = read(now=now, target=target)
    assert objective.target == pytest.approx(meant, rel=1e-12)
    assert objective.least == pytest.approx(least, rel=1e-12)
    assert str(objective) == said


@pytest.mark.parametrize(
    ("objective", "are_points", "said"),
    [
        ({"now": "12 %", "target": "10 %", "scale": "absolute"}, True, "-2.12 percentage points"),
        ({"now": 0.12, "target": "-2 pp"}, True, "-2.12 percentage points"),
        ({"now": "12 %", "target": "10 %"}, False, "-2.12 %"),
        ({"now": 0.12, "target": 0.1, "scale": "absolute"}, False, "-0.0212 hours per week"),
        ({"now": "12 %", "target": "-2 pp", "scale": "relative"}, False, "-2.12 %"),
    ],
)
def test_a_change_of_what_is_written_as_a_share_is_one_of_points(
    objective: dict[str, Any], are_points: bool, said: str
) -> None:
    found = read(**objective)
    assert found.show_change(-0.0212) == said
    assert found.show_change(-0.0212, has_unit=False) == said.removesuffix(" percentage points").removesuffix(
        " hours per week"
    )
    assert found.facts() == {**found.values(), **({"points": True} if are_points else {})}
    assert "points" not in found.values(), "what was accepted stays what it was"


@pytest.mark.parametrize(
    ("written", "least"), [(1, 1), ("1", 1), (5, 5), ("10 %", 1), ("-10%", 1), ("50 %", 5), (0.5, 0.5), (-2, 2)]
)
def test_the_least_is_in_the_unit_or_in_percent_of_now(written: object, least: float) -> None:
    assert read(now=10, target=5, least=written).least == pytest.approx(least)


@pytest.mark.parametrize(
    ("objective", "least"),
    [
        ({"now": "12 %", "target": "8 %"}, 0.0012),
        ({"now": "12 %", "target": "-4 pp"}, 0.01),
        ({"now": 0.12, "target": "-4 pp"}, 0.0012),
        ({"now": 10, "target": 5, "scale": "absolute"}, 0.1),
    ],
)
def test_percent_are_of_now_unless_now_is_a_share_that_is_compared_by_points(
    objective: dict[str, Any], least: float
) -> None:
    assert read(**objective, least="1 %").least == pytest.approx(least)


@pytest.mark.parametrize(
    ("field", "objective"),
    [
        ("measure", {"measure": "TODO", "now": 10, "target": 5}),
        ("unit", {"unit": None, "now": 10, "target": 5}),
        ("unit", {"unit": {"per": "week"}, "now": 10, "target": 5}),
        ("now", {"target": 5}),
        ("now", {"now": "ten", "target": 5}),
        ("now", {"now": 1e300, "target": 5}),
        ("target", {"now": 10}),
        ("target", {"now": 10, "target": 10}),
        ("target", {"now": 10, "target": "10.0"}),
        ("target", {"now": 10, "target": "50%"}),
        ("target", {"now": 10, "target": "-0%"}),
        ("target", {"now": 0, "target": "-50%"}),
        ("target", {"now": 10, "target": "half of it"}),
        *(("least", {"now": 10, "target": 5, "least": least}) for least in (0, 6, "60 %", "a bit", "0 %", "", True)),
        ("least", {"now": 0, "target": 5, "least": "10 %"}),
        ("target", {"now": 1.5, "target": "-2 pp"}),
        ("least", {"now": 1.5, "target": 1, "least": "2 pp"}),
        ("scale", {"now": 0, "target": 5, "scale": "relative"}),
        ("scale", {"now": 5, "target": -5, "scale": "relative"}),
    ],
)
def test_what_is_no_objective_is_refused_by_the_name_of_its_field(field: str, objective: dict[str, Any]) -> None:
    with pytest.raises(Unmet) as caught:
        read(**objective)
    assert caught.value.finding.have.startswith(f"objective.{field}: ")
    assert caught.value.finding.want


def test_a_percentage_of_nothing_says_that_it_is_nothing() -> None:
    with pytest.raises(Unmet) as caught:
        read(now=0, target="-50%")
    assert "the value now is 0, and so is any percentage of it" in caught.value.finding.want


@pytest.mark.parametrize(
    ("unit", "is_rate"),
    [
        *((unit, True) for unit in ("hours/agent", "€/Monat", "$ / ticket", "kWh/m²", "hours per agent", "每周小时")),
        *((unit, False) for unit in ("hours", "/hours", "hours/", "€")),
    ],
)
def test_a_unit_is_a_rate_where_it_has_per_or_a_slash_between_words_or_signs_of_money(
    unit: str, *, is_rate: bool, tmp_path: Path
) -> None:
    objective = {"objective": {"measure": "time", "unit": unit, "now": 8, "target": 5}}
    write(tmp_path, {"objective.yaml": dumps(objective)})
    assert decide(tmp_path, {"check": "objective", "file": "objective.yaml"}).status == ("pass" if is_rate else "warn")


@CALM
@given(now=MAGNITUDES, share=st.integers(-99, 300).filter(bool))
def test_the_change_itself_is_always_worth_having(now: float, share: int) -> None:
    objective = read(now=now, target=f"{share:+} %", least=f"{abs(share)} %")
    assert objective.is_relative
    assert objective.least == pytest.approx(abs(objective.target - now), rel=1e-5)
    assert f"{percent(share / 100, signed=True)}" in str(objective) or now < 1e-3


@CALM
@given(now=st.floats(-1e6, 1e6), target=st.floats(-1e6, 1e6))
def test_an_objective_keeps_its_direction(now: float, target: float) -> None:
    try:
        objective = read(now=now, target=target)
    except Unmet:
        is_ratio_to_nothing = now > 0 and target == 0
        assert (
            parse_number(now) is None or parse_number(target) is None or is_ratio_to_nothing or abs(now - target) < 1e-9
        )
        return
    assert (objective.target > objective.now) == (target > now) or abs(now - target) < 1e-9
    assert 0 < objective.least <= abs(now - target)
