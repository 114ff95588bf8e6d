"""A test that was analysed elsewhere is judged as ours are: by its guards, and before its end by a wider interval."""

from pathlib import Path

import pytest

from tests.support.findings import found
from tests.support.pilot_cases import PILOT, VERDICT, Y

BETTER, WORSE, ALIKE = "4.5, low: -60 %, high: -50 %", "11, low: +8 %, high: +12 %", "10, low: -35 %, high: +35 %"


@pytest.mark.parametrize(
    ("pilot", "days", "guard", "verdict"),
    [
        (BETTER, 14, "8 %", "deploy"),
        (BETTER, 14, "11 %", "improve"),
        (ALIKE, 14, "8 %", "stop"),
        (ALIKE, 7, "8 %", "unclear"),
        (WORSE, 7, "8 %", "stop"),
    ],
)
def test_a_result_is_tempered_as_ours_is(pilot: str, days: int, guard: str, verdict: str, tmp_path: Path) -> None:
    result = f"result: {{pilot: {pilot}, control: 10, days: {days}, guard: {guard}}}\n"
    finding = found(tmp_path, VERDICT, (Y, PILOT, PILOT + result))
    assert finding.values["verdict"] == verdict, finding
