"""Runners: saved whole, claimed by one process, erased without a trace."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from checkin.core.model import Alert, Talk, Urgency
from checkin.store import Store, history, inbox, outgoing, people, roster, runners, wake
from checkin.store.history import Line
from checkin.store.inbox import Inbound
from checkin.store.outgoing import Draft
from checkin.store.people import Team
from checkin.store.runners import Kept, Stale
from tests.store.build import DAY, NOW, a_decision, a_fact, a_runner

HOUR = timedelta(hours=1)


def add(store: Store, team: Team, last: int, **details) -> Kept:
    with store.begin() as tx:
        return runners.add(tx, team.id, f"+1202555{last:04}", a_runner(**details), NOW)


def test_a_runner_comes_back_as_they_were_saved(store: Store, team: Team):
    kept = add(store, team, 101, name="Zoë \ud800\0")
    value = replace(kept.runner, journal=(a_fact(1, 4),), decisions=(a_decision(),), next_due=NOW)
    with store.begin() as tx:
        runners.save(tx, [runners.change(kept, value)])
    with store.read() as tx:
        found = runners.by_number(tx, "+12025550101")
    assert found is not None
    assert (value, 2) == (found.runner, found.version)


def test_saving_over_someone_else_is_refused(store: Store, team: Team):
    kept = add(store, team, 101)
    with store.begin() as tx:
        runners.save(tx, [runners.change(kept, kept.runner)])
    with pytest.raises(Stale), store.begin() as tx:
        runners.save(tx, [runners.change(kept, kept.runner)])


def test_those_due_are_claimed_in_order_and_none_twice(store: Store, team: Team):
    late = add(store, team, 101, next_due=NOW - HOUR)
    later = add(store, team, 102, next_due=NOW - 2 * HOUR)
    add(store, team, 103, next_due=NOW + HOUR)
    add(store, team, 104)
    with store.begin() as tx:
        assert [later.id, late.id] == [kept.id for kept in runners.due(tx, NOW, 10)]
        runners.postpone(tx, [late.id], NOW + HOUR)
    with store.begin() as tx:
        assert [later.id] == [kept.id for kept in runners.due(tx, NOW, 10)]


def test_two_schedulers_never_claim_the_same_runner(pg_url: str):
    with closing(Store(pg_url)) as store:
        with store.begin() as tx:
            team = people.add_team(tx, "Riverside", "RIVER", "UTC", NOW)
        for last in range(4):
            add(store, team, last, next_due=NOW)
        with store.begin() as one, store.begin() as two:
            first = {kept.id for kept in runners.due(one, NOW, 2)}
            second = {kept.id for kept in runners.due(two, NOW, 4)}
    assert (2, 2, set()) == (len(first), len(second), first & second)


def test_an_open_alert_is_found_until_it_is_acknowledged(store: Store, team: Team):
    kept = add(store, team, 101)
    alert = Alert(1, Urgency.EMERGENCY, False, NOW)
    with store.begin() as tx:
        runners.save(tx, [runners.change(kept, replace(kept.runner, talk=Talk(alert=alert)))])
        assert [kept.id] == runners.alerting(tx, [team.id])
        again = runners.get(tx, kept.id)
        assert again is not None
        taken = replace(alert, acknowledged="Ana")
        runners.save(tx, [runners.change(again, replace(again.runner, talk=Talk(alert=taken)))])
        assert runners.alerting(tx, [team.id]) == []


def test_an_erased_runner_leaves_no_trace(store: Store, team: Team):
    kept, other = add(store, team, 101), add(store, team, 102)
    with store.begin() as tx:
        for each in (kept, other):
            text = Inbound(f"SM{each.id}", each.number, "+12025550000", "4")
            inbox.keep(tx, text, NOW)
            inbox.handled(tx, text.sid, NOW, runner_id=each.id)
            history.record(tx, [Line(each.id, a_fact(1, 4))], NOW)
            history.decide(tx, [(each.id, a_decision())], NOW)
            outgoing.queue(tx, [Draft(each.number, "notice", "k", "b", outgoing.NOTICE, each.id)], NOW)
        runners.erase(tx, kept.id)
    with store.read() as tx:
        assert runners.get(tx, kept.id) is None
        gone, stays = roster.export(tx, kept), roster.export(tx, other)
    assert (gone.messages, gone.journal, gone.decisions) == ([], [], [])
    assert (len(stays.messages), len(stays.journal), len(stays.decisions)) == (2, 1, 1)


def test_pages_hold_everyone_once(store: Store, team: Team):
    ids = [add(store, team, last).id for last in range(5)]
    with store.read() as tx:
        assert ids == [kept.id for page in runners.pages(tx, 2) for kept in page]


def test_the_clock_can_ask_what_comes_next(store: Store, team: Team):
    with store.read() as tx:
        assert wake.next_at(tx, NOW) is None
    kept = add(store, team, 101, next_due=NOW + 2 * HOUR)
    draft = Draft(kept.number, "notice", "k", "b", outgoing.NOTICE, kept.id, not_before=NOW + HOUR)
    with store.begin() as tx:
        assert wake.next_at(tx, NOW) == NOW + 2 * HOUR
        outgoing.queue(tx, [draft], NOW)
        assert wake.next_at(tx, NOW) == NOW + HOUR
        assert wake.next_at(tx, NOW + HOUR) == NOW + HOUR


def test_the_roster_knows_what_was_heard_and_told(store: Store, team: Team):
    kept = add(store, team, 101)
    with store.begin() as tx:
        inbox.keep(tx, Inbound("SM1", kept.number, "+1", "4"), NOW)
        inbox.handled(tx, "SM1", NOW, runner_id=kept.id)
        inbox.keep(tx, Inbound("SM2", kept.number, "+1", "?"), NOW + HOUR)
        inbox.failed(tx, "SM2", "ValueError", None, kept.id)
        reply = Draft(kept.number, "reply", "k", "Stiffness 4", outgoing.REPLY, kept.id, reply_to="SM1")
        tip = replace(reply, body="Ice helps", seq=1)
        for text in (reply, tip):
            outgoing.reply(tx, text, NOW)
        history.decide(tx, [(kept.id, a_decision())], NOW)
    with store.read() as tx:
        (known,) = roster.some(tx, [kept.id], DAY)
        assert known == roster.member(tx, [team.id], kept.id, DAY)
        assert roster.member(tx, [team.id + 1], kept.id, DAY) is None
    assert known.told is not None
    assert (known.heard, known.told.body, known.unread) == (NOW + HOUR, "Stiffness 4", 1)
    assert (a_decision(),) == known.decisions
