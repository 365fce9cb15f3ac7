"""The fake's history and settings, and its life as a process of its own."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil
import pytest
from requests.exceptions import ConnectionError

from tests.support.twilio import Config, Faults, History, Rule, Twilio, TwilioProcess
from tests.support.twilio.asking import CALLBACK, OTHER, OURS, THEIRS, create
from tests.support.twilio.client import ROOT
from tests.support.twilio.config import dumps, loads


def test_the_history_counts_what_was_taken(twilio: Twilio):
    create(twilio)
    create(twilio, status_callback=CALLBACK + "1")
    assert twilio.history.by_m() == {"7": 1, "71": 1} and twilio.history.twice() == []
    create(twilio)
    create(twilio, status_callback=None)
    assert twilio.history.by_m() == {"7": 2, "71": 1} and twilio.history.twice() == ["7"]
    assert twilio.history.accepted()[0]["from"] == OURS


def test_a_history_is_read_up_to_its_last_whole_line(tmp_path: Path):
    path = tmp_path / "log"
    assert History(path).events() == []
    path.write_text('{"event":"accepted","m":"1","at":0}\n{"event":"acc')
    assert History(path).by_m() == {"1": 1}


def test_settings_survive_the_way_to_another_process(config: Config):
    rules = (Rule("refuse", {"to": THEIRS, "nth": [1, 3]}, code=21211),)
    told = replace(config, faults=Faults(delay=(0.1, 0.2), rules=rules))
    assert loads(dumps(told)) == told
    with pytest.raises(TypeError):
        loads(dumps(told).replace('"seed"', '"sed"'))


@pytest.mark.parametrize(
    "rule",
    [{"do": "vanish"}, {"do": "delay", "match": {"sid": "SM1"}}, {"do": "refuse"}, {"do": "undeliver"}],
)
def test_a_rule_that_says_nothing_is_an_error(twilio: Twilio, rule: dict[str, Any]):
    with pytest.raises(ValueError):
        twilio.faults(rules=[rule])


def test_in_a_process_it_stops_starts_again_and_keeps_its_port(config: Config, tmp_path: Path):
    with TwilioProcess(config, tmp_path) as twilio:
        create(twilio)
        twilio.stop()
        with pytest.raises(ConnectionError):
            create(twilio)
        address = twilio.url
        twilio.start()
        create(twilio, to=OTHER)
        assert twilio.url == address
    assert [event["to"] for event in twilio.history.accepted()] == [THEIRS, OTHER]


def test_a_process_ends_with_whoever_started_it(config: Config, tmp_path: Path):
    program = f"""
import sys, time
from pathlib import Path
from tests.support.twilio import Config, TwilioProcess
with TwilioProcess(Config(), Path({str(tmp_path)!r})) as twilio:
    print(twilio._process.pid, flush=True)
    time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    fake = psutil.Process(int(parent.stdout.readline()))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(10)
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while fake.is_running() and fake.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_request_that_is_no_http_harms_nobody(twilio: Twilio):
    connection = HTTPConnection("127.0.0.1", twilio.port, timeout=10)
    connection.connect()
    connection.sock.sendall(b"hello\r\n\r\n")
    assert connection.sock.recv(10) == b""
    connection.close()
    create(twilio)
