"""The templates of the pages: what they have in common, their policy, and how data is shown in them."""

import hashlib
import re
from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crispdm.inert import inert
from crispdm.views.report.names import mask_addresses

_MINUS = re.compile(r"(?<![^\s(\[])-(?=\d)")  # of a number: between words and in dates it is another sign
MARK = '<meta name="generator" content="crispdm report">'  # what tells a report from any other file


def render(template: str, **data: object) -> str:
    """Return a page whose only style is ours, which its policy allows by its digest."""
    environment = _environment()
    css = _source(environment, "report.css")
    return environment.get_template(template).render(
        mark_of_report=Markup(MARK),  # noqa: S704 - our own
        css=Markup(css),  # noqa: S704 - our own
        digest=b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        **data,
    )


@cache  # the templates are compiled once
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("crispdm.views.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalize(value: object) -> object:
    """Data as it is shown, before it is escaped: inert, without mail addresses, a percent sign with its number."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")  # a place on a chart
    if isinstance(value, str) and not isinstance(value, Markup):
        text = inert(mask_addresses(value)).replace(" %", "\N{NO-BREAK SPACE}%")
        return _MINUS.sub("\N{MINUS SIGN}", text)
    return value


def _source(environment: Environment, name: str) -> str:
    assert environment.loader  # noqa: S101 - the one it was made with
    return environment.loader.get_source(environment, name)[0]
