"""What an attacker found misread: limits taken for STOP, pauses for scores, journeys to come for towns."""

from datetime import time

import pytest

from checkin.core.reading import read
from checkin.core.reading.model import Intent, Question, Reading, Tier
from checkin.core.reading.signup import age_in

NONE, STIFFNESS, PAIN = Question.NONE, Question.STIFFNESS, Question.PAIN


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("stop texting me at 5am, 7 is better", "07:00"),
        ("not at 8, 9 please", "09:00"),
        ("dont text me at 5, 6:30 is better", "06:30"),
        ("not at 6. 7:15 instead", "07:15"),
        ("no me escriban a las 5, a las 7 mejor", "07:00"),
        ("no a las 8, a las 9 por favor", "09:00"),
        ("please don't text me before 9", "09:00"),
        ("stop texting me before 8:30", "08:30"),
        ("no me escriban antes de las 9", "09:00"),
    ],
)
def test_another_time_than_the_one_refused_is_asked_for(text: str, clock: str) -> None:
    for question in Question:
        assert read(text, question) == Reading(Intent.TIME, clock=time.fromisoformat(clock))


LIMITS = [
    ("don't text me so often", Reading(Intent.LESS)),
    ("don't text me so fucking often", Reading(Intent.LESS)),
    ("please stop texting me so much", Reading(Intent.LESS)),
    ("stop sending me so many texts", Reading(Intent.LESS)),
    ("no me manden tantos mensajes", Reading(Intent.LESS)),
    ("ya no me manden tantos mensajes", Reading(Intent.LESS)),
    ("text me less", Reading(Intent.LESS)),
    ("no me escriban tanto", Reading(Intent.LESS)),
    ("dejen de mandarme tantos mensajes", Reading(Intent.LESS)),
    ("don't text me tomorrow", Reading(Intent.PAUSE, days=1)),
    ("please no me escriban mañana", Reading(Intent.PAUSE, days=1)),
    ("dont text me today", Reading(Intent.PAUSE, days=0)),
    ("dont text me for a week", Reading(Intent.PAUSE, days=7)),
    ("don't message me for 3 days", Reading(Intent.PAUSE, days=3)),
    ("dont text me until monday", Reading(Intent.PAUSE, until_weekday=0)),
    ("no me escriban hasta el lunes", Reading(Intent.PAUSE, until_weekday=0)),
]
LIMITED = """
don't text me at work
can you stop texting at night
stop texting me at 5am
stop texting me so early
dont text me while im at work
don't message me when I'm driving
don't text me on weekends
please stop texting me in the middle of the night
don't text me after 9pm
no me escriban de noche
no me escriban a las 5 de la mañana
don't text me at home
no me escriban tan temprano
dejen de escribirme por la noche
no me manden mensajes en el trabajo
no me escriban los fines de semana
"""
STOPS = """
don't text me
don't text me anymore
don't text me please
don't text me at all
don't text me ever again
dont text me again
don't text me at this number
stop texting me
stop texting me today
stop texting me at all
don't text me at night. STOP
don't text me tomorrow or ever again
stop texting me tomorrow and forever
don't text me so often, in fact unsubscribe me
no me escriban mas
no me escriban nunca mas
dejen de escribirme
I no longer want to take part
I no longer wish to participate
i dont want to take part anymore
i don't want to do this anymore
I don't want to continue with this
I want to stop taking part
I don't wish to continue
ya no me manden mensajes
stahp
STAHP!!
ya no quiero participar
no quiero seguir participando
no quiero continuar con esto
"""


@pytest.mark.parametrize(("text", "reading"), LIMITS)
def test_a_limit_is_no_stop(text: str, reading: Reading) -> None:
    for question in Question:
        assert read(text, question) == reading


@pytest.mark.parametrize("text", LIMITED.strip().splitlines())
def test_a_complaint_about_when_is_no_stop(text: str) -> None:
    assert read(text, NONE).intent is Intent.OTHER
    assert read(text, PAIN).intent in (Intent.OTHER, Intent.UNCLEAR)


@pytest.mark.parametrize("text", STOPS.strip().splitlines())
def test_a_stop_in_other_words_is_one(text: str) -> None:
    for question in Question:
        assert read(text, question).intent is Intent.STOP


