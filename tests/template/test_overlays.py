"""Each overlay of crisp-dm is walked from end to end, with data made by hand and by the scripts of the project."""

import math
import random
from pathlib import Path

import pytest

from tests.support import story, walks
from tests.support.command_line import Run
from tests.support.overlays import Overlaid
from tests.support.templates import bundled_files
from tests.support.work import lint

ADDED = {"forecasting": {"my_project/paths.py", "04_modeling/backtest.py"}}


@pytest.mark.parametrize("name", ADDED)
def test_the_code_is_that_of_crisp_dm_but_for_what_the_overlay_adds(name: str) -> None:
    """So the tests of crisp-dm's scripts hold here too."""
    ours, theirs = (
        {path: data for path, (data, _) in bundled_files(each).items() if path.endswith(".py")}
        for each in (name, "crisp-dm")
    )
    assert {path for path in {*ours, *theirs} if ours.get(path) != theirs.get(path)} == ADDED[name]


METRIC = "{{metric: {metric}, better: {better}, good_enough: {good_enough}, min_gain: 0.02, chosen: {chosen}}}"


def _sales() -> list[dict[str, object]]:
    """Seven years of monthly sales: a season, a trend, and noise."""
    chance = random.Random(1)
    sold = [100 + step / 2 + 30 * math.sin(step * math.pi / 6) + chance.gauss(0, 4) for step in range(108)]
    return [
        {
            "month": f"{2015 + step // 12}-{step % 12 + 1:02}-01",
            "a year ago": round(sold[step - 12], 1),
            "two years ago": round(sold[step - 24], 1),
            "sold": round(sold[step], 1),
        }
        for step in range(24, 108)
    ]


@pytest.mark.slow
def test_a_forecast_is_backtested_from_rolling_origins_beside_the_seasonal_rule(run: Run, tmp_path: Path) -> None:
    team = Overlaid(run, tmp_path, "forecasting")
    lint(team.project)
    team.put("objective.yaml", story.OBJECTIVE)
    team.passes()
    table = "key: month, split: {by: month, test_from: 2022-01-01"
    team.raw(_sales(), {"month": "key", "sold": "target"}, f"{table}}}")
    team.script("profile.py")
    team.passes()  # nobody asks for an audit of labels
    team.script("prepare.py")
    team.refused("horizon-fixed")
    team.raw(_sales(), {"month": "key", "sold": "target"}, f"{table}, horizon: 6, season: 12}}")
    team.script("prepare.py")
    team.passes()

    mase = {"metric": "mase", "better": "lower", "good_enough": 0.9}
    team.put("metric.yaml", METRIC.format(**mase, chosen=""))
    team.script("baseline.py", "--seasonal")
    team.script("train.py")
    assert "chosen: nothing yet" in team.script_refused("backtest.py")
    team.refused("chosen-beats-baseline", "pilot-planned", "backtest-rolled")
    team.put("metric.yaml", METRIC.format(**mase, chosen="simple-1"))
    assert "simple-1 from 4 origins, better than seasonal-1 from " in team.script("backtest.py")
    walks.plan(team)
    team.passes()
    team.through_the_pilot()
