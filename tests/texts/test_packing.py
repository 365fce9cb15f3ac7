"""How the sentences of a direct reply come into at most two texts."""

import pytest

from checkin.core.events import Part
from checkin.texts.packing import pack

A_SEGMENT, HALF, SHORT = 160, 80, 30


def of(length, letter):
    return letter * length


def test_short_sentences_share_one_text_in_the_order_of_their_parts():
    said = [
        (Part.TIP, "Ice."),
        (Part.PLAN, "Run Wed."),
        (Part.ECHO, "Run pain 4, Tue."),
        (Part.DECISION, "Repeat."),
    ]
    assert pack(said) == ["Repeat. Run pain 4, Tue. Run Wed. Ice."]


def test_what_does_not_fit_one_text_goes_whole_into_a_second():
    decision, echo, plan = of(119, "d"), of(40, "e"), of(119, "p")
    assert pack([(Part.DECISION, decision), (Part.ECHO, echo), (Part.PLAN, plan)]) == [
        f"{decision} {echo}",
        plan,
    ]


def test_danger_stands_in_the_first_text_by_itself_where_there_is_no_room():
    danger, echo = of(150, "!"), of(40, "e")
    assert pack([(Part.ECHO, echo), (Part.DANGER, danger)]) == [danger, echo]


def test_all_danger_stands_in_the_first_text():
    first, second, plan = of(100, "a"), of(100, "b"), of(150, "p")
    assert pack([(Part.DANGER, first), (Part.DANGER, second), (Part.PLAN, plan)]) == [
        f"{first} {second}",
        plan,
    ]


def test_tips_are_left_out_where_they_do_not_fit_the_last_first():
    plan, ice, other = of(A_SEGMENT, "p"), of(100, "i"), of(100, "o")
    assert pack([(Part.TIP, ice), (Part.TIP, other), (Part.PLAN, plan)]) == [plan, ice]


def test_nothing_but_tips_is_ever_left_out():
    parts = [(Part.DECISION, of(150, "d")), (Part.ECHO, of(150, "e")), (Part.PLAN, of(150, "p"))]
    texts = pack([*parts, (Part.TIP, "Ice.")])
    assert len(texts) == 2
    assert " ".join(texts) == " ".join(text for _, text in parts)


def test_one_long_text_stays_one():
    assert pack([(Part.PLAN, of(200, "p"))]) == [of(200, "p")]


@pytest.mark.parametrize("parts", [[], [(Part.ECHO, "")]])
def test_nothing_to_say_is_no_text(parts):
    assert pack(parts) == []
