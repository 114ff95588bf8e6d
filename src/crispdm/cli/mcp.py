"""crispdm mcp."""

import sys

import typer

from crispdm.errors import CrispdmError


def mcp(ctx: typer.Context) -> None:
    """Serve the project to an agent, as tools of the Model Context Protocol over standard input and output.

    The agent's program starts it: `crispdm -C PROJECT mcp`. The tools read the project and can leave a note; only
    people run the commands that move it. It needs `pip install 'crispdm[mcp]'`.
    """
    if not (hasattr(sys.stdin, "buffer") and hasattr(sys.stdout, "buffer")) or sys.stdin.isatty():
        hint = "add `crispdm mcp` to its settings, as the page on agents shows"
        raise CrispdmError("no client on standard input: an agent's program starts this command", hint=hint)
    try:
        import mcp.server.mcpserver  # noqa: F401, PLC0415 - the extra
    except ModuleNotFoundError:
        message = "the package `mcp` is not installed"
        raise CrispdmError(message, hint="pip install 'crispdm[mcp]'") from None
    from crispdm.cli.mcp_server import serve  # noqa: PLC0415 - only now it is known that it can be imported

    serve(ctx.obj)
