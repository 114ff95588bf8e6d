"""The kinds of check, one file each; all other code knows them by this table only."""

from crispdm.gate.checks.audit import Audit
from crispdm.gate.checks.choice import Choice
from crispdm.gate.checks.command import Command
from crispdm.gate.checks.document import Document
from crispdm.gate.checks.exists import Exists
from crispdm.gate.checks.fields import Fields
from crispdm.gate.checks.inventory import Inventory
from crispdm.gate.checks.number import Number
from crispdm.gate.checks.objective import ObjectiveStated
from crispdm.gate.checks.operations import Operations
from crispdm.gate.checks.pilot import Pilot, PilotPlan
from crispdm.gate.checks.profile import Profile
from crispdm.gate.checks.runs import Runs
from crispdm.gate.checks.table import Table
from crispdm.gate.checks.verdict import VerdictFits
from crispdm.gate.checks.worth import Worth
from crispdm.gate.kind import Check

_ALL: tuple[type[Check], ...] = (
    Exists,
    Fields,
    Choice,
    Number,
    Document,
    ObjectiveStated,
    Worth,
    Inventory,
    Profile,
    Audit,
    Table,
    Runs,
    PilotPlan,
    Pilot,
    VerdictFits,
    Operations,
    Command,
)
KINDS: dict[str, type[Check]] = {str(kind.__struct_config__.tag): kind for kind in _ALL}
