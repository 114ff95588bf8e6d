"""The cases of the kinds of check that look at runs, the pilot and its verdict."""

from datetime import date, timedelta

from crispdm.testing import Case, Example, passes, warns

RUNS = """\
run,date,kind,score,data,split,note
rule-1,2026-12-01,rule,0.7,d1,time,
simple-1,2026-12-02,simple,0.8,d1,time,
costly-1,2026-12-03,model,0.9,d1,time,it pays twice
rule-2,2026-12-04,rule,0.6,d2,time,
"""
METRIC = "metric: accuracy\nbetter: higher\ngood_enough: 0.65\nmin_gain: 0.1\nchosen: simple-1\n"
M = "metric.yaml"
COSTLY = METRIC.replace("simple-1", "costly-1")
RUN_FILES = {"runs.csv": RUNS, M: METRIC}
RUN = {"check": "runs", "file": "runs.csv", "metric": M}
ALL_RUNS = (
    Case("no run", (RUNS, RUNS[: RUNS.index("rule-1")]), "no runs yet", line=1),
    Case("no score", ("rule,0.7", "rule,"), "score: ", line=2),
    Case("no number", ("rule,0.7", "rule,good"), "score: ", line=2),
    Case("no such kind", ("simple,0.8", "magic,0.8"), "kind: 'magic'", line=3),
    Case("a name twice", ("costly-1", "simple-1"), "run: 'simple-1'", line=4),
    Case("no name", ("costly-1", ""), "run: ", line=4),
    Case("no such run", (M, "chosen: simple-1", "chosen: simple-9 # here"), "chosen: 'simple-9'"),
)
RUNS_BASELINE = Example(
    parameters={**RUN, "part": "baseline"},
    files=RUN_FILES,
    changes=(("rule,0.7", "rule,0.71"), ("rule-1", "rule-0"), ("rule,0.7", "constant,0.7")),
    cases=(
        *ALL_RUNS,
        passes("read back", None, "the first run, rule-1, is of kind rule"),
        passes("none chosen yet", (M, "chosen: simple-1", "chosen:"), "the first run, rule-1,"),
        passes("first on its data", (M, "chosen: simple-1", "chosen: rule-2"), "the first run, rule-2,"),
        Case("a model first", ("rule,0.7", "model,0.7"), "the first run, rule-1, is of kind model", line=2),
    ),
)
RUNS_CHOSEN = Example(
    parameters={**RUN, "part": "chosen"},
    files=RUN_FILES,
    changes=(("simple,0.8", "simple,0.81"), ("rule,0.7", "rule,0.69"), (M, "chosen: simple-1", "chosen: costly-1")),
    cases=(
        *ALL_RUNS,
        passes("just enough", None, "simple-1 with accuracy 0.8"),
        warns("a costly one, no better than a simple one", (M, METRIC, COSTLY.replace("0.1", "0.15")), "costly-1 with"),
        Case("nor than a rule", (M, METRIC, COSTLY.replace("0.1", "0.5")), "costly-1 with accuracy 0.9", line=4),
        passes("of two", ("costly-1,2026-12-03,model,0.9,d1,time,it pays twice\n", ""), "was looked at 2 times"),
        passes("the baseline is good enough", (M, "chosen: simple-1", "chosen: rule-1"), "rule-1, the baseline, with"),
        Case("nothing chosen", (M, "chosen: simple-1", "chosen: # here"), "chosen: nothing yet"),
        Case("too little gained", ("simple,0.8", "simple,0.79"), "simple-1 with accuracy 0.79", line=3),
        Case("another direction", (M, "higher", "lower"), "better: 'lower'", line=2),
        Case("baseline not good enough", (M, "chosen: simple-1", "chosen: rule-2"), "rule-2, the baseline", line=5),
        Case("no metric", (M, "accuracy", "# here"), "metric: nothing yet"),
        Case("no direction", (M, "higher", "up # here"), "better: 'up'"),
        Case("not said what is good", (M, "0.65", "# here"), "good_enough: nothing yet"),
        Case("not said what a gain is", (M, "0.1", "some # here"), "min_gain: 'some'"),
        passes("as good as can be", ("simple,0.8", "simple,1"), "simple-1 with accuracy 1"),
        Case("better than that", ("simple,0.8", "simple,1.2"), "simple-1 has accuracy 1.2", line=3),
        Case("all of it wanted", (M, "0.65", "1"), "simple-1 with accuracy 0.8", line=3),
        Case("a gain of all of it wanted", (M, "0.1", "1"), "simple-1 with accuracy 0.8", line=3),
        Case("more than all of it wanted", (M, "0.65", "1.2 # here"), "good_enough: 1.2"),
        Case("no score wanted", (M, "0.65", "0 # here"), "good_enough: 0"),
    ),
)
ERRORS = "id,checked\n" + "".join(f"{row},phones\n" for row in range(20)) + "20,\n21,\n"
RUNS_ERRORS = Example(
    parameters={**RUN, "part": "errors"},
    files={**RUN_FILES, "errors.csv": ERRORS},
    changes=(("errors.csv", "20,\n", "20,phones\n"), ("errors.csv", "21,\n", "")),
    cases=(
        *ALL_RUNS,
        passes("enough of them", None, "20 of 22 training errors reviewed"),
        passes("none", ("errors.csv", ERRORS, "id,checked\n"), "0 of 0 training errors reviewed"),
        passes("a rule has none", (M, "chosen: simple-1", "chosen: rule-1"), "not required of a rule"),
        Case("not enough", ("errors.csv", "19,phones", "19,"), "19 of 22 training errors reviewed", line=21),
        Case("no column", ("errors.csv", "id,checked", "id,label"), "the header 'id,label'", line=1),
    ),
)
RUNS_COST = Example(
    parameters={**RUN, "part": "cost"},
    files={**RUN_FILES, M: METRIC.replace("simple-1", "costly-1")},
    changes=(("it pays twice", "it pays"), (M, "chosen: costly-1", "chosen: simple-1")),
    cases=(
        *ALL_RUNS[:-1],
        passes("it says why", None, "costly-1 is of kind model: it pays twice"),
        passes("not asked of a simple one", (M, "costly-1", "simple-1"), "simple-1 is of kind simple"),
        Case("it does not say why", ("it pays twice", ""), "costly-1 is of kind model", line=4),
        Case("a placeholder", ("it pays twice", "TODO"), "costly-1 is of kind model: TODO", line=4),
    ),
)

