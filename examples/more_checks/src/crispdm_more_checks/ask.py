"""Ask a database for one number. URL and query come on standard input, so that no list of processes shows them.

Ibis reads the query as a table, so that it can only select.
"""

import json
import sys
from typing import Any

_LONGEST = 160  # characters of an error


def main() -> None:
    """Print the number, or the error without the URL, as one line of JSON."""
    asked = json.load(sys.stdin)
    try:
        print(json.dumps({"number": _number(asked["url"], asked["query"])}))
    except Exception as error:  # noqa: BLE001 - whatever the database says
        first = str(error).strip().split("\n")[0].replace(asked["url"], "the URL")
        print(json.dumps({"error": f"{type(error).__name__}: {_without_secrets(first, asked['url'])[:_LONGEST]}"}))


def _number(url: str, query: str) -> float:
    import ibis  # noqa: PLC0415 - its absence is an error like others

    connection: Any = ibis.connect(url)
    table = connection.sql(query).limit(2).to_pyarrow()
    if table.shape != (1, 1):
        raise ValueError(f"{table.num_rows} rows and {table.num_columns} columns; one number is wanted")
    return float(table.column(0)[0].as_py())


def _without_secrets(text: str, url: str) -> str:
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415 - only an error needs it

    parts = urlsplit(url)
    for secret in (parts.password, parts.username, unquote(parts.password or ""), unquote(parts.username or "")):
        text = text.replace(secret, "…") if secret else text
    return text


if __name__ == "__main__":
    main()
