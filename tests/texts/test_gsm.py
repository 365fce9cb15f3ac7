"""Lengths and segments as a carrier counts them, and names spelt in GSM-7."""

import pytest

from checkin.texts import segments, septets
from checkin.texts.gsm import cut, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("Stiffness 4, Tue.", 17),
        ("é à ñ ü ¿ ¡ É Ñ", 15),
        ("[€]", 6),
        ("á", None),
        ("ç", None),
        ("Ç", 1),
        ("don\N{RIGHT SINGLE QUOTATION MARK}t", None),
        ("a\N{NO-BREAK SPACE}b", None),
        ("a\tb", None),
        ("👍", None),
    ],
)
def test_a_length_in_septets_counts_extension_characters_twice(text, expected):
    assert septets(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 159 + "€", 2),
        ("a" * 158 + "€", 1),
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("é" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
        ("a" * 66 + "👍" + "a" * 65, 2),
        ("a" * 66 + "👍" + "a" * 66, 3),
    ],
)
def test_neither_an_escape_nor_a_surrogate_pair_straddles_segments(text, expected):
    assert segments(text) == expected


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("José Ángel Núñez", "José Angel Nuñez"),
        ("Zoë Łukasz", "Zoe Lukasz"),
        ("O\N{RIGHT SINGLE QUOTATION MARK}Brien", "O'Brien"),
        ("Ana\tde\n la  Cruz", "Ana de la Cruz"),
        ("Jose\N{COMBINING ACUTE ACCENT}", "José"),
        ("王小明", "?"),
        ("Sam 👟👟 Lee", "Sam ? Lee"),
        ("شهد", "?"),
        ("\N{ZERO WIDTH SPACE}Sam", "Sam"),
        ("½", "1/2"),
        ("a\N{HORIZONTAL ELLIPSIS}b", "a...b"),
        ("Ａｎａ", "Ana"),
        ("", ""),
    ],
)
def test_any_name_can_be_written_in_gsm_7(typed, spelt):
    assert plain(typed) == spelt
    assert septets(spelt) is not None


def test_a_long_name_is_cut_to_its_septets():
    assert cut("Maximiliana", 20) == "Maximiliana"
    assert cut("Maximiliana Featherstonehaugh", 20) == "Maximiliana Feathe.."
    assert cut("Ana Maria del Carmen X", 20) == "Ana Maria del Carm.."
    assert septets(cut("[" * 40, 20)) == 20