@pytest.mark.parametrize(
    "text",
    [
        "Sam doesn't have this number anymore",
        "Maria no longer uses this number",
        "this isn't Sam",
        "This is not Sam",
        "I'm not Sam",
        "no soy Sam",
        "Esta no es Marta",
        "this is not Sam's number anymore",
        "this is no longer Priya's number",
        "this isn't Xavier's phone",
        "you have the wrong guy",
        "Sam ya no tiene este número",
        "este ya no es el número de Sam",
    ],
)
def test_whoever_is_not_the_runner_says_so(text: str) -> None:
    for question in Question:
        assert read(text, question).intent is Intent.WRONG_NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "this isn't Friday",
        "this isn't good",
        "This Isn't Good",
        "this isn't Achilles pain",
        "I'm not Good",
        "im not sam",
        "that's not the right number",
        "I'm not Spanish",
        "no soy Corredor",
    ],
)
def test_who_is_not_a_name_is_no_wrong_number(text: str) -> None:
    assert read(text, NONE).intent is not Intent.WRONG_NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "it's both legs",
        "both legs",
        "both my legs",
        "both legs hurt",
        "both legs are sore today",
        "it's sore in both legs",
        "both achilles",
        "both my achilles are sore",
        "las dos piernas",
        "ambas piernas",
        "me duelen las dos piernas",
        "es en las dos piernas",
        "los dos talones",
    ],
)
def test_both_sides_are_a_sign_to_ask_about(text: str) -> None:
    for question in Question:
        reading = read(text, question)
        assert reading.flag is not None
        assert (reading.flag.tier, reading.flag.sign) == (Tier.SOON, "inflammatory")
        assert not reading.told


@pytest.mark.parametrize(
    "text",
    [
        "both",
        "ambos",
        "did my raises, both legs",
        "raises with both legs, 2",
        "both legs feel great",
        "both legs ok",
        "both legs tired",
    ],
)
def test_both_alone_or_doing_well_is_no_sign(text: str) -> None:
    for question in Question:
        assert read(text, question).flag is None


@pytest.mark.parametrize(
    "text",
    [
        "I'm going to run tomorrow",
        "voy a correr mañana",
        "running tomorrow",
        "run tomorrow",
        "skip tomorrow",
        "no run tomorrow",
        "mañana corro",
        "correré mañana",
        "rest day tomorrow",
    ],
)
def test_a_run_tomorrow_says_nothing_of_today(text: str) -> None:
    assert read(text, NONE).intent is Intent.OTHER
    assert read(text, STIFFNESS).intent is Intent.UNCLEAR
    assert read(text, PAIN).intent in (Intent.NO_RUN, Intent.UNCLEAR)


@pytest.mark.parametrize(
    "text", ["running tomorrow", "voy a correr mañana", "will run tomorrow", "tomorrow instead"]
)
def test_a_run_tomorrow_answers_the_evening(text: str) -> None:
    assert read(text, PAIN).intent is Intent.NO_RUN


@pytest.mark.parametrize(
    "text",
    [
        "no run today, tomorrow instead",
        "didn't run, will tomorrow",
        "no run, running tomorrow",
        "not today, tomorrow",
    ],
)
def test_no_run_today_is_one_whatever_is_said_of_tomorrow(text: str) -> None:
    for question in Question:
        assert read(text, question).intent is Intent.NO_RUN


