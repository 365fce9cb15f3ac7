"""The scheduler as a process: it beats, stops, is alone on SQLite, and gives itself up when it hangs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from checkin.config import Services, offline, wall_clock
from checkin.store import Store, beats
from scheduler import clock
from scheduler.clock import EVERY, Pulse

ENVIRON = {
    "SECRET_KEY": "s" * 40,
    "PUBLIC_URL": "https://checkin.example.org",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_FROM": "+12025550100",
}


def start(url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "scheduler"],
        env={**ENVIRON, "DATABASE_URL": url, "PATH": os.environ["PATH"]},
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_beats(url: str) -> list[str] | None:
    """The jobs that are silent once the first has beaten."""
    deadline = time.monotonic() + 30
    with closing(Store(url)) as store:
        while time.monotonic() < deadline:
            with store.read() as tx:
                silent = beats.silent(tx, wall_clock())
            if silent is not None:
                return silent
            time.sleep(0.1)
    return None


def test_it_beats_until_a_signal_ends_it(database_url: str):
    process = start(database_url)
    try:
        assert wait_for_beats(database_url) == []
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "at work" in said and "stopping" in said and "Traceback" not in said


def test_a_second_one_on_sqlite_says_so_and_ends(sqlite_url: str):
    first = start(sqlite_url)
    try:
        assert wait_for_beats(sqlite_url) == []
        second = start(sqlite_url)
        _, said = second.communicate(timeout=30)
        assert second.returncode == 2
        assert "another scheduler" in said and "Traceback" not in said
        first.kill()
        first.wait(10)
        third = start(sqlite_url)  # the kernel gave the dead one's lock back
        time.sleep(2)
        assert third.poll() is None
        third.kill()
        third.communicate()
    finally:
        first.kill()
        first.communicate()


def test_wrong_settings_are_named_and_end_it():
    done = subprocess.run(
        [sys.executable, "-m", "scheduler"], env={}, capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 2
    assert "SECRET_KEY" in done.stderr and "TWILIO_FROM" in done.stderr and "Traceback" not in done.stderr


def test_a_database_without_tables_ends_it(tmp_path: Path):
    process = start(f"sqlite:///{tmp_path / 'none.db'}")
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "checkin db upgrade" in said


@pytest.fixture
def services(sqlite_url: str) -> Iterator[Services]:
    """A service that sends nothing."""
    made = offline(sqlite_url, wall_clock)
    yield made
    made.store.close()


def test_no_run_is_dropped_for_being_late_and_none_overlaps(services: Services):
    scheduler = clock.make(BackgroundScheduler, services, Pulse())
    scheduler.start(paused=True)
    for job in scheduler.get_jobs():
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    assert {job.id for job in scheduler.get_jobs()} == {job.__name__ for job, _ in EVERY}
    scheduler.shutdown()


def test_a_job_that_fails_is_logged_without_what_it_held(
    services: Services, caplog: pytest.LogCaptureFixture
):
    def ask(services: Services, now: object) -> int:
        raise ValueError("+12025550101 said 4")

    clock.run(ask, 5, services, Pulse())
    assert "ask failed: ValueError" in caplog.text and "+1202" not in caplog.text


def test_a_job_that_hangs_ends_the_process():
    code = """
import threading, time
from scheduler.clock import Pulse, watch
watch(Pulse(), threading.Event(), every=0.1, patience=0.2)
"""
    short = code.replace("watch(", "p = Pulse(); p._ended['ask'] -= 100; watch(", 1).replace(
        "Pulse(), th", "p, th"
    )
    done = subprocess.run([sys.executable, "-c", short], capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "ask" in done.stderr
