"""The roster's order, tags, sentences and drawings, from runners made by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from checkin.core.facts import CARRIER, Kind
from checkin.core.model import Alert, Check, Course, Phase, Referral, Stepped, Talk, Urgency
from checkin.roster import drawing, folding, words
from checkin.roster.case import Case
from checkin.roster.key import key
from checkin.roster.model import Count, Group, Known, Mark, Roster, Show, Sort, Wish
from checkin.roster.rank import TABLE, place
from checkin.roster.readout import Voice, read_out
from checkin.roster.view import headline, roster, row
from tests.roster.people import NOW, PROTOCOL, TODAY, ago, at, course, decision, fact, known, told

REST, REFERRAL = Phase.REST, Phase.REFERRAL


def red_flag(**changes: Any) -> Known:
    alert = Alert(1, Urgency.SAME_DAY, False, at(TODAY, 16, 19), next_at=at(TODAY, 19, 19))
    open_one = Referral("refer.red_flag", Urgency.SAME_DAY, TODAY, alert.at, True, words="felt a pop")
    last = decision("refer.red_flag", phase=REFERRAL, stage=0, from_stage=5)
    values: dict[str, Any] = {"talk": Talk(alert=alert), "last": last, "said": "felt a pop on the stairs"}
    return known(course("22223", phase=REFERRAL, referral=open_one), **(values | changes))


def referred(rule: str, days: int = 0, **changes: Any) -> Course:
    open_one = Referral(rule, Urgency.ROUTINE, ago(days), at(ago(days)), False, words="wakes me at night")
    return course("5555555", phase=REFERRAL, referral=open_one, **changes)


CHECK = Check(1, TODAY, at(TODAY), urgent=False)

# name, runner, group, tag, and words that the sentence must hold
PLACES: tuple[tuple[str, Known, Group, str, str], ...] = (
    ("unread", known(course("2222"), unread=1), Group.NEED, "Text not handled", "could not be handled"),
    ("referral", known(referred("refer.no_better", 10)), Group.NEED, "Not seen yet", "10 days ago"),
    (
        "severe run",
        known(course("22226", {1: 8}, phase=REST), last=decision("run.severe", 1, phase=REST, stage=0)),
        Group.NEED,
        "Severe run",
        "Yesterday’s run at pain 8",
    ),
    (
        "step back",
        known(course("3333333336", {1: 5}, stepped=Stepped(ago(1), TODAY)), last=decision("run.step_back")),
        Group.NEED,
        "Step back",
        "Stiffness 6, three above the usual 3, after yesterday’s run at pain 5. No run before Friday.",
    ),
    (
        "quiet after bad",
        known(course("55557--", phase=REST)),
        Group.NEED,
        "Quiet after a bad score",
        "Stiffness 7 on Sunday, then no word for 1 day.",
    ),
    (
        "check open",
        known(course("3337", check=CHECK)),
        Group.NEED,
        "Check not answered",
        "is open since 07:05",
    ),
    ("ended", known(course("222", ended=True, opted_out=True)), Group.DONE, "Plan ended", "something else"),
    (
        "self-paused",
        known(course("2222---------", self_paused=True)),
        Group.CHECK,
        "Quiet, paused itself",
        "paused itself",
    ),
    ("quiet", known(course("2222----")), Group.CHECK, "Quiet for 3 days", "After 4 more quiet days"),
    (
        "walk test",
        known(course("433222", phase=REST, gate=TODAY, gate_at=at(TODAY, 7, 33))),
        Group.CHECK,
        "Walk test open",
        "Asked at 07:33 about a 30 min walk and 20 heel raises",
    ),
    (
        "screen",
        known(course("22", stage=4, proving=True)),
        Group.CHECK,
        "Safety questions open",
        "no run before a yes",
    ),
    (
        "not reached",
        known(course("2222xx"), unreached=at(ago(1))),
        Group.CHECK,
        "Number not reached",
        "since Monday",
    ),
    (
        "wrong number",
        known(course("2222", opted_out=True), journal=[fact(Kind.WRONG_NUMBER)]),
        Group.CHECK,
        "Wrong number",
        "Somebody else",
    ),
    (
        "opted out",
        known(course("2222", opted_out=True), journal=[fact(Kind.STOPPED, 3, at=at(ago(3), 21, 4))]),
        Group.CHECK,
        "Opted out",
        "Texted STOP on Saturday at 21:04",
    ),
    (
        "opted out",
        known(
            course("2222", opted_out=True), journal=[fact(Kind.STOPPED, 3, at=at(ago(3), 21, 4), by=CARRIER)]
        ),
        Group.CHECK,
        "Opted out",
        "Opted out on Saturday at 21:04: the carrier says so",
    ),
    ("invited", known(course("", phase=REST, invited=True)), Group.CHECK, "Not joined yet", "their YES"),
    (
        "may run",
        known(course("22222", {3: 2}, stage=4)),
        Group.RUN,
        "May run",
        "Stiffness 2, as usual. Saturday’s run at pain 2 lies behind; 2 clear days since.",
    ),
    (
        "stage up",
        known(course("22222", {3: 2}), last=decision("stage.up", from_stage=2)),
        Group.RUN,
        "May run",
        "Up today: two good runs and a week at stage 2.",
    ),
    ("finished", known(course("1......1", graduated=ago(20))), Group.DONE, "Finished 8 Apr", "once a week"),
    (
        "paused",
        known(course("222", paused_until=ago(-3))),
        Group.REST,
        "Paused",
        "questions come back on Saturday",
    ),
    (
        "clear day",
        known(course("22222", {1: 2})),
        Group.REST,
        "Clear day",
        "Clear day 1 of 2 after yesterday’s run at pain 2. Next run on Thursday at the earliest.",
    ),
    (
        "stiff",
        known(course("22225")),
        Group.REST,
        "Stiff morning",
        "Stiffness 5, three above the usual 2: over 4",
    ),
    ("no answer", known(course("2222-")), Group.REST, "No answer yet", "no answer yet; no run without one"),
    ("ran", known(course("22222", {0: 1})), Group.REST, "Ran today", "at pain 1"),
    ("resting", known(course("655", phase=REST)), Group.REST, "Resting", "Mornings from 6 to 5 in 3 days"),
    (
        "better",
        known(course("66666664444444", phase=REST)),
        Group.REST,
        "Getting better",
        "Walk test once 4 of 5 are at 3 or less: 0 now.",
    ),
)


def page(people: Iterable[Known], sort: Sort = Sort.NEED) -> Roster:
    """A page with everyone on it, counted as the store counts."""
    people = list(people)
    lines: dict[int, Count] = {}
    for one in people:
        at, _ = place(Case(one, NOW, PROTOCOL))
        made, before = row(one, NOW, PROTOCOL), lines.get(at, Count(0))
        lines[at] = Count(
            before.number + 1,
            before.better + made.better,
            before.asked + made.asked,
            before.answered + made.answered,
        )
    rows = [row(one, NOW, PROTOCOL) for one in people]
    return roster(rows, lines, Wish(sort=sort), NOW, "UTC", found=len(people))


@pytest.mark.parametrize(
    ("runner", "group", "tag", "why"), [one[1:] for one in PLACES], ids=[one[0] for one in PLACES]
)
def test_each_runner_has_a_group_a_tag_and_a_reason(runner: Known, group: Group, tag: str, why: str):
    found = row(runner, NOW, PROTOCOL)
    assert (found.group, found.tag.text) == (group, tag)
    assert why in found.why


def test_the_table_is_the_order_of_the_page_worst_first():
    made = page([red_flag(), *(one[1] for one in reversed(PLACES))])
    assert [part.title for part in made.sections] == [group.value for group in Group]
    tags = [one.tag.text for part in made.sections for one in part.rows]
    assert tags[:4] == ["Red flag", "Text not handled", "Not seen yet", "Severe run"]


@pytest.mark.parametrize("one", PLACES, ids=[one[0] for one in PLACES])
def test_the_kept_rank_is_that_of_the_page(one: tuple[str, Known, Group, str, str]):
    """But for what lies in other tables, which the store adds."""
    plain = replace(one[1], unread=0, unreached=None)
    kept = key(plain.runner, plain.number, PROTOCOL)
    at, _ = place(Case(plain, NOW, PROTOCOL))
    made = row(plain, NOW, PROTOCOL)
    assert kept.line == at
    assert (kept.better, kept.asked, kept.answered) == (made.better, made.asked, made.answered)
    assert kept.day_ends == at_midnight(1)


def at_midnight(days: int) -> datetime:
    return datetime.combine(ago(-days), time(), UTC)


def test_a_kept_order_is_that_of_the_page():
    people = [one[1] for one in PLACES] + [red_flag(), red_flag(profile={"country": "GB"})]
    people += [known(referred("refer.asked", days)) for days in (40, 1, 4000)]
    people += [known(course(mornings, {3: 2})) for mornings in ("22224", "44444", "0", "22223")]
    people += [known(course("1", graduated=ago(days))) for days in (9, 4, 400)]
    plain = [replace(one, unread=0, unreached=None) for one in people]
    by_row = sorted(plain, key=lambda one: row(one, NOW, PROTOCOL).order)
    by_key = sorted(plain, key=lambda one: rank_of(one))
    assert [rank_of(one) for one in by_row] == [rank_of(one) for one in by_key]
    orders = [row(one, NOW, PROTOCOL).order for one in by_key]
    assert orders == sorted(orders)


def rank_of(one: Known) -> tuple[int, int]:
    kept = key(one.runner, one.number, PROTOCOL)
    return kept.line, kept.spot


def test_leave_to_run_ends_with_the_day_and_news_with_its_third():
    may_run = key(known(course("22222", {3: 2}, stage=4)).runner, "+1", PROTOCOL)
    assert TABLE[may_run.line].group is Group.RUN
    assert TABLE[may_run.calm_line].group is Group.REST
    severe = known(course("22226", {1: 8}, phase=REST), last=decision("run.severe", 1, phase=REST, stage=0))
    kept = key(severe.runner, "+1", PROTOCOL)
    assert TABLE[kept.line].group is Group.NEED and TABLE[kept.calm_line].group is Group.REST
    assert kept.news_ends == at_midnight(2)  # three days: yesterday, today and tomorrow


def test_the_lines_that_are_kept_are_those_of_this_program():
    """They are numbers in the database: whoever adds a line writes a migration that ranks everyone again."""
    assert [one.tag(Case(known(course("2-")), NOW, PROTOCOL)).icon for one in TABLE] == [
        "flag", "say", "plus", "bolt", "down", "quiet", "bolt", "stop", "quiet", "quiet", "gate", "gate",
        "gate", "nophone", "nophone", "stop", "quiet", "run", "done", "rest", "quiet", "quiet",
    ]  # fmt: skip


def test_a_red_flag_shows_their_words_and_no_figures_of_calm():
    found = row(red_flag(), NOW, PROTOCOL)
    assert found.alarm is not None
    assert found.alarm.title == "Red flag, be seen today"
    assert found.alarm.said == "felt a pop on the stairs"
    assert (
        found.alarm.foot == "16:19, from stage 5. Coaches were texted; nobody has taken it. Again at 19:19."
    )


def test_an_emergency_names_the_number_of_the_country():
    alert = Alert(1, Urgency.EMERGENCY, False, at(TODAY), sent=2)
    found = row(red_flag(talk=Talk(alert=alert), profile={"country": "GB"}), NOW, PROTOCOL)
    assert found.alarm and found.alarm.title == "Emergency, call 999"
    assert "texted 2 times" in found.alarm.foot


@pytest.mark.parametrize("taken", ["", "Ines"])
def test_a_crisis_text_is_never_quoted(taken: str):
    alert = Alert(1, Urgency.EMERGENCY, True, at(TODAY), acknowledged=taken)
    said = "i want to die"
    open_one = Referral("refer.red_flag", alert.urgency, TODAY, alert.at, True, words=said, crisis=True)
    made = known(course("22", phase=REFERRAL, referral=open_one), talk=Talk(alert=alert), said=said)
    assert said not in repr(row(made, NOW, PROTOCOL))


def test_a_flag_that_is_taken_becomes_a_row_with_the_coachs_name():
    taken = Alert(1, Urgency.SAME_DAY, False, at(TODAY), acknowledged="Ines")
    found = row(red_flag(talk=Talk(alert=taken), said=""), NOW, PROTOCOL)
    assert found.alarm is None and found.referred and found.flagged
    assert found.why == "Today: \u2068“felt a pop”\u2069. No visit recorded yet. \u2068Ines\u2069 is on it."


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("refer.severe", "three mornings in a row at 7 or more"),
        ("refer.worse", "the mornings got worse in rest, from 4 to 6"),
        ("refer.no_better", "four weeks of rest have not helped: mornings at 6, from 4 at first"),
        ("refer.long_rest", "42 days of rest"),
        ("refer.flares", "3 step backs in 28 days"),
        ("refer.stalled", "no stage gained"),
        ("refer.asked", "asked to see a doctor"),
        ("refer.check", "yes to the check"),
    ],
)
def test_a_referral_says_what_made_it(rule: str, said: str):
    saw = decision(rule, 10, saw={"week": 6.0, "rise": 2.0})
    made = known(referred(rule, 10, step_backs=(ago(20), ago(15), ago(10))), decisions=(saw,))
    assert said in row(made, NOW, PROTOCOL).why


@pytest.mark.parametrize(
    ("need", "run", "said"),
    [
        (5, 4, "5 need you. 4\u00a0may run."),
        (1, 1, "1 needs you. 1\u00a0may run."),
        (0, 4, "Nobody needs you. 4\u00a0may run."),
        (0, 0, "Nobody needs you. Nobody\u00a0may run."),
    ],
)
def test_the_headline_says_the_answer(need: int, run: int, said: str):
    assert headline(need, run) == said


def test_one_runner_may_count_twice():
    people = [
        known(course("55557--", phase=REST)),
        known(course("22222", {3: 2})),
        known(course("22222", {1: 2})),
    ]
    made = page(people)
    assert made.counts == {Show.ALL: 3, Show.NEED: 1, Show.RUN: 1, Show.QUIET: 1, Show.BETTER: 0}
    assert (made.status, made.clock) == ("2 of 3 answered this morning.", "16:42")
    assert [part.number for part in made.sections] == [1, 1, 1]


def test_another_order_is_one_list_without_groups():
    made = page([known(course("22222", {3: 2})), known(course("55557--"))], Sort.NAME)
    assert [(part.title, len(part.rows)) for part in made.sections] == [("By name", 2)]


def test_what_is_read_out_holds_names_and_runs_only():
    people = [
        known(course("22222", {3: 2}, stage=1), name="Ana B"),
        known(course("22222", {3: 2}, stage=6), name="Ana C"),
        known(course("22226"), name="Bo"),
        known(course("2222-"), name="Cy"),
        known(course("2222----"), name="Di"),
        known(course("1", graduated=ago(3)), name="Ed"),
    ]
    voices = [
        Voice(one.runner.profile.name, key(one.runner, "", PROTOCOL).say, one.runner.course.stage)
        for one in people
    ]
    assert [(line.what, line.names) for line in read_out(voices, PROTOCOL.stage)] == [
        ("Run 25 min", ("Ana C",)),
        ("Walk 4, run 1, × 5", ("Ana B",)),
        ("No run today", ("Bo",)),
        ("Answer the text first", ("Cy",)),
        ("Ask them", ("Di",)),
    ]


@pytest.mark.parametrize(
    ("name", "find"),
    [
        ("Lucía Álvarez", "LUCIA"),
        ("Lucía Álvarez", "alv"),
        ("Lucía Álvarez", "alv luc"),
        ("Anne-Marie O’Neill", "marie"),
        ("Jürgen Groß", "gross"),
        ("سمير حداد", "حدا"),
        ("Sam", "(202) 555-0101"),
        ("Sam", "0101"),
        ("x" * 2000, "xxx"),
    ],
)
def test_a_name_or_number_is_found(name: str, find: str):
    parts = folding.wanted(find)
    assert parts and all(part in folding.searchable(name, "+12025550101") for part in parts)


@pytest.mark.parametrize("find", ["uc", "lvarez", "9999", "lucia b"])
def test_only_beginnings_of_words_are_found(find: str):
    found = folding.searchable("Lucía Álvarez", "+12025550101")
    assert not all(part in found for part in folding.wanted(find))


def test_a_line_is_never_drawn_through_a_missing_day():
    spark = row(known(course("3-3x44.5")), NOW, PROTOCOL).spark
    assert drawing.line(spark).count("M") == 4
    assert drawing.lone(spark).count("M") == 3  # today's stands alone too
    assert [mark for mark in spark.marks if mark] == [Mark.UNANSWERED, Mark.UNASKED]
    assert spark.share == "5 of 7 answered; 1 not answered, 1 not asked"


def test_a_question_that_went_out_and_did_not_arrive_is_marked_as_that():
    lost = known(course("3x3"), journal=[fact(Kind.ASKED_MORNING, 1)])
    assert Mark.UNDELIVERED in row(lost, NOW, PROTOCOL).spark.marks


def test_todays_open_question_is_nobodys_miss_yet():
    assert row(known(course("222-")), NOW, PROTOCOL).spark.share == "3 of 3 answered"


def test_bands_show_rest_and_doctor_and_leave_days_before_sign_up_blank():
    moves = (
        decision("gate.yes", 10, phase=Phase.RETURN, stage=1, from_phase=REST, from_stage=0),
        decision("refer.asked", 2, phase=REFERRAL, stage=0),
    )
    made = known(course("3" * 20, phase=REFERRAL), decisions=moves)
    bands = row(made, NOW, PROTOCOL).spark.bands
    assert [(band.kind, band.start, band.days) for band in bands] == [("rest", 8, 9), ("doctor", 25, 3)]


@pytest.mark.parametrize(
    ("mornings", "sign", "change", "worse"),
    [("22222", "=", "", False), ("22224", "▲", "2", True), ("33332", "▼", "1", False), ("2", "", "", False)],
)
def test_this_morning_stands_against_the_usual(mornings: str, sign: str, change: str, worse: bool):
    figure = row(known(course(mornings)), NOW, PROTOCOL).figures[0]
    assert (figure.sign, figure.change if change else "", figure.worse) == (sign, change, worse)


@pytest.mark.parametrize(
    ("pains", "sign", "change", "worse"),
    [
        ({9: 2, 6: 2, 3: 2, 1: 2}, "=", "", False),
        ({9: 1, 6: 2, 3: 1, 1: 3}, "▲", "2", True),
        ({9: 4, 6: 4, 3: 4, 1: 3}, "▼", "1", False),
        ({3: 2, 1: 8}, "", "", True),
        ({9: 2, 6: 2, 3: 2, 1: None}, "", "", False),
    ],
)
def test_the_last_run_stands_against_the_runs_before_it(
    pains: dict[int, int | None], sign: str, change: str, worse: bool
):
    figure = row(known(course("2222222222", pains)), NOW, PROTOCOL).figures[1]
    assert (figure.sign, figure.change, figure.worse) == (sign, change, worse)


def test_a_late_answer_is_counted_as_late():
    late = fact(Kind.MORNING, 1, at=at(TODAY, 9))
    assert row(known(course("33-3"), journal=[late]), NOW, PROTOCOL).spark.share == (
        "3 of 4 answered, 1 late; 1 not answered"
    )


def test_a_step_back_shows_the_rung_before_while_it_is_news():
    fresh = row(known(course("2222"), last=decision("run.step_back")), NOW, PROTOCOL).ladder
    old = row(known(course("2222"), last=decision("run.step_back", 9)), NOW, PROTOCOL).ladder
    assert (fresh.was, fresh.word) == (4, ("Stage 3", "was 4"))
    assert (old.was, old.word) == (0, ("Stage 3",))


@pytest.mark.parametrize(
    "name", ["", " ", "x" * 2000, "سمير حداد", "<script>alert(1)</script>", "\u202egnp.exe"]
)
def test_any_name_makes_a_row(name: str):
    found = row(known(course("2222"), name=name), NOW, PROTOCOL)
    assert found.name == (name or found.number)  # a link needs words
    assert 0 < len(found.given) <= 24


def test_what_they_were_told_is_shown_on_the_same_day_only():
    assert row(known(course("2"), told=told("Run.")), NOW, PROTOCOL).told == "Told 07:05: \u2068Run.\u2069"
    assert row(known(course("2"), told=told("Run.", 1)), NOW, PROTOCOL).told == ""


def test_long_words_of_theirs_are_cut():
    assert len(words.quoted("ow " * 900)) < 170