PILOT = """\
plan:
  share: 5 %
  days: 14
  start: 2026-12-07
  control: the other 95 %
  stopped_by: Fay
  switch_off: the flag
guard:
  measure: wrong categories
  better: lower
  no_worse_than: 10 %
decision: improve
"""
Y = "pilot.yaml"
PLAN_CASES = (
    Case("no share", (Y, "share: 5 %", "share: # here"), "plan.share: nothing yet"),
    Case("all of it", (Y, "share: 5 %", "share: 100 % # here"), "plan.share: '100 %'"),
    Case("nothing of it", (Y, "share: 5 %", "share: 0 # here"), "plan.share: 0"),
    Case("no days", (Y, "14", "# here"), "plan.days: nothing yet"),
    Case("too few days", (Y, "14", "6 # here"), "plan.days: 6"),
    Case("half days", (Y, "14", "7.5 # here"), "plan.days: 7.5"),
    Case("no control", (Y, "the other 95 %", "# here"), "plan.control: nothing yet"),
    Case("nobody to stop it", (Y, "Fay", "TODO # here"), "plan.stopped_by: 'TODO'"),
    Case("no way to stop it", (Y, "the flag", "# here"), "plan.switch_off: nothing yet"),
)
PILOT_PLAN = Example(
    parameters={"check": "pilot_plan", "file": Y},
    files={Y: PILOT},
    changes=(
        ("share: 5", "share: 6"),
        ("14", "7"),
        ("Fay", "Eve"),
        ("the flag", "the switch"),
        ("the other 95 %", "the rest"),
    ),
    cases=(
        *PLAN_CASES,
        passes("read back", None, "5 % of the traffic, 14 days, Fay can stop it"),
        passes("no control, with a reason", ("the other 95 %", "none\n  control_because: one queue"), "5 % of"),
        warns("a large share", ("plan:\n  share: 5 %", "plan: # here\n  share: 20 %"), "20 % of the traffic is a lot"),
        warns("a long pilot", ("plan:\n  share: 5 %\n  days: 14", "plan: # here\n  share: 5 %\n  days: 21"), "21 days"),
        Case("no control, no reason", ("the other 95 %", "none\n  control_because: # here"), "plan.control_because:"),
    ),
)


def days(number: int, effect: float, noise: float = 0.1, start: str = "2026-12-07") -> str:
    """A row for each day: the control is about 10, the pilot differs from it by the effect."""
    rows, first = ["date,pilot,control,guard"], date.fromisoformat(start)
    for day in range(number):
        control = 10 + (-1, 0, 1)[day % 3]
        pilot = control * (1 + effect) + (noise if day % 2 else -noise)
        rows.append(f"{first + timedelta(days=day)},{pilot:.3f},{control},0.08")
    return "\n".join(rows) + "\n"


