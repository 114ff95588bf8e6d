"""Two processes to read: a small one that uses every key, and that of a bundled template."""

from crispdm.process import FILE
from crispdm.scaffold.bundled import shared, template
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.render import render

SMALL = """\
version: 1
project: listings
team:
  product_manager: [Ana Roy <ana@example.com>]
  data_scientist: []
phases:
  - id: first
    title: The first
    folder: 01_first
    owner: product_manager
    timebox: 5
    sign_off: [product_manager]
    criteria:
      - id: a-number
        says: It is a number
        owner: data_scientist
        level: warn
        fresh: true
        check: number
        file: a.yaml
        field: x
        min: 1
        better: higher
      - id: it-pays
        says: It pays
        check: worth
        file: a.yaml
        max_months: 12
  - id: second
    title: The second
    folder: 02_second
    was: [later]
    decision:
      file: d.yaml
      field: decision
      routes: {go: next, back: first}
    criteria:
      - {id: labels, says: Checked, check: audit, file: a.csv, max_error: 0.1}
"""


def bundled_process(name: str = "crisp-dm") -> bytes:
    """crispdm.yaml of an untouched project."""
    source = template(name)
    answers = Questions(source).answers({"project_name": "it's: [x] # 1"}, {"person": "Bo O'Neil <bo@example.com>"})
    return next(file.data for file in render(source, answers, shared=shared(source)) if file.path == FILE)
