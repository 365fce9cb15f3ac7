"""The protocol file: the shipped one is whole and sourced, and a wrong one is refused key by key."""

import re
import tomllib
from dataclasses import fields, is_dataclass
from datetime import time

import pytest

from checkin.core.protocol import STAGES, Protocol, ProtocolError, parse
from tests.core.builders import protocol, protocol_text

TEXT = protocol_text()


def refused(text: str) -> str:
    with pytest.raises(ProtocolError) as error:
        parse(text)
    return str(error.value)


def changed_text(section: str, key: str, line: str) -> str:
    """The file with one line of a section replaced ("" removes it)."""
    head, mark, rest = TEXT.partition(f"[{section}]")
    assert mark, section
    body, count = re.subn(rf"(?m)^{key} = .*$", line, rest, count=1)
    assert count, key
    return head + mark + body


KEYS = [
    (part.name, one.name) for part in fields(Protocol) if is_dataclass(part.type) for one in fields(part.type)
]
CLOCKS = {
    ("alert", "same_day_time"),
    ("ask", "answer_until"),
    ("ask", "morning_first"),
    ("ask", "morning_last"),
    ("ask", "evening_first"),
    ("ask", "evening_last"),
    ("quiet", "start"),
    ("quiet", "end"),
}


def test_the_shipped_file_parses():
    p = protocol()
    assert p.version == "achilles 1"
    assert len(p.stage) == STAGES
    assert (p.quiet.start, p.quiet.end, p.ask.answer_until) == (time(21), time(8), time(16))


def test_every_number_has_a_source():
    data = tomllib.loads(TEXT)
    for name, part in data.items():
        if name in ("version", "emergency", "crisis"):
            continue
        for one in part if isinstance(part, list) else part.values():
            assert one["source"].strip(), name


def test_every_number_is_known_to_the_program_and_no_other():
    data = tomllib.loads(TEXT)
    found = {
        (section, key)
        for section, part in data.items()
        if isinstance(part, dict) and section not in ("emergency", "crisis")
        for key in part
    }
    assert found == set(KEYS)


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_a_missing_number_is_named(section, key):
    assert f"\n  {section}.{key}: missing" in refused(changed_text(section, key, ""))


@pytest.mark.parametrize("value", ["-1", "100000", "2.5", '"x"', "true", '"25:00"'])
def test_impossible_numbers_are_named_with_what_is_allowed(value):
    said = refused(re.sub(r"(?m)^(\w+ = \{ value = )[^,]+", rf"\g<1>{value}", TEXT))
    for section, key in KEYS:
        allowed = "must be a time" if (section, key) in CLOCKS else "must be a whole number from"
        assert re.search(rf"\n  {section}\.{key}: .* is not allowed; {allowed}", said)


@pytest.mark.parametrize(
    "line", ["{key} = 3", "{key} = {{ value = 3 }}", '{key} = {{ value = 3, source = " " }}']
)
def test_a_number_without_its_source_is_named(line):
    said = refused(changed_text("gate", "days", line.format(key="days")))
    assert "gate.days: must be written" in said


def test_unknown_keys_are_named():
    said = refused(TEXT.replace("[gate] ", "[gate]\ndais = 3\n#") + "\n[gates]\ndays = 1\n")
    assert "gate.dais: unknown" in said
    assert "gates: unknown" in said


@pytest.mark.parametrize("section", ["gate", "refer", "emergency", "crisis", "remind"])
def test_a_missing_section_is_named(section):
    found = refused(TEXT.replace(f"[{section}]", f"[{section}_]"))
    assert f"\n  {section}: missing" in found
    assert f"\n  {section}_: unknown" in found


def test_all_that_is_wrong_is_said_at_once():
    text = TEXT.replace('version = "achilles 1"', "version = 3").replace('US = "911"', 'US = "call"', 1)
    text = text.replace("sets = 5", "sets = 0", 1).replace("run = 30", "walks = 30")
    said = refused(text)
    for key in ("version", "emergency.US", "stage 1.sets", "stage 7.run: missing", "stage 7.walks: unknown"):
        assert f"\n  {key}" in said


@pytest.mark.parametrize(
    "text", ["", "version = ", "[[stage]]\n", "\x00", "version = 'a'\nstage = 3\ngate = 4"]
)
def test_what_is_no_protocol_is_refused_with_words(text):
    assert refused(text).startswith("the protocol file")


