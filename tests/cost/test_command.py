"""`checkin cost`: the table, the JSON, and its exit status."""

import json
from pathlib import Path

import pytest

from checkin.cli import main
from tests.core.builders import protocol_text

FEW = ["cost", "--runners", "2", "--weeks", "2"]


def test_it_prints_a_table(capsys: pytest.CaptureFixture[str]):
    main(FEW, {})
    said = capsys.readouterr().out
    assert said.startswith("per runner-month")
    assert "2 made-up runners, up to 2 weeks each, seed 1" in said


def test_json_is_for_machines(capsys: pytest.CaptureFixture[str]):
    main([*FEW, "--seed", "3", "--json"], {"PUBLIC_URL": "https://a.example/"})
    said = json.loads(capsys.readouterr().out)
    assert (said["runners"], said["weeks"], said["seed"]) == (2, 2, 3)


@pytest.mark.parametrize(("cents", "status"), [(1, 1), (9999, 0)])
def test_its_status_says_whether_the_budget_holds(tmp_path: Path, cents: int, status: int):
    file = tmp_path / "own.toml"
    text = protocol_text()
    head, mark, rest = text.partition("budget_cents = { value = ")
    file.write_text(head + mark + str(cents) + rest[rest.index(",") :], encoding="utf-8")
    assert main(FEW, {"CHECKIN_PROTOCOL": str(file)}) == status


def test_a_protocol_that_cannot_be_used_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(FEW, {"CHECKIN_PROTOCOL": str(tmp_path / "none.toml")}) == 2
    assert "CHECKIN_PROTOCOL" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "2001", "1.5"])
def test_impossible_numbers_are_refused(wrong: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["cost", "--runners", wrong], {})
    assert ended.value.code == 2
    assert "is no number from 1 to 2000" in capsys.readouterr().err
