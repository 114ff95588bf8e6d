"""The cases of every kind of check: what passes, each way to fail or to warn, and what must not matter."""

from crispdm.testing import Case, Example, passes, warns
from tests.support import data_cases, operation_cases, pilot_cases

PROBLEM = "problem:\n  who: moderators\n  source: interview with their lead\n"
OBJECTIVE = (
    "objective:\n  measure: time on wrong categories\n  unit: hours per moderator per week\n  now: 10\n  target: 5\n"
)
WORTH = "worth:\n  unit: hours\n  gain_per_year: 2400\n  build: 600\n  run_per_year: 400\n"
ONE = "gain_per_year: 1\n  build: 1\n  run_per_year: 0"
COPIED = "gain_per_year: 2400  # 2400 (a year)\n  build: 600  # 600 (once)\n  run_per_year: 400  # 400"

FIELDS = Example(
    parameters={"check": "fields", "file": "objective.yaml", "fields": ["problem.who", "problem.source"]},
    files={"objective.yaml": PROBLEM},
    changes=(("moderators", "sellers"), ("moderators", "Moderators"), ("moderators", "7")),
    cases=(
        passes("zero", ("moderators", "0")),
        passes("false", ("moderators", "false")),
        passes("keys", ("moderators", "{lead: Eve}")),
        passes("a comment of their own", ("moderators", "moderators  # the whole shift")),
        warns(
            "the template's words",
            ("moderators", "moderators  # Moderators (who has it)"),
            "problem.who is the template's example",
        ),
        Case("words that say nothing", ("moderators", "n/a # here"), "problem.who: 'n/a' says nothing"),
        Case("in another language", ("moderators", "siehe oben # here"), "problem.who: 'siehe oben' says nothing"),
        Case("its own name", ("moderators", "Who # here"), "problem.who: 'Who' says nothing"),
        Case("empty", ("moderators", "# here"), "problem.who: nothing yet"),
        Case("blank", ("moderators", "'  ' # here"), "problem.who: '  '"),
        *(Case(word, ("moderators", f"{word} # here"), f"problem.who: '{word}'") for word in ("TODO", "tbd", "x", "…")),
        Case("empty list", ("moderators", "[] # here"), "problem.who: nothing yet"),
        Case("the second one", ("interview with their lead", "~ # here"), "problem.source: nothing yet"),
        Case("key missing", ("problem:\n  who: moderators", "problem: # here"), "problem.who: nothing yet"),
        Case("key misspelt", ("problem:\n  who", "problem: # here\n  whom"), "problem.who: nothing yet"),
        Case("text instead of keys", (PROBLEM, "a: 1\nproblem: big # here\n"), "problem: 'big'"),
        Case("list instead of keys", (PROBLEM, "- problem # here\n"), "problem.who: nothing yet"),
        Case(
            "no field, but wanted in words",
            None,
            "problem.why: nothing yet",
            1,
            parameters={"in_words": ["problem.why"]},
        ),
    ),
)
RISKS = Example(
    parameters={"check": "fields", "file": "risks.yaml", "each": "modeling", "fields": ["risk", "mitigation"]},
    files={"risks.yaml": "modeling:\n- {risk: noise, mitigation: a locked test}\n- {risk: bias, mitigation: a look}\n"},
    changes=(("noise", "drift"), ("- {risk: bias, mitigation: a look}\n", "")),
    cases=(
        passes("two", None, "modeling: 2 entries, each with risk and mitigation"),
        passes("more keys", ("bias,", "bias, found: 2026-12-01,")),
        Case("no entry", ("modeling:", "modeling: # here\nother:"), "modeling: nothing yet"),
        Case("no list", ("modeling:", "modeling: none # here\nother:"), "modeling: 'none'"),
        Case("list missing", ("modeling:", "modelling:"), "modeling: nothing yet", line=1),
        Case("empty", ("a locked test}", "} # here"), "mitigation: nothing yet"),
        Case("a placeholder in the second", ("a look}", "TODO} # here"), "mitigation: 'TODO'"),
        Case("key missing", ("risk: bias, ", "# here\n  "), "risk: nothing yet"),
        Case("a word instead of keys", ("{risk: bias, mitigation: a look}", "bias # here"), "risk: nothing yet"),
    ),
)
APPROACH = "why: titles tell it\nsimplest: a rule\nsaid_by: Bo\nyears: 3\n"
IN_WORDS = Example(
    parameters={
        "check": "fields",
        "file": "a.yaml",
        "fields": ["why", "simplest", "said_by", "years"],
        "in_words": ["why", "simplest", "said_by"],
    },
    files={"a.yaml": APPROACH},
    changes=(("a rule", "a table"), ("years: 3", "years: 4")),
    cases=(
        passes("words", None, "why, simplest, said_by and years filled in"),
        passes("several people", ("Bo", "[Bo, Cy]")),
        passes("by role", ("Bo", "{scientist: Bo}")),
        passes("one person for two things", ("a rule", "Bo")),
        Case("a number", ("Bo", "7 # here"), "said_by: 7"),
        Case("a number as text", ("Bo", "'7' # here"), "said_by: '7'"),
        Case("true", ("Bo", "true # here"), "said_by: true"),
        Case("a yes", ("a rule", "Yes. # here"), "simplest: 'Yes.'"),
        Case("nothing by role", ("Bo", "{scientist: } # here"), "said_by: nothing yet"),
        Case("numbers in a list", ("Bo", "[1, 2] # here"), "said_by: a list"),
        Case("no words where a number is wanted", ("years: 3", "years: TODO # here"), "years: 'TODO'"),
        Case("all the same", (APPROACH, "why: Bo\nsimplest: bo\nsaid_by: Bo # here\nyears: 3\n"), "said_by: 'Bo'"),
    ),
)
CHOICE = Example(
    parameters={"check": "choice", "file": "d.yaml", "field": "decision", "one_of": ["enough", "rethink"]},
    files={"d.yaml": "fields: []\ndecision: enough\n"},
    changes=(("enough", "rethink"),),
    cases=(
        passes("another choice", ("enough", "rethink"), "decision: rethink"),
        Case("empty", ("enough", "# here"), "decision: nothing yet"),
        Case("another word", ("enough", "maybe # here"), "decision: 'maybe'"),
        Case("another case", ("enough", "Enough # here"), "decision: 'Enough'"),
        Case("no word", ("enough", "true # here"), "decision: true"),
        Case("a list", ("enough", "[enough] # here"), "decision: a list"),
        Case("long", ("enough", f"{'enough' * 1000} # here"), f"decision: '{'enough' * 10}…'"),
        Case("missing", ("decision", "decided"), "decision: nothing yet", line=1),
    ),
    limits={"one_of": ["enough", "not enough"]},
)
NUMBER = Example(
    parameters={
        "check": "number",
        "file": "m.yaml",
        "field": "score",
        "min": 0.5,
        "max": 0.9,
        "than": "base",
        "by": 0.1,
        "metric": "metric.yaml",
    },
    files={"m.yaml": "base: 0.7\nscore: 0.8\nrun: simple-1\n", "metric.yaml": "chosen: simple-1\n"},
    changes=(("0.8", "0.85"), ("0.7", "0.6")),
    cases=(
        passes("at its bound", ("0.8", "0.9"), "score: 0.9"),
        passes("in percent", ("0.8", "85 %"), "score: 0.85"),
        passes("lower is better", ("0.8", "0.6"), "score: 0.6", better="lower"),
        passes("no comparison", ("base: 0.7", "x: 1"), "score: 0.8", than=None),
        Case("empty", ("0.8", "# here"), "score: nothing yet"),
        Case("no number", ("0.8", "high # here"), "score: 'high'"),
        Case("true", ("0.8", "true # here"), "score: true"),
        Case("not finite", ("0.8", ".inf # here"), "score: '.inf'"),
        Case("too low", ("0.8", "0.4 # here"), "score: 0.4"),
        Case("too high", ("0.8", "0.91 # here"), "score: 0.91"),
        Case("too near", ("0.8", "0.79 # here"), "score: 0.79"),
        Case("equal", ("0.8", "0.7 # here"), "score: 0.7", parameters={"by": 0}),
        Case("worse", ("0.8", "0.8 # here"), "score: 0.8", parameters={"better": "lower"}),
        Case("nothing to compare with", ("0.7", "# here"), "base: nothing yet"),
        passes("of any run", ("simple-1", "simple-2"), "score: 0.8", metric=None),
        Case("of another run", ("simple-1", "simple-2 # here"), "run: 'simple-2'"),
        Case("of no run", ("run: simple-1", "run: # here"), "run: nothing yet"),
        Case("none is chosen", ("metric.yaml", "simple-1", "# here"), "chosen: nothing yet"),
    ),
    limits={"min": 0.1, "max": 1, "by": 0.01},
)

