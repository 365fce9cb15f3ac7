"""The forecast of costs: a typical runner-month keeps to the budget, and what is counted adds up."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from checkin.core.events import Sort
from checkin.cost import Forecast, Setting, as_json, as_table, forecast
from checkin.cost.cohort import KINDS, TWENTY, cohort
from checkin.cost.ledger import ANSWERS, COACHES, IN, JOINED, JOINING, OUT, SORTS, TAKEN, Ledger
from checkin.cost.life import Life
from checkin.texts import Texts
from tests.core.builders import protocol

SMALL = {"runners": 20, "weeks": 5}


class LongTexts(Texts):
    """Every text a segment too long."""

    def render(self, key: str, language: str, values: Mapping[str, Any], protocol: Any = None) -> str:
        return super().render(key, language, values, protocol) + " and so on" * 16


def setting(texts: type[Texts] = Texts, **cost: int) -> Setting:
    rules = protocol()
    return Setting(replace(rules, cost=replace(rules.cost, **cost)), texts())


@pytest.fixture(scope="module")
def usual() -> Forecast:
    """What `checkin cost` forecasts."""
    return forecast(setting())


@pytest.fixture(scope="module")
def small() -> Forecast:
    return forecast(setting(), **SMALL)


def test_a_typical_runner_month_stays_within_the_budget(usual: Forecast):
    assert usual.holds, as_table(usual)
    assert usual.joined >= 0.9 * usual.runners
    assert usual.graduated


def test_the_budget_is_no_wider_than_it_need_be(usual: Forecast):
    """A budget that nothing can break tells nobody anything."""
    assert usual.cents * 1.25 > usual.cost.budget_cents


def test_it_breaks_when_a_segment_costs_twice_as_much():
    cost = protocol().cost
    dear = forecast(setting(out_millicents=2 * cost.out_millicents + cost.out_fee_millicents), **SMALL)
    assert not dear.holds
    assert "OVER" in as_table(dear)


def test_it_breaks_when_texts_need_two_segments():
    assert not forecast(setting(LongTexts), **SMALL).holds


def test_the_same_seed_gives_the_same_numbers_and_another_others(small: Forecast):
    assert forecast(setting(), **SMALL) == small
    assert forecast(setting(), seed=2, **SMALL).rows != small.rows


def test_money_adds_up(usual: Forecast):
    cost = usual.cost
    out, back = (sum(row.segments for row in usual.rows if row.out is way) for way in (True, False))
    paid = out * (cost.out_millicents + cost.out_fee_millicents)
    paid += back * (cost.in_millicents + cost.in_fee_millicents)
    assert usual.millicents == sum(row.millicents for row in usual.rows) == paid
    assert usual.cents == pytest.approx(paid / 1000 / usual.months)
    assert 0 < usual.dearest.millicents < paid
    assert all(row.segments >= row.texts for row in usual.rows)


def test_a_runner_month_costs_the_same_whatever_a_month_is_called(small: Forecast):
    half = forecast(setting(month_days=15), **SMALL)
    assert half.millicents == small.millicents
    assert half.cents == pytest.approx(small.cents / 2)


def test_what_templates_take_is_what_goes_out():
    somebody = next(cohort(1, 4, 1))
    life = Life(somebody, 4, setting())
    life.play()
    out = sum(line.segments for kind, line in life.ledger.lines.items() if kind in OUT)
    assert sum(one.segments for one in life.ledger.templates.values()) == pytest.approx(out)
    assert life.ledger.lines[JOINING].texts >= 4
    assert life.ledger.lines[JOINED].texts >= 4
    assert life.ledger.lines[ANSWERS].texts > 20


def lives(kind: str, weeks: int) -> Life:
    somebody = next(one for one in cohort(len(TWENTY), weeks, 1) if one.kind == kind)
    life = Life(somebody, weeks, setting())
    life.play()
    return life


def test_a_danger_sign_is_told_to_the_coaches_and_taken():
    life = lives("referred", 8)
    assert life.ledger.lines[COACHES].texts >= 3  # two are told, one is thanked
    assert life.ledger.lines[TAKEN].texts == 1
    assert "cleared.by_coach" in life.ledger.templates


def test_who_is_silent_for_good_no_longer_counts():
    life = lives("drops out", 10)
    assert life.ledger.days < 9 * 7
    assert "silence.paused" in life.ledger.templates


def test_a_text_is_counted_by_how_it_is_written():
    ledger = Ledger()
    for text in ("4", "4" * 161, "4 👍", "👍" * 36):
        ledger.received(ANSWERS, text)
    assert (ledger.lines[ANSWERS].texts, ledger.lines[ANSWERS].segments) == (4, 1 + 2 + 1 + 2)


def test_every_sort_of_text_has_a_row():
    assert set(SORTS) == set(Sort)
    assert set(SORTS.values()) <= set(OUT)
    assert not set(OUT) & set(IN)


def test_the_cohort_has_some_of_each_kind():
    assert {one.kind for one in cohort(len(TWENTY), 4, 1)} == set(KINDS)
    assert {one.member.language for one in cohort(len(TWENTY), 4, 1)} == {"en", "es"}


def test_the_table_is_aligned_and_says_what_was_assumed(small: Forecast):
    table = as_table(small)
    head, *rows = table.split("\n\n")[0].splitlines()
    assert {len(row) for row in rows if row not in ("out", "in")} == {len(head)}
    for words in (
        "$0.0083",
        "20 made-up runners",
        "5 weeks",
        "seed 1",
        "30 days",
        "budget",
        small.dearest.key,
    ):
        assert words in table
    assert all(len(line) <= 110 for line in table.splitlines())


def test_json_says_the_same(small: Forecast):
    said = json.loads(as_json(small))
    assert said["millicents"] == sum(row["millicents"] for row in said["rows"]) == small.millicents
    assert said["cents_per_runner_month"] == small.cents
    assert said["holds"] is small.holds
    assert said["dearest_template"]["key"] == small.dearest.key
