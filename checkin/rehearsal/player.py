"""Plays a script line by line, and judges what it expects."""

from typing import assert_never
from zoneinfo import ZoneInfo

from checkin.core.model import Runner
from checkin.rehearsal.answering import Day
from checkin.rehearsal.conversation import Conversation, Failed, expect, quoted
from checkin.rehearsal.lines import (
    Acts,
    Answers,
    Cast,
    CoachCast,
    Heard,
    Holds,
    Invites,
    Line,
    Person,
    Quiet,
    Script,
    Strict,
    Texted,
    Until,
)
from checkin.rehearsal.passing import REST_OF_MINUTE, Clock, World


class Player:
    """One play of one script."""

    def __init__(self, script: Script, world: World, conversation: Conversation) -> None:
        self.script = script
        self.world = world
        self.conversation = conversation
        self.clock = Clock(world, conversation, ZoneInfo(script.zone))

    def play(self) -> None:
        """Every line in turn."""
        for line in self.script.lines:
            self._play(line)

    def _play(self, line: Line) -> None:
        match line:
            case CoachCast() | Cast() | Person():
                pass  # on stage from the start
            case Strict():
                self.conversation.strict = True
            case Until(at=at):
                self.clock.pass_to(self.clock.instant(at))
            case Texted(at=at, who=who, body=body):
                self.clock.pass_to(self.clock.instant(at))
                self.clock.text(who, body)
            case Heard():
                self._hear(line)
            case Quiet():
                self._listen(line)
            case Answers(who=who, entries=entries):
                for entry in entries:
                    Day(self.clock, who, entry).play()
            case Holds():
                self._hold(line)
            case Acts():
                self.clock.act(line)
            case Invites():
                self.clock.invite(line)
            case _:
                assert_never(line)

    def _hear(self, line: Heard) -> None:
        start = self.clock.instant(line.at)
        self.clock.pass_to(start + REST_OF_MINUTE)
        if line.since_reply:
            texts = self.conversation.since_reply(line.who, start)
        else:
            texts = self.conversation.texts(line.who, start, start)
        if not expect(texts, line.words):
            whom = "a coach" if line.who is None else line.who
            self._fail(line.line, f"a text to {whom} with {line.shown}", quoted(texts))

    def _listen(self, line: Quiet) -> None:
        start = self.clock.instant(line.start)
        self.clock.pass_to(start)
        end = self.clock.instant(line.end)
        self.clock.pass_to(end + REST_OF_MINUTE)
        texts = [text for who in line.who for text in self.conversation.texts(who, start, end)]
        if texts:
            expected = f"no text from {line.start:%H:%M} to {line.end:%H:%M}"
            self._fail(line.line, expected, quoted(texts))

    def _hold(self, line: Holds) -> None:
        found = _state(self.world.runner(line.who), line.what)
        if found != line.value:
            self._fail(line.line, f"{line.who}: {line.what} {line.value}", f"{line.what} {found}")

    def _fail(self, line: int, expected: str, instead: str) -> None:
        self.conversation.happened.append(Failed(self.clock.now, line, expected, instead))


def _state(runner: Runner | None, what: str) -> str:
    if runner is None:
        return "none"
    course = runner.course
    match what:
        case "phase":
            return course.phase.value
        case "stage":
            return str(course.stage)
        case "standing":
            return course.standing.value
        case "urgency":
            return course.referral.urgency.value if course.referral else "none: no referral is open"
        case _:
            return runner.last.rule if runner.last else "none yet"
