"""Why nothing is computed from a pilot, and why what is computed settles nothing. Pure."""


class Refusal(Exception):
    """A record that must be corrected before anything may be computed from it.

    Args:
        have: what was found.
        want: what is expected.
        fix: the field to change, and how.
        key: the field of pilot.yaml.
        line: of the rows, instead of a field.
    """

    def __init__(self, have: str, want: str, fix: str, *, key: str = "", line: int | None = None) -> None:
        super().__init__(f"{have}: {want}")
        self.have, self.want, self.fix, self.key, self.line = have, want, fix, key, line


class Unsettled(Exception):
    """The rows are right, but say nothing yet; the text says why."""
