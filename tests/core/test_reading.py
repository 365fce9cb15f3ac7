"""What a text is read as, field by field; the labels have their tables in tests/replies."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkin.core.reading import label, read
from checkin.core.reading.lines import answer
from checkin.core.reading.model import Intent, Question, Reading, Subject, Tier, Told

STIFFNESS, PAIN, NONE = Question.STIFFNESS, Question.PAIN, Question.NONE
OF_STIFFNESS, OF_PAIN = Subject.STIFFNESS, Subject.PAIN


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        (PAIN, "4", (Told(4),)),
        (PAIN, "3.5", (Told(4),)),
        (NONE, "4", (Told(4),)),
        (STIFFNESS, "morning 4", (Told(4, OF_STIFFNESS),)),
        (PAIN, "morning 4", (Told(4, OF_STIFFNESS),)),
        (STIFFNESS, "run pain 4", (Told(4, OF_PAIN),)),
        (STIFFNESS, "ran 5k, pain 4", (Told(4, OF_PAIN),)),
        (NONE, "pain 4 after 5k", (Told(4, OF_PAIN),)),
        (PAIN, "good morning! 4", (Told(4),)),
        (STIFFNESS, "morning 3, run 5", (Told(3, OF_STIFFNESS), Told(5, OF_PAIN))),
        (PAIN, "rigidez 3 dolor 5", (Told(3, OF_STIFFNESS), Told(5, OF_PAIN))),
        (STIFFNESS, "no stiffness, pain 2", (Told(2, OF_PAIN), Told(0, OF_STIFFNESS))),
        (STIFFNESS, "yesterday 4", (Told(4, None, 1),)),
        (PAIN, "last night's run was a 4", (Told(4, OF_PAIN, 1),)),
        (STIFFNESS, "ayer 4", (Told(4, None, 1),)),
        (STIFFNESS, "anteayer 4", (Told(4, None, 2),)),
        (STIFFNESS, "monday was a 3", (Told(3, None, 0, 0),)),
        (STIFFNESS, "Tue 4", (Told(4, None, 0, 1),)),
        (STIFFNESS, "domingo 4", (Told(4, None, 0, 6),)),
        (STIFFNESS, "3 today, was 6 yesterday", (Told(3),)),
        (STIFFNESS, "a 3 after yesterday's run", (Told(3, OF_PAIN),)),
        (STIFFNESS, "no pain", (Told(0),)),
        (NONE, "no pain", (Told(0, OF_PAIN),)),
        (PAIN, "no pain yesterday", (Told(0, OF_PAIN, 1),)),
        (PAIN, "4 7", ()),
        (PAIN, "yesterday I ran, pain 1", (Told(1, OF_PAIN, 1),)),
        (STIFFNESS, "yesterday I ran, pain 1", (Told(1, OF_PAIN, 1),)),
        (STIFFNESS, "ayer corrí, dolor 1", (Told(1, OF_PAIN, 1),)),
        (NONE, "yesterday 4", (Told(4, None, 1),)),
        (NONE, "ayer 4", (Told(4, None, 1),)),
        (NONE, "tuesday was a 4", (Told(4, None, 0, 1),)),
        (STIFFNESS, "was 6 yesterday, better today", ()),
        (STIFFNESS, "1 less than yesterday", ()),
        (STIFFNESS, "3, 1 less than yesterday", (Told(3),)),
        (STIFFNESS, "3, last week it was 7", (Told(3),)),
        (PAIN, "run 10 walk 1 run 10, worst was a 2", (Told(2, OF_PAIN),)),
        (STIFFNESS, "20 single leg raises no problem, 2", (Told(2),)),
        (PAIN, "10 no pain at all", ()),
        (STIFFNESS, "better than yesterday, 3", (Told(3),)),
        (STIFFNESS, "3, same as yesterday", (Told(3),)),
        (STIFFNESS, "3, not as stiff as yesterday", (Told(3, OF_STIFFNESS),)),
        (STIFFNESS, "3 igual que ayer", (Told(3),)),
    ],
)
def test_a_score_is_told_with_its_subject_and_day(
    question: Question, text: str, told: tuple[Told, ...]
) -> None:
    assert read(text, question).told == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("oops 4", Told(4)),
        ("yesterday should be 3", Told(3, None, 1)),
        ("I meant morning 4", Told(4, OF_STIFFNESS)),
        ("run pain should be 2 not 6", Told(2, OF_PAIN)),
        ("quise decir 4", Told(4)),
    ],
)
def test_a_correction_names_what_it_corrects(text: str, told: Told) -> None:
    reading = read(text, NONE)
    assert (reading.intent, reading.told) == (Intent.CORRECT, (told,))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes", Intent.YES),
        ("Y.", Intent.YES),
        ("yeah", Intent.YES),
        ("sí", Intent.YES),
        ("claro", Intent.YES),
        ("yes but a bit swollen", Intent.YES),
        ("no", Intent.NO),
        ("N", Intent.NO),
        ("no to all", Intent.NO),
        ("none of those", Intent.NO),
        ("ninguna", Intent.NO),
        ("no but a bit swollen", Intent.UNCLEAR),
        ("a bit", Intent.UNCLEAR),
        ("not sure", Intent.UNCLEAR),
        ("maybe", Intent.UNCLEAR),
        ("not yet", Intent.NOT_YET),
        ("running tonight", Intent.NOT_YET),
        ("todavía no", Intent.NOT_YET),
        ("rest day", Intent.NO_RUN),
        ("swam instead", Intent.NO_RUN),
        ("doctor", Intent.DOCTOR),
        ("quiero ver a un médico", Intent.DOCTOR),
        ("doc cleared me", Intent.CLEARED),
        ("alta", Intent.CLEARED),
        ("wrong number", Intent.WRONG_NUMBER),
        ("¿quién es?", Intent.WRONG_NUMBER),
        ("remind off", Intent.REMIND_OFF),
        ("less", Intent.LESS),
        ("más", Intent.MORE),
        ("can I take advil?", Intent.MEDICINE),
        ("why?", Intent.WHY),
        ("thanks!", Intent.THANKS),
        ("took ibuprofen", Intent.UNCLEAR),
        ("can I run tomorrow?", Intent.UNCLEAR),
        ("no, it's icy out", Intent.NO_RUN),
        ("no but it hurt", Intent.UNCLEAR),
        ("ran out of time", Intent.NO_RUN),
        ("Liked “Run pain 0-10?”", Intent.OTHER),
        ("Stop, I'm better now thank you", Intent.STOP),
        ("IBUPROFEN", Intent.MEDICINE),
        ("who won the football", Intent.UNCLEAR),
    ],
)
def test_a_text_has_one_intent(text: str, intent: Intent) -> None:
    assert read(text, PAIN).intent is intent


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("pause", None),
        ("pause 5", 5),
        ("pause for a week", 7),
        ("pause 2 weeks", 14),
        ("PAUSA 3 días", 3),
        ("pausa una semana", 7),
        ("going on holiday 5 days", 5),
        ("pause until monday", None),
        ("pause 99999", 99999),
        ("PAUSE 0", 0),
        ("PAUSE 366 days", 366),
    ],
)
def test_a_pause_has_its_days(text: str, days: int | None) -> None:
    reading = read(text, NONE)
    assert (reading.intent, reading.days) == (Intent.PAUSE, days)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("REMIND 17:00", time(17)),
        ("remind 5pm", time(17)),
        ("remind me at 5:30 pm", time(17, 30)),
        ("remind 9am", time(9)),
        ("remind me at 5", time(17)),
        ("recordar 18:15", time(18, 15)),
        ("recuérdame a las 5 de la tarde", time(17)),
    ],
)
def test_a_reminder_has_its_time(text: str, clock: time) -> None:
    reading = read(text, NONE)
    assert (reading.intent, reading.clock) == (Intent.REMIND, clock)


@pytest.mark.parametrize(
    ("text", "ran"),
    [
        ("ran 5k", True),
        ("easy 20 min", True),
        ("corrí 5 km", True),
        ("4 after my run", True),
        ("no run", False),
        ("didn't run", False),
        ("ran out of time", False),
        ("ran late", False),
        ("ran errands", False),
        ("nose running, stayed in", False),
        ("cancelled my run", False),
        ("walk 4 run 1 x 5", True),
        ("no rest day today, ran 5k, pain 2", True),
        ("rest day tomorrow", False),
        ("biked 20k", False),
        ("4", False),
    ],
)
def test_a_run_is_noticed(text: str, ran: bool) -> None:
    assert read(text, PAIN).ran is ran


@pytest.mark.parametrize(
    ("text", "limping"),
    [
        ("3, limping", True),
        ("hobbling about, 4", True),
        ("3 cojeando", True),
        ("3, no limp", False),
        ("not limping, 3", False),
        ("sin cojear, 3", False),
        ("3", False),
    ],
)
def test_a_limp_is_noticed(text: str, limping: bool) -> None:
    assert read(text, STIFFNESS).limping is limping


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("took ibuprofen, 2", True),
        ("2 on painkillers", True),
        ("took ibuprofen, 1", True),
        ("took ibuprofen for my headache, 2", True),
        ("popped some advil, 2", True),
        ("tomé ibuprofeno, 2", True),
        ("no ibuprofen, 2", False),
        ("2, should I take ibuprofen?", False),
        ("ibuprofen?", False),
    ],
)
def test_a_painkiller_is_noticed(text: str, masked: bool) -> None:
    assert read(text, PAIN).masked is masked


def test_a_run_without_score_has_its_day() -> None:
    assert read("ran 5k yesterday", PAIN).days_ago == 1
    assert read("no run yesterday", PAIN).days_ago == 1
    assert read("ran 5k", PAIN).days_ago == 0
    rested = read("no run yesterday", PAIN)
    assert (rested.intent, rested.ran) == (Intent.NO_RUN, False)


def test_a_flag_stands_beside_the_score() -> None:
    reading = read("felt a pop, 3", PAIN)
    assert reading.flag is not None
    assert (reading.flag.tier, reading.flag.sign, reading.told) == (Tier.SAME_DAY, "rupture", (Told(3),))
    assert label(reading, PAIN) == "red_flag"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("pain\t4", "score:4"),
        ("PAIN\t4\n", "score:4"),
        ("pain\tran 5k\\n4", "score:4"),
        ("pain\t\\t4", "score:4"),
        ("pain\tfour\\\\", "score:4"),
        ("knee\t4", "ask_again"),
        ("4", "ask_again"),
        ("", "other"),
        ("pain", "other"),
        ("pain\t", "ask_again"),
        ("\t\t\t", "other"),
    ],
)
def test_a_line_is_answered_however_malformed(line: str, wanted: str) -> None:
    assert answer(line) == wanted


SPICE = st.sampled_from(
    [
        "4",
        "10",
        "pop",
        "not",
        "no",
        "pain",
        "stop",
        "yesterday",
        "3-4",
        "4/10",
        "½",
        "④",
        "4️⃣",
        "\u202e",
        "\u200d",
        "\x00",
        "�",
        ",",
        ".",
        "?",
        "!",
        "run",
        "calf",
        "swollen",
        "sin",
        "dolor",
        "para",
    ]
)


@settings(deadline=None)
@given(
    st.one_of(
        st.text(),
        st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape")),
        st.lists(SPICE).map(" ".join),
    )
)
def test_no_text_raises_and_the_same_text_reads_the_same(text: str) -> None:
    for question in Question:
        reading = read(text, question)
        assert reading == read(text, question)
        assert isinstance(label(reading, question), str)
        assert all(0 <= told.score <= 10 for told in reading.told)


@pytest.mark.parametrize(
    "unit", ["a", "4 ", "calf ", "no pop, ", "\u0301", "'", "a b ", "3 to ", "\U0001f3c3", "\x00", "no , "]
)
def test_a_megabyte_is_read_like_any_text(unit: str) -> None:
    assert isinstance(read(unit * (1_000_000 // len(unit)), PAIN), Reading)
