"""What the report on many projects says: its first sentence, its figures, and a table of each kind of project."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, tzinfo

from crispdm.dates import day_of, parse_date
from crispdm.numbers import parse_number, show
from crispdm.results.portfolio import Project
from crispdm.results.portfolio_report import Account, PortfolioReport, Worth
from crispdm.views.changes_of_measure import wanted_words
from crispdm.views.portfolio.cells import cells_of
from crispdm.views.report.effect import effect
from crispdm.views.report.names import name_of
from crispdm.views.report.parts import Part, Section, Table
from crispdm.views.report.strip import Figure
from crispdm.words import count, listing

MOST = 600  # rows of a table: with more, the page would weigh megabytes, and nobody reads them
_STATES = {
    "building": "under way",
    "live": "live",
    "stopped": "stopped",
    "finished": "finished",
    "broken": "that cannot be read",
}
_Cells = tuple[str, ...]


def state_of(account: Account) -> str:
    """Each project is in one state: live whatever comes after, else as it runs or ended."""
    outcome = account.project.outcome
    if account.live_since is not None and outcome != "broken":
        return "live"
    return "building" if outcome == "running" else outcome


def is_late(project: Project) -> bool:
    """Whether a running project is over its timebox."""
    return project.outcome == "running" and bool(project.timebox) and (project.days or 0) > (project.timebox or 0)


def is_stuck(project: Project) -> bool:
    """Whether a running project has a blocker."""
    return project.outcome == "running" and project.blockers > 0


def lead(report: PortfolioReport) -> str:
    """What somebody who reads no further has to know."""
    if not report.accounts:
        return "No projects."
    states = Counter(map(state_of, report.accounts))
    parts = [f"{states[each]:,} {what}" for each, what in _STATES.items() if states[each]]
    projects = [each.project for each in report.accounts]
    late, stuck = sum(map(is_late, projects)), sum(map(is_stuck, projects))
    behind = [f"{late:,} over the timebox" if late else "", f"{stuck:,} blocked" if stuck else ""]
    said = listing([each for each in behind if each])
    return f"{count(len(projects), 'project')}: {listing(parts)}.{f' Behind plan: {said}.' if said else ''}"


def figures(report: PortfolioReport) -> Iterator[Figure]:
    """Yield what is under way, live, stopped and behind, and what it is worth."""
    accounts = report.accounts
    states = Counter(map(state_of, accounts))
    live = [each for each in accounts if state_of(each) == "live"]
    reached = sum(_has_reached(each) for each in live)
    late = sum(is_late(each.project) for each in accounts)
    stuck = sum(is_stuck(each.project) for each in accounts)
    behind = sum(is_late(each.project) or is_stuck(each.project) for each in accounts)
    yield Figure("Under way", f"{states['building']:,}", (f"of {count(len(accounts), 'project')}",))
    yield Figure("Live", f"{len(live):,}", (f"{reached:,} reached the goal",))
    yield Figure("Stopped in time", f"{states['stopped']:,}", ("before more was spent on them",))
    yield Figure("Behind plan", f"{behind:,}", (f"{late:,} over the timebox", f"{stuck:,} blocked"))
    yield from _worth(accounts)


def _worth(accounts: Sequence[Account]) -> Iterator[Figure]:
    """What live projects bring by the measure, in the unit of most of them, beside what was planned of them."""
    totals = [each for each in _totals(accounts) if each[1]]
    if not totals:
        yield Figure("Worth", "Not known", ("nothing is measured with all traffic",))
        return
    unit, _, planned, measured = totals[0]
    others = (f"and in {listing([each[0] for each in totals[1:]])}",) if totals[1:] else ()
    notes = (f"{unit} a year by the measure; {show(planned)} planned", *others)
    yield Figure("Worth", f"≈ {show(measured)}", notes)


def _totals(accounts: Sequence[Account]) -> list[tuple[str, int, float, float]]:
    """By unit: how many projects were measured, what was planned of these in a year, and what it is by the measure."""
    found: dict[str, list[Worth]] = {}
    for each in accounts:
        if each.worth and each.worth.unit:
            found.setdefault(each.worth.unit, []).append(each.worth)
    rows = []
    for unit, worths in found.items():
        known = [(each.planned or 0, each.measured) for each in worths if each.measured is not None]
        measured = float(f"{sum(value for _, value in known):.2g}")
        rows.append((unit, len(known), sum(planned for planned, _ in known), measured))
    return sorted(rows, key=lambda row: -row[1])


def sections(report: PortfolioReport) -> Iterator[Section]:
    """Yield a section for each kind of project there is, what needs somebody first."""
    accounts, zone = report.accounts, report.now.tzinfo
    by_state = {state: [each for each in accounts if state_of(each) == state] for state in _STATES}
    behind = [each for each in accounts if is_late(each.project) or is_stuck(each.project)]
    yield from _section("behind", "Behind plan", behind, _BEHIND, _behind, "The one longest in its phase first")
    yield from _section("way", "Under way", by_state["building"], _UNDER_WAY, _under_way, "Goals and planned worth")
    yield from _section("live", "Live", by_state["live"], _LIVE, _live, "Planned and measured")
    text = "Stopping what does not pay is a good outcome: the time goes to what does."
    stopped = by_state["stopped"]
    yield from _section(
        "stopped", "Stopped in time", stopped, _STOPPED, lambda each: _stopped(each, zone), "When, and why", text
    )
    yield from _section("finished", "Finished", by_state["finished"], _FINISHED, _finished, "What was reached")
    yield from _exceptions(report)
    yield from _worths(accounts)
    yield from _section("broken", "Cannot be read", by_state["broken"], _BROKEN, _broken, "Nothing of them is counted")


_BEHIND = ("Project", "Phase", "Days", "Waits for", "Next")
_UNDER_WAY = ("Project", "Phase", "Days", "Objective", "Reached", "Planned a year")
_LIVE = ("Project", "Since", "Objective", "Reached", "Planned a year", "Measured a year", "Now")
_STOPPED = ("Project", "Stopped on", "Why", "Objective", "Reached")
_FINISHED = ("Project", "Objective", "Reached", "Planned a year")
_BROKEN = ("Project", "Why")
_EXCEPTIONS = ("Project", "Exception", "Reason", "By", "Until")
_TOTALS = ("Unit", "Projects measured", "Planned a year", "Measured a year")


def _section(  # noqa: PLR0913, PLR0917 - what a section is made of
    name: str,
    heading: str,
    accounts: Sequence[Account],
    columns: _Cells,
    cells: Callable[[Account], _Cells],
    caption: str,
    text: str = "",
) -> Iterator[Section]:
    if accounts:
        table = _table(caption, columns, [cells(each) for each in accounts[:MOST]], len(accounts))
        yield Section(name, f"{heading} ({len(accounts):,})", (Part(texts=(text,) if text else (), table=table),))


def _table(caption: str, columns: _Cells, rows: Sequence[_Cells], total: int) -> Table:
    cut = f". The first {len(rows):,} of {total:,}; `crispdm portfolio` lists all" if total > len(rows) else ""
    return Table(f"{caption}{cut}", columns, tuple(rows), is_cut=bool(cut))


def _name(account: Account) -> str:
    """The title with the path, where one does not tell the other."""
    path = account.project.path
    return f"{account.title} ({path})" if account.title and account.title != path else path


def _behind(account: Account) -> _Cells:
    cells = cells_of(account.project)
    why = [each for each, holds in (("late", is_late), ("blocked", is_stuck)) if holds(account.project)]
    return _name(account), cells.phase, f"{cells.days} ({listing(why)})", cells.waiting, cells.next


def _under_way(account: Account) -> _Cells:
    cells = cells_of(account.project)
    return _name(account), cells.phase, cells.days, _goal(account), _reached(account), _planned(account)


def _live(account: Account) -> _Cells:
    since, project = account.live_since, account.project
    now = cells_of(project).phase if project.outcome == "running" else project.outcome
    day = _short(since) if since else ""
    return _name(account), day, _goal(account), _reached(account), _planned(account), _by_measure(account), now


def _stopped(account: Account, zone: tzinfo | None) -> _Cells:
    day = day_of(account.stopped or "", zone)
    on = str(account.stopped or "") if day == date.min else _short(day)
    return _name(account), on, account.why or "", _goal(account), _reached(account)


def _finished(account: Account) -> _Cells:
    return _name(account), _goal(account), _reached(account), _planned(account)


def _broken(account: Account) -> _Cells:
    return account.project.path, account.project.broken or ""


def _exceptions(report: PortfolioReport) -> Iterator[Section]:
    rows = []
    for account in report.accounts:
        for each in account.exceptions:
            day = parse_date(each.until)
            until = _short(day) if day else f"end of iteration {account.project.iteration}"
            what = f"{'Waived' if each.kind == 'waived' else 'Decided'}: {each.what}"
            rows.append((_name(account), what, each.reason, name_of(each.by), until))
    if rows:
        table = _table("What was let through, and why", _EXCEPTIONS, rows[:MOST], len(rows))
        yield Section("exceptions", f"Exceptions ({len(rows):,})", (Part(table=table),))


def _worths(accounts: Sequence[Account]) -> Iterator[Section]:
    rows = [
        (unit, f"{number:,}", show(planned), f"≈ {show(measured)}")
        for unit, number, planned, measured in _totals(accounts)
        if number
    ]
    if rows:
        text = "Of projects that measured again with all traffic. The gain is taken to grow with the measure."
        table = Table("Planned and measured, by unit", _TOTALS, tuple(rows))
        yield Section("worth", "Worth", (Part(texts=(text,), table=table),))


def _short(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _goal(account: Account) -> str:
    """`time on wrong categories: 10 → 5 hours per week`; what is typed where it is no number."""
    objective = account.objective or {}
    ends = [objective.get("now"), objective.get("target")]
    numbers = [parse_number(each) for each in ends]
    shown = [show(number) if number is not None else str(end or "?") for number, end in zip(numbers, ends, strict=True)]
    measure = f"{objective['measure']}: " if objective.get("measure") else ""
    return f"{measure}{' → '.join(shown)} {objective.get('unit') or ''}".strip() if objective else ""


def _reached(account: Account) -> str:
    measured = account.measured
    if measured is None:
        return ""
    if measured.value is None:
        return f"{effect(measured.pilot)}, in a pilot" if measured.pilot else ""
    change = wanted_words(account.objective or {}, measured.value)
    return f"{show(measured.value)}{change}, {'goal reached' if _has_reached(account) else 'short of the goal'}"


def _has_reached(account: Account) -> bool:
    objective = account.objective or {}
    value = account.measured.value if account.measured else None
    now, target = parse_number(objective.get("now")), parse_number(objective.get("target"))
    if value is None or now is None or target is None:
        return False
    return value <= target if target < now else value >= target


def _planned(account: Account) -> str:
    worth = account.worth
    return f"{show(worth.planned)} {worth.unit}" if worth and worth.planned is not None else ""


def _by_measure(account: Account) -> str:
    worth = account.worth
    return f"≈ {show(worth.measured)} {worth.unit}" if worth and worth.measured is not None else ""
