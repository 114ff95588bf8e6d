"""The published results: each command that prints JSON with the type of its result, and their JSON Schema."""

from typing import Any, get_args

from msgspec import Struct

from crispdm.eventlog.events import AnyEvent
from crispdm.json_schema import json_schema
from crispdm.results.explain import Explain
from crispdm.results.gate import Check
from crispdm.results.log import Log
from crispdm.results.moves import Advance
from crispdm.results.portfolio import Portfolio
from crispdm.results.portfolio_report import PortfolioReport
from crispdm.results.repair import Repair
from crispdm.results.status import Status
from crispdm.results.update import Update
from crispdm.results.verify import Verify

RESULTS: dict[str, type[Struct]] = {
    "check": Check,
    "status": Status,
    "advance": Advance,
    "log": Log,
    "explain": Explain,
    "portfolio": Portfolio,
    "update": Update,
    "verify": Verify,
    "repair": Repair,
}
ALL = {**RESULTS, "report": PortfolioReport}  # of many projects, with --as json
_EVENTS = {kind.__name__ for kind in get_args(AnyEvent)}


def schema(*commands: str) -> dict[str, Any]:
    """Return the JSON Schema of the results of some commands, of all where none is named."""
    title = f"crispdm {'|'.join(commands or ALL)} --format json"
    published = json_schema(title, [ALL[each] for each in commands or ALL])
    for name, part in published["$defs"].items():
        if "properties" in part and name not in _EVENTS:  # all else is written with every key, default or not
            part["required"] = [*part["properties"]]
    return published
