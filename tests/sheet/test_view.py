"""A runner's page and sheet as values: where they stand, what holds, what was decided, and honest gaps."""

import string
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from checkin.core.facts import Fact, Kind
from checkin.core.model import Check, Course, Phase, Place, Referral, Run, Urgency
from checkin.core.reading import read
from checkin.core.reading.model import Intent, Question
from checkin.roster.model import Mark
from checkin.roster.record import DECIDED
from checkin.sheet import view
from checkin.sheet.model import Own, Phrase
from checkin.sheet.window import place, window
from checkin.texts.pages import FOLDER, Pages, flat
from tests.roster.people import NOW, PROTOCOL, TODAY, ago, at, course, decision, known

REST, REFERRAL = Phase.REST, Phase.REFERRAL
PAGES = Pages()
ENGLISH, SPANISH = PAGES.of("en"), PAGES.of("es")


def own(mornings: Course, facts: tuple[Fact, ...] = (), **more: Any) -> Own:
    return Own(known(mornings, **more), facts)


def asked(back: int, kind: Kind = Kind.ASKED_MORNING) -> Fact:
    return Fact(100 - back, at(ago(back)), ago(back), kind)


def referred(rule: str, *, days: int = 2, words: str = "", **changes: Any) -> Course:
    values: dict[str, Any] = {"urgency": Urgency.ROUTINE, "flagged": False} | changes
    open_one = Referral(
        rule, values.pop("urgency"), ago(days), at(ago(days)), values.pop("flagged"), words=words, **values
    )
    return course("5555555", phase=REFERRAL, referral=open_one)


def page(it: Own) -> str:
    made = view.page(it, NOW, PROTOCOL)
    lines = [made.where, *made.today, *([made.coming] if made.coming else []), *made.upcoming]
    return " ".join(map(ENGLISH, lines))


# ---------- gaps ----------


def test_a_gap_says_whose_miss_it_was_and_the_share_counts_it():
    missed = Kind.MISSED_MORNING
    facts = (asked(4, missed), asked(3), asked(2), asked(1), asked(1, missed))
    made = window(own(course("22x-2x2"), facts), NOW, PROTOCOL)
    marks = {one.day: one.mark for one in made.days if one.mark}
    assert marks == {ago(4): Mark.UNASKED, ago(3): Mark.UNANSWERED, ago(1): Mark.UNDELIVERED}
    assert (made.share.answered, made.share.due) == (4, 7)
    assert ENGLISH("own.share", what=made.share.phrases) == (
        "4 of 7 mornings answered, 1 not answered, 1 not delivered, 1 not asked, our miss."
    )
    assert [one.score for one in made.days[-3:]] == [2, None, 2]


def test_gaps_older_than_the_core_remembers_are_shown_too():
    facts = (asked(50), asked(49, Kind.MISSED_MORNING))
    made = window(own(course("." * 50 + "2"), facts), NOW, PROTOCOL)
    marks = {one.day: one.mark for one in made.days if one.mark}
    assert marks == {ago(50): Mark.UNANSWERED, ago(49): Mark.UNASKED}
    assert made.share.due == 3


def test_a_question_that_a_long_rest_replaced_is_nobodys_miss():
    long_rest = decision("refer.long_rest", 3, phase=REFERRAL, stage=0, from_phase=REST, from_stage=0)
    made = window(own(course("222222"), (asked(3), asked(2)), last=long_rest), NOW, PROTOCOL)
    assert all(one.mark is None for one in made.days)


def test_days_hold_the_stage_they_ended_in_and_weeks_sum_them_up():
    moves = (
        decision("signup.rest", 20, phase=REST, stage=0, from_phase=REST, from_stage=0),
        decision("gate.yes", 10, stage=1, from_phase=REST, from_stage=0),
        decision("stage.up", 3, stage=2, from_stage=1),
    )
    it = own(
        course("3" * 20 + "2", {2: 3, 9: None}, origin=ago(20), stage=2), decisions=moves, last=moves[-1]
    )
    made = window(it, NOW, PROTOCOL)
    assert [made.days[-1 - back].stage for back in (0, 3, 4, 10, 11)] == [2, 2, 1, 1, 0]
    assert place(made.days[-21]) == Phrase("held.rest", {"stage": 0})
    assert made.days[-22].phase is None
    week = made.weeks[-1]
    assert (week.share.answered, week.low, week.high, week.median) == (7, 2, 3, 3.0)
    assert [run.pain for run in week.runs] == [3]
    assert [ENGLISH(one) for one in week.stages] == ["Stage 1", "Stage 2"]
    assert made.stairs.startswith("M") and "L" in made.stairs


# ---------- where they stand ----------

