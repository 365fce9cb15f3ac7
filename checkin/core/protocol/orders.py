"""What must hold between the protocol's numbers for its tables to make sense, and for nobody to run who
should not. A slip of a digit in a file of somebody's own is refused by name."""

from checkin.core.protocol.values import Protocol, Stage

Order = tuple[str, str, bool]  # a number's name, what it must be, and whether it is
LARGEST_STEP = 10  # run minutes from a stage to the next


def orders(p: Protocol) -> list[Order]:
    """Every order, kept or not."""
    return [*_of_scores(p), *_of_days(p), *_of_stages(p.stage)]


def _of_scores(p: Protocol) -> list[Order]:
    return [
        ("run.severe", "must be above run.step_back", p.run.severe > p.run.step_back),
        ("run.step_back", "must be above run.hold", p.run.step_back > p.run.hold),
        ("bad.stiffness", "must be above run.hold_stiffness", p.bad.stiffness > p.run.hold_stiffness),
        ("leave.mild_pain", "must be above leave.easy_pain", p.leave.mild_pain > p.leave.easy_pain),
        ("gate.calm", "must not be above gate.mornings", p.gate.calm <= p.gate.mornings),
        ("gate.most", "must not be below gate.safe", p.gate.most >= p.gate.safe),
        ("bad.stiffness", "must be above leave.stiffness", p.bad.stiffness > p.leave.stiffness),
        ("gate.most", "must be below bad.stiffness", p.gate.most < p.bad.stiffness),
        ("running.safe", "must be below bad.stiffness", p.running.safe < p.bad.stiffness),
        ("graduated.relapse", "must not be above run.severe", p.graduated.relapse <= p.run.severe),
        ("graduated.offer", "must not be above graduated.relapse", p.graduated.offer <= p.graduated.relapse),
        ("check.worst", "must be above check.stiffness", p.check.worst > p.check.stiffness),
        ("check.severe_pain", "must not be below check.pain", p.check.severe_pain >= p.check.pain),
        ("check.severe_pain", "must not be above run.severe", p.check.severe_pain <= p.run.severe),
        ("run.hold", "must be above leave.mild_pain", p.run.hold > p.leave.mild_pain),
    ]


def _of_days(p: Protocol) -> list[Order]:
    return [
        ("gap.rest_days", "must be above gap.down_days", p.gap.rest_days > p.gap.down_days),
        ("usual.least", "must be at least 2 below usual.days", p.usual.least <= p.usual.days - 2),
        ("usual.least", "must not be above usual.mornings", p.usual.least <= p.usual.mornings),
        ("ask.morning_last", "must not be before morning_first", p.ask.morning_first <= p.ask.morning_last),
        ("ask.morning_last", "must be before ask.answer_until", p.ask.morning_last < p.ask.answer_until),
        ("ask.evening_first", "must be after ask.morning_last", p.ask.morning_last < p.ask.evening_first),
        ("ask.evening_last", "must not be before evening_first", p.ask.evening_first <= p.ask.evening_last),
        ("join.drop_hours", "must be above join.nudge_hours", p.join.nudge_hours < p.join.drop_hours),
        ("leave.easy_days", "must be 1 or more", p.leave.easy_days >= 1),
        ("leave.mild_days", "must not be below leave.easy_days", p.leave.mild_days >= p.leave.easy_days),
        (
            "leave.unknown_days",
            "must not be below leave.easy_days",
            p.leave.unknown_days >= p.leave.easy_days,
        ),
        ("leave.sore_days", "must not be below leave.mild_days", p.leave.sore_days >= p.leave.mild_days),
        (
            "leave.step_back_days",
            "must not be below leave.sore_days",
            p.leave.step_back_days >= p.leave.sore_days,
        ),
        ("week.least", "must be at least 2 below week.days", p.week.least <= p.week.days - 2),
        ("refer.no_better_day", "must be after refer.worse_day", p.refer.no_better_day > p.refer.worse_day),
        (
            "refer.long_rest_day",
            "must not be before refer.no_better_day",
            p.refer.long_rest_day >= p.refer.no_better_day,
        ),
        ("ask.tell_days", "must not be above ask.friendly_days", p.ask.tell_days <= p.ask.friendly_days),
        ("ask.friendly_days", "must be below ask.pause_days", p.ask.friendly_days < p.ask.pause_days),
        ("ask.pause_default", "must not be above ask.pause_most", p.ask.pause_default <= p.ask.pause_most),
        ("refer.seen_second", "must be after refer.seen_first", p.refer.seen_second > p.refer.seen_first),
    ]


def _of_stages(stages: tuple[Stage, ...]) -> list[Order]:
    """A slip of a digit must not send anybody on a run of hours."""
    found: list[Order] = []
    for number, one in enumerate(stages, 1):
        before = stages[number - 2].minutes if number > 1 else 0
        step = f"must not be above {before + LARGEST_STEP}: so few more than the stage before"
        fits = one.minutes <= before + LARGEST_STEP
        found += [
            (f"stage {number}.minutes", "must be run times sets", one.minutes == one.run * one.sets),
            (f"stage {number}.minutes", step, fits),
        ]
    return found
