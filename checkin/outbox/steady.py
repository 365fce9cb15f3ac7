"""A clock that nobody can set, and that goes on while the machine sleeps: what a lease is measured by."""

import time

# The monotonic clock of Linux stands still in a suspended machine; its lease does not.
BOOT = getattr(time, "CLOCK_BOOTTIME", None)


def steady() -> float:
    """Seconds since some moment, the same for every caller of this process."""
    return time.monotonic() if BOOT is None else time.clock_gettime(BOOT)