PAUSES = [
    ("pause until tomorrow", Reading(Intent.PAUSE, days=0)),
    ("pausa hasta mañana", Reading(Intent.PAUSE, days=0)),
    ("pause today", Reading(Intent.PAUSE, days=0)),
    ("pause for today", Reading(Intent.PAUSE, days=0)),
    ("pausa hoy", Reading(Intent.PAUSE, days=0)),
    ("pause tomorrow", Reading(Intent.PAUSE, days=1)),
    ("pause", Reading(Intent.PAUSE)),
    ("please pause texts", Reading(Intent.PAUSE)),
    ("pause 3", Reading(Intent.PAUSE, days=3)),
    ("pause for a week", Reading(Intent.PAUSE, days=7)),
    ("pause until friday", Reading(Intent.PAUSE, until_weekday=4)),
    ("pause until next week", Reading(Intent.PAUSE, until_weekday=0)),
    ("pausa hasta la próxima semana", Reading(Intent.PAUSE, until_weekday=0)),
    ("pause thru friday", Reading(Intent.PAUSE, until_weekday=5)),
    ("pause through friday", Reading(Intent.PAUSE, until_weekday=5)),
    ("pause through sunday", Reading(Intent.PAUSE, until_weekday=0)),
    ("pause through May 31", Reading(Intent.PAUSE, until=(6, 1))),
    ("pausa hasta el viernes incluido", Reading(Intent.PAUSE, until_weekday=5)),
    ("on vacation, back on Friday", Reading(Intent.PAUSE, until_weekday=4)),
]
VAGUE_PAUSES = """
pause until yesterday
pause until easter
pause until further notice
PAUSE -3
pausa -3
PAUSE 2.5
pause starting friday
pause from friday to sunday
pause from friday until sunday
pause from monday
pause for a bit
pause for now
take a break for the weekend
pause next week
pausa desde el viernes
pausa del viernes al domingo
pausa hasta pascua
pausa 2.5
"""


@pytest.mark.parametrize(("text", "reading"), PAUSES)
def test_a_pause_has_its_end(text: str, reading: Reading) -> None:
    for question in Question:
        assert read(text, question) == reading


@pytest.mark.parametrize("text", VAGUE_PAUSES.strip().splitlines())
def test_a_pause_of_unknown_length_is_vague(text: str) -> None:
    for question in Question:
        reading = read(text, question)
        assert (reading.intent, reading.vague, reading.told) == (Intent.PAUSE, True, ())
        assert (reading.days, reading.until, reading.until_weekday) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("yes I'm over 18", None),
        ("yes, im 34", 34),
        ("I'm 34, yes", 34),
        ("si, tengo 34 años", 34),
        ("sí, soy mayor de edad", None),
        ("i am over 18 yes please", None),
        ("ok I'm 40", 40),
        ("sure, I'm 18+", None),
        ("yes i am 18", 18),
        ("Yes, I'm an adult", None),
        ("vale, tengo 50 años", 50),
        ("👍 I'm 40", 40),
    ],
)
def test_a_yes_with_an_age_is_a_yes(text: str, age: int | None) -> None:
    for question in Question:
        reading = read(text, question)
        assert (reading.intent, reading.age) == (Intent.YES, age)


@pytest.mark.parametrize(
    "text", ["yes but I'm 16", "yes but 16", "16", "yes 3", "no I don't want to", "I'm over 18"]
)
def test_a_yes_is_not_made_of_an_age(text: str) -> None:
    assert read(text, NONE).intent is not Intent.YES


def test_an_age_in_words_is_one() -> None:
    assert read("I'm fifteen", NONE).age == 15
    assert read("tengo quince años", NONE).age == 15


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("16", 16),
        ("im 16", 16),
        ("yes but 16", 16),
        ("yes 16!", 16),
        ("17 and a half", 17),
        ("fifteen", 15),
        ("I'm fifteen", 15),
        ("quince años", 15),
        ("quince", 15),
        ("tengo 12 años", 12),
        ("my son is 15", 15),
        ("9", 9),
        ("I'm 34", 34),
        ("I'm not 18 yet", 17),
        ("yes", None),
        ("yes, 12 miles a week", None),
        ("15 minutes", None),
        ("4", None),
        ("10:30", None),
        ("yes over 18", None),
        ("", None),
    ],
)
def test_an_age_is_heard_at_consent(text: str, age: int | None) -> None:
    assert age_in(text) == age


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("no I meant 7:00", "07:00"),
        ("no, I meant 7:00", "07:00"),
        ("sorry I meant 6:30 am", "06:30"),
        ("5:45am", "05:45"),
        ("6.30 please", "06:30"),
        ("sorry, 7am", "07:00"),
        ("no, 7:15", "07:15"),
        ("at 6:30 please", "06:30"),
        ("quise decir 6:30", "06:30"),
    ],
)
def test_a_time_alone_is_one_while_nothing_is_asked(text: str, clock: str) -> None:
    assert read(text, NONE) == Reading(Intent.TIME, clock=time.fromisoformat(clock))


@pytest.mark.parametrize(
    "text", ["I meant 6", "no, 4", "sorry 7", "6.5", "its 5 now", "ran at 6:30", "25:30", "5:45 pace"]
)
def test_what_can_be_a_score_or_a_run_is_no_time(text: str) -> None:
    assert read(text, NONE).intent is not Intent.TIME


