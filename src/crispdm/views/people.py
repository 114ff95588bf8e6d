"""Roles and people in words."""

from crispdm.people import person
from crispdm.process import Process
from crispdm.words import listing


def owner(process: Process, role: str | None) -> str:
    """`Ana, product manager`; `product manager` where nobody is named; `team Media` as it is."""
    if role is None:
        return ""
    names = [person(each).first_name for each in process.team.get(role, ())]
    return f"{listing(names)}, {role.replace('_', ' ')}" if names else role.replace("_", " ")


def doer(process: Process, role: str | None) -> str:
    """Who does it, as a colleague says: `Ana or Bo`; the role where nobody is named; `team Media` as it is."""
    names = [person(each).first_name for each in process.team.get(role or "", ())]
    return listing(names, "or") or (role or "somebody").replace("_", " ")


def first_name(by: str) -> str:
    """How a colleague would call somebody."""
    return person(by).first_name or "somebody"
