"""What an index page shows: where the project lives, and a README whose links and pictures lead there.

Only a build for a release knows the address: GitHub's runner says it, or CRISPDM_REPOSITORY does.
"""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?P<picture>!?)(?P<text>\[[^\]]*\])\((?!https?://|#)(?P<path>[^)]+)\)")


class IndexPage(MetadataHookInterface):
    """Sets the URLs and the long description."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set both in the metadata of the build."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        address, commit = _address(), os.environ.get("GITHUB_SHA", "HEAD")
        if address:
            text = absolute(text, address, commit)
            metadata["urls"] = {
                "Source": address,
                "Documentation": f"{address}/blob/{commit}/.github/docs/index.md",
                "Changelog": f"{address}/blob/{commit}/CHANGELOG.md",
                "Issues": f"{address}/issues",
            }
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def absolute(text: str, address: str, commit: str) -> str:
    """A Markdown text whose links to files of the repository are those of one commit on the web."""

    def link(found: re.Match[str]) -> str:
        kind = "raw" if found["picture"] else "blob"
        return f"{found['picture']}{found['text']}({address}/{kind}/{commit}/{found['path']})"

    return _LINK.sub(link, text)


def _address() -> str:
    """The repository's address on the web; empty where nobody says it."""
    if "GITHUB_REPOSITORY" in os.environ:
        return f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}"
    return os.environ.get("CRISPDM_REPOSITORY", "")
