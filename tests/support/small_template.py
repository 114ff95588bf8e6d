"""A template with a process of one phase and a file of each kind, and a newer text of one of them."""

LINES = "".join(f"line {number}\n" for number in range(1, 10))
PROCESS = """\
version: 1
project: '{{ cookiecutter.name }}'
team: {lead: []}
phases:
  - id: one
    title: One
    folder: one
    criteria:
      - {id: filled, says: It is filled in, check: fields, file: facts.yaml, fields: [a]}
      - {id: told, says: It is told, check: exists, files: "*.txt"}
"""
FACTS = "a:   # a number\nb:\n"
Files = dict[str, bytes | str]
OLD: Files = {
    "crispdm.yaml": PROCESS,
    "one/facts.yaml": FACTS,
    "one/story.txt": "tell\n",
    "text.md": LINES,
    "run.sh": "echo {{ cookiecutter.name }}\n",
    "logo.bin": b"\0old",
    "d/deep.md": "deep\n",
}


def edited(text: str, number: int, to: str) -> str:
    """A text of numbered lines in which one line is another."""
    return text.replace(f"line {number}\n", f"{to}\n")


THEIRS = edited(LINES, 8, "theirs")
