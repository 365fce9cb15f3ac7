"""What the people of a forecast do: a runner joins, answers and sees a doctor; a coach takes an alert."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from checkin.cohort.actor import Actor
from checkin.cohort.member import Member
from checkin.cohort.tendon import Person
from checkin.core.events import Act, CoachActed, Event, TextReceived
from checkin.core.model import Ask, Phase, Place, Runner, Urgency
from checkin.core.protocol import Protocol
from checkin.cost.cohort import STARTS, Somebody, last_day

COACH = "Ines"
JOINS = time(16, 30)
TAKES_AFTER = timedelta(minutes=12)  # a coach
SEEN_AFTER = timedelta(days=14)  # a runner by a doctor
SPOTS = {Place.MID: "1", Place.HEEL: "2", Place.UNSURE: "3"}


class People:
    """One runner as a person, and those around them."""

    def __init__(self, somebody: Somebody, weeks: int, protocol: Protocol) -> None:
        member, last = somebody.member, last_day(weeks)
        person = Person(replace(member.tendon), member.habits, somebody.chance)
        self.joins, self.ends = _instant(STARTS, member), _instant(last, member)
        self._member, self._person, self._protocol = member, person, protocol
        self._actor = Actor(member, 0, person, last, STARTS)
        self._answers = _answers(member)
        self._done: set[object] = set()

    def script(self) -> Iterator[Event]:
        """The texts that the runner sends by themselves."""
        for text in self._actor.script():
            yield TextReceived(text.at, text.body)

    def react(self, runner: Runner, now: datetime) -> Iterator[Event]:
        """What follows from the last texts, each thing once."""
        if runner.course.invited:
            yield from self._join(runner, now)
            return
        yield from self._see_a_doctor(runner, now)
        for text in self._actor.react(runner, now, self._protocol):
            yield TextReceived(text.at, text.body)

    def take(self, now: datetime) -> Event:
        """A coach texts OK."""
        return CoachActed(now + TAKES_AFTER, COACH, Act.ACKNOWLEDGE)

    def _join(self, runner: Runner, now: datetime) -> Iterator[Event]:
        known = runner.talk.signup
        asked = known.left[0] if known is not None and known.agreed and known.left else None
        if self._once("joining", asked):
            yield self._text(now, self._answers[asked])

    def _see_a_doctor(self, runner: Runner, now: datetime) -> Iterator[Event]:
        referral = runner.course.referral
        if runner.course.phase is not Phase.REFERRAL or referral is None:
            return
        if runner.talk.seen_asked is not None:
            if self._once("seen", runner.talk.seen_asked):
                yield self._text(now, "1")
        elif self._once("referral", referral.seq, referral.day):
            at = now + SEEN_AFTER
            if referral.urgency is Urgency.ROUTINE:
                yield TextReceived(at, "CLEARED" if self._member.language == "en" else "ALTA")
            else:
                yield CoachActed(at, COACH, Act.CLEAR, "examined, may load and run")

    def _text(self, now: datetime, body: str) -> Event:
        return TextReceived(now + timedelta(minutes=self._person.chance.randint(1, 6)), body)

    def _once(self, *what: object) -> bool:
        fresh = what not in self._done
        self._done.add(what)
        return fresh


def _answers(member: Member) -> dict[Ask | None, str]:
    """What they say to each question of joining; None: to the one for their consent."""
    yes, no = ("Y", "N") if member.language == "en" else ("sí", "no")
    return {
        None: "YES" if member.language == "en" else "SI",
        Ask.NAME: member.name,
        Ask.PLACE: SPOTS[member.place],
        Ask.RUNNING: yes if member.running else no,
        Ask.SCREEN: yes if member.screened else no,
        Ask.WAKE: f"{member.morning:%H:%M}",
    }


def _instant(day: date, member: Member) -> datetime:
    return datetime.combine(day, JOINS, ZoneInfo(member.zone)).astimezone(UTC)
