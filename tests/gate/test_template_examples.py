"""An example of the template that somebody takes over is named: with its comment, and with its `# ` removed."""

import re
from pathlib import Path

import pytest

from crispdm.gate.template_examples import SENTENCES, WORTH
from crispdm.testing import decide, write

TEMPLATES = Path(__file__).parents[2] / "templates"
COMMENTS = "\n".join(
    path.read_text() for path in sorted(TEMPLATES.rglob("*.yaml")) if "/templates/shared" not in str(path)
)
_BESIDE_A_FIELD = r"^ *[a-z_]+:[^#\n]*# (?P<example>[^(\n]+)"
OF_EVERYBODY = {"hours per moderator per week", "hours", "Bo, the data scientist"}  # may be true of others by chance


def test_every_sentence_stands_in_a_comment_of_a_template() -> None:
    lines = COMMENTS.casefold()
    assert [each for each in SENTENCES if each not in lines] == []
    for name, number in zip(("gain_per_year", "build", "run_per_year"), WORTH, strict=True):
        assert re.search(rf"{name}: +# {number:.0f}\b", COMMENTS)


def test_every_example_beside_a_text_of_the_objective_is_listed() -> None:
    text = (TEMPLATES / "_shared/shared/phases/objective.yaml").read_text()
    examples = [found["example"].strip() for found in re.finditer(_BESIDE_A_FIELD, text, re.MULTILINE)]
    words = [each for each in examples if re.match(r"[a-z]{2,} |[A-Z]", each) and "one unit" not in each]
    assert len(words) >= 5
    assert [each for each in words if each.casefold() not in SENTENCES and each not in OF_EVERYBODY] == []


CHECKS = {
    "fields": (
        {"check": "fields", "file": "o.yaml", "fields": ["problem.who"]},
        "problem:\n  who: our ten moderators\n",
        "problem.who is the template's example, word by word",
    ),
    "alerts": (
        {"check": "operations", "file": "o.yaml", "part": "alerts"},
        """\
dashboard: the wall
alerts:
- watches: service
  when: more than 1 % of the answers fail for five minutes
  calls: Fay
  tested: 2027-01-26
- {watches: measure, when: more than 8 hours, calls: Cy, tested: 2027-01-27}
""",
        "alerts.1.when is the template's example, word by word",
    ),
    "rollback": (
        {"check": "operations", "file": "o.yaml", "part": "rollback"},
        "rollback: {how: Turn off the switch suggest_category, tried: 2027-01-26, minutes: 2}\n",
        "rollback.how is the template's example, word by word",
    ),
    "worth": (
        {"check": "worth", "file": "o.yaml"},
        "worth: {unit: hours, gain_per_year: 2300, build: 650, run_per_year: 350}\n",
        "worth.gain_per_year, worth.build and worth.run_per_year are the template's example, word by word",
    ),
    "a gap": (
        {"check": "inventory", "file": "o.yaml", "part": "gaps"},
        """\
fields:
- name: images
  role: feature
  gap: drop
  because: hard to reach; title and description are enough to start with
  owner: Ana
""",
        "fields.1.because is the template's example, word by word",
    ),
}


@pytest.mark.parametrize(("check", "text", "have"), CHECKS.values(), ids=CHECKS)
def test_an_example_without_its_comment_is_named(
    check: dict[str, object], text: str, have: str, tmp_path: Path
) -> None:
    write(tmp_path, {"o.yaml": text})
    finding = decide(tmp_path, check)
    assert (finding.status, finding.have, finding.place.file) == ("warn", have, "phase/o.yaml")
    write(tmp_path, {"o.yaml": re.sub(r"(?i)ten |1 % of|off|50|to reach", "9", text)})
    assert decide(tmp_path, check).status == "pass"
