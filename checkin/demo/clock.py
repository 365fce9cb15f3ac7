"""The demo's own clock: it stands while history is played, then flows like any other, and can be moved on."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta


class DemoClock:
    """Called for the time, as the program's clock is."""

    def __init__(self, start: datetime) -> None:
        self._at = start
        self._since: float | None = None

    def __call__(self) -> datetime:
        """Now, on the demo."""
        passed = 0.0 if self._since is None else time.monotonic() - self._since
        return self._at + timedelta(seconds=passed)

    def flow(self) -> None:
        """From here on time passes by itself."""
        self._at, self._since = self(), time.monotonic()

    def stand(self, at: datetime) -> None:
        """It is `at`, and stays so."""
        self._at, self._since = at, None

    @contextmanager
    def stopped(self, until: datetime) -> Iterator[None]:
        """Stands wherever it is put in between, and goes on from `until`."""
        flowing = self._since is not None
        started = time.monotonic()
        try:
            yield
        finally:
            self.stand(until + timedelta(seconds=time.monotonic() - started if flowing else 0))
            if flowing:
                self.flow()
