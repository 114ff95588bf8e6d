"""A browser without a window, and what it says of a page."""

import json
import os
import re
import shutil
import subprocess
from html import escape
from pathlib import Path
from typing import Any

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDED = "needs Chromium (Debian: apt-get install chromium)"
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
_PROBE = """<!doctype html><style>body { margin: 0 } iframe { border: 0; color-scheme: SCHEME }</style>
<iframe width="WIDTH" height="900" srcdoc="PAGE"></iframe><pre></pre>
<script>
document.querySelector("iframe").addEventListener("load", (event) => {
  const page = event.target.contentDocument, view = event.target.contentWindow;
  const boxes = [...page.body.querySelectorAll("h1, h2, h3, p, li, svg, b, span, table, td, th, dd, figcaption")];
  const shown = boxes.filter((each) => each.getClientRects().length && each.closest("thead") === null);
  const box = (each) => { const { left, right } = each.getBoundingClientRect(); return [left, right]; };
  document.querySelector("pre").textContent = JSON.stringify({
    width: page.documentElement.scrollWidth,
    height: page.documentElement.scrollHeight,
    right: Math.max(...shown.map((each) => each.getBoundingClientRect().right)),
    charts: [...page.querySelectorAll(".chart")].map((chart) => ({
      plot: box(chart.querySelector("svg")),
      labels: [...chart.querySelectorAll("b, p span")].map(box),
      behind: view.getComputedStyle(chart.querySelector("b")).backgroundColor,
    })),
    paper: view.getComputedStyle(page.body).backgroundColor,
    ink: view.getComputedStyle(page.body).color,
    row: view.getComputedStyle(page.querySelector("tbody tr")).display,
    smallest: Math.min(...shown.map((each) => parseFloat(view.getComputedStyle(each).fontSize))),
  });
});
</script>
"""


def browse(folder: Path, *arguments: str) -> str:
    """Run the browser with a home and a profile in that folder, and return what it prints."""
    environment = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    command = (str(BROWSER), *_FLAGS, f"--user-data-dir={folder / 'profile'}", *arguments)
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def layout(folder: Path, page: str, width: int, scheme: str = "light") -> Any:
    """Where the parts of a report are drawn at that width, in pixels, and in which colours."""
    probe = folder / "probe.html"
    frame = _PROBE.replace("WIDTH", str(width)).replace("SCHEME", scheme).replace("PAGE", escape(page))
    probe.write_text(frame)
    size = f"--window-size={max(width, 600)},900"
    answer = browse(folder, "--dump-dom", "--virtual-time-budget=3000", size, probe.as_uri())
    found = re.search(r"<pre>(\{.*?\})</pre>", answer)
    assert found, answer[-2000:]
    return json.loads(found[1])
