"""Answers to the questions of joining: the name, the place, the time, the town, and yes or no."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkin.core.reading import read
from checkin.core.reading.model import Question
from checkin.core.reading.signup import clock_in, name_in, spot_in, town_in, yes_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sam", "Sam"),
        ("sam", "Sam"),
        ("SAM SMITH", "Sam Smith"),
        ("I'm Sam", "Sam"),
        ("im sam", "Sam"),
        ("it's Sam Smith here", "Sam Smith"),
        ("Sam :)", "Sam"),
        ("Zoë 🏃", "Zoë"),
        ("Hi! My name's Bob and I run marathons", "Bob"),
        ("my name is José Luis", "José Luis"),
        ("hi im Anna-Lena O'Brien", "Anna-Lena O'Brien"),
        ("d'Artagnan", "d'Artagnan"),
        ("Mary Jane Watson", "Mary Jane Watson"),
        ("J.R.", "J.R."),
        ("JP", "JP"),
        ("Will", "Will"),
        ("grace", "Grace"),
        ("call me Al", "Al"),
        ("Sam, nice to meet you", "Sam"),
        ("soy Marta", "Marta"),
        ("me llamo María del Carmen", "María del Carmen"),
        ("hola, soy Íñigo", "Íñigo"),
        ("李雷", "李雷"),
        ("Николай", "Николай"),
        ("सारा", "सारा"),
        ("محمد", "محمد"),
        ("Jose\u0301", "Jose\u0301"),
        ("4", ""),
        ("Sam, 34", "Sam"),
        ("Sam2", ""),
        ("who is this?", ""),
        ("what's this about?", ""),
        ("STOP", ""),
        ("help", ""),
        ("yes", ""),
        ("no", ""),
        ("none", ""),
        ("hello", ""),
        ("I'd rather not say", ""),
        ("can you tell me more", ""),
        ("no se", ""),
        ("in pain", ""),
        ("👍", ""),
        ("", ""),
        ("x" * 50, ""),
    ],
)
def test_a_name_is_taken_as_typed(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("1", "mid"),
        ("2.", "heel"),
        ("#3", "unsure"),
        ("two", "heel"),
        ("a", "mid"),
        ("B", "heel"),
        ("c)", "unsure"),
        ("option 2", "heel"),
        ("the second one", "heel"),
        ("la primera", "mid"),
        ("mid", "mid"),
        ("middle I think", "mid"),
        ("midle", "mid"),
        ("mid portion", "mid"),
        ("in the middle of the tendon", "mid"),
        ("a couple of inches above the heel", "mid"),
        ("2 inches above heel", "mid"),
        ("5cm above the heel", "mid"),
        ("higher up", "mid"),
        ("mitad del tendón", "mid"),
        ("por encima del talón", "mid"),
        ("heel", "heel"),
        ("heel bone :)", "heel"),
        ("insertion", "heel"),
        ("where it joins the bone", "heel"),
        ("back of the heel", "heel"),
        ("at the bottom where it meets the heel", "heel"),
        ("the heel, not the tendon", "heel"),
        ("lower end", "heel"),
        ("talón", "heel"),
        ("donde se une al hueso", "heel"),
        ("both", "unsure"),
        ("bit of both", "unsure"),
        ("dunno", "unsure"),
        ("no idea", "unsure"),
        ("not sure", "unsure"),
        ("no sé", "unsure"),
        ("ambos", "unsure"),
        ("ni idea", "unsure"),
        ("4", ""),
        ("hello", ""),
        ("yes", ""),
        ("why do you ask", ""),
        ("", ""),
    ],
)
def test_a_place_is_mid_heel_or_unsure(text: str, spot: str) -> None:
    assert spot_in(text) == spot


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("6:30", "06:30"),
        ("630", "06:30"),
        ("0545", "05:45"),
        ("6.45", "06:45"),
        ("06h15", "06:15"),
        ("6 30", "06:30"),
        ("six thirty", "06:30"),
        ("five forty five", "05:45"),
        ("around 7", "07:00"),
        ("7ish", "07:00"),
        ("at 5", "05:00"),
        ("half six", "06:30"),
        ("half past 6", "06:30"),
        ("quarter to 7", "06:45"),
        ("quarter past 6", "06:15"),
        ("ten past seven", "07:10"),
        ("6am", "06:00"),
        ("5:30 a.m.", "05:30"),
        ("7 in the morning", "07:00"),
        ("7pm", "19:00"),
        ("12am", "00:00"),
        ("noon", "12:00"),
        ("6 o'clock", "06:00"),
        ("I get up at 6 most days", "06:00"),
        ("20 min run at 7", "07:00"),
        ("between 6 and 7", "06:00"),
        ("6:30 Denver", "06:30"),
        ("a las 7", "07:00"),
        ("7 y media", "07:30"),
        ("las seis y media", "06:30"),
        ("7 y cuarto", "07:15"),
        ("siete menos cuarto", "06:45"),
        ("a las 8 de la noche", "20:00"),
        ("mediodía", "12:00"),
        ("whenever", None),
        ("no idea", None),
        ("25", None),
        ("6:75", None),
        ("20 minutes", None),
        ("yes", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_the_mornings_unless_it_says_pm(text: str, clock: str | None) -> None:
    assert clock_in(text) == (time.fromisoformat(clock) if clock else None)


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("6:30 Denver", "Denver"),
        ("denver 6:30", "denver"),
        ("7, I'm in Portland Oregon", "Portland Oregon"),
        ("6:30 in Boulder, Colorado", "Boulder, Colorado"),
        ("Paris, France 7:15", "Paris, France"),
        ("6.30 and i live in new york", "new york"),
        ("I live in Salt Lake City", "Salt Lake City"),
        ("Madrid", "Madrid"),
        ("madrid", "madrid"),
        ("new york", "new york"),
        ("St. Louis", "St. Louis"),
        ("7 am, London", "London"),
        ("630 Sao Paulo", "Sao Paulo"),
        ("half six, Edinburgh", "Edinburgh"),
        ("quarter to 7 Dublin", "Dublin"),
        ("around 7 in Chicago please", "Chicago"),
        ("a las 7, Ciudad de México", "Ciudad de México"),
        ("7 y media Bogotá", "Bogotá"),
        ("estoy en Sevilla", "Sevilla"),
        ("6am", ""),
        ("7", ""),
        ("half six", ""),
        ("early", ""),
        ("Early, like 6", ""),
        ("whenever", ""),
        ("yes", ""),
        ("7am Eastern", ""),
        ("7 in the morning", ""),
        ("I get up at 6 most days", ""),
        ("a las 7 de la mañana", ""),
        ("", ""),
    ],
)
def test_a_town_is_taken_as_typed(text: str, town: str) -> None:
    assert town_in(text) == town


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("yes", True),
        ("Yes!", True),
        ("yes please", True),
        ("sí por favor", True),
        ("no thanks", False),
        ("y", True),
        ("yep still running", True),
        ("sí", True),
        ("👍", True),
        ("yes about 30 min", True),
        ("yes, 20 mins", True),
        ("yes 5k most days", True),
        ("25 min easy 3x a week", True),
        ("about 40 minutes 4 times a week", True),
        ("half an hour", True),
        ("an hour", True),
        ("1 hr", True),
        ("over 20", True),
        ("20", True),
        ("I still run", True),
        ("sí, unos 30 minutos", True),
        ("media hora", True),
        ("no", False),
        ("nope", False),
        ("none", False),
        ("none of those", False),
        ("ninguna", False),
        ("no, stopped 2 weeks ago", False),
        ("stopped running", False),
        ("not anymore", False),
        ("no I can't", False),
        ("only 10 min", False),
        ("no 15 min max", False),
        ("less than 20 minutes", False),
        ("solo 10 minutos", False),
        ("no, lo dejé hace un mes", False),
        ("ya no", False),
        ("a bit", None),
        ("maybe", None),
        ("sometimes", None),
        ("not sure", None),
        ("yes and no", None),
        ("15-20 min", None),
        ("yes but I had a steroid shot", None),
        ("yes, had one last year", None),
        ("no but my calf is swollen", None),
        ("no pop, can rise fine", None),
        ("no pop", None),
        ("yes?", None),
        ("yes if I warm up", None),
        ("no 30 min", None),
        ("sí pero me duele", None),
        ("un poco", None),
        ("ran 30 min yesterday and it popped", None),
        ("3", None),
        ("STOP", None),
        ("", None),
    ],
)
def test_a_yes_or_no_is_plain_or_none(text: str, yes: bool | None) -> None:
    assert yes_in(text) is yes


SPICES = """TIME 6:30 6 at half quarter to y media menos I'm in Denver tengo 16 años pause until 12/5 99/99
0/0 May 2026-13-45 31 Feb name Sara heel not done 3 , . ? ½ ４ ٣ back on Friday % - language St LA ² 1:99
24:00 minutes hour la de 0 1e9 9999999999999999999999999999999999 TRAVEL the under 18 yet delete my data"""
SPICE = st.sampled_from([*SPICES.split(), "\u0301", "\u200d", "\ud800", "\x00"])


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(), st.lists(SPICE).map(" ".join)))
def test_no_text_raises(text: str) -> None:
    for question in Question:
        reading = read(text, question)
        assert reading == read(text, question)
        assert len(reading.town) <= 60 and len(reading.name) <= 40
    assert len(name_in(text)) <= 40
    assert spot_in(text) in ("", "mid", "heel", "unsure")
    assert len(town_in(text)) <= 60
    assert yes_in(text) in (True, False, None)
    clock_in(text)
