"""The semantics of docs/rehearsals.md, on a small world with a timetable instead of the real program."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from checkin.core.model import Asked, Course, Decision, Phase, Profile, Referral, Runner, Urgency
from checkin.rehearsal.conversation import Conversation, Failed, Received, Sent
from checkin.rehearsal.parsing import parse
from checkin.rehearsal.passing import Stuck
from checkin.rehearsal.player import Player
from checkin.rehearsal.printing import printed

ZONE = "America/New_York"
MARCH_2 = date(2026, 3, 2)


def local(day, clock):
    hour, minute = clock.split(":")
    at = datetime(2026, 3, day, int(hour), int(minute), tzinfo=ZoneInfo(ZONE))
    return at.astimezone(UTC)


def a_runner(**course):
    start = Course(MARCH_2, MARCH_2, MARCH_2, MARCH_2, MARCH_2, **course)
    return Runner(Profile("Sam", ZONE), start, start)


class Timetable:
    """Sends its texts when their time comes, and answers every text that comes in at once."""

    def __init__(self, conversation, texts=(), runner=None):
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.conversation = conversation
        self.texts = sorted(texts)
        self.runners = {"Sam": runner or a_runner()}
        self.acts = []

    def due(self):
        return self.texts[0][0] if self.texts else None

    def work(self):
        while self.texts and self.texts[0][0] <= self.now:
            _, who, body = self.texts.pop(0)
            self.conversation.sent(self.now, who, body, coach=who == "Ana")
            if body in ("how stiff?", "how was the run?"):
                self._ask(who, evening=body == "how was the run?")

    def receive(self, who, body):
        self.conversation.sent(self.now, who, f"you said {body}", coach=False)

    def act(self, line):
        self.acts.append((self.now, line.coach, line.act, line.who))

    def runner(self, who):
        return self.runners.get(who, self.runners["Sam"])

    def _ask(self, who, *, evening):
        runner = self.runners[who]
        day = self.now.astimezone(ZoneInfo(ZONE)).date()
        asked = (*runner.course.asked, Asked(day, evening))
        self.runners[who] = replace(runner, course=replace(runner.course, asked=asked))


def play(lines, texts=(), runner=None):
    content = f"coach Ana +12025550190\nrunner Sam +12025550101\nday 2026-03-02\n{lines}"
    conversation = Conversation()
    world = Timetable(conversation, texts, runner)
    Player(parse("a", content.encode()), world, conversation).play()
    return conversation, world


def failed(conversation):
    """What did not hold, by line of the lines given to `play`."""
    return [event.line - 3 for event in conversation.happened if isinstance(event, Failed)]


def received(conversation):
    return [(event.at, event.body) for event in conversation.happened if isinstance(event, Received)]


MORNING = (local(2, "08:00"), "Sam", "how stiff?")
EVENING = (local(2, "19:00"), "Sam", "how was the run?")


def test_a_text_with_the_words_in_that_minute_is_found():
    conversation, _ = play("08:00 < Stiff\n08:00 < /^how/", [MORNING])
    assert failed(conversation) == []


@pytest.mark.parametrize("line", ["07:59 < stiff", "08:01 < stiff", "08:00 < pain", "08:00 coach < stiff"])
def test_a_text_of_another_minute_or_with_other_words_is_not(line):
    conversation, _ = play(line, [MORNING])
    assert failed(conversation) == [1]


def test_time_passes_to_the_end_of_the_minute():
    texts = [(local(2, "08:00") + timedelta(seconds=30), "Sam", "late in the minute")]
    conversation, _ = play("08:00 < late", texts)
    assert failed(conversation) == []


def test_a_text_arrives_after_what_is_due_in_that_minute():
    conversation, _ = play("08:00 > 4", [MORNING])
    assert [type(event) for event in conversation.happened] == [Sent, Received, Sent]


def test_without_a_time_only_texts_since_the_last_one_that_came_in_count():
    conversation, _ = play("08:00 < stiff\n> 4\n< stiff\n< said 4\n> 5\n< said 4\n< said 5", [MORNING])
    assert failed(conversation) == [3, 6]


def test_without_a_time_a_text_of_an_earlier_minute_does_not_count():
    conversation, _ = play("08:10 > 4\n08:11 < said 4\n< said 4")
    assert failed(conversation) == [2, 3]


def test_a_coach_hears_what_is_sent_to_coaches():
    texts = [(local(2, "09:00"), "Ana", "call Sam")]
    conversation, _ = play("09:00 coach < call\ncoach < sam\n09:00 < call", texts)
    assert failed(conversation) == [3]


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("07:00-07:59 quiet", True),
        ("07:00-08:00 quiet", False),
        ("08:00-09:00 quiet", False),
        ("08:01-23:59 quiet", True),
    ],
)
def test_quiet_includes_both_minutes(line, holds):
    conversation, _ = play(line, [MORNING])
    assert failed(conversation) == ([] if holds else [1])


def test_texts_to_a_coach_do_not_break_the_quiet_of_a_runner():
    conversation, _ = play("08:00-09:00 quiet", [(local(2, "08:30"), "Ana", "call Sam")])
    assert failed(conversation) == []


def test_days_pass_with_all_that_falls_due_done():
    texts = [(local(day, "08:00"), "Sam", "how stiff?") for day in (2, 3, 4)]
    conversation, world = play("day +2", texts)
    assert len(conversation.happened) == 2
    assert world.now == local(4, "00:00")


def test_answers_reply_ten_minutes_after_a_question_that_was_asked():
    texts = [
        (local(3, "08:00"), "Sam", "how stiff?"),
        (local(3, "19:00"), "Sam", "how was the run?"),
        (local(4, "08:00"), "Sam", "how stiff?"),
        (local(5, "19:00"), "Sam", "how was the run?"),
    ]
    conversation, world = play("answers 4/no -/2 3/1", texts)
    assert received(conversation) == [
        (local(3, "08:10"), "4"),
        (local(3, "19:10"), "no"),
        (local(5, "19:10"), "1"),
    ]
    assert world.now == local(5, "23:59")


def test_answers_leave_the_current_day_alone():
    conversation, _ = play("answers 4", [MORNING, EVENING])
    assert received(conversation) == []


def test_answers_wait_for_a_question_and_not_for_any_text():
    conversation, _ = play("answers 4", [(local(3, "12:30"), "Sam", "stretch")])
    assert received(conversation) == []


def test_strict_fails_on_every_text_that_no_line_expects():
    texts = [MORNING, (local(2, "09:00"), "Ana", "call Sam"), EVENING]
    conversation, _ = play("07:00-07:30 quiet\nstrict\n08:00 < stiff\n20:00-21:00 quiet", texts)
    assert conversation.failures == 2
    unexpected = [e.body for e in conversation.happened if isinstance(e, Sent) and e.unexpected]
    assert unexpected == ["call Sam", "how was the run?"]


def test_strict_holds_from_its_line_on():
    conversation, _ = play("09:00-09:30 quiet\nstrict", [MORNING])
    assert conversation.failures == 0


def test_strict_leaves_the_questions_and_echoes_of_answers_alone_but_not_other_texts():
    texts = [(local(3, "08:00"), "Sam", "how stiff?"), (local(3, "12:30"), "Sam", "stretch")]
    conversation, _ = play("strict\nanswers 4", texts)
    assert [e.body for e in conversation.happened if isinstance(e, Sent) and e.unexpected] == ["stretch"]


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("phase return-to-run", True),
        ("phase rest", False),
        ("stage 2", True),
        ("stage 3", False),
        ("standing active", True),
        ("standing paused", False),
        ("rule stage.up", True),
        ("rule run.hold", False),
        ("urgency routine", False),
    ],
)
def test_what_holds_of_a_runner(line, holds):
    runner = a_runner(phase=Phase.RETURN, stage=2)
    up = Decision(local(2, "08:00"), MARCH_2, "stage.up", "", Phase.RETURN, 2, Phase.RETURN, 1, version="1")
    conversation, _ = play(line, runner=replace(runner, last=up))
    assert failed(conversation) == ([] if holds else [1])


def test_the_urgency_is_that_of_the_open_referral():
    referral = Referral("refer.check", Urgency.SAME_DAY, MARCH_2, local(2, "08:00"), flagged=True)
    runner = a_runner(phase=Phase.REFERRAL, referral=referral)
    assert failed(play("urgency same-day", runner=runner)[0]) == []
    assert failed(play("rule refer.check", runner=runner)[0]) == [1]


def test_a_coach_s_act_reaches_the_world_at_the_current_minute():
    _, world = play("08:10 > 4\nAna clears Sam")
    assert [(at, coach, who) for at, coach, _, who in world.acts] == [(local(2, "08:10"), "Ana", "Sam")]


def test_a_minute_that_comes_twice_is_played_once():
    clock_change = "day 2026-11-01\n01:30 > 4\n< said 4\n01:40 > 5\n01:40 < said 5"
    conversation, _ = play(clock_change)
    assert failed(conversation) == []
    first, second = [at for at, _ in received(conversation)]
    assert second - first == timedelta(minutes=10)


def test_a_world_that_is_never_done_is_reported():
    class Endless(Timetable):
        def due(self):
            return local(2, "08:00")

    conversation = Conversation()
    script = parse("a", b"runner Sam +12025550101\nday 2026-03-02\n09:00 < x")
    with pytest.raises(Stuck):
        Player(script, Endless(conversation), conversation).play()


def test_the_conversation_is_printed_with_each_failure_in_its_place():
    conversation, _ = play("strict\n08:00 < pain\n08:10 > 4\n< said 4\nAna clears Sam", [MORNING])
    assert list(printed(conversation, ZoneInfo(ZONE), several=False)) == [
        "Mon 02 Mar 2026",
        "  08:00 < how stiff?",
        "  !!  strict: no line expects this text",
        "  !!  line 5: a text to Sam with pain",
        '      instead: "how stiff?"',
        "  08:10 > 4",
        "  08:10 < you said 4",
        "  08:10 Ana clears Sam",
    ]
    shown = "\n".join(printed(conversation, ZoneInfo(ZONE), several=True, judged=False))
    assert "!!" not in shown
    assert "08:10 Sam > 4" in shown
