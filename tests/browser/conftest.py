"""One demo history for the whole run, and a demo of its own for each test."""

import fcntl
import logging
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

LAST = date(2026, 4, 28)  # a Tuesday; the same history every time


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a demo that was played once, by whichever worker came first."""
    from checkin.demo.folder import Folder
    from checkin.demo.history import build
    from checkin.demo.main import settings_for

    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "demo-history"
    shared.mkdir(exist_ok=True)
    folder = Folder(shared)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_built:
            folder.rebuild(lambda path: build(path, LAST, settings_for("http://127.0.0.1:8000")))
    return shared


@pytest.fixture
def demo(history: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a demo that runs as `checkin demo` runs it."""
    from checkin.demo.folder import Folder
    from checkin.demo.main import Demo

    for name in ("demo.db", "clock.json"):
        shutil.copyfile(history / name, tmp_path / name)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    running = Demo(Folder(tmp_path), port=0)
    thread = threading.Thread(target=running.serve)
    thread.start()
    yield running.address
    running.stop()
    thread.join()