def test_a_score_that_is_meant_stays_one() -> None:
    assert read("I meant 6", NONE).intent is Intent.CORRECT
    assert [told.score for told in read("its 5 now", NONE).told] == [5]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("actually it's Maria", "Maria"),
        ("no, it's Maria", "Maria"),
        ("No it's Priya", "Priya"),
        ("it's Sara not Sarah", "Sara"),
        ("It's Sara, not Sarah", "Sara"),
        ("sorry, it's Jean-Luc", "Jean-Luc"),
        ("no, es María", "María"),
        ("es Sara, no Sarah", "Sara"),
    ],
)
def test_a_name_is_put_right(text: str, name: str) -> None:
    assert read(text, NONE) == Reading(Intent.NAME, name=name)


@pytest.mark.parametrize(
    "text",
    [
        "it's Friday",
        "it's Achilles",
        "actually it's Friday",
        "no, it's Achilles",
        "no, it's Worse",
        "no, it's Tendon",
        "no, it's maria",
        "it's Monday not Sunday",
        "no, es Lunes",
        "NO IT'S WORSE",
        "no, it's English",
    ],
)
def test_what_is_no_name_is_none(text: str) -> None:
    assert read(text, NONE).intent is not Intent.NAME


TRAVELS = [
    ("going home", "home", False),
    ("I'm back home", "home", False),
    ("vuelvo a casa", "home", False),
    ("ya de vuelta en casa", "home", False),
    ("back in home time", "home", False),
    ("flying home tomorrow", "home", True),
    ("I'm flying home tomorrow", "home", True),
    ("flying to London on Saturday", "London", True),
    ("i'm flying to tokyo on friday", "tokyo", True),
    ("traveling to Birmingham tomorrow", "Birmingham", True),
    ("me voy a Madrid el viernes", "Madrid", True),
    ("viajo a Roma mañana", "Roma", True),
    ("next week I'm in Rome", "Rome", True),
    ("Next week, I'm in Rome", "Rome", True),
    ("I'm in Rome next week", "Rome", True),
    ("la semana que viene estoy en Roma", "Roma", True),
    ("estaré en Roma la semana que viene", "Roma", True),
    ("I'll be in Rome on Monday", "Rome", True),
    ("6:30 but I'm flying to Tokyo tonight", "Tokyo", True),
    ("TRAVEL Tokyo tomorrow", "Tokyo", True),
    ("I'm in Denver from Monday", "Denver", True),
    ("flying to Rome on 12 May", "Rome", True),
    ("I'm in Rome until Friday", "Rome", False),
    ("I'm in Rome until next week", "Rome", False),
    ("I'm in Rome since Monday", "Rome", False),
    ("estoy en Roma hasta el viernes", "Roma", False),
    ("estoy en Roma desde el lunes", "Roma", False),
    ("TRAVEL Tokyo", "Tokyo", False),
    ("I'm in Denver today", "Denver", False),
    ("I'm in Denver this week", "Denver", False),
    ("moved to Boston on Monday", "Boston", False),
    ("landed in Tokyo", "Tokyo", False),
    ("I'm in Rome, back on Monday", "Rome", False),
]


@pytest.mark.parametrize(("text", "town", "later"), TRAVELS)
def test_a_journey_to_come_is_told_from_being_there(text: str, town: str, later: bool) -> None:
    reading = read(text, NONE)
    assert (reading.intent, reading.town, reading.later) == (Intent.TRAVEL, town, later)


@pytest.mark.parametrize(
    "text", ["can you text me later, like 10?", "ask me later, around 9", "luego, tipo 10"]
)
def test_a_later_hour_is_no_score(text: str) -> None:
    for question in Question:
        reading = read(text, question)
        assert reading.intent in (Intent.NOT_YET, Intent.OTHER)
        assert not reading.told


@pytest.mark.parametrize(
    "text", ["ya me vieron", "ya me vio el medico", "ya me vio la doctora", "ya me ha visto el fisio"]
)
def test_seen_in_spanish_is_cleared(text: str) -> None:
    for question in Question:
        assert read(text, question).intent is Intent.CLEARED