def test_seven_stages():
    last = TEXT.index("[[stage]]", TEXT.index("run = 25"))
    shorter = TEXT[:last] + TEXT[TEXT.index("# The number to call") :]
    assert "stage: must be 7 tables" in refused(shorter)


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("run", "severe", 6),
        ("run", "step_back", 4),
        ("bad", "stiffness", 5),
        ("leave", "mild_pain", 1),
        ("gate", "calm", 6),
        ("gate", "most", 2),
        ("gap", "rest_days", 14),
        ("usual", "least", 8),
        ("week", "least", 8),
        ("refer", "seen_second", 7),
        ("run", "hold", 3),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(section, key, value):
    said = refused(changed_text(section, key, f'{key} = {{ value = {value}, source = "choice" }}'))
    assert f"{section}.{key}: must " in said


def valued(section: str, key: str, value: object) -> str:
    shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
    return changed_text(section, key, f'{key} = {{ value = {shown}, source = "choice" }}')


@pytest.mark.parametrize(
    "value", ["21:00Z", "21:00+00:00", "21:00:00", "T21:00", "2100", "9:00", "25:00", "", "03:00"]
)
def test_a_time_is_written_one_way_and_quiet_hours_run_over_midnight(value: str):
    assert "quiet.start: " in refused(valued("quiet", "start", value))
    assert "quiet.end: " in refused(valued("quiet", "end", value if value != "03:00" else "21:00"))


# A slip of a digit in a file of a clinician's own, each of which would have let somebody run who should not,
# or left a sign unseen.
SLIPS = [
    ("run", "step_back", 9),
    ("run", "severe", 10),
    ("check", "pain", 10),
    ("check", "stiffness", 10),
    ("check", "worst", 0),
    ("check", "again_minutes", 1440),
    ("leave", "sore_days", 0),
    ("leave", "mild_days", 0),
    ("leave", "easy_days", 0),
    ("leave", "unknown_days", 0),
    ("leave", "step_back_days", 0),
    ("leave", "severe", 9),
    ("leave", "stiffness", 10),
    ("bad", "stiffness", 10),
    ("gate", "most", 10),
    ("running", "safe", 10),
    ("refer", "severe", 9),
    ("refer", "severe_mornings", 5),
    ("refer", "long_rest_day", 366),
    ("refer", "no_better_day", 366),
    ("ask", "tell_days", 10),
    ("ask", "window_minutes", 1),
    ("ask", "pause_default", 60),
    ("alert", "emergency_minutes", 1440),
    ("alert", "same_day_minutes", 1440),
    ("week", "least", 7),
    ("stage_up", "days", 1),
    ("remind", "load_not_from", 10),
    ("remind", "stretch_most", 10),
]


@pytest.mark.parametrize(("section", "key", "value"), SLIPS)
def test_a_slip_of_a_digit_is_refused(section: str, key: str, value: int):
    text = valued(section, key, value)
    if (section, key) == ("ask", "pause_default"):
        text = text.replace("pause_most = { value = 60", "pause_most = { value = 30")
    assert "must" in refused(text)
    parse(valued(section, key, getattr(getattr(protocol(), section), key)))  # the control


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        ("run = 3\n", "run = 33\n"),
        ("minutes = 15", "minutes = 25"),
        ("run = 30\nsets = 1\nminutes = 30", "run = 60\nsets = 1\nminutes = 60"),
        ("run = 25\nsets = 1\nminutes = 25", "run = 15\nsets = 1\nminutes = 15"),
    ],
)
def test_no_stage_is_longer_than_it_says_or_far_from_the_one_before(was: str, is_now: str):
    assert TEXT.count(was) == 1
    assert "stage " in refused(TEXT.replace(was, is_now))


@pytest.mark.parametrize("version", ["", " ", "a\u0000b", "a\u202eb", "a\nb", "x" * 41, "a\u0085"])
def test_a_version_is_a_short_name_on_one_line(version: str):
    written = "".join(f"\\u{ord(c):04x}" for c in version)
    assert "version: must be a name" in refused(TEXT.replace('"achilles 1"', f'"{written}"'))


@pytest.mark.parametrize(
    "text",
    [
        ".".join(["a"] * 15_000) + " = 1",
        "a = " + "[" * 5000,
        "a = [\n" * 5000,
        "a = " + "9" * 300,
        "a = " + "9" * 5000,
        "x" * 300_000,
        "a = {" * 200,
        "\x00",
        "a = nan",
        "[a]\n[a]",
    ],
)
def test_what_only_a_machine_would_write_is_refused_and_soon(text: str):
    assert refused(text)


def test_the_emergency_numbers_that_the_protocol_names():
    p = protocol()
    assert [p.emergency[one] for one in ("US", "GB", "ES", "AU", "NZ", "JP")] == [
        "911",
        "999",
        "112",
        "000",
        "111",
        "119",
    ]
    assert "KE" not in p.emergency
