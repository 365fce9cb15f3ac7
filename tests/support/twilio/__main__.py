"""`python -m tests.support.twilio CONFIG.json`: one line on standard output, the port, once it listens.

Ends at SIGTERM, and with `--while-stdin` also when standard input ends: that is when whoever started it died.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from tests.support.twilio.config import loads
from tests.support.twilio.server import running


def main(arguments: list[str]) -> int:
    """Serve until told to end."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    path, *flags = arguments
    with running(loads(Path(path).read_text(encoding="utf-8"))) as server:
        print(server.port, flush=True)
        if "--while-stdin" in flags:
            threading.Thread(target=_await_end, args=(ended,), daemon=True).start()
        ended.wait()
    return 0


def _await_end(ended: threading.Event) -> None:
    while os.read(0, 1):  # sys.stdin would hold a lock that the interpreter wants at its end
        pass
    ended.set()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
