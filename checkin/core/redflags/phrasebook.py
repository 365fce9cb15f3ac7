"""The signs and the harmless uses, read from their table once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkin.core.reading.model import Tier
from checkin.core.reading.phrases import Phrase, phrases

_TABLE = Path(__file__).parent / "signs.toml"


@dataclass(frozen=True)
class Sign:
    """A red flag, and the phrases that tell it: said outright, or as something one isn't able to do."""

    tier: Tier
    name: str
    says: tuple[Phrase, ...]
    able: tuple[Phrase, ...]


def _sign(row: dict[str, Any]) -> Sign:
    return Sign(Tier(row["tier"]), row["name"], phrases(row["says"]), phrases(row.get("able", ())))


_TOML: dict[str, Any] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))

SIGNS: tuple[Sign, ...] = tuple(_sign(row) for row in _TOML["sign"])
HARMLESS: tuple[Phrase, ...] = phrases(_TOML["harmless"]["says"])
