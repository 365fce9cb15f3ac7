"""Plays one day of an `answers` line."""

from datetime import datetime, time, timedelta

from checkin.rehearsal.lines import Entry
from checkin.rehearsal.passing import Clock

REPLY_AFTER = timedelta(minutes=10)
LAST_MINUTE = time(23, 59)  # where the clock stands afterwards


class Day:
    """Each question that an entry answers is answered ten minutes after it was asked, if it is asked.

    These questions, and what answers the replies, are expected: they need no line of their own.
    """

    def __init__(self, clock: Clock, who: tuple[str, ...], entry: Entry) -> None:
        self.clock = clock
        self.day = entry.day
        self.open = {
            (name, evening): reply
            for name in who
            for evening, reply in ((False, entry.morning), (True, entry.evening))
            if reply is not None
        }
        self.replies: list[tuple[datetime, str, str]] = []

    def play(self) -> None:
        """From 00:00 of the day to its last minute."""
        self.clock.pass_to(self.clock.instant(datetime.combine(self.day, time())))
        end = self.clock.instant(datetime.combine(self.day, LAST_MINUTE))
        while True:
            before = len(self.clock.conversation.happened)
            if self.clock.step(self.replies[0][0] if self.replies else end):
                self._plan(before, end)
            elif self.replies:
                _, who, body = self.replies.pop(0)
                self.clock.text(who, body)
                self.clock.conversation.excuse(who, before)
            else:
                return

    def _plan(self, before: int, end: datetime) -> None:
        """A reply to each question that has just been asked."""
        for (who, evening), body in list(self.open.items()):
            runner = self.clock.world.runner(who)
            asked = runner.course.asked if runner else ()
            if any(question.day == self.day and question.evening == evening for question in asked):
                del self.open[who, evening]
                self.clock.conversation.excuse(who, before)
                self.replies.append((min(self.clock.now + REPLY_AFTER, end), who, body))
        self.replies.sort(key=lambda reply: reply[0])
