"""The ladder of a row: seven rungs, where the runner stands on them, and the word below."""

from checkin.core.model import Phase, Standing
from checkin.core.protocol import STAGES
from checkin.roster.case import Case
from checkin.roster.model import Ladder

DOWN_DAYS, UP_DAYS = 7, 2  # how long the rung before the last change is shown
RESTING = {Phase.REST: "rest", Phase.REFERRAL: "doctor"}


def ladder(case: Case, *, reached: bool) -> Ladder:
    """`reached` False: the number can't be reached, so the rung is dashed and hollow."""
    course = case.course
    if course.standing is Standing.GRADUATED:
        return Ladder("done", STAGES, 0, ("Done",), "All seven stages done")
    silent = {Standing.INVITED: "not joined yet", Standing.PAUSED: "paused", Standing.OPTED_OUT: "opted out"}
    why = silent.get(course.standing, "" if reached else "not reached")
    state = "off" if why else RESTING.get(course.phase, "on")
    if course.phase is Phase.REFERRAL:
        return Ladder("doctor", 0, 0, ("Doctor",), _said("With the doctor", why))
    if course.phase is Phase.REST:
        if course.standing is Standing.INVITED:
            return Ladder("off", 0, 0, ("Invited",), "Not joined yet")
        day = f"day {case.phase_day()}"
        return Ladder(state, 0, 0, ("Rest", day), _said(f"Resting, {day}", why))
    was = _was(case)
    word = (f"Stage {course.stage}", f"was {was}") if was else (f"Stage {course.stage}",)
    label = f"Stage {course.stage} of {STAGES}" + (f", was {was}" if was else "")
    return Ladder(state, course.stage, was if was > course.stage else 0, word, _said(label, why))


def _was(case: Case) -> int:
    """The stage before, while the change is news; 0 when there was none."""
    last = case.last
    if last is None or last.phase is not Phase.RETURN or last.from_phase is not Phase.RETURN:
        return 0
    news = DOWN_DAYS if last.from_stage > last.stage else UP_DAYS
    return last.from_stage if (case.today - last.day).days < news else 0


def _said(label: str, why: str) -> str:
    return f"{label}, {why}" if why else label
