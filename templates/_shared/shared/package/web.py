"""What the web service needs: one row from the body of a request, within limits, and errors that repeat no body."""

import asyncio
import json
import logging
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_BYTES = 1 << 20  # of a body: one row, even with long texts, is far smaller
MAX_SECONDS = 10  # from the first to the last byte of a body, and as long again for the headers before it
CLOSE = {"Connection": "close"}


TYPES = {  # of a field, by the kind of its column
    "key": {"type": ["string", "integer"]},
    "number": {"type": ["number", "boolean", "null"]},
    "date": {"type": ["string", "null"], "examples": ["2026-12-07"]},
    "category": {"type": ["string", "number", "boolean", "null"]},
    "text": {"type": ["string", "number", "boolean", "null"]},
}


def request_schema(fields: Mapping[str, str], key: Iterable[str]) -> dict[str, Any]:
    """Return what OpenAPI says of a request: each field and its type. All are required, and there is no other."""
    types = {name: TYPES.get(kind, TYPES["text"]) for name, kind in fields.items()}
    row = {"type": "object", "properties": types, "required": [*fields], "additionalProperties": False}
    row["description"] = f"One row. The key ({', '.join(key)}) decides its group." if key else "One row."
    media = {"schema": row}
    content = {"application/json": media}
    body = {"required": True, "content": content}
    return {"requestBody": body}


async def read_row(request: Request) -> dict[str, Any]:
    """Return the row that a request brings as JSON. A body that holds no row is answered with 400, 408, 413 or 422."""
    try:
        async with asyncio.timeout(MAX_SECONDS):
            body = await receive_body(request)
    except TimeoutError:
        raise HTTPException(408, f"the body is not complete after {MAX_SECONDS} seconds", CLOSE) from None
    row = parse(body)
    if not isinstance(row, dict):
        raise HTTPException(422, "expected one row, as an object such as {}; send one request for each row")
    return row


async def receive_body(request: Request) -> bytes:
    """Receive a body, however its length is given. The rest of one that is too large is dropped as it comes in."""
    body, size = bytearray(), 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BYTES:
            body.clear()
        else:
            body += part
    if size > MAX_BYTES:
        raise HTTPException(413, f"the body has more than {MAX_BYTES} bytes", CLOSE)
    return bytes(body)


def parse(body: bytes) -> Any:
    """Return what a body says in JSON. Python's own reader accepts more than that, and fails in several ways."""
    try:
        value = json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=refuse_repeated, parse_constant=refuse_not_a_number
        )
        json.dumps(value, ensure_ascii=False).encode()  # fails if an escape stands for half of a character
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"not UTF-8: byte {error.start}; send it as UTF-8, not compressed") from None
    except UnicodeEncodeError:
        raise HTTPException(400, "not text: an escape such as \\ud800 is half of a character") from None
    except json.JSONDecodeError as error:
        raise HTTPException(400, f"not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise HTTPException(400, "nested too deeply; expected one row, as an object of plain values") from None
    except ValueError:
        raise HTTPException(400, "a number has too many digits") from None
    return value


def refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its names and values. A name that comes twice has no certain value."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise HTTPException(400, "a name comes twice in one object")
    return values


def refuse_not_a_number(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise HTTPException(400, f"{name} is not JSON; send null for a feature without a value")


class TimedConnection(H11Protocol):
    """A connection that is closed if no request has begun in time, with all of its headers, or no other one after it.

    uvicorn itself waits for headers as long as another byte comes now and then.
    """

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request."""
        super().connection_made(transport)
        self.loop.call_later(MAX_SECONDS, self.close_unless_asked, self.cycle)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        answered = self.cycle
        super().on_response_complete()
        self.loop.call_later(MAX_SECONDS, self.close_unless_asked, answered)

    def close_unless_asked(self, last: Any) -> None:
        """Close the connection if the last request, or none, is still the last one."""
        if self.cycle is last:
            self.transport.close()


class ErrorsWithoutText:
    """Answers 500 to what fails inside, and logs the kind and the place of the error but not its text.

    The text of an error often repeats the value that caused it, and a row does not belong in a log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        try:
            await self.app(scope, receive, send)
        except ClientDisconnect:
            pass  # nobody is there to be answered
        except Exception as failed:
            error = failed.__cause__ or failed  # what went wrong in the rule, not that it did
            logging.getLogger("uvicorn.error").error("%s at %s", type(error).__name__, place_of(error))
            await JSONResponse({"detail": f"failed: {type(error).__name__}"}, 500)(scope, receive, send)


def place_of(error: BaseException) -> str:
    """Return where an error comes from, innermost first."""
    frames = [(Path(frame.f_code.co_filename).name, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return " < ".join(f"{name}:{line}" for name, line in reversed(frames[-6:]))
