"""The cases of `operations`, part by part."""

from crispdm.testing import Case, Example, passes, warns

OPERATIONS = """\
steps:
- share: 25 %
  date: 2027-01-20
- share: 100 %
  date: 2027-01-27
alerts:
- watches: service
  when: errors above 1 %
  calls: Fay
  tested: 2027-01-21
- watches: measure
  when: above 7 hours
  calls: Ana
  tested: 2027-01-22
rollback:
  how: the flag off
  tried: 2027-01-23
  minutes: 5
dashboard: the wall board
reliability:
- what: answers in time
  unit: share
  at_least: 0.99
  observed: 0.996
- what: slowest answer
  unit: ms
  at_most: 200
  observed: 120
full_traffic:
  value: 4.6
  from: 2027-01-28
  to: 2027-02-03
next: iterate
"""
FILES = {"operations.yaml": OPERATIONS}
PART = {"check": "operations", "file": "operations.yaml"}
NO_STEPS = "steps:\n- share: 25 %\n  date: 2027-01-20\n- share: 100 %\n  date: 2027-01-27\n"
STEPS = Example(
    parameters={**PART, "part": "steps"},
    files=FILES,
    changes=(("25 %", "30 %"), ("2027-01-20", "2027-01-19"), ("- share: 25 %\n  date: 2027-01-20\n", "")),
    cases=(
        passes("read back", None, "rolled out to 25 % and 100 %"),
        passes("as numbers", ("100 %", "1"), "rolled out to 25 % and 100 %"),
        Case("none", (NO_STEPS, "a: 1\nsteps: # here\n"), "steps: nothing yet"),
        Case("no list", (NO_STEPS, "a: 1\nsteps: all at once # here\n"), "steps: 'all at once'"),
        Case("not to all of it", ("100 %", "50 % # here"), "share: '50 %'"),
        Case("to more than all of it", ("100 %", "200 % # here"), "share: '200 %'"),
        Case("to a little more than that", ("100 %", "101 % # here"), "share: '101 %'"),
        Case("no share", ("25 %", "some # here"), "share: 'some'"),
        Case("no date", ("2027-01-27", "soon # here"), "date: 'soon'"),
        Case("a smaller step", ("25 %\n  date: 2027-01-20\n- share: 100 %",
                                "50 %\n  date: 2027-01-20\n- share: 25 % # here"), "share: '25 %'"),
    ),
)  # fmt: skip
ALERTS = Example(
    parameters={**PART, "part": "alerts"},
    files=FILES,
    changes=(("calls: Fay", "calls: Eve"), ("above 7 hours", "above 8 hours"), ("the wall board", "a page")),
    cases=(
        passes("read back", None, "2 alerts, each tested"),
        Case("no dashboard", ("the wall board", "# here"), "dashboard: nothing yet"),
        Case("none for the measure", ("alerts:\n- watches: service", "alerts: # here\n- watches: measure"), "2 alerts"),
        Case("none at all", ("alerts:\n", "alerts: # here\nx:\n"), "alerts: nothing yet"),
        Case("watches nothing", ("watches: measure", "watches: # here"), "watches: nothing yet"),
        Case("calls nobody", ("calls: Ana", "calls: # here"), "calls: nothing yet"),
        Case("not said when", ("errors above 1 %", "TODO # here"), "when: 'TODO'"),
        Case("not tested", ("2027-01-21", "not yet # here"), "tested: 'not yet'"),
    ),
)
SHARE = "unit: share\n  at_least: 0.99\n  observed: 0.996"
RELIABILITY = Example(
    parameters={**PART, "part": "reliability"},
    files=FILES,
    changes=(("0.996", "0.997"), ("observed: 120", "observed: 130"), ("slowest answer", "slowest page")),
    cases=(
        passes("read back", None, "2 targets met"),
        passes("just met", ("observed: 120", "observed: 200"), "2 targets met"),
        passes("no time at all", ("observed: 120", "observed: 0"), "2 targets met"),
        passes("all of them", ("0.996", "1"), "2 targets met"),
        passes("in percent", (SHARE, "unit: percent\n  at_least: 99\n  observed: 100"), "2 targets met"),
        Case("a time below nothing", ("observed: 120", "observed: -1 # here"), "observed: -1"),
        Case("more than all of them", ("0.996", "1.01 # here"), "observed: 1.01"),
        Case("less than none of them", ("0.996", "-0.1 # here"), "observed: -0.1"),
        Case("more than 100 percent", (SHARE, "unit: percent\n  at_least: 99\n  observed: 100.5 # here"), "100.5"),
        Case("a share that none misses", ("at_least: 0.99", "at_least: 0 # here"), "at_least: 0"),
        Case("percent that none misses", (SHARE, "unit: '%'\n  at_most: 100 # here\n  observed: 9"), "at_most: 100"),
        Case("none", ("reliability:\n", "reliability: # here\nx:\n"), "reliability: nothing yet"),
        Case("too low", ("0.996", "0.98 # here"), "observed: 0.98"),
        Case("too high", ("observed: 120", "observed: 201 # here"), "observed: 201"),
        Case("not observed", ("observed: 120", "observed: # here"), "observed: nothing yet"),
        Case("no target", ("- what: slowest answer\n  unit: ms\n  at_most: 200",
                           "- what: slowest answer # here\n  unit: ms"), "at_most: nothing yet"),
        Case("not said what", ("what: slowest answer", "what: # here"), "what: nothing yet"),
        Case("no unit", ("unit: ms", "unit: # here"), "unit: nothing yet"),
    ),
)  # fmt: skip
ROLLBACK = Example(
    parameters={**PART, "part": "rollback"},
    files=FILES,
    changes=(("minutes: 5", "minutes: 6"), ("the flag off", "the switch"), ("2027-01-23", "2027-01-24")),
    cases=(
        passes("read back", None, "tried on 2027-01-23, 5 minutes"),
        warns("at once", ("minutes: 5", "minutes: 0"), "0 minutes"),
        passes("within a week", ("minutes: 5", "minutes: 10080"), "10,080 minutes"),
        Case("in more than a week", ("minutes: 5", "minutes: 10081 # here"), "rollback.minutes: 10081"),
        Case("before it began", ("minutes: 5", "minutes: -1 # here"), "rollback.minutes: -1"),
        Case("no way back", ("the flag off", "# here"), "rollback.how: nothing yet"),
        Case("not tried", ("2027-01-23", "# here"), "rollback.tried: nothing yet"),
        Case("not timed", ("minutes: 5", "minutes: quick # here"), "rollback.minutes: 'quick'"),
        Case("none", ("rollback:\n", "rollback: # here\nx:\n"), "rollback.how: nothing yet"),
    ),
)
OBJECTIVE = "objective:\n  measure: time\n  unit: hours per week\n  now: 10\n  target: 5\n"
FULL_TRAFFIC = Example(
    parameters={**PART, "part": "full_traffic", "objective": "objective.yaml"},
    files={**FILES, "objective.yaml": OBJECTIVE},
    changes=(("value: 4.6", "value: 4.5"), ("2027-01-28", "2027-01-29"), ("2027-02-03", "2027-02-04")),
    cases=(
        passes("read back", None, "4.6 from 2027-01-28 to 2027-02-03"),
        passes("at the target", ("value: 4.6", "value: 5"), "5 from 2027-01-28"),
        passes("nothing left of it", ("value: 4.6", "value: 0"), "0 from 2027-01-28"),
        Case("less than nothing", ("value: 4.6", "value: -1 # here"), "full_traffic.value: -1"),
        warns("where higher is better", ("objective.yaml", "target: 5", "target: 12"), "4.6 from 2027-01-28", line=30),
        warns("worse than the target", ("value: 4.6", "value: 5.1 # here"), "5.1 from 2027-01-28"),
        Case("not measured", ("value: 4.6", "value: # here"), "full_traffic.value: nothing yet"),
        Case("no number", ("value: 4.6", "value: good # here"), "full_traffic.value: 'good'"),
        Case("not said when", ("2027-02-03", "# here"), "full_traffic.to: nothing yet"),
        Case("not said from when", ("2027-01-28", "January # here"), "full_traffic.from: 'January'"),
        Case("it ends before it begins", ("2027-02-03", "2027-01-03 # here"), "full_traffic.to: '2027-01-03'"),
        Case("no objective", ("objective.yaml", "now: 10", "now: # here"), "objective.now: nothing yet"),
    ),
)
NEXT = Example(
    parameters={**PART, "part": "next"},
    files=FILES,
    changes=(("next: iterate", "next: close"),),
    cases=(
        passes("read back", None, "next: iterate"),
        Case("undecided", ("next: iterate", "next: # here"), "next: nothing yet"),
        Case("another word", ("next: iterate", "next: again # here"), "next: 'again'"),
    ),
)
