"""Profile the raw data in profile.yaml: rows, dates, missing values, each column and the target.

With --verify nothing is written: the data is profiled again and compared with profile.yaml.
"""

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.expressions import fetch, first_row
from {{ cookiecutter.package }}.files import Refusal, differences, nearest, needed, read_yaml, rows, run, write_yaml
from {{ cookiecutter.package }}.inventory import ROW, Inventory, read_inventory
from {{ cookiecutter.package }}.keys import refuse_unfit_key
from {{ cookiecutter.package }}.kinds import COUNTED, Column, Description, describe
from {{ cookiecutter.package }}.paths import AUDIT_LABELS_SCRIPT, INVENTORY, PROFILE, shown
from {{ cookiecutter.package }}.raw_data import digest_of_raw, open_source, read_raw, used_columns
from {{ cookiecutter.package }}.raw_files import TextRules, digest_of_files, is_text, refusing_bad_lines
from {{ cookiecutter.package }}.roles import MEASURED, leaks, offer_roles
from {{ cookiecutter.package }}.sources import parse_source

MOST = 20  # values of the target that are listed; a numeric target with more is described by quantiles
NO_KEY = ", or none: then the number of the row is the key"
SHOWN = 5  # columns that are listed


def main() -> None:
    """Write profile.yaml or compare it with the data, or print the fields of a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = "only print the columns of TABLE, or of what `data` names, for inventory.yaml"
    parser.add_argument("--fields", metavar="TABLE", nargs="?", const="", help=what)
    parser.add_argument("--target", metavar="NAME", help="with --fields: also say which columns nearly equal this one")
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if profile.yaml says otherwise")
    arguments = parser.parse_args()
    if arguments.fields is not None:
        print_fields(arguments.fields, arguments.target)
    else:
        verify() if arguments.verify else profile()


def print_fields(path: str, target: str | None) -> None:
    """Print an entry for each column, to copy and fill in."""
    where = f"{shown(INVENTORY)}: data"
    data = str(Path(path).resolve()) if path else needed(read_yaml(INVENTORY), "data", INVENTORY, "where the data is")
    source = parse_source(data, where)
    table = open_source(source, TextRules(is_lenient=True))
    if target is not None and target not in table.columns:
        raise Refusal(f"--target: no column {target!r} in {source}{nearest(target, table.columns)}")
    plain = [name for name, kind in table.schema().items() if not kind.is_nested() and not kind.is_binary()]
    flat = table.select(plain)
    known = describe(flat, target=target)
    if not known.rows:
        raise Refusal(f"{path or source}: no rows")
    origin = json.dumps(Path(path).name if path else str(source), ensure_ascii=False)
    offers = offer_roles(flat, known.columns, known.rows, target)
    if all(offer.role != "key" for offer in offers.values()):
        print(f"# no column identifies a row by itself: give several the role key{NO_KEY if source.file else ''}")
    for name in table.columns:
        if name in offers:
            entry = f"name: {json.dumps(name, ensure_ascii=False)}, role: {offers[name].role}, source: {origin}"
            print("- {" + entry + "}  # " + offers[name].remark)


def profile() -> None:
    """Write profile.yaml."""
    inventory = read_inventory()
    raw, facts = profiled(inventory)
    write_yaml(PROFILE, {name: value for name, value in facts.items() if name != "leaks" or value})
    size = f"{rows(facts['rows'])}, {len(facts['columns'])} columns"
    print(f"{shown(PROFILE)}: {size}{remarks(raw, inventory, facts)}")
    print(f"Next: python {shown(AUDIT_LABELS_SCRIPT)}")


def verify() -> None:
    """Profile the data again, and name each value that differs."""
    recorded, inventory = read_yaml(PROFILE), read_inventory()
    _, facts = profiled(inventory)
    if differ := differences({"leaks": [], **recorded}, facts):
        sys.exit("\n".join(f"profile.py: {shown(PROFILE)}: {each}" for each in differ))
    print(f"{shown(PROFILE)}: as recorded; {inventory.data} was profiled again, {rows(facts['rows'])}")


def profiled(inventory: Inventory) -> tuple[Any, dict[str, Any]]:
    """Return the raw data, and what the profile says of it. A thread takes the digest of its files meanwhile."""
    with ThreadPoolExecutor(1) as beside:
        digest = beside.submit(digest_of_files, inventory.data) if inventory.data.file else None
        raw = read_raw(inventory, is_streamed=True)
        with refusing_bad_lines():
            facts = facts_of(raw, inventory)
        facts["raw"] = digest.result() if digest else digest_of_raw(inventory, raw)
    return raw, facts


def facts_of(raw: Any, inventory: Inventory) -> dict[str, Any]:
    """Return what the profile says of the raw data; but for its digest."""
    used = used_columns(raw, inventory)
    if inventory.key == (ROW,):
        used = used.drop(ROW)  # the number of the row, which is no column of the data
    is_one_pass = inventory.key != (ROW,) and is_text(inventory.data)  # else keys take less memory in several passes
    known = describe(used, inventory.kinds, inventory.target, inventory.key if is_one_pass else ())
    count, columns = known.rows, known.columns
    if not count:
        raise Refusal(f"{inventory.data}: no rows")
    if columns[inventory.target].nulls == count:
        raise Refusal(f"{inventory.data}: no row has a value in the target {inventory.target!r}")
    refuse_unfit_key(used, inventory.key, inventory.target, f"{shown(INVENTORY)}: key", known)
    candidates = {name: each for name, each in columns.items() if name in (inventory.target, *inventory.features)}
    return {
        "rows": count,
        "raw": "",
        "dates": dates(columns),
        "nulls": {name: round(column.nulls / count, 4) for name, column in columns.items()},
        "target": about_target(used, inventory, known),
        "columns": {name: about(column) for name, column in columns.items()},
        "leaks": leaks(used, candidates, count, inventory.target),
    }


def remarks(raw: Any, inventory: Inventory, facts: dict[str, Any]) -> str:
    """Say which columns are left out, which features nearly equal the target, and what a measured target wants."""
    told = facts["leaks"]
    unknown = [name for name in raw.columns if name not in inventory.columns]
    left_out = f"; left out, not kept in {shown(INVENTORY)}: {', '.join(unknown[:SHOWN])}" if unknown else ""
    more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
    leak = f"; leak? {', '.join(told[:SHOWN])} nearly equals {inventory.target}" if told else ""
    is_scale = facts["columns"][inventory.target]["kind"] == "number" and "50%" in facts["target"]
    scale = f"; {inventory.target} is a number: {MEASURED}" if is_scale and not inventory.tolerance else ""
    return left_out + more + leak + scale


def about(column: Column) -> dict[str, Any]:
    """Return what a column is taken for, how many values it has, and its range."""
    said = {"kind": column.kind, "distinct": f"more than {COUNTED}" if column.distinct > COUNTED else column.distinct}
    return said | ({"min": column.first, "max": column.last} if column.first is not None else {})


def about_target(used: Any, inventory: Inventory, known: Description) -> dict[str, float]:
    """Return the share of each label, or the quantiles of a number on a scale."""
    target, column = used[inventory.target], known.columns[inventory.target]
    is_number = target.type().is_numeric() and inventory.kinds.get(inventory.target) != "category"
    if is_number and column.distinct > MOST:
        return quantiles(used, target)
    times = column.times if column.times is not None else most_frequent(used, target)
    return shares(times, known.rows - column.nulls)


def most_frequent(used: Any, target: Any) -> dict[str, int]:
    """Return how many rows have each of the most frequent labels."""
    labels = used.select(label=target).filter(lambda each: each.label.notnull())
    counted = labels.group_by("label").aggregate(n=labels.count())
    first = counted.order_by(counted.n.desc()).limit(COUNTED)
    return {str(each["label"]): each["n"] for each in fetch(first)}


def shares(times: dict[str, int], total: int) -> dict[str, float]:
    """Return the share of each label, most frequent first; the rest is `other`."""
    first = sorted(times, key=lambda each: (-times[each], each))  # here, since engines order text in different ways
    named = {each: round(times[each] / total, 4) for each in first[:MOST]}
    if len(first) > MOST:
        named["other"] = round(named.get("other", 0) + 1 - sum(times[each] for each in first[:MOST]) / total, 4)
    return named


def quantiles(used: Any, target: Any) -> dict[str, float]:
    """Return the minimum, the quartiles and the maximum."""
    wanted = (0, 25, 50, 75, 100)
    found = used.aggregate(**{f"q{each}": target.cast("float64").quantile(each / 100) for each in wanted})
    return {f"{each}%": float(value) for each, value in zip(wanted, first_row(found).values(), strict=True)}


def dates(columns: dict[str, Column]) -> dict[str, str]:
    """Return the first and the last date over all columns of dates."""
    named = [column for column in columns.values() if column.kind == "date" and column.first is not None]
    if not named:
        return {}
    first, last = min(str(each.first) for each in named), max(str(each.last) for each in named)
    return {"from": first[:10], "to": last[:10]}


if __name__ == "__main__":
    run(main)