STANDS: tuple[tuple[Own, str], ...] = (
    (own(course("22222", stage=3)), "You may run today: walk 2, run 3 min, 5 times"),
    (own(course("22222", stage=3)), "Stop at pain over 5, a limp or a pop."),
    (own(course("22226", stage=3)), "No run today: above 4"),
    (own(course("2222-", stage=3)), "No run today before you tell this morning's stiffness."),
    (own(course("22222", {1: 4}, stage=3)), "clear day 1 of 3 after the run of Mon 27 Apr"),
    (own(course("22222", {0: 2}, stage=3)), "You have run today"),
    (own(course("44444", phase=REST)), "A walk test opens it, on Fri 1 May at the earliest"),
    (
        own(course("22222", phase=REST, gate=TODAY)),
        "brisk 30 min walk and 20 single-leg heel raises on the sore side",
    ),
    (own(course("22222", check=Check(1, TODAY, at(TODAY), urgent=True))), "safety question is open"),
    (own(course("22222", graduated=ago(3))), "up to 33 min a run"),
    (own(course("22222", paused_until=ago(-3))), "Paused until"),
    (own(course("22222", opted_out=True)), "The texts are stopped"),
    (own(course("2", invited=True)), "You have not joined yet"),
    (own(referred("refer.severe")), "No running until you have been seen"),
    (own(referred("refer.red_flag", urgency=Urgency.SAME_DAY, flagged=True)), "Please be seen today"),
    (own(referred("refer.red_flag", urgency=Urgency.EMERGENCY, flagged=True)), "call 911 now"),
)


@pytest.mark.parametrize(("it", "said"), STANDS)
def test_the_page_says_where_they_are_and_what_holds(it: Own, said: str):
    assert said in page(it)


@pytest.mark.parametrize(
    "it", [it for it, said in STANDS if not said.startswith(("You may", "Stop", "up to"))]
)
def test_nobody_is_told_to_run_who_may_not(it: Own):
    assert "You may run" not in page(it)


def test_a_run_is_never_said_without_its_stop_rule():
    for it, _ in STANDS:
        words = page(it)
        assert ("may run today" in words) <= ("Stop at pain" in words)


def test_heel_bone_pain_is_never_sent_onto_a_step():
    heel = {"profile": {"place": Place.UNSURE}}
    it = view.sheet(own(course("22222", stage=3), **heel), NOW, PROTOCOL)
    assert "no drop below it" in ENGLISH(it.loading)
    assert "from the floor" in page(own(course("22222", phase=REST, gate=TODAY), **heel))


# ---------- the last decision ----------


def test_the_last_decision_says_its_rule_its_numbers_and_what_would_change_it():
    back = decision("run.step_back", 1, saw={"pain": 6, "stiffness": 5, "usual": 2.5})
    made = view.page(own(course("22225", {1: 6}), last=back), NOW, PROTOCOL)
    assert made.decided and ENGLISH(made.decided.title) == "Down to stage 3"
    assert "Pain of 6 or more" in ENGLISH(made.decided.why)
    assert [ENGLISH(one) for one in made.decided.saw] == ["run pain 6", "stiffness 5", "usual stiffness 2.5"]
    assert [SPANISH(one) for one in made.decided.saw][-1] == "rigidez normal 2,5"
    assert any("CHANGE" in ENGLISH(one) for one in made.decided.changes)


def test_of_two_decisions_in_one_instant_the_later_is_the_last():
    first = decision("run.step_back", 1)
    second = decision("refer.flares", 1, phase=REFERRAL, stage=0)
    made = view.page(own(referred("refer.flares"), decisions=(first, second), last=second), NOW, PROTOCOL)
    assert made.decided and made.decided.rule == "refer.flares"


def test_a_coachs_note_is_not_on_the_page():
    cleared = decision("clear", 1, phase=REST, stage=0, saw={"note": "Examined by Dr No. Anxious."})
    made = view.page(own(course("22", phase=REST), last=cleared), NOW, PROTOCOL)
    assert made.decided and made.decided.saw == ()


def test_a_rule_that_no_sentence_knows_is_named():
    odd = decision("run.of_the_future", saw={"moon": 3})
    made = view.page(own(course("222"), last=odd), NOW, PROTOCOL)
    assert made.decided and ENGLISH(made.decided.why) == "run.of the future"
    assert [ENGLISH(one) for one in made.decided.saw] == ["moon 3"]


# ---------- the sheet ----------


def test_the_sheet_quotes_the_flags_own_words_and_never_a_crisis():
    flag = {"urgency": Urgency.SAME_DAY, "flagged": True, "words": "felt a pop"}
    assert view.sheet(own(referred("refer.red_flag", **flag)), NOW, PROTOCOL).words == "felt a pop"
    crisis = view.sheet(own(referred("refer.red_flag", **flag, crisis=True)), NOW, PROTOCOL)
    assert crisis.words == "" and "not quoted" in ENGLISH(crisis.title)
    assert view.sheet(own(referred("refer.severe", words="7")), NOW, PROTOCOL).words == ""


