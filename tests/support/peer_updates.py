"""What copier and cruft did in each case of the table of updates: the files beside ours, and the exit code.

Recorded on 27 November 2026 with copier 9.19.1, and with cruft 2.16.0 and cookiecutter 2.7.1, by running them on the
same template and the same edits. "same files" means that the project then held what ours does; that a conflict exits
with 1 is ours alone.
"""

PEERS: dict[str, dict[str, str]] = {
    "only the template changed": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "only you changed": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "both, in different places": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "both alike": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "both, in the same place": {
        "copier": "text.md is marked; exit 0",
        "cruft": "text.md is marked; exit 0",
    },
    "both, yours with CRLF": {
        "copier": "text.md is marked; exit 0",
        "cruft": "text.md is marked; exit 0",
    },
    "only the template changed, yours with CRLF": {
        "copier": "text.md is marked; exit 0",
        "cruft": "text.md is marked; exit 0",
    },
    "both, and it is no text": {
        "copier": "logo.bin lacks your change or the template's; exit 0",
        "cruft": "same files; exit 0",
    },
    "no text, and only the template changed": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "new in the template, and you have one too": {
        "copier": "new.md is marked; exit 0",
        "cruft": "new.md is marked; exit 0",
    },
    "new in the template, and you have the same": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "new in the template, where a folder of yours is": {
        "copier": "same files; exit 1, AssertionError",
        "cruft": "same files; exit 0",
    },
    "the template removed it": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "the template removed it, and you changed it": {
        "copier": "text.md is gone; exit 0",
        "cruft": "same files; exit 0",
    },
    "both removed it": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "you removed it, and the template changed it": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "you removed it, and the template did not change it": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "the template renamed it": {
        "copier": "other.md lacks your change or the template's; exit 0",
        "cruft": "same files; exit 0",
    },
    "the template renamed it, and says so, and changed it": {
        "copier": "x/other.md lacks your change or the template's; exit 0",
        "cruft": "same files; exit 0",
    },
    "the template renamed it to where a file of yours is": {
        "copier": "text.md is gone, other.md is marked; exit 0",
        "cruft": "same files; exit 0",
    },
    "the template renamed it and changed it, and does not say so": {
        "copier": "other.md lacks your change or the template's; exit 0",
        "cruft": "same files; exit 0",
    },
    "the template changed the case of its name": {
        "copier": "Text.md lacks your change or the template's; exit 0",
        "cruft": "same files; exit 0",
    },
    "a file becomes a folder": {
        "copier": "text.md/x.md is gone; exit 1, FileExistsError",
        "cruft": "same files; exit 0",
    },
    "a file becomes a folder, and you changed it": {
        "copier": "same files; exit 1, FileExistsError",
        "cruft": "same files; exit 0",
    },
    "a file moves into a folder of its name": {
        "copier": "text.md/text.md is gone; exit 1, FileExistsError",
        "cruft": "same files; exit 0",
    },
    "a folder becomes a file": {
        "copier": "d stays a folder; exit 1, AssertionError",
        "cruft": "same files; exit 0",
    },
    "a folder becomes a file, and yours is in it": {
        "copier": "d/deep.md lacks your change or the template's; exit 1, AssertionError",
        "cruft": "same files; exit 0",
    },
    "new in the template, and a file of yours is in the way": {
        "copier": "same files; exit 1, FileExistsError",
        "cruft": "same files; exit 0",
    },
    "you renamed it": {
        "copier": "docs/mine.md lacks your change or the template's; exit 0",
        "cruft": "docs/mine.md lacks your change or the template's; exit 0",
    },
    "you renamed it and changed it": {
        "copier": "docs/mine.md lacks your change or the template's; exit 0",
        "cruft": "docs/mine.md lacks your change or the template's; exit 0",
    },
    "you renamed it, and have two copies": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "evidence that you filled in": {
        "copier": "one/facts.yaml lacks your change or the template's, one/story.txt is marked; exit 0",
        "cruft": "one/facts.yaml lacks your change or the template's, one/story.txt is marked; exit 0",
    },
    "evidence that you filled in, and the template moved": {
        "copier": "one/facts.yaml is gone, one/moved.yaml lacks your change or the template's; exit 0",
        "cruft": "one/facts.yaml is gone, one/moved.yaml lacks your change or the template's; exit 0",
    },
    "evidence that you filled in, and the template removed": {
        "copier": "one/facts.yaml is gone; exit 0",
        "cruft": "same files; exit 0",
    },
    "evidence that nobody filled in": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "a process that you changed": {
        "copier": "same files; exit 0",
        "cruft": "same files; exit 0",
    },
    "a place that is a link of yours": {
        "copier": "same files; exit 1, AssertionError",
        "cruft": "same files; exit 0",
    },
    "evidence that nobody filled in, and the template removed": {
        "copier": "one/facts.yaml is gone; exit 0",
        "cruft": "one/facts.yaml is gone; exit 0",
    },
}
