"""What is no longer as it was accepted, as it is read out."""

from crispdm.dates import day_of, on_past_day
from crispdm.lifecycle.accepted import Changed, format_value
from crispdm.views.log import title
from crispdm.views.standing import Standing
from crispdm.words import clip, count, few

_LONGEST = 30  # characters of a value


def of_goal(standing: Standing) -> tuple[Changed, ...]:
    """Those of the criterion that holds the objective."""
    objectives = {each.id for phase in standing.process.phases for each in phase.criteria if each.check == "objective"}
    return tuple(each for each in standing.changed if each.criterion in objectives)


def changes(standing: Standing, changed: tuple[Changed, ...], most: int, *, is_below: bool = False) -> list[str]:
    """A sentence for each; where there are more than so many, one for all that one person accepted at one time.

    One that stands below what it is about need not name it.
    """
    if len(changed) <= max(most, 1):
        return [_sentence(standing, each, is_below=is_below, is_long=most > 0) for each in changed]
    groups: dict[tuple[str, str], list[str]] = {}
    for each in changed:
        groups.setdefault((each.accepted, each.by), []).append(_name(standing, each))
    return [f"{few(names, max(most, 1))}, accepted by {_when(standing, *how)}" for how, names in groups.items()]


def _sentence(standing: Standing, each: Changed, *, is_below: bool, is_long: bool) -> str:
    who = clip(standing.names.of(each.by), 40)
    when = f" when {_when(standing, each.accepted, each.by, ' accepted it') if is_long else f'{who} accepted it'}"
    if not each.differences:
        return f"{_name(standing, each)} is no longer what it was{when}"
    first, more = each.differences[0], len(each.differences) - 1
    was, now = (clip(format_value(value), _LONGEST) for value in (first.was, first.now))
    others = f"; {count(more, 'more value')} changed" if more else ""
    of = "" if is_below else f" of {_name(standing, each)}"
    return f"{clip(first.name, 40)}{of} was {was}{when}, is {now}{others}"


def _name(standing: Standing, each: Changed) -> str:
    return clip(each.criterion or f"the gate of {title(standing.process, each.phase)}", 60)


def _when(standing: Standing, accepted: str, by: str, verb: str = "") -> str:
    """`Ana accepted it on 25 November`, or without the verb."""
    return f"{clip(standing.names.of(by), 40)}{verb} {on_past_day(day_of(accepted), standing.today)}"
