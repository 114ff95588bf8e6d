"""The script that comments on a pull request, as the documentation shows it: one comment, updated in place."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # a clone, and commands of their own
PAGE = Path(__file__).parents[2] / ".github" / "docs" / "ci-and-chat.md"
GH = """\
import json, sys
from pathlib import Path
kept, asked = Path(KEPT), sys.argv[1:]
comments = json.loads(kept.read_text())
if "--jq" in asked:
    print("\\n".join(str(n) for n, body in enumerate(comments, 1) if body.startswith("<!-- crispdm -->")))
else:
    body = next(each for each in asked if each.startswith("body=")).removeprefix("body=")
    if "PATCH" in asked:
        (at,) = (each for each in asked if each.startswith("repos/"))
        comments[int(at.rpartition("/")[2]) - 1] = body
    else:
        comments.append(body)
    kept.write_text(json.dumps(comments))
"""


def test_a_comment_is_made_once_and_then_updated(project: Path, tmp_path: Path) -> None:
    (script,) = (each for each in re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL) if "gh api" in each)
    kept, programs = tmp_path / "comments.json", tmp_path / "bin"
    kept.write_text(json.dumps(["Looks good."]))
    programs.mkdir()
    (programs / "gh").write_text(f"#!{sys.executable}\n{GH.replace('KEPT', repr(str(kept)))}")
    (programs / "crispdm").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m crispdm "$@"\n')
    for each in programs.iterdir():
        each.chmod(0o755)
    subprocess.run(["git", "update-ref", "refs/remotes/origin/main", "HEAD"], cwd=project, check=True)
    surroundings = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "a/b", "PR": "7"}
    surroundings["GITHUB_BASE_REF"] = "main"
    for times in (1, 2):
        if times == 2:
            objective = project / "01_business_understanding" / "objective.yaml"
            objective.write_text(
                objective.read_text().replace("  who: ", "  who: moderators").replace("  source: ", "  source: the log")
            )
        subprocess.run(["bash", "-e", "-c", script], cwd=project, env=surroundings, check=True)
        first, ours = json.loads(kept.read_text())
        assert first == "Looks good."
        assert ours.startswith(
            "<!-- crispdm -->\n\nBefore: **Gate closed: Business Understanding needs 4 of 5 criteria"
        )
        assert f"\n\nAfter: **Gate closed: Business Understanding needs {5 - times} of 5 criteria" in ours
        assert ours.count("worth-it") == 1
