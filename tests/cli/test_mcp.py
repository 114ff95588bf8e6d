"""The tools for agents, asked by a real client over standard input and output."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crispdm.eventlog import store
from crispdm.eventlog.events import Noted
from tests.support.command_line import ANA, NOW, Run

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("status", {}),
    ("check", {}),
    ("check", {"phase": "nope"}),
    ("explain", {"name": "worth-it"}),
    ("log", {}),
    ("report", {}),
    ("advance", {}),
    ("sign", {"role": "product_manager"}),
    ("waive", {"criterion": "worth-it", "reason": "it is $late", "until": "friday"}),
    ("status", {"since": "never"}),
    ("note", {"text": "the profile is new"}),
]


async def _talk(project: Path) -> tuple[Any, list[Any], list[Any]]:
    """What the server says of itself and its tools, and what the tools answer."""
    mcp = pytest.importorskip("mcp", reason="the extra of that name")
    from mcp.client.stdio import stdio_client  # noqa: PLC0415 - only where the extra is installed

    program = ["-m", "crispdm", "-C", str(project), "mcp"]
    environment = {"CRISPDM_USER": ANA, "CRISPDM_NOW": NOW}
    server = mcp.StdioServerParameters(command=sys.executable, args=program, env=environment)
    async with stdio_client(server) as (read, write), mcp.ClientSession(read, write) as session:
        about = await session.initialize()
        tools = (await session.list_tools()).tools
        return about, tools, [await session.call_tool(name, given) for name, given in ASKED]


@pytest.mark.slow
def test_an_agent_reads_and_moves_nothing(project: Path) -> None:
    before = store.load(project).events
    about, tools, answers = asyncio.run(_talk(project))
    assert about.server_info.name == "crispdm"
    assert "do not invent numbers" in about.instructions
    assert {each.name for each in tools} == {name for name, _ in ASKED}
    assert [each.name for each in tools if not each.annotations.read_only_hint] == ["note"]
    assert all(each.description for each in tools)
    status, check, no_phase, explain, log, report, advance, sign, waive, no_day, note = answers
    assert [each.is_error for each in answers].count(True) == 2
    assert status.structured_content["gate"]["phase"] == "business_understanding"
    assert check.structured_content["gate"]["open"] is False
    assert explain.structured_content["subject"]["id"] == "worth-it"
    assert log.structured_content["events"]
    assert report.structured_content["status"]["project"] == "listing-categories"
    assert advance.structured_content["command"] == "crispdm advance"
    assert advance.structured_content["dry_run"]["events"] == []
    assert sign.structured_content["command"] == "crispdm sign --as product_manager"
    assert waive.structured_content["command"] == "crispdm waive worth-it --reason 'it is $late' --until friday"
    assert "hint: the phases are business_understanding" in no_phase.content[0].text
    assert "hint: use 2026-11-20, friday" in no_day.content[0].text
    assert not note.is_error
    (added,) = store.load(project).events[len(before) :]
    assert isinstance(added, Noted)
    assert (added.text, added.by) == ("agent: the profile is new", ANA)


def test_without_an_agent_or_the_extra_it_says_what_is_missing(run: Run, project: Path) -> None:
    refused = run("mcp", cwd=project)
    assert refused.code == 2
    assert "an agent's program starts this" in refused.err
    blocked = "import sys; sys.modules['mcp.server.mcpserver'] = None; sys.argv[1:] = ['mcp']; "
    program = [sys.executable, "-c", f"{blocked}from crispdm.__main__ import main; main()"]
    done = subprocess.run(program, cwd=project, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'crispdm[mcp]'" in done.stderr
