"""A coach's style: which one a browser's languages ask for, and how it writes days, times and numbers."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from checkin.core.model import Alert, Talk, Urgency
from checkin.roster import exported, record, words
from checkin.roster.style import COMMA, MONTH_FIRST, PLAIN, TWELVE_HOURS, Style, style_of
from checkin.roster.view import row
from tests.roster.people import NOW, PROTOCOL, TODAY, ago, at, course, known, told
from tests.roster.test_view import PLACES, red_flag

US = Style(month_first=True, twelve_hours=True)
TWELVE = Style(twelve_hours=True)
GERMAN = Style(comma=True)


@pytest.mark.parametrize(
    ("tags", "style"),
    [
        ("en-US", US),
        ("EN_us", US),
        ("en-Latn-US-x-twain", US),
        ("en-CA", US),
        ("en-GB", PLAIN),
        ("en-AU", TWELVE),
        ("en-IN", TWELVE),
        ("es-MX", TWELVE),
        ("es-ES", GERMAN),
        ("es-US", US),
        ("es-419 es en-US", PLAIN),  # Latin America as a whole
        ("de-DE", GERMAN),
        ("de-CH", PLAIN),
        ("fr-CH", GERMAN),
        ("fr-CA", GERMAN),
        ("ja-JP", Style(month_first=True)),
        ("zh-Hant-TW", US),
        ("en", PLAIN),
        ("en en-US", US),
        ("en de-DE", GERMAN),  # English is read everywhere
        ("de en-US en", GERMAN),  # as Firefox asks for German
        ("fr fr-CA en-US", GERMAN),
        ("he en-US", PLAIN),
        ("en-ZZ en-US", PLAIN),
        ("", PLAIN),
        ("*", PLAIN),
        ("* i-default en-US", US),
        ("english-US", PLAIN),
        ("e--US -US en--US en-US", US),
        ("ƒr-€€ \udc80 " + "a" * 5000, PLAIN),
    ],
)
def test_the_first_language_that_says_where_its_reader_is_decides(tags: str, style: Style):
    assert style_of(tags.split(" ")) == style


def test_what_is_in_the_sets_is_a_region_or_a_language():
    for codes in (MONTH_FIRST, TWELVE_HOURS, COMMA):
        assert all(len(one) == 2 if one.isupper() else len(one) in (2, 3) for one in codes)
    assert "GB" not in MONTH_FIRST | TWELVE_HOURS | COMMA


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (PLAIN, ("Tuesday 28 April", "15 Apr", "Tue 28 Apr", "the 15 Apr", "on 15 Apr", "15 Apr 16:42")),
        (US, ("Tuesday, April 28", "Apr 15", "Tue, Apr 28", "the Apr 15", "on Apr 15", "Apr 15, 4:42 pm")),
        (TWELVE, ("Tuesday 28 April", "15 Apr", "Tue 28 Apr", "the 15 Apr", "on 15 Apr", "15 Apr 4:42 pm")),
    ],
)  # fmt: skip
def test_days_and_moments(style: Style, said: tuple[str, ...]):
    day, moment = date(2026, 4, 15), NOW - timedelta(days=13)
    assert said == (
        words.long_day(TODAY, style),
        words.short_date(day, style),
        words.short_day(TODAY, style),
        words.whose(day, TODAY, style),
        words.on_day(day, TODAY, style),
        words.moment(moment, "UTC", TODAY, style).replace("\u00a0", " "),
    )
    near = words.moment(NOW - timedelta(days=1), "UTC", TODAY, style)
    assert near == f"Mon {words.clock(NOW, 'UTC', style)}"


def test_days_that_are_near_have_no_order_to_follow():
    for style in (PLAIN, US):
        assert words.label(TODAY, TODAY, style) == "today"
        assert words.on_day(ago(1), TODAY, style) == "yesterday"
        assert words.whose(ago(3), TODAY, style) == "Saturday’s"


@pytest.mark.parametrize(
    ("hour", "minute", "plain", "twelve"),
    [
        (0, 5, "00:05", "12:05\u00a0am"),
        (1, 0, "01:00", "1:00\u00a0am"),
        (11, 59, "11:59", "11:59\u00a0am"),
        (12, 0, "12:00", "12:00\u00a0pm"),
        (16, 42, "16:42", "4:42\u00a0pm"),
        (23, 59, "23:59", "11:59\u00a0pm"),
    ],
)
def test_hours(hour: int, minute: int, plain: str, twelve: str):
    local = datetime(2026, 4, 28, hour, minute, tzinfo=UTC)
    assert (words.hour(local, PLAIN), words.hour(local, US)) == (plain, twelve)


@pytest.mark.parametrize(
    ("number", "plain", "comma"), [(3.0, "3", "3"), (3.5, "3.5", "3,5"), (10, "10", "10")]
)
def test_numbers(number: float, plain: str, comma: str):
    assert (words.figure(number, PLAIN), words.figure(number, GERMAN)) == (plain, comma)


def test_a_decision_says_its_numbers_in_the_coachs_style():
    seen = {"week": 3.5, "rise": -1.5}
    said = "Saw a week’s median of 3,5, down 1,5 on the week before."
    assert record.saw(seen, GERMAN) == said
    assert record.saw(seen, PLAIN) == said.replace("3,5", "3.5").replace("1,5", "1.5")


def test_a_row_is_in_one_style():
    alert = Alert(1, Urgency.SAME_DAY, False, at(ago(9)), next_at=at(TODAY, 19))
    foot = row(red_flag(talk=Talk(alert=alert)), NOW, PROTOCOL, US).alarm
    assert foot and foot.foot.startswith("Apr 19, 7:05\u00a0am, from stage 5.")
    assert foot.foot.endswith("Again at 7:05\u00a0pm.")
    made = known(course("2222222222222", {12: 2}), told=told("Run."), heard=at(ago(9)))
    found = row(made, NOW, PROTOCOL, US)
    assert found.told == "Told 7:05\u00a0am: \u2068Run.\u2069"
    assert found.heard == "Heard Apr 19, 7:05\u00a0am"
    assert found.figures[1].label == "run Apr 16"
    assert row(known(course("2323233")), NOW, PROTOCOL, GERMAN).figures[0].said == ", 0,5 above the usual 2,5"


@pytest.mark.parametrize("style", [Style(*one) for one in product((False, True), repeat=3)])
def test_no_style_changes_where_a_runner_stands(style: Style):
    for _, one, *_ in PLACES:
        plain, styled = row(one, NOW, PROTOCOL), row(one, NOW, PROTOCOL, style)
        same = ("group", "order", "quiet", "better", "asked", "answered", "plan", "ladder")
        assert all(getattr(plain, name) == getattr(styled, name) for name in same)


def test_an_export_is_in_no_coachs_style():
    line = exported.of_roster(known(course("2323233", {3: 2}), heard=NOW), NOW, PROTOCOL)
    assert line["last_heard"] == "2026-04-28T16:42:00+00:00"
    assert line["stiffness_usual"] == 2.5 and line["pain_day"] == "2026-04-25"