DOCUMENT = Example(
    parameters={"check": "document", "file": "problem.md", "sections": ["Who has it", "Why now"]},
    files={"problem.md": "# The problem\n\n## Who has it\n\nModerators. They\nmove it.\n\n## Why now\n\nIt grows.\n"},
    changes=(("Moderators.", "Sellers."), ("It grows.", "It grew.")),
    cases=(
        passes("other headings", ("## Who has it", "# WHO HAS IT ##"), "Who has it and Why now written"),
        passes("other order", ("# The problem", "# Why now\n\nNow.\n\n# The problem")),
        passes("closing hashes are no C#", ("Why now", "C#"), sections=["C#"]),
        Case("no such section", ("## Why now", "## Why not"), "no section 'Why now'", line=1),
        Case("empty section", ("## Why now\n\nIt grows.", "## Why now <!-- here -->"), "section 'Why now' is empty"),
        Case(
            "a comment",
            ("## Why now\n\nIt grows.", "## Why now <!-- here -->\n<!-- It\ngrows. -->"),
            "section 'Why now' is empty",
        ),
        Case(
            "a placeholder",
            ("## Why now\n\nIt grows.", "## Why now <!-- here -->\n\nTODO\n"),
            "section 'Why now' says nothing",
        ),
        Case("a comment without an end", ("Moderators", "<!-- Moderators"), "section 'Who has it' is empty", line=3),
        Case("in code", ("## Why now", "```\n## Why now\n```"), "no section 'Why now'", line=1),
        Case("no heading", ("## Why now", "Why now"), "no section 'Why now'", line=1),
    ),
)
OBJECTIVE_STATED = Example(
    parameters={"check": "objective", "file": "objective.yaml"},
    files={"objective.yaml": PROBLEM + OBJECTIVE},
    changes=(
        ("now: 10", "now: 12"),
        ("target: 5", "target: 4"),
        ("hours", "minutes"),
        ("time", "days"),
        ("target: 5", "target: 5\n  least: 2"),
    ),
    cases=(
        passes("read back", None, "from 10 to 5 hours per moderator per week, -50 %"),
        passes("in percent", ("target: 5", "target: -50%"), "from 10 to 5 hours per moderator per week, -50 %"),
        passes("a share", ("hours per moderator per week", "percent"), "from 10 to 5 percent"),
        warns("a total", ("hours per moderator per week", "hours # here"), "unit: hours, which may be a total"),
        Case("no measure", ("time on wrong categories", "# here"), "objective.measure: nothing yet"),
        Case("no unit", ("hours per moderator per week", "tbd # here"), "objective.unit: 'tbd'"),
        Case("no value now", ("now: 10", "now: # here"), "objective.now: nothing yet"),
        Case("no number now", ("now: 10", "now: ten # here"), "objective.now: 'ten'"),
        Case("no target", ("target: 5", "target: # here"), "objective.target: nothing yet"),
        Case("no change", ("target: 5", "target: 10 # here"), "objective.target: 10"),
        Case("percent without a sign", ("target: 5", "target: 50% # here"), "objective.target: '50%'"),
        Case("percent of zero", ("now: 10\n  target: 5", "now: 0\n  target: -50% # here"), "objective.target: '-50%'"),
        Case("too large", ("now: 10", f"now: {'9' * 302} # here"), "objective.now: '999"),
        Case("least too large", ("target: 5", "target: 5\n  least: 6 # here"), "objective.least: 6"),
        Case("least of nothing", ("target: 5", "target: 5\n  least: 0 # here"), "objective.least: 0"),
        Case("no objective", (OBJECTIVE, ""), "objective.measure: nothing yet", line=1),
        Case("text", (OBJECTIVE, "objective: less time # here\n"), "objective: 'less time'"),
    ),
)
WORTH_IT = Example(
    parameters={"check": "worth", "file": "objective.yaml", "max_months": 12},
    files={"objective.yaml": WORTH},
    changes=(("2400", "2500"), ("600", "500"), ("year: 400", "year: 300"), ("hours", "euros")),
    cases=(
        passes("worked out", None, "paid back in 3.6 months (2,000 hours a year for 600)"),
        passes("just in time", ("600", "2000"), "paid back in 12 months"),
        passes("within a year by default", ("600", "2000"), "paid back in 12 months", max_months=None),
        Case(
            "later than by default",
            (
                "worth:\n  unit: hours\n  gain_per_year: 2400\n  build: 600",
                "worth: # here\n  unit: hours\n  gain_per_year: 2400\n  build: 2200",
            ),
            "paid back in 13.2 months",
            parameters={"max_months": None},
        ),
        warns("nothing to build", ("build: 600", "build: 0"), "a year for 0); build is 0"),
        warns("nothing to run", ("year: 400", "year: 0"), "run_per_year is 0"),
        warns(
            "one for everything", (WORTH, WORTH.replace("2400", "1").replace("600", "1").replace("400", "0")), "is 1"
        ),
        warns(
            "the template's numbers",
            (
                WORTH,
                WORTH.replace("2400", "2400  # 2400 (a)").replace("600", "600  # 600").replace("400\n", "400 # 400\n"),
            ),
            "worth.gain_per_year, worth.build and worth.run_per_year are the template's example",
        ),
        Case("too late", ("worth:\n", "# x\nworth: # here\n"), "paid back in 3.6 months", parameters={"max_months": 3}),
        Case("no gain left", ("2400", "400 # here"), "worth.gain_per_year: 400"),
        Case("a loss", ("2400", "4 # here"), "worth.gain_per_year: 4"),
        Case("no unit", ("hours", "# here"), "worth.unit: nothing yet"),
        Case("no gain", ("2400", "# here"), "worth.gain_per_year: nothing yet"),
        Case("no cost said", ("600", "little # here"), "worth.build: 'little'"),
        Case("no running cost said", ("year: 400", "year: # here"), "worth.run_per_year: nothing yet"),
        Case("two units", ("600", "600 euros # here"), "worth.build: '600 euros'"),
        Case("a negative cost", ("600", "-600 # here"), "worth.build: -600"),
        Case("a list", (WORTH, "a: 1\nworth: [hours, 2400] # here\n"), "worth: a list"),
    ),
    limits={"max_months": 24},
)


EXAMPLES = tuple(
    example
    for cases in (globals(), vars(data_cases), vars(pilot_cases), vars(operation_cases))
    for example in cases.values()
    if isinstance(example, Example)
)
