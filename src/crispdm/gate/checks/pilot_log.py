"""Whether pilot.csv is what the log of the pilot says: seen, or recorded where the log is not here."""

from collections.abc import Sequence

from msgspec import structs

from crispdm.gate.computed_again import computed_again
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.gate.pilot.log_file import days_of_log, refuse_other_days
from crispdm.gate.pilot.plan_file import read_plan
from crispdm.gate.raw_rows import is_here
from crispdm.gate.record import Record
from crispdm.placeholders import is_placeholder


def compared_with_log(
    evidence: Evidence, finding: Finding, file: str, data: str, verify: Sequence[str] = ()
) -> Finding:
    """A finding about the numbers of a pilot, after they were compared with its log.

    Args:
        evidence: of the phase.
        finding: the finding; one that fails stays as it is.
        file: pilot.yaml, whose section log says where the log is. Where it names none, somebody typed the numbers.
        data: pilot.csv.
        verify: the script that makes pilot.csv, in the mode that compares.

    Raises:
        Unmet: the log has other numbers.
    """
    record = evidence.record(file)
    if finding.status == "fail" or not _is_from_log(record):
        return finding
    finding, path = structs.replace(finding, basis="recorded"), record.get("log.file")
    if evidence.is_light:
        return finding
    if isinstance(path, str) and not is_here(evidence, path):
        have = f"{finding.have}; {path} is missing here, so {data.rpartition('/')[2]} was not compared with it"
        return structs.replace(finding, status="warn", have=have, fix=finding.fix or "check it where the log is")
    days = days_of_log(evidence, record) if isinstance(path, str) else None
    if days is not None:
        refuse_other_days(evidence, record, data, read_plan(record), days)
        return structs.replace(finding, basis="seen")
    if not verify:
        return finding
    reads = [f"/{evidence.path(each)}" for each in (file, data)]
    reads += [f"/{path}", f"/{path}/**/*"] if isinstance(path, str) else []
    return computed_again(evidence, finding, verify, reads, also=None if isinstance(path, str) else evidence.today)


def with_who_vouches(finding: Finding, data: str) -> Finding:
    """A finding about a pilot's days, as a warning where they are somebody's word though a script could count them."""
    if finding.basis != "typed" or finding.status == "fail":
        return finding
    counted = f"{data.rpartition('/')[2]} was counted by hand or elsewhere: whoever signs vouches for its numbers"
    fix = (
        finding.fix or "name the log in pilot.yaml and run measure.py, or let somebody sign who saw the numbers counted"
    )
    return structs.replace(finding, status="warn", have=f"{finding.have}; {counted}", fix=fix)


def _is_from_log(record: Record) -> bool:
    """Whether measure.py made the rows, of a log that pilot.yaml names."""
    names = [f"log.{name}" for name in ("file", "table", "select")]
    is_named = any(not is_placeholder(record.get(name)) for name in names)
    return is_named and not isinstance(record.get("result"), dict)
