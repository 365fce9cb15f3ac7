"""What was stored by one edition of program or protocol, read and carried on by the next."""

import json
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

import pytest

from checkin.core.events import Act, Say
from checkin.core.facts import Fact
from checkin.core.journal import refold
from checkin.core.model import Phase, Runner
from checkin.core.protocol import Protocol, parse
from checkin.store.codec import pack_fact, pack_runner, unpack_fact, unpack_runner
from tests.core.builders import World, a_runner, days, protocol_text

CALM = "3 3 3 2 3 3 3"


def edited(*changes: tuple[str, str]) -> Protocol:
    """The shipped protocol after a clinician was at it."""
    text = protocol_text().replace('version = "achilles 1"', 'version = "achilles 2"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse(text)


MILDER = edited(("severe_mornings = { value = 3", "severe_mornings = { value = 4"))
STRICTER = edited(("# out of REST\ndays = { value = 7", "# out of REST\ndays = { value = 30"))


def referred() -> World:
    world = World(a_runner(CALM))
    for _ in range(3):
        world.next_day("08:05")
        world.text("morning 8")
        world.text("N")
    assert world.course.referral is not None and world.course.referral.rule == "refer.severe"
    return world


def test_a_referral_outlives_an_edit_of_the_rule_that_made_it():
    world = referred()
    world.protocol = MILDER
    for _ in range(40):  # long enough that the journal is cut more than once
        world.next_day("12:00")
        world.text("hello")
        assert world.course.phase is Phase.REFERRAL
    world.act(Act.CLEAR)
    assert world.course.phase is Phase.REST


def test_without_that_care_the_edit_lifts_it():
    """The control: the journal folded anew under the edited protocol has no referral."""
    world = referred()
    course, _ = refold(world.runner.base, world.runner.journal, MILDER)
    assert course.phase is not Phase.REFERRAL


def test_no_phase_or_stage_changes_by_an_edit_alone():
    world = World(a_runner(CALM, origin=days(-20)))
    world.next_day("08:05")
    world.text("3")
    world.text("Y")
    assert world.course.stage == 1
    world.protocol = STRICTER
    for _ in range(30):
        before, seen = world.course, len(world.effects)
        world.next_day("08:05")
        world.text("2")
        decided = [type(one).__name__ for _, one in world.effects[seen:]]
        moved = (world.course.phase, world.course.stage) != (before.phase, before.stage)
        assert not moved or "Decided" in decided


def lived() -> Runner:
    """A runner with something in nearly every field."""
    world = World(a_runner(CALM, stage=3, runs="5:1:ok"))
    for body in ("2", "run pain 4", "oops 7", "N", "felt a pop", "both heels", "PAUSE 2", "not yet"):
        world.next_day("08:05")
        world.text(body)
    return world.runner


def optional(kind: Any) -> set[str]:
    return {
        one.name for one in fields(kind) if one.default is not MISSING or one.default_factory is not MISSING
    }


def without_optional(value: Any) -> Any:
    """As JSON of a program that knew none of the fields that may be missing."""
    if is_dataclass(value) and not isinstance(value, type):
        may_miss = optional(type(value))
        return {
            one.name: without_optional(getattr(value, one.name))
            for one in fields(value)
            if one.name not in may_miss
        }
    return json.loads(json.dumps(value, default=str)) if not hasattr(value, "value") else value.value


def test_a_runner_of_an_older_program_loads_with_what_it_did_not_know_at_its_default():
    runner = lived()
    state = json.loads(pack_runner(runner))
    old = {"profile": without_optional(runner.profile)}
    for name in ("base", "course"):
        old[name] = {key: state[name][key] for key in without_optional(getattr(runner, name))}
    loaded = unpack_runner(json.dumps(old))
    assert loaded.profile.name == runner.profile.name
    assert loaded.course.day == runner.course.day
    assert World(loaded).text("STATUS")


def test_what_a_later_program_added_is_no_reason_not_to_load():
    runner = lived()

    def more(value: Any) -> Any:
        if isinstance(value, dict):
            return {**{key: more(one) for key, one in value.items()}, "added_later": {"any": ["thing"]}}
        return [more(one) for one in value] if isinstance(value, list) else value

    state = json.loads(pack_runner(runner))
    loaded = unpack_runner(
        json.dumps(
            more({key: state[key] for key in ("profile", "talk")})
            | {key: state[key] for key in state if key not in ("profile", "talk")}
            | {"added_later": 1}
        )
    )
    assert loaded == runner


@pytest.mark.parametrize("gone", sorted(optional(Fact)))
def test_a_journal_line_loads_without_any_field_that_may_be_missing(gone: str):
    fact = lived().journal[-1]
    line = json.loads(pack_fact(fact))
    line.pop(gone, None)
    assert unpack_fact(json.dumps({**line, "added_later": True})).seq == fact.seq


def test_what_comes_back_is_what_was_stored_whatever_characters_it_holds():
    world = World(a_runner(CALM))
    for body in ("felt a pop \ud83d", "sentí un chasquido \\ud800 \\u0000", "pop \\", "\x7f\x00 pop"):
        world.text(body)
        assert unpack_runner(pack_runner(world.runner)) == world.runner
    assert any(isinstance(one, Say) for _, one in world.effects)


def test_every_field_that_a_value_gains_later_has_a_default():
    """`Course`, `Talk` and `Profile` grow; what the first program stored must load."""
    first = {
        "Profile": {"name", "zone"},
        "Course": {"day", "origin", "entered", "staged", "gained"},
        "Runner": {"profile", "base", "course"},
        "Fact": {"seq", "at", "day", "kind"},
        "Talk": set(),
    }
    for kind in (Runner, Fact, *(type(getattr(lived(), name)) for name in ("profile", "course", "talk"))):
        needed = {one.name for one in fields(kind)} - optional(kind)
        assert needed == first[kind.__name__], kind.__name__