def test_the_sheet_names_the_rule_that_fired_its_numbers_and_the_version():
    fired = decision("refer.severe", 2, phase=REFERRAL, stage=0, saw={"stiffness": 7, "usual": 6.0})
    made = view.sheet(own(referred("refer.severe"), last=fired), NOW, PROTOCOL)
    assert made.fired and (made.fired.rule, made.fired.version) == ("refer.severe", "1")
    assert made.urgency and ENGLISH(made.urgency) == "Routine: book a visit"
    assert "CLEARED" in ENGLISH(made.record) and not made.flagged
    context = [ENGLISH(one) for one in made.context]
    assert (
        context[0] == "Last morning, Sun 26 Apr: stiffness 5, usual 5." and context[1] == "No run was told."
    )


def test_without_a_referral_the_sheet_says_so():
    made = view.sheet(own(course("22222")), NOW, PROTOCOL)
    assert made.urgency is None and made.fired is None
    assert ENGLISH(made.title) == "No referral is open"


def test_the_sheet_names_the_days_of_painkillers():
    base = course("22222", {1: 2})
    masked = replace(base, runs=(replace(base.runs[0], masked=True),))
    assert view.sheet(own(masked), NOW, PROTOCOL).painkillers == (ago(1),)


def test_the_sheet_gives_the_first_name_alone():
    made = view.sheet(own(course("222"), name="Sam Rivera"), NOW, PROTOCOL)
    assert made.given == "Sam"


def test_loading_is_that_of_the_phase_before_the_referral():
    after_rest = decision("refer.worse", 0, phase=REFERRAL, stage=0, from_phase=REST, from_stage=0)
    joined = decision("signup.rest", 20, phase=REST, stage=0, from_phase=REST, from_stage=0)
    made = view.sheet(
        own(referred("refer.worse", days=0), last=after_rest, decisions=(joined, after_rest)), NOW, PROTOCOL
    )
    assert ENGLISH(made.loading).startswith("One-leg heel raises")


# ---------- the sentences ----------


def test_both_languages_hold_the_same_sentences_with_the_same_values():
    english, spanish = (flat(FOLDER / one / "page.toml") for one in ("en", "es"))
    assert english.keys() == spanish.keys()

    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert [key for key in english if names(english[key]) != names(spanish[key])] == []


def test_what_a_language_lacks_is_said_in_english(tmp_path: Any):
    for language, text in (("en", 'a = "yes"\nb = "both"'), ("fr", 'a = "oui"')):
        (tmp_path / language).mkdir()
        (tmp_path / language / "page.toml").write_text(text)
    say = Pages(tmp_path).of("fr")
    assert (say("a"), say("b")) == ("oui", "both")
    assert Pages(tmp_path).of("xx").language == "en"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_text_that_the_page_offers_is_understood(language: str):
    say = PAGES.of(language)
    words = [say(f"own.texts.{n}.word") for n in range(20) if say.has(f"own.texts.{n}.word")]
    offered = [word for line in words[1:] for word in line.split(", ")]
    lost = [word for word in offered if read(word, Question.NONE).intent in (Intent.OTHER, Intent.UNCLEAR)]
    assert len(offered) > 15 and not lost


STEPS = {"run.step_back", "run.third_hold", "run.week_up", "run.severe", "run.not_settling"}
RULES = sorted(DECIDED.keys() | STEPS)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_said_in_plain_words_in_both_languages(rule: str):
    for phase in (REST, Phase.RETURN):
        made = view.page(own(course("222"), last=decision(rule, phase=phase)), NOW, PROTOCOL).decided
        assert made is not None
        for say in (ENGLISH, SPANISH):
            assert say.has(made.why.key) and say.has(made.title.key)
            assert "{" not in f"{say(made.title)} {say(made.why)}"


def test_runs_that_were_assumed_are_drawn_as_not_told():
    made = window(own(replace(course("222"), runs=(Run(ago(1), None, 3),))), NOW, PROTOCOL)
    assert made.days[-2].run == Run(ago(1), None, 3)
    assert made.spark.pains == ((len(made.days) - 2, None),)


def test_the_drawing_is_told_in_a_sentence():
    made = window(own(course("3-24", {1: 5}), (asked(2),)), NOW, PROTOCOL)
    assert (
        ENGLISH(made.said)
        == "3 mornings answered of 4 asked, stiffness from 2 to 4, the last 4; 1 run, pain up to 5."
    )
    assert SPANISH(made.said).startswith("3 mañanas con respuesta de 4")
    assert ENGLISH(window(own(course("...")), NOW, PROTOCOL).said).startswith("No morning answered")


def test_next_texts_are_on_the_runners_own_clock():
    it = own(course("22222"), profile={})
    made = view.page(it, NOW - timedelta(hours=12), PROTOCOL)
    words = [ENGLISH(one) for one in made.upcoming]
    assert words[0].startswith("Next question: ") and words[0].endswith("08:00.")
    assert words[-1] == "All times are UTC time."


def test_a_pause_that_was_asked_for_ends_by_resume_and_one_of_itself_by_any_text():
    asked_for = page(own(course("333", paused_until=TODAY + timedelta(days=3))))
    assert "RESUME brings the check-in back" in asked_for and "Any text" not in asked_for
    assert "Any text brings the check-in back" in page(own(course("333", self_paused=True)))
