"""A plan as `init` and `update` show it, read back."""


def planned(out: str) -> dict[str, str]:
    """The paths of a plan that was shown as a tree, with what is said of each."""
    found: dict[str, str] = {}
    folders: list[str] = []
    for line in out.splitlines()[1:]:
        depth = (len(line) - len(line.lstrip())) // 2 - 1
        if depth < 0:
            break
        name, blanks, said = line.strip().partition("  ")
        if not blanks and not name.endswith("/"):  # the line before goes on
            found["".join(folders)] += f" {name}"
            continue
        folders[depth:] = [name]
        if not name.endswith("/"):
            found["".join(folders)] = said.strip()
    return found
