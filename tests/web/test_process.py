"""The web process as it is started: it refuses in one message, or serves."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def started(**environ: str) -> subprocess.CompletedProcess[str]:
    """`python -m checkin.web`, run to its end, with no settings but these."""
    kept = {"PATH": os.environ["PATH"], **environ}
    command = [sys.executable, "-m", "checkin.web"]
    return subprocess.run(
        command, env=kept, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


SETTINGS = {
    "SECRET_KEY": "0123456789abcdef" * 3,
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "a-token",
    "TWILIO_FROM": "+12025550100",
}


def test_every_missing_setting_is_named_in_one_message():
    ended = started()
    assert ended.returncode == 2
    assert all(name in ended.stderr for name in SETTINGS)
    assert "Traceback" not in ended.stderr


def test_a_database_without_tables_is_refused_with_what_to_do(tmp_path):
    ended = started(DATABASE_URL=f"sqlite:///{tmp_path}/new.db", **SETTINGS)
    assert ended.returncode == 2
    assert "checkin db upgrade" in ended.stderr


def test_a_port_that_is_none_is_refused(sqlite_url):
    ended = started(DATABASE_URL=sqlite_url, PORT="eighty", **SETTINGS)
    assert ended.returncode == 2
    assert "8000" in ended.stderr
