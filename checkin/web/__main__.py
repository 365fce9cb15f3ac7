"""The web process: refuses wrong settings and an unmigrated database in one message, then serves on $PORT."""

import os
import sys

from granian import Granian
from granian.constants import Interfaces

from checkin.config import SettingsError, connect
from checkin.store import StoreError

PORT = 8000
THREADS = 4  # requests at once: SQLite takes one writer, and a slow client must not hold up the others


def main() -> int:
    """Serve until told to stop; 2 if it could not start."""
    port = os.environ.get("PORT", str(PORT))
    try:
        connect(os.environ).store.check()
    except (SettingsError, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 1 << 16:
        sys.stderr.write(f"PORT is {port!r}: it must be a number from 1 to 65535, like 8000\n")
        return 2
    Granian(
        "checkin.web.wsgi:create",
        address="0.0.0.0",
        port=int(port),
        interface=Interfaces.WSGI,
        factory=True,
        blocking_threads=THREADS,
        websockets=False,
    ).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
