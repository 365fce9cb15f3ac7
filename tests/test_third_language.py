"""A third language is a folder of texts and a word table: a copy of the program is given one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GIVEN = Path(__file__).parent / "languages"
TEXTS = {
    "ask/morning": "Kiom rigida estas via Ahilo, 0-10?",
    "echo/stiffness": "Rigideco {{ score }}, {{ day|weekday }}.",
    "plan/rest": "Ripozo, tago {{ number }}.",
    "command/language": "Esperanto ekde nun.",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Path:
    """The program with one folder and one file more."""
    copy = tmp_path_factory.mktemp("program")
    for folder in ("checkin", "scheduler", "templates"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    texts = copy / "templates" / "sms" / "eo"
    texts.mkdir()
    shutil.copy(GIVEN / "words_sms_eo.toml", texts / "words.toml")
    for key, text in TEXTS.items():
        (texts / key).parent.mkdir(exist_ok=True)
        (texts / f"{key}.txt").write_text(text + "\n", encoding="utf-8")
    shutil.copy(GIVEN / "words_eo.toml", copy / "checkin" / "core" / "reading" / "words" / "eo.toml")
    return copy


def run(program: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import sys; from checkin.cli import main; sys.exit(main())", *arguments],
        cwd=program,
        env={"PYTHONPATH": str(program), "PATH": "/usr/bin:/bin"},
        input=given,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_its_words_are_read(program: Path):
    texts = "stiffness\ttri\nnone\thaltu\nnone\tstato\npain\tdoloro du\nnone\tsentis krakon\nnone\tstop\n"
    read = run(program, "read", given=texts)
    assert read.stdout.split() == ["score:3", "stop", "status", "score:2", "red_flag", "stop"], read.stderr


def test_its_words_mean_nothing_without_its_table():
    read = run(ROOT, "read", given="stiffness\ttri\nnone\thaltu\nnone\tsentis krakon\n")
    assert read.stdout.split() == ["ask_again", "other", "other"]


def test_a_runner_lives_in_it_and_what_it_lacks_is_said_in_english(program: Path):
    played = run(program, "rehearse", str(GIVEN / "eo.rehearsal"))
    assert played.returncode == 0, played.stdout + played.stderr


def test_a_country_that_speaks_it_starts_in_it(program: Path):
    code = "from checkin.texts import Texts; print(Texts().spoken_in('VA'), Texts().spoken_in('US'))"
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=program,
        env={"PYTHONPATH": str(program), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.stdout.split() == ["eo", "en"], found.stderr
