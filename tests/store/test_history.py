"""The record of a runner: nothing that was once known goes away."""

import pytest

from checkin.core.facts import Kind
from checkin.store import Store, history, runners
from checkin.store.history import Line
from checkin.store.people import Team
from tests.store.build import NOW, a_decision, a_fact, a_runner


@pytest.fixture
def sam(store: Store, team: Team) -> int:
    """A runner."""
    with store.begin() as tx:
        return runners.add(tx, team.id, "+12025550101", a_runner(), NOW).id


def test_a_replaced_line_stays_on_record(store: Store, sam: int):
    with store.begin() as tx:
        history.record(tx, [Line(sam, a_fact(1, 8)), Line(sam, a_fact(2, 3))], NOW)
        history.record(tx, [Line(sam, a_fact(1, 4), replaces=True)], NOW)
        history.record(tx, [Line(sam, a_fact(1, 5), replaces=True), Line(sam, a_fact(3, 1))], NOW)
    with store.read() as tx:
        assert [fact.score for fact in history.facts(tx, sam)] == [5, 3, 1]
        assert [fact.score for _, _, fact in history.everything(tx, sam)] == [8, 4, 5, 3, 1]


def test_a_line_recorded_and_replaced_at_once_keeps_both(store: Store, sam: int):
    with store.begin() as tx:
        history.record(tx, [Line(sam, a_fact(1, 8)), Line(sam, a_fact(1, 4))], NOW)
    with store.read() as tx:
        assert [fact.score for fact in history.facts(tx, sam)] == [4]


def test_a_line_comes_back_as_it_was(store: Store, sam: int):
    fact = a_fact(1, 4, masked=True, words="pop\0", by="Ana")
    with store.begin() as tx:
        history.record(tx, [Line(sam, fact)], NOW)
    with store.read() as tx:
        assert [fact] == history.facts(tx, sam)
        assert Kind.MORNING is history.facts(tx, sam)[0].kind


def test_a_withdrawn_decision_stays_on_record(store: Store, sam: int):
    first, second = a_decision(), a_decision("run.hold", by="Ana \ud800")
    with store.begin() as tx:
        history.decide(tx, [(sam, first), (sam, second)], NOW)
        history.withdraw(tx, [(sam, first)], NOW)
    with store.read() as tx:
        found = history.decisions(tx, sam)
    assert [(second, None), (first, NOW)] == [(ruling.decision, ruling.withdrawn_at) for ruling in found]


def test_a_decision_made_again_after_it_was_withdrawn_stands(store: Store, sam: int):
    with store.begin() as tx:
        history.decide(tx, [(sam, a_decision())], NOW)
        history.withdraw(tx, [(sam, a_decision())], NOW)
        history.decide(tx, [(sam, a_decision())], NOW)
    with store.read() as tx:
        assert [ruling.withdrawn_at for ruling in history.decisions(tx, sam)] == [None, NOW]
