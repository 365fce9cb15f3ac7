"""How the lines of a rehearsal are read (docs/rehearsals.md), and what an unreadable one says."""

from datetime import date, datetime, time

import pytest

from checkin.core.events import Act
from checkin.core.model import Place
from checkin.rehearsal.lines import (
    Acts,
    Answers,
    Cast,
    CoachCast,
    Entry,
    Heard,
    Holds,
    Quiet,
    Strict,
    Texted,
    Until,
)
from checkin.rehearsal.parsing import ScriptError, parse

HEAD = "runner Sam +12025550101\nday 2026-03-02\n"
TWO = "runner Sam +12025550101\nrunner Kim Lee +12025550102\nday 2026-03-02\n"


def read(text):
    return parse("a.rehearsal", text.encode()).lines


def at(hour, minute, day=2):
    return datetime(2026, 3, day, hour, minute)  # noqa: DTZ001  (a rehearsal's times are local)


def line_after(head, text):
    return read(head + text)[-1]


def test_the_cast_with_its_defaults_and_options():
    assert read(
        "strict\ncoach Ana +12025550190\nrunner Sam +12025550101\n"
        "runner Kim +12025550102 morning=07:15 evening=20:00 place=heel running=yes language=es\n"
        "runner Bo +12025550103 stage=3\n"
    ) == (
        Strict(1),
        CoachCast(2, "Ana", "+12025550190"),
        Cast(3, "Sam", "+12025550101"),
        Cast(
            4,
            "Kim",
            "+12025550102",
            morning=time(7, 15),
            evening=time(20),
            place=Place.HEEL,
            running=True,
            language="es",
        ),
        Cast(5, "Bo", "+12025550103", stage=3),
    )


def test_comments_and_empty_lines_are_nothing():
    assert read("# a stiff week\n\n   \n") == ()


def test_texts_in_and_out_with_and_without_a_time():
    lines = read(HEAD + "08:00 < stiff\n08:10 > 6, sore\n      < /rest|ice/\n      > yes > no\n")
    assert [line for line in lines[2:] if isinstance(line, Texted)] == [
        Texted(4, at(8, 10), "Sam", "6, sore"),
        Texted(6, at(8, 10), "Sam", "yes > no"),
    ]
    heard = [line for line in lines if isinstance(line, Heard)]
    assert [(line.at, line.who, line.since_reply) for line in heard] == [
        (at(8, 0), "Sam", False),
        (at(8, 10), "Sam", True),
    ]


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("stiff", "How STIFF is it?", True),
        ("rest.", "resting", False),
        ("/walk|heel raise/", "20 Heel raises", True),
        ("/^no run/", "Today no run", False),
        ("/", "a / b", True),
    ],
)
def test_words_are_looked_for_as_they_are_and_patterns_between_slashes(words, text, found):
    assert bool(line_after(HEAD, f"08:00 < {words}").words.search(text)) is found


def test_a_coach_s_texts_are_expected_by_the_word_coach():
    line = line_after("coach Ana +12025550190\n" + HEAD, "08:00 coach < pain")
    assert (line.who, line.since_reply) == (None, False)
    assert line_after(HEAD, "coach < pain").since_reply


def test_an_empty_text_is_a_text():
    assert line_after(HEAD, "08:10 >") == Texted(3, at(8, 10), "Sam", "")


def test_days_by_date_and_by_count():
    assert read(HEAD + "day +3\nday 2026-03-20\n")[1:] == (
        Until(2, at(0, 0)),
        Until(3, at(0, 0, day=5)),
        Until(4, at(0, 0, day=20)),
    )


def test_the_clock_stands_at_the_end_of_the_last_day_of_answers():
    lines = read(HEAD + "answers 4 3/2 - -/no 10/-\n> hello\n")
    assert lines[2] == Answers(
        3,
        ("Sam",),
        (
            Entry(date(2026, 3, 3), "4", None),
            Entry(date(2026, 3, 4), "3", "2"),
            Entry(date(2026, 3, 5), None, None),
            Entry(date(2026, 3, 6), None, "no"),
            Entry(date(2026, 3, 7), "10", None),
        ),
    )
    assert lines[3] == Texted(4, at(23, 59, day=7), "Sam", "hello")


def test_several_runners_are_told_apart_by_name():
    assert line_after(TWO, "08:10 Kim Lee > 6") == Texted(4, at(8, 10), "Kim Lee", "6")
    assert line_after(TWO, "08:00-09:00 Sam quiet") == Quiet(4, at(8, 0), at(9, 0), ("Sam",))
    assert line_after(TWO, "08:00-09:00 quiet").who == ("Sam", "Kim Lee")
    assert line_after(TWO, "answers 4").who == ("Sam", "Kim Lee")
    assert line_after(TWO, "Kim Lee answers 4").who == ("Kim Lee",)
    assert line_after(TWO, "Kim Lee phase rest") == Holds(4, "Kim Lee", "phase", "rest")


