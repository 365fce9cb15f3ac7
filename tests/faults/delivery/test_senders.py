"""Senders that die, stall and are lied to: each text reaches the provider once, thanks to the guards."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from checkin.store import Store
from tests.faults.delivery.conftest import Force
from tests.faults.delivery.crew import Verdict, all_settled, crew, judge, nothing_waits, queue, wait_until
from tests.faults.delivery.worker import Spec
from tests.support.twilio import Faults, TwilioProcess

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]
TwilioWith = Callable[..., TwilioProcess]
LIES = Faults(delay=(0.01, 0.03), error_after_accept=0.1, drop_after_accept=0.1)


def killed(
    force: Force, store: Store, url: str, twilio: TwilioProcess, texts: int, kills: int, **spec: object
) -> Verdict:
    """Three senders, one of which is killed every 0.1 to 0.2 s, until nothing is open."""
    chance = force.chance()
    queue(store, texts)
    member = Spec(url, twilio.url, seed=force.seed, **({"rate": 30.0} | spec))  # type: ignore[arg-type]
    with crew(member, member, member) as senders:
        assert wait_until(lambda: bool(twilio.history.accepted()), 30)  # they are at work
        while senders.kills < kills:
            time.sleep(chance.uniform(0.1, 0.2))
            senders.kill_one(chance)
        done = all_settled if member.settles else nothing_waits
        assert wait_until(lambda: done(store), 60)
        print(f"{senders.kills} kills")
    return judge(store, twilio.history)


def test_senders_killed_at_any_moment_send_each_text_once(
    force: Force, store: Store, durable_url: str, twilio_with: TwilioWith
):
    twilio = twilio_with(force.seed, Faults(delay=(0.01, 0.03)))
    texts, kills = force.of(60, 400), force.of(12, 75)
    found = killed(force, store, durable_url, twilio, texts, kills)
    assert (found.texts, found.twice, found.lost) == (texts, (), ())
    assert set(found.states) <= {"accepted", "sent", "delivered"}


def test_without_looking_at_the_list_some_go_twice(
    force: Force, sqlite_store: Store, sqlite_url: str, twilio_with: TwilioWith
):
    """The control: what has no clear end is simply sent again. Many answers are under way at every kill."""
    twilio = twilio_with(force.seed, Faults(delay=(0.5, 1.0)))
    found = killed(force, sqlite_store, sqlite_url, twilio, 60, 12, blind=True, rate=100.0)
    assert found.twice


def test_without_settling_some_are_left_on_their_way(
    force: Force, sqlite_store: Store, sqlite_url: str, twilio_with: TwilioWith
):
    """The control: what a dead sender had in its hands stays there."""
    twilio = twilio_with(force.seed, Faults(delay=(0.2, 0.4)))
    found = killed(force, sqlite_store, sqlite_url, twilio, 60, 12, settles=False)
    assert found.states.get("sending")


def stalled(
    force: Force, store: Store, url: str, twilio: TwilioProcess, texts: int, *, guarded: bool
) -> Verdict:
    """Two senders that stand still for longer than their lease before one call in ten."""
    queue(store, texts)
    share = 0.1 if guarded else 0.4  # a control must not depend on luck
    member = Spec(url, twilio.url, stalls=share, guarded=guarded, seed=force.seed)
    with crew(member, replace(member, seed=force.seed + 1)):
        assert wait_until(lambda: all_settled(store), 90)
        time.sleep(0 if guarded else 8)  # those that stand still yet
    return judge(store, twilio.history)


def test_a_sender_that_stalls_longer_than_its_lease_sends_nothing_twice(
    force: Force, store: Store, durable_url: str, twilio_with: TwilioWith
):
    twilio = twilio_with(force.seed)
    found = stalled(force, store, durable_url, twilio, force.of(40, 150), guarded=True)
    assert (found.twice, found.lost) == ((), ())


def test_without_a_last_look_at_the_lease_some_go_twice(
    force: Force, sqlite_store: Store, sqlite_url: str, twilio_with: TwilioWith
):
    """The control: it sends when it wakes, though somebody else did long ago."""
    found = stalled(force, sqlite_store, sqlite_url, twilio_with(force.seed), 40, guarded=False)
    assert found.twice


def lied_to(store: Store, url: str, twilio: TwilioProcess, texts: int, *, blind: bool = False) -> Verdict:
    queue(store, texts)
    with crew(Spec(url, twilio.url, blind=blind), Spec(url, twilio.url, blind=blind)):
        assert wait_until(lambda: all_settled(store), 90)
    return judge(store, twilio.history)


def test_a_provider_that_takes_a_text_and_does_not_say_so_is_asked(
    force: Force, store: Store, durable_url: str, twilio_with: TwilioWith
):
    force.chance()
    twilio = twilio_with(force.seed, LIES)
    found = lied_to(store, durable_url, twilio, force.of(60, 400))
    assert (found.twice, found.lost) == ((), ())
    hidden = [event for event in twilio.history.accepted() if event["fault"]]
    assert hidden, "it never lied"


def test_believing_that_it_failed_sends_some_twice(
    force: Force, sqlite_store: Store, sqlite_url: str, twilio_with: TwilioWith
):
    """The control."""
    found = lied_to(sqlite_store, sqlite_url, twilio_with(force.seed, LIES), 60, blind=True)
    assert found.twice


def test_a_provider_whose_list_lags_and_that_fails_before_accepting_is_given_time(
    force: Force, store: Store, durable_url: str, twilio_with: TwilioWith
):
    """Absent once proves nothing: a new message may not be listed yet, and a look may fail."""
    faults = replace(LIES, list_lag=1.5, list_fails=0.1, error_before_accept=0.05, slow_down=0.05)
    force.chance()
    found = lied_to(store, durable_url, twilio_with(force.seed, faults), force.of(60, 200))
    assert (found.twice, found.lost) == ((), ())
