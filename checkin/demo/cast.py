"""The demo team: who they are, how their tendons go, and what happens to some of them."""

from datetime import time

from checkin.cohort.member import Member, Scene
from checkin.cohort.tendon import CHATTY, LATE, PATCHY, SHORT, SPANISH, Tendon
from checkin.core.model import Place

TEAM, KEYWORD, ZONE = "Quarry Lane Runners", "QUARRY", "America/New_York"
COACHES = (("Ines Varga", "+12025550190"), ("Tom Reyes", "+12025550191"))
NUMBER = "+12025550100"  # the service's own
DEAD = "+12025550112"  # a number that takes no texts any more


def said(hour: int, minute: int, text: str) -> Scene:
    """A day with one text by itself; the evening question is left to it."""
    return Scene(evening="-", says=((time(hour, minute), text),))


def rested(morning: str, no_run: str = "no run") -> dict[int, Scene]:
    """No run for three days and an answer this morning: they may run today, if their tendon says so too."""
    return {0: Scene(morning=morning), **{back: Scene(evening=no_run) for back in (1, 2, 3)}}


def number(last: int) -> str:
    """A number from the range kept for stories."""
    return f"+120255501{last:02}"


MEMBERS = (
    Member("Marcus Adeyemi", number(1), 47, Tendon(4.2, 1.2, 0.16, 0.045), CHATTY, time(6, 30), scenes={
        0: Scene(morning="3 bit stiff", says=(
            (time(9, 55), "felt a pop running for the bus, cant push off on that leg"),)),
    }),
    Member("Hannah Lindqvist", number(2), 38, Tendon(5.1, 5.0, 0.05, 0.04, 0.35), scenes={
        3: Scene(says=((time(17, 20), "cant get an appointment till next month"),)),
    }),
    Member("Theo Brandt", number(3), 45, Tendon(4.4, 1.4, 0.15, 0.04), SHORT, time(6, 30), scenes={
        1: said(19, 30, "ran tonight, pain 8"), 0: Scene(morning="6"),
    }),
    Member("Wilhelmina Featherstonehaugh-Vandenbroucke Castellanos", number(4), 44,
        Tendon(4.5, 2.7, 0.14, 0.035, 0.3), CHATTY, time(7, 30), scenes={
            1: said(18, 50, "ran this evening, pain 5"), 0: Scene(morning="6 today"),
    }),
    Member("Rosa Iniesta Galván", number(5), 15, Tendon(6.2, 5.8, 0.03, 0.04, 0.4), SPANISH, time(7, 30),
        language="es", quiet_for=2, scenes={2: Scene(morning="7")}),
    Member("Ollie Nakamura", number(6), 36, Tendon(4.0, 1.4, 0.18, 0.04), quiet_for=9, morning=time(6, 30)),
    Member("Bea Thornbury", number(7), 7, Tendon(3.4, 1.4, 0.35, 0.04, 0.2), morning=time(7, 30), gate="-"),
    Member("Gareth Pugh-Jones", DEAD, 30, Tendon(4.0, 1.6, 0.18, 0.04)),
    Member("سمير حداد", number(9), 25, Tendon(4.1, 1.8, 0.2, 0.04), scenes={3: said(20, 4, "STOP")}),
    Member("Priya Raman", number(10), 52, Tendon(5.2, 2.1, 0.12, 0.055), CHATTY,
        scenes=rested("about a 3")),
    Member("Lucía Ferrer Montalbán", number(11), 55, Tendon(4.6, 1.1, 0.15, 0.03), SPANISH, time(8),
        "Europe/Madrid", "es", scenes=rested("1", "no corrí")),
    Member("Caleb Moreau", number(13), 28, Tendon(4.8, 1.6, 0.17, 0.04), PATCHY, time(7, 30)),
    Member("Ingrid Solheim", number(14), 6, Tendon(7.2, 2.0, 0.17, 0.04, 0.3), SHORT, time(8),
        place=Place.HEEL),
    Member("Dev Chaudhary", number(15), 29, Tendon(2.2, 0.9, 0.2, 0.028, 0.35), SHORT, time(6, 30),
        running=True, scenes=rested("1")),
    Member("Nora Quist", number(16), 55, Tendon(1.8, 0.7, 0.2, 0.022, 0.35), SHORT, time(7, 30),
        running=True),
    Member("Yuki Tanabe", number(17), 33, Tendon(4.4, 1.5, 0.16, 0.035), LATE, quiet_for=3),
    Member("Fatima Zahra El Idrissi", number(18), 40, Tendon(4.6, 1.7, 0.15, 0.04), scenes={
        2: said(20, 15, "PAUSE 6"),
    }),
    Member("Joan Okafor", number(19), 1, Tendon(2.4, 1.6, 0.2, 0.03, 0.3), CHATTY, running=True),
    Member("Kofi Mensah", number(20), 1, Tendon(5, 2, 0.1, 0.04), consents=False),
    Member("Alastair Ng", number(21), 50, Tendon(5.0, 2.3, 0.13, 0.05), CHATTY, zone="Europe/London",
        scenes=rested("3 today", "swam instead")),
    Member("Tomás Herrera", number(22), 20, Tendon(5.4, 2.4, 0.12, 0.05), SPANISH, time(7),
        language="es"),
    Member("Wei Chen", number(23), 12, Tendon(6.4, 3.0, 0.1, 0.04), LATE),
    Member("Anneke de Vries", number(24), 54, Tendon(5.6, 2.6, 0.1, 0.06), CHATTY, time(7)),
    Member("Siobhán O’Leary-Byrne", number(25), 42, Tendon(4.8, 1.3, 0.15, 0.035)),
)  # fmt: skip
