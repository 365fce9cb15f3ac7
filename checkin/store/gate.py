"""The gate that writers of one SQLite file pass one at a time: threads of a process, then processes.

A lock on a file beside the database: the kernel takes it back from a process that dies. Nobody waits for
ever, as behind a process that was stopped in the middle: better to say that the database is busy.
"""

import fcntl
import threading
from pathlib import Path
from random import uniform
from time import monotonic, sleep

PATIENCE = 8.0  # seconds; with SQLite's own 5 a webhook still answers within the carrier's 15
STEP = 0.0005, 0.0015  # seconds between two tries, while another process is at it


class Busy(Exception):
    """Other writers took too long, or the gate itself cannot be reached."""


class Gate:
    """One file's gate, for all connections of this process."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self.patience = patience
        self.threads = threading.Lock()

    def ticket(self) -> "Ticket":
        """One connection's way through."""
        return Ticket(self)


class Ticket:
    """A connection's own handle of the file: locks of one handle do not wait for each other."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        try:
            self._file = gate.path.open("a")
        except OSError as error:
            raise Busy(f"{gate.path.name} cannot be opened: {error.strerror}") from error
        self._inside = False

    def enter(self) -> None:
        """Wait for the others; Busy if they take too long."""
        gate = self._gate
        until = monotonic() + gate.patience
        if not gate.threads.acquire(timeout=gate.patience):
            raise Busy(f"others were writing for {gate.patience:.0f} s")
        while not self._try():
            if monotonic() > until:
                gate.threads.release()
                raise Busy(f"another process was writing for {gate.patience:.0f} s")
            sleep(uniform(*STEP))
        self._inside = True

    def leave(self) -> None:
        """The next one may pass. Nothing happens to one that is outside."""
        if self._inside:
            self._inside = False
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._gate.threads.release()

    def close(self) -> None:
        """The connection is gone, and with it its place."""
        self.leave()
        self._file.close()

    def _try(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
