"""Phone numbers: what is one, where it lives, and what is said of what is none."""

import pytest

from checkin.numbers import NumberError, masked, parse
from checkin.texts import Texts


@pytest.mark.parametrize("text", ["+12025550101", " +1 (202) 555-0101 ", "+1-202-555-0101"])
def test_a_number_is_read_however_it_is_written(text: str):
    number = parse(text)
    assert (number.e164, number.country) == ("+12025550101", "US")
    assert number.zone("America/New_York") == "America/New_York"


@pytest.mark.parametrize(
    "text",
    ["", "202 555 0101", "12345", "+1", "+12", "Sam", "+1202555010", "+12025550101 ext 5", "\0", "+" * 99],
)
def test_what_is_no_number_is_refused_with_an_example(text: str):
    with pytest.raises(NumberError, match=r"write it like \+12025550123"):
        parse(text)


def test_a_number_that_nobody_texts_is_refused():
    with pytest.raises(NumberError, match="texts cannot go"):
        parse("+18005550199")


def test_a_zone_is_a_guess_from_the_number_unless_the_teams_fits():
    spain = parse("+34600000001")
    assert (spain.country, Texts().spoken_in(spain.country)) == ("ES", "es")
    assert spain.zone("Europe/Madrid") == "Europe/Madrid"
    assert spain.zone("America/New_York") in ("Europe/Madrid", "Atlantic/Canary")


def test_a_log_says_no_more_than_two_digits():
    assert masked("+12025550101") == "..01"
