"""Where a demo is kept: its database, and where its clock stood."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    """A folder that holds nothing else."""

    path: Path

    @property
    def database(self) -> Path:
        """The database, whole or not there: it is built under another name."""
        return self.path / "demo.db"

    @property
    def is_built(self) -> bool:
        """Whether there is a history to go on with."""
        return self.database.exists() and self._clock.exists()

    def rebuild(self, build: Callable[[Path], datetime]) -> None:
        """A new history, in place of the old one once it is whole."""
        self.path.mkdir(parents=True, exist_ok=True)
        unfinished = self.path / "unfinished.db"
        self._remove(unfinished)
        end = build(unfinished)
        self._remove(self.database)
        self._write(now=end, last=end.date())
        unfinished.rename(self.database)
        self._remove(unfinished)

    def now(self) -> datetime:
        """Where the clock stood."""
        return datetime.fromisoformat(self._read()["now"])

    def last(self) -> date:
        """The day on which the history ended."""
        return date.fromisoformat(self._read()["last"])

    def keep(self, now: datetime) -> None:
        """Remember where the clock stands."""
        self._write(now=now, last=self.last())

    @property
    def _clock(self) -> Path:
        return self.path / "clock.json"

    def _read(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self._clock.read_text(encoding="utf-8"))
        return found

    def _write(self, now: datetime, last: date) -> None:
        text = json.dumps({"now": now.isoformat(), "last": last.isoformat()})
        written = self._clock.with_suffix(".new")
        written.write_text(text, encoding="utf-8")
        written.replace(self._clock)

    def _remove(self, database: Path) -> None:
        for suffix in ("", "-wal", "-shm", "-journal", ".wlock"):
            with suppress(FileNotFoundError):
                database.with_name(database.name + suffix).unlink()