DAYS = days(14, -0.3)
C = "pilot.csv"
FILES = {"file": Y, "data": C, "objective": "objective.yaml", "runs": "runs.csv", "metric": M}
DAY_CASES = (
    Case("no start", (Y, "2026-12-07", "soon # here"), "plan.start: 'soon'"),
    Case("no day", (C, DAYS, "date,pilot,control,guard\n"), "no row from 2026-12-07 on", line=1),
    Case("only earlier days", (C, DAYS, days(9, -0.3, start="2026-11-01")), "no row from 2026-12-07 on", line=1),
    Case("a day twice", (C, "2026-12-09", "2026-12-08"), "duplicate date 2026-12-08", line=4),
    Case("no date", (C, "2026-12-08", "Tuesday"), "date: 'Tuesday'", line=3),
    Case("no number", (C, "12-07,6.200", "12-07,n/a"), "pilot: ", line=2),
    Case("no control on a day", (C, "2026-12-08,7.100,10", "2026-12-08,7.100,"), "control: nothing", line=3),
    Case("no column", (C, "date,pilot,control", "date,pilot,other"), "the header 'date,pilot,other,guard'", line=1),
)
PILOT_RAN = Example(
    parameters={**FILES, "check": "pilot", "part": "ran"},
    files={Y: PILOT, C: DAYS, M: METRIC},
    changes=(
        (M, "simple-1", "simple-2"),
        (Y, PILOT, f"{PILOT}again_because: a bug\n"),
    ),
    cases=(
        *PLAN_CASES,
        *DAY_CASES,
        passes("as planned", None, "14 days"),
        passes("ended early", (Y, PILOT, f"{PILOT.replace('14', '21')}ended_because: a holiday\n"), "a holiday"),
        passes("analysed elsewhere", (Y, PILOT, f"{PILOT}result: {{days: 14}}\n"), "14 days"),
        warns("a gap", (C, "2026-12-09,7.600,11,0.08\n", ""), "1 row missing", line=4),
        Case("too short", (Y, "14", "15 # here"), "14 days"),
        Case("nothing chosen", (M, "simple-1", "# here"), "chosen: nothing yet"),
    ),
)
GUARD = Example(
    parameters={**FILES, "check": "pilot", "part": "guard"},
    files={Y: PILOT, C: DAYS},
    changes=((C, DAYS, DAYS.replace("0.08", "0.07")), (Y, "wrong categories", "errors")),
    cases=(
        *PLAN_CASES,
        *DAY_CASES[:-1],
        passes("held", None, "wrong categories: "),
        passes("none named", (Y, "guard:", "garden:"), "no guard is planned"),
        passes("higher is better", (Y, PILOT, PILOT.replace("lower", "higher").replace("10 %", "5 %"))),
        Case("worse", (Y, "10 %", "5 % # here"), "wrong categories: "),
        Case("no limit", (Y, "10 %", "# here"), "guard.no_worse_than: nothing yet"),
        Case("no measure", (Y, "wrong categories", "# here"), "guard.measure: nothing yet"),
        Case("no direction", (Y, "lower", "down # here"), "guard.better: 'down'"),
        Case("not counted on a day", (C, "12-09,7.600,11,0.08", "12-09,7.600,11,"), "1 row without", line=4),
    ),
)
OBJECTIVE = "objective:\n  measure: time\n  unit: hours per week\n  now: 10\n  target: 5\n  least: 1\n"
VERDICT = Example(
    parameters={**FILES, "check": "verdict"},
    files={Y: PILOT, C: DAYS, M: METRIC, "objective.yaml": OBJECTIVE},
    changes=((C, DAYS, days(14, -0.31)), (M, "simple-1", "simple-2"), (Y, PILOT, f"{PILOT}again_because: ill\n")),
    cases=(
        *PLAN_CASES,
        *DAY_CASES,
        passes("better than nothing", None, "-30 % against the control, 95 % between -3"),
        passes("again, as it says why", (Y, "decision: improve", "decision: improve\nagain_because: a bug"), "-30 %"),
        Case("ahead of the numbers", (Y, "improve", "deploy # here"), "decision: deploy"),
        Case("too timid", (C, DAYS, days(14, -0.55)), "decision: improve", line=12),
        Case("no effect", (C, DAYS, days(14, 0)), "decision: improve", line=12),
        Case("harm", (C, DAYS, days(14, 0.4)), "decision: improve", line=12),
        passes("unclear", (C, DAYS, days(14, -0.1, noise=6)), "decision: improve"),
        Case("undecided", (Y, "improve", "# here"), "decision: nothing yet"),
        Case("another word", (Y, "improve", "continue # here"), "decision: "),
        warns("for a reason", (Y, "improve", "deploy # here\nreason: Ana wants it"), "decision: deploy"),
        Case("a placeholder for a reason", (Y, "improve", "deploy # here\nreason: TODO"), "decision: deploy"),
        Case("another scale", (C, DAYS, DAYS.replace(",10,", ",1000,")), "the control is", line=2),
        Case("no objective", ("objective.yaml", "target: 5", "target: # here"), "objective.target: nothing yet"),
    ),
)
