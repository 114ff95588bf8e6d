"""Kinds of check for crispdm: `quality`, `notebook` and `sql`."""
