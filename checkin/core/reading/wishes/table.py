"""The table of wishes as it is written."""

import tomllib
from functools import cache
from pathlib import Path
from typing import TypedDict

_TABLE = Path(__file__).parent / "wishes.toml"
Listed = TypedDict(
    "Listed", {"is": str, "on": list[str], "says": list[str], "capital": bool, "unasked": bool}, total=False
)


@cache
def listed() -> list[Listed]:
    """Its rows, in order."""
    rows: list[Listed] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["wish"]
    return rows
