"""The `checkin` command: what operators type, and what bad input is answered."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from checkin.cli import main
from checkin.config import DEFAULT_PROTOCOL, at_desk, wall_clock
from checkin.service import operator
from tests.support.twilio import Config, Twilio, serve

SAM, ANA = "+12025550101", "+12025550190"
OK, FAILED, WRONG = 0, 1, 2


@pytest.fixture
def environ(sqlite_url):
    return {"DATABASE_URL": sqlite_url, "PUBLIC_URL": "https://checkin.example.org/"}


@pytest.fixture
def checkin(environ, capsys):
    """Runs a command in this process; what it said and its exit status."""

    def run(*words):
        try:
            status = main(list(words), environ)
        except SystemExit as ended:
            status = ended.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def team(checkin):
    assert (
        checkin("team", "add", "River Runners", "--keyword", "river", "--zone", "America/New_York")[0] == OK
    )
    assert checkin("coach", "add", "Ana", ANA, "--team", "RIVER")[0] == OK


@pytest.fixture
def sam(checkin, team):
    assert checkin("runner", "add", "Sam", SAM, "--team", "RIVER", "--place", "mid")[0] == OK


def test_a_team_is_set_and_shown(checkin, team, tmp_path):
    assert "achilles 1, the service's" in checkin("team", "set", "RIVER")[1]
    mine = tmp_path / "mine.toml"
    mine.write_text(DEFAULT_PROTOCOL.read_text("utf-8").replace("achilles 1", "river 2"), "utf-8")
    hours = ["--language", "es", "--morning", "07:30", "--evening", "18:00", "--quiet", "20:30-07:00"]
    status, said, _ = checkin("team", "set", "river", *hours, "--protocol", str(mine))
    assert status == OK
    assert "language   es" in said and "asked at   07:30 and 18:00" in said
    assert "quiet      20:30 to 07:00" in said and "protocol   river 2, its own" in said
    nothing = [
        "--language",
        "any",
        "--morning",
        "none",
        "--evening",
        "none",
        "--quiet",
        "none",
        "--protocol",
        "none",
    ]
    said = checkin("team", "set", "RIVER", "--language", "any", *nothing)[1]
    assert "by the number" in said and "asked at   08:00 and 19:00" in said and "21:00 to 08:00" in said


def test_the_check_names_teams_that_nobody_owns_and_files_that_are_not_in_force(
    checkin, team, environ, tmp_path
):
    assert "River Runners" not in checkin("check")[1]  # the control
    checkin("team", "add", "Lake", "--keyword", "lake", "--zone", "Europe/Madrid")
    assert "no coach owns it: checkin coach add" in checkin("check")[1]
    checkin("team", "set", "RIVER", "--protocol", str(DEFAULT_PROTOCOL))
    with closing(sqlite3.connect(environ["DATABASE_URL"].removeprefix("sqlite:///"))) as db, db:
        db.execute("UPDATE rulebook SET body = 'version = 1'")
    assert "its protocol file is not in force" in checkin("check")[1]


COMMANDS = [
    "", "demo", "db", "db upgrade", "db backup", "team", "team add", "team set", "coach", "coach add",
    "coach link", "runner", "runner add", "runner show", "runner export", "runner erase", "runner clear",
    "runner dismiss", "read", "rehearse", "check",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(checkin, command):
    status, out, _ = checkin(*command.split(), "--help")
    assert status == OK
    assert out.startswith(f"usage: checkin {command}".strip())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "required: COMMAND"),
        ("replay", "invalid choice: 'replay'"),
        ("runner add Sam 555 --team RIVER", '"555" is not a phone number with its country code'),
        ("runner add Sam +1202555 --team RIVER", "write it like +1202555"),
        ("runner add Sam +18005550199 --team RIVER", "texts cannot go to"),
        ("runner add Sam +12025550101 --team NONE", "No team has the word NONE"),
        ("runner add Sam +12025550101 --team RIVER --morning 8", '--morning: "8" is no time of day'),
        ("runner add Sam +12025550101 --team RIVER --morning 25:00", "write it like 07:30"),
        ("runner add Sam +12025550101 --team RIVER --zone Mars", "is no time zone: write it like"),
        ("runner add Sam +12025550101 --team RIVER --place knee", "invalid choice: 'knee'"),
        ("runner add Sam +12025550190 --team RIVER", "is a coach's number"),
        ("runner show +12025550101", "No runner has the number +12025550101"),
        ("runner export +12025550101", "No runner has the number"),
        ("runner erase +12025550101", "No runner has the number"),
        ("team set LAKE", "No team has the word LAKE"),
        ("team set RIVER --morning soon", '"soon" is no time of day'),
        ("team set RIVER --quiet 21:00", "write them like 21:00-08:00"),
        ("team set RIVER --quiet 17:00-08:00", "quiet hours must begin from 18:00"),
        ("team set RIVER --language tlh", "there are no texts in the language tlh"),
        ("team set RIVER --protocol /nowhere.toml", "/nowhere.toml cannot be read"),
        ("team set RIVER --protocol README.md", "not valid TOML"),
        ("team add River --keyword RIVER --zone America/New_York", "the keyword RIVER is another team's"),
        ("team add Stop --keyword STOP --zone America/New_York", "means something else already"),
        ("team add Yes --keyword yes --zone America/New_York", "means something else already"),
        ("team add Four --keyword 4 --zone America/New_York", "means something else already"),
        ("team add Hill --keyword big hill --zone America/New_York", "unrecognized arguments"),
        ("team add Hill --keyword hill! --zone America/New_York", "is no keyword"),
        ("coach add Ben 12 --team RIVER", "is not a phone number"),
        ("coach add Ben +12025550191 --team HILL", "No team has the word HILL"),
        ("coach link +12025550191", "No coach has the number +12025550191"),
        ("demo --port 0", '"0" is no port'),
        ("demo --port 99999", "is no port"),
        ("db backup", "required: FILE"),
        ("rehearse", "required: FILE"),
        ("rehearse no/such.rehearsal", "no/such.rehearsal: it cannot be opened"),
    ],
)
def test_bad_input_is_answered_in_one_sentence(checkin, team, words, message):
    status, _, err = checkin(*words.split())
    assert status == WRONG
    assert message in err
    assert len(err.splitlines()) == 1


def test_an_unmigrated_database_says_what_to_do(checkin, environ, tmp_path):
    environ["DATABASE_URL"] = f"sqlite:///{tmp_path / 'empty.db'}"
    status, _, err = checkin("runner", "show", SAM)
    assert status == WRONG
    assert "checkin db upgrade" in err
    assert checkin("db", "upgrade")[0] == OK
    assert "No runner has the number" in checkin("runner", "show", SAM)[2]


@pytest.mark.parametrize("url", ["nonsense", "mysql://here/there", "sqlite:///no/such/folder/checkin.db"])
def test_a_wrong_database_is_named(checkin, environ, url):
    environ["DATABASE_URL"] = url
    status, _, err = checkin("db", "upgrade")
    assert status == WRONG
    assert "DATABASE_URL" in err


def test_a_coach_s_link_works_once(checkin, team, environ):
    status, out, _ = checkin("coach", "link", ANA)
    assert status == OK
    assert re.fullmatch(r"https://checkin\.example\.org/sign-in\?token=[\w-]{20,}\n", out)
    assert checkin("coach", "link", ANA)[1] != out


def test_a_link_needs_an_address(checkin, team, environ):
    del environ["PUBLIC_URL"]
    assert "PUBLIC_URL is missing" in checkin("coach", "link", ANA)[2]


def test_a_runner_is_invited_and_waits_for_consent(checkin, sam):
    status, out, _ = checkin("runner", "show", SAM)
    assert status == OK
    assert out.startswith(f"Sam, {SAM}, River Runners\ninvited, rest\n")
    messages = json.loads(checkin("runner", "export", SAM)[1])["messages"]
    assert len(messages) == 2
    assert "River Runners" in messages[0]["body"]
    assert messages[0]["state"] == "queued"


def test_a_runner_is_invited_once(checkin, sam):
    status, _, err = checkin("runner", "add", "Sam", SAM, "--team", "RIVER")
    assert status == WRONG
    assert "is a runner's number already" in err


def test_what_is_said_of_a_runner_when_inviting_is_kept(checkin, team):
    checkin(
        *("runner", "add", "Luz", SAM, "--team", "river", "--running", "--place", "heel"),
        *("--language", "es", "--zone", "Europe/Madrid", "--morning", "07:15", "--evening", "20:00"),
    )
    profile = json.loads(checkin("runner", "export", SAM)[1])["runner"]["profile"]
    wanted = {
        "name": "Luz",
        "zone": "Europe/Madrid",
        "language": "es",
        "place": "heel",
        "running": True,
        "morning": "07:15:00",
        "evening": "20:00:00",
        "team": "River Runners",
        "coach": "Ana",
    }
    assert wanted.items() <= profile.items()


def test_an_erased_runner_is_forgotten(checkin, sam):
    assert checkin("runner", "erase", SAM)[0] == OK
    assert "No runner has the number" in checkin("runner", "show", SAM)[2]
    assert checkin("runner", "add", "Sam", SAM, "--team", "RIVER")[0] == OK


def test_there_is_nothing_to_clear_without_a_referral(checkin, sam):
    status, _, err = checkin("runner", "clear", SAM, "--by", "Ana", "--note", "Dr. Lee, today")
    assert status == WRONG
    assert "Nothing is open" in err


def test_a_backup_is_a_whole_database(checkin, sam, tmp_path):
    copy = tmp_path / "copies" / "checkin.db"
    copy.parent.mkdir()
    copy.write_text("an older copy")
    assert checkin("db", "backup", str(copy))[0] == OK
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM runner").fetchall() == [("Sam",)]
    assert list(copy.parent.iterdir()) == [copy]


def test_a_backup_never_takes_the_place_of_the_database(checkin, environ, tmp_path):
    database = environ["DATABASE_URL"].removeprefix("sqlite:///")
    assert "is the database itself" in checkin("db", "backup", database)[2]
    assert "is a folder" in checkin("db", "backup", str(tmp_path))[2]
    assert "no copy could be written" in checkin("db", "backup", str(tmp_path / "none" / "copy.db"))[2]


def test_check_names_what_is_wrong_and_what_is_well(checkin, environ):
    status, out, _ = checkin("check")
    assert status == FAILED
    assert "WRONG  settings: SECRET_KEY is missing" in out
    assert "ok     database: sqlite:///" in out
    assert "ok     protocol: achilles.toml" in out
    assert "ok     time zones: tzdata" in out
    assert "ok     SQLite: 3." in out


def whole(twilio: Twilio) -> dict[str, str]:
    return {
        "SECRET_KEY": "k" * 40,
        "TWILIO_ACCOUNT_SID": twilio.config.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.config.auth_token,
        "TWILIO_FROM": "+12025550100",
        "TWILIO_BASE_URL": twilio.url,
    }


def twilio_at(folder: Path, **config: str) -> AbstractContextManager[Twilio]:
    return serve(Config(numbers=("+12025550100",), log=str(folder / "twilio.jsonl"), **config))


def test_check_is_content_with_a_whole_installation(checkin, environ, tmp_path):
    url = "https://checkin.example.org/sms"
    with twilio_at(tmp_path, webhook_url=f"{url}#rc=3", fallback_url=f"{url}/fallback") as twilio:
        environ |= whole(twilio)
        status, out, _ = checkin("check")
    assert status == OK, out
    assert "provider: answers" in out and f"webhook address: {url}" in out


def test_check_says_what_is_wrong_at_the_provider(checkin, environ, tmp_path):
    with twilio_at(tmp_path, webhook_url="https://demo.twilio.example/welcome") as twilio:
        environ |= whole(twilio)
        status, out, _ = checkin("check")
        assert status == 1
        assert "WRONG  webhook address: +12025550100 hands texts to https://demo.twilio.example" in out
        environ["TWILIO_AUTH_TOKEN"] = "x"
        assert "WRONG  provider:" in checkin("check")[1]


def test_check_says_what_the_operator_must_see_to(checkin, environ, tmp_path):
    services = at_desk(environ)
    with services.store.begin() as tx:
        operator.tell(tx, services, "credentials", wall_clock(), 20003)
    services.store.close()
    status, out, _ = checkin("check")
    assert status == 1
    assert "WRONG  delivery: Check-in, for its operator: Twilio refuses our credentials" in out
    assert "20003" in out


def test_check_names_a_broken_protocol_and_an_empty_database(checkin, environ, tmp_path):
    broken = tmp_path / "mine.toml"
    broken.write_text("[gate]\n")
    environ |= {"CHECKIN_PROTOCOL": str(broken), "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}
    status, out, _ = checkin("check")
    assert status == FAILED
    assert re.search(r"WRONG  settings: CHECKIN_PROTOCOL: .*mine\.toml", out)
    assert re.search(r"WRONG  database: .*checkin db upgrade", out)


REHEARSAL = "runner Sam +12025550101\nday 2026-03-02\n08:00 < stiff\n08:10 > 6\n      < rest\n"


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ("", OK, "all held"),
        ("phase doctor-referral\n", FAILED, "line 6: Sam: phase doctor-referral"),
        ("08:00 < late\n", WRONG, ":6: 2026-03-02 08:00 is before the clock"),
        ("what?\n", WRONG, ":6: no line of a rehearsal looks like this"),
    ],
)
def test_a_rehearsal_s_end_is_told_by_the_exit_status(checkin, tmp_path, more, status, said):
    path = tmp_path / "one.rehearsal"
    path.write_text(REHEARSAL + more)
    ended, out, err = checkin("rehearse", str(path))
    assert ended == status
    assert said in out + err
    assert f"{path}" in (err if status == WRONG else out)


def test_a_rehearsal_is_shown_without_judging(checkin, tmp_path):
    path = tmp_path / "one.rehearsal"
    path.write_text(REHEARSAL + "phase doctor-referral\n")
    status, out, _ = checkin("rehearse", "--show", str(path))
    assert status == OK
    assert "08:10 > 6" in out
    assert "!!" not in out


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_played(checkin, tmp_path):
    (tmp_path / "bad").write_text("what?\n")
    (tmp_path / "good").write_text(REHEARSAL)
    status, out, err = checkin("rehearse", str(tmp_path / "bad"), str(tmp_path / "good"))
    assert status == WRONG
    assert "bad:1:" in err
    assert "08:10 > 6" in out


def test_a_rehearsal_leaves_nothing_behind(checkin, environ, tmp_path):
    path = tmp_path / "one.rehearsal"
    path.write_text(REHEARSAL)
    checkin("rehearse", str(path))
    assert "No runner has the number" in checkin("runner", "show", SAM)[2]


CHECKIN = shutil.which("checkin", path=str(Path(sys.executable).parent))  # the command as it is installed


def test_read_labels_any_bytes_a_line_at_a_time():
    lines = b"stiffness\t4/10\npain\tdid not run\nnone\tSTOP\n"
    lines += b"stiffness\ta bit\\nsore\n\xff\xfe\x00\t\xf0\n\nnone\n"
    ended = subprocess.run([CHECKIN, "read"], input=lines, capture_output=True, timeout=60, check=False)
    assert ended.returncode == OK
    labels = ended.stdout.decode().splitlines()
    assert labels[:3] == ["score:4", "no_run", "stop"]
    assert len(labels) == lines.count(b"\n")
    assert ended.stderr == b""


def test_read_answers_each_line_before_the_next_comes():
    with subprocess.Popen([CHECKIN, "read"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        running.stdin.write(b"stiffness\t3\n")
        running.stdin.flush()
        assert running.stdout.readline() == b"score:3\n"
        running.stdin.close()
        assert running.wait(20) == OK


def test_a_reader_that_goes_away_is_no_trouble(tmp_path):
    path = tmp_path / "lines"
    path.write_bytes(b"stiffness\t3\n" * 20_000)
    words = ["bash", "-c", f'"{CHECKIN}" read < "{path}" | head -1']
    piped = subprocess.run(words, capture_output=True, timeout=60, check=False)
    assert piped.stdout == b"score:3\n"
    assert piped.stderr == b""


def test_check_says_how_often_coaches_are_called(checkin, sam):
    _, out, _ = checkin("check")
    assert "alerts: 0.0 per 100 runner-weeks" in out