def test_a_line_without_time_and_name_goes_on_with_the_runner_before_it():
    assert line_after(TWO, "08:10 Kim Lee > 6\n< rest").who == "Kim Lee"


def test_a_coach_clears_and_dismisses():
    head = "coach Ana +12025550190\n" + HEAD
    assert line_after(head, "Ana clears Sam") == Acts(4, "Ana", "Sam", Act.CLEAR, "clears")
    assert line_after(head, "Ana dismisses Sam") == Acts(4, "Ana", "Sam", Act.DISMISS, "dismisses")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("hello", "1: no line of a rehearsal"),
        ("runner Sam 555", "1: no line of a rehearsal"),
        ("runner Sam +12025550101 shoe=9", "1: a runner has no shoe"),
        ("runner Sam +12025550101 zone=Mars/Base", "1: zone: no such time zone"),
        ("runner Sam +12025550101 zone=../etc", "1: zone: no such time zone"),
        ("runner Sam +12025550101 zone=", "1: zone: no such time zone"),
        ("runner Sam +12025550101 morning=25:00", "1: morning: no such time"),
        ("runner Sam +12025550101 stage=8", "1: stage: one of 1, 2"),
        ("runner Sam +12025550101 language=xx", "1: language: one of"),
        ("runner Sam +12025550101 stage=2 running=yes", "1: running and stage"),
        ("runner Sam +12025550101 stage=2 stage=3", "1: stage is given twice"),
        ("runner coach +12025550101", "1: choose another name"),
        ("runner Sam +12025550101\nrunner Sam +12025550102", "2: choose another name"),
        ("runner Sam +12025550101\nrunner Kim +12025550101", "2: +12025550101 belongs"),
        (
            "runner Sam +12025550101 zone=Europe/Madrid\nrunner Kim +12025550102",
            "2: all runners of a file live in one zone",
        ),
        ("day 2026-02-30", "1: no such day"),
        ("day 0001-01-01", "1: no days in the year 1"),
        ("day +1", "1: the first day comes first"),
        ("08:00 < stiff", "1: the first day comes first"),
        ("day 2026-03-02\n08:00 > 4", "2: there is no runner yet"),
        (HEAD + "24:00 > 4", "3: no such time"),
        (HEAD + "8:00 > 4", "3: no runner is called 8:00"),
        (HEAD + "08:00 <", "3: which words"),
        (HEAD + "08:00 < /(/", "3: no regular expression"),
        (HEAD + "08:00 Kim > 4", "3: no runner is called Kim"),
        (HEAD + "08:00 coach > 4", "3: no runner is called coach"),
        (HEAD + "phase resting", "3: phase is one of"),
        (HEAD + "stage 9", "3: stage is one of"),
        (HEAD + "urgency soon", "3: urgency is one of"),
        (HEAD + "answers 11", "3: an entry is"),
        (HEAD + "answers no", "3: an entry is"),
        (HEAD + "answers 4/2/1", "3: an entry is"),
        (HEAD + "Ana clears Sam", "3: no coach is called Ana"),
        (HEAD + "08:10 > 4\n08:09 < rest", "4: 2026-03-02 08:09 is before the clock"),
        (HEAD + "08:10 > 4\nday 2026-03-02", "4: 2026-03-02 00:00 is before the clock"),
        (HEAD + "10:00-09:00 quiet", "3: 2026-03-02 09:00 is before the clock"),
        (HEAD + "day +0\nanswers 4\n08:00 < stiff", "5: 2026-03-03 08:00 is before the clock"),
        (HEAD + "day +1\nrunner Kim +12025550102", "4: a runner stands before"),
        (TWO + "08:10 > 4", "4: say which runner"),
        (TWO + "phase rest", "4: say which runner"),
    ],
)
def test_an_unreadable_line_is_named_by_file_and_number(content, message):
    with pytest.raises(ScriptError) as raised:
        read(content)
    assert str(raised.value).startswith(f"a.rehearsal:{message}")


def test_bytes_that_are_no_text_are_named_too():
    with pytest.raises(ScriptError, match=r"a\.rehearsal:2: not UTF-8"):
        parse("a.rehearsal", b"# fine\n\xff\xfe\n")


def test_windows_line_ends_and_a_byte_order_mark_are_no_trouble():
    assert parse("a", b"\xef\xbb\xbfstrict\r\n# x\r\n").lines == (Strict(1),)
