"""The signs and the harmless uses, read from their table once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkin.core.reading.model import Tier
from checkin.core.reading.phrases import Table, phrase, phrases

_TABLE = Path(__file__).parent / "signs.toml"


@dataclass(frozen=True)
class Sign:
    """A red flag: how urgent, what of, and whether it is told as something that one isn't able to do."""

    tier: Tier
    name: str
    unable: bool


def _signs(rows: list[dict[str, Any]]) -> Table[Sign]:
    return Table(
        (Sign(Tier(row["tier"]), row["name"], key == "able"), phrase(source))
        for row in rows
        for key in ("says", "able")
        for source in row.get(key, ())
    )


_TOML: dict[str, Any] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))

SIGNS = _signs(_TOML["sign"])
HARMLESS = phrases(*_TOML["harmless"]["says"])
