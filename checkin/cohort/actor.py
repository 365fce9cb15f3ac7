"""A made-up runner as a person: what they text, and when, seen from what the service has asked them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from checkin.cohort.member import Member, Scene
from checkin.cohort.tendon import Person
from checkin.core.due import local_day
from checkin.core.model import Asked, Course, Runner, Standing
from checkin.core.protocol import Protocol

SILENCE = "-"


@dataclass(frozen=True)
class Text:
    """A text that they are going to send."""

    at: datetime
    body: str


@dataclass
class Actor:
    """`last` is the day that scenes count back from; `done` what they have already reacted to."""

    member: Member
    runner_id: int
    person: Person
    last: date
    slept: date
    done: set[object] = field(default_factory=set)

    def script(self) -> Iterator[Text]:
        """The texts that they send by themselves."""
        zone = ZoneInfo(self.member.zone)
        for back, scene in self.member.scenes.items():
            for clock, body in scene.says:
                local = datetime.combine(self.last - timedelta(days=back), clock, zone)
                yield Text(local.astimezone(UTC), body)

    def react(self, runner: Runner, now: datetime, protocol: Protocol) -> Iterator[Text]:
        """Answers to what is open, each thing once."""
        course, day = runner.course, local_day(now, self.member.zone)
        if self._silent(day) or course.standing in (Standing.OPTED_OUT, Standing.PAUSED):
            return
        if course.invited:
            if self.member.consents and self._once("joining"):
                yield self._later(now, "YES" if self.member.language == "en" else "SI")
            return
        yield from self._yes_and_no(course, now)
        for asked in course.asked[-3:]:
            if (
                asked.day == day
                and not asked.answered
                and not asked.missed
                and self._once(asked.day, asked.evening)
            ):
                yield from self._answer(asked, course, now, protocol)

    def _yes_and_no(self, course: Course, now: datetime) -> Iterator[Text]:
        no, yes = ("N", "Y") if self.member.language == "en" else ("N", "S")
        if course.check and self._once("check", course.check.seq):
            yield Text(now + timedelta(minutes=self.person.chance.randint(2, 9)), no)
        if course.gate and self.member.gate != SILENCE and self._once("gate", course.gate):
            yield Text(now + timedelta(minutes=self.person.chance.randint(5, 40)), yes)
        if course.proving and course.screened is None and self.member.screened and self._once("screen"):
            yield self._later(now, yes)
        if course.offer and self._once("offer", course.offer):
            yield self._later(now, yes)

    def _answer(self, asked: Asked, course: Course, now: datetime, protocol: Protocol) -> Iterator[Text]:
        self._sleep(asked.day)
        scene = self._scene(asked.day)
        told = scene.evening if asked.evening else scene.morning
        if not told and not self.person.answers():
            return
        if asked.evening:
            told = told or self.person.after_run(protocol.stage[max(course.stage, 1) - 1].minutes)
        else:
            told = told or self.person.says(self.person.tendon.morning(self.person.chance))
        if told != SILENCE:
            yield self._later(now, told)

    def _sleep(self, day: date) -> None:
        while self.slept < day:
            self.slept += timedelta(days=1)
            self.person.tendon.night()

    def _scene(self, day: date) -> Scene:
        return self.member.scenes.get((self.last - day).days, Scene())

    def _silent(self, day: date) -> bool:
        return (self.last - day).days < self.member.quiet_for

    def _later(self, now: datetime, body: str) -> Text:
        return Text(now + timedelta(minutes=self.person.delay()), body)

    def _once(self, *what: object) -> bool:
        fresh = what not in self.done
        self.done.add(what)
        return fresh
