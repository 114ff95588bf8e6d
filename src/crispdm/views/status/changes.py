"""What is no longer as it was accepted."""

from crispdm.dates import day_of, on_past_day
from crispdm.lifecycle.accepted import Changed, format_value
from crispdm.results.status import Status
from crispdm.views.people import Names
from crispdm.views.renewals import renewal_sentence
from crispdm.words import clip, count

_LONGEST = 30  # characters of a value


def changed_since_accepted(found: Status, names: Names) -> list[str]:
    """A sentence for each criterion, or gate, that changed."""
    return [_sentence(each, found, names) for each in found.changed]


def _sentence(each: Changed, found: Status, names: Names) -> str:
    name = each.criterion or f"the gate of {found.titles.get(each.phase, each.phase)}"
    accepted = f"when {clip(names.of(each.by))} accepted it {on_past_day(day_of(each.accepted), found.today)}"
    if each.renewal:
        return f"{name} was {renewal_sentence(each.renewal)}; the next `crispdm advance` accepts it"
    if not each.differences:
        return f"{name} is no longer what it was {accepted}"
    first, more = each.differences[0], len(each.differences) - 1
    was, now = (clip(format_value(value), _LONGEST) for value in (first.was, first.now))
    others = f"; {count(more, 'more value')} changed" if more else ""
    return f"{clip(first.name)} of {name} was {was} {accepted}, is {now}{others}"
