"""Every error code of the provider and what it means for the text, the number, the sender and the operator.

Sources: Twilio's error pages and how-to files, as compiled in November 2026; a code without an entry gets the
remedy of its range. One table, so that a new code is one line.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum


class Then(Enum):
    """What happens to the text itself."""

    RETRY = "retry"  # it certainly did not go out, and may go later
    AGAIN = "again"  # it did not arrive, and may be sent anew: a few times at most
    FAIL = "fail"  # the same text would be refused again
    EXPIRE = "expire"  # its time ran out at the provider: as if never sent
    LOOK = "look"  # it may have gone out: the provider is asked before anything else happens


class Mark(Enum):
    """What is known of the number from now on."""

    NONE = "none"
    DOUBT = "doubt"  # bad after a few in a row
    BAD = "bad"  # no text can reach it
    OPTED_OUT = "opted-out"


@dataclass(frozen=True)
class Hold:
    """Nothing more leaves by the sender for a while; what waits is kept. `reason` is for its operator."""

    wait: timedelta
    reason: str = ""


@dataclass(frozen=True)
class Remedy:
    """What to do. `trouble` names what an operator must see to; "" where nobody need be told."""

    then: Then = Then.RETRY
    mark: Mark = Mark.NONE
    hold: Hold | None = None
    trouble: str = ""


SECONDS, MINUTES, HOURS = timedelta(seconds=2), timedelta(minutes=5), timedelta(hours=1)
TOO_MANY = 429  # HTTP status: never processed, whatever the code
SERVER_ERRORS = 500
CARRIER = range(30000, 31000)  # codes that come by callback, of the way from the provider to the phone


def _stop(trouble: str, wait: timedelta = MINUTES) -> Remedy:
    """Every text of this sender would fare alike: keep them, and tell the operator."""
    return Remedy(Then.RETRY, hold=Hold(wait, trouble), trouble=trouble)


RETRY = Remedy(Then.RETRY)
LOOK = Remedy(Then.LOOK)
AGAIN = Remedy(Then.AGAIN)
FAIL = Remedy(Then.FAIL)
EXPIRED = Remedy(Then.EXPIRE)
SLOW_DOWN = Remedy(Then.RETRY, hold=Hold(SECONDS))
UNREACHABLE = Remedy(Then.RETRY, hold=Hold(timedelta(seconds=10)))
BAD_NUMBER = Remedy(Then.FAIL, Mark.BAD)
DOUBTFUL = Remedy(Then.FAIL, Mark.DOUBT)
OPTED_OUT = Remedy(Then.FAIL, Mark.OPTED_OUT)
BUG = Remedy(Then.FAIL, trouble="text")
COUNTRY = Remedy(Then.FAIL, trouble="country")
FILTERED = Remedy(Then.FAIL, trouble="filtered")
UNKNOWN_CODE = Remedy(Then.FAIL, trouble="code")
SLOWER = Remedy(Then.AGAIN, hold=Hold(timedelta(minutes=1)))

CODES: dict[int, Remedy] = {
    20001: BUG,  # a parameter is wrong
    20003: _stop("credentials"),
    20404: _stop("account"),
    20429: SLOW_DOWN,  # too many requests at once
    20500: LOOK,
    21211: BAD_NUMBER,  # no phone number
    21212: _stop("sender"),  # what we send with is none
    21408: COUNTRY,  # not allowed for the account
    21603: _stop("sender"),
    21606: _stop("sender"),  # not ours, or no texts from it
    21608: Remedy(Then.FAIL, trouble="trial"),  # a trial account texts verified numbers alone
    21609: _stop("callback"),  # PUBLIC_URL is no address that can be called
    21610: OPTED_OUT,
    21611: _stop("queue"),  # the sender's queue at the provider is full
    21612: Remedy(Then.FAIL, Mark.DOUBT, trouble="route"),  # not reachable, or not from this sender
    21614: BAD_NUMBER,  # a landline
    21602: BUG,  # no words
    21605: BUG,
    21617: BUG,  # too many words
    21660: _stop("sender"),  # the sender is another account's
    21703: _stop("sender"),  # a messaging service without numbers
    21705: _stop("sender"),  # no such messaging service
    30001: Remedy(Then.AGAIN, hold=Hold(timedelta(minutes=1)), trouble="queue"),
    30002: Remedy(Then.AGAIN, hold=Hold(HOURS, "account"), trouble="account"),  # suspended
    30003: AGAIN,  # switched off, or out of reach, for now
    30004: DOUBTFUL,  # blocked by the phone or its carrier
    30005: DOUBTFUL,  # unknown to the carrier
    30006: BAD_NUMBER,  # a landline, or a carrier that takes no texts
    30007: FILTERED,
    30008: AGAIN,  # the carrier does not say why
    30010: FAIL,  # over a price limit that no longer exists
    30017: AGAIN,  # congestion
    30019: BUG,  # too large for the carrier
    30022: SLOWER,
    30023: Remedy(Then.AGAIN, hold=Hold(HOURS, "daily"), trouble="daily"),  # a carrier's cap for the day
    30032: Remedy(Then.FAIL, hold=Hold(HOURS, "registration"), trouble="registration"),
    30034: Remedy(Then.FAIL, hold=Hold(HOURS, "registration"), trouble="registration"),
    30036: EXPIRED,
    30410: AGAIN,  # the carrier took too long
    30450: Remedy(Then.FAIL, trouble="pumping"),
    30610: FILTERED,  # the provider's compliance toolkit held it back
    30640: FILTERED,
    63038: _stop("daily", HOURS),  # the account's limit for a day, over any 24 hours
    90007: BUG,  # the validity period is out of range
    **dict.fromkeys(range(35114, 35126), BUG),  # scheduling, which is not used here
}


def of_request(status: int, code: int | None) -> Remedy:
    """What to do when a request to send was answered by an HTTP status that is no success, and a code.

    A 429 is never processed and a 5xx may have been, whatever code comes with it: the status is looked at
    first, because an answer that is not the provider's own repeats the status as its code.
    """
    known = CODES.get(code or 0)
    if status >= SERVER_ERRORS or status < 400:
        return LOOK
    if status == TOO_MANY:
        return known if known is not None and known.then is Then.RETRY else SLOW_DOWN
    if status in (401, 403) and known is None:
        return CODES[20003]
    if status == 404 and known is None:
        return CODES[20404]
    if known is None:
        return UNKNOWN_CODE
    # A code of a delivery says, in answer to a request, that there will be none: nothing has gone out.
    return replace(known, then=Then.RETRY) if known.then in (Then.AGAIN, Then.LOOK) else known


def of_callback(code: int | None) -> Remedy:
    """What to do when a text that the provider had taken failed later, with a code or without one."""
    if not code:
        return AGAIN
    known = CODES.get(code)
    if known is None:
        return replace(AGAIN, trouble="code") if code in CARRIER else UNKNOWN_CODE
    # It was taken, and may not simply be sent as if it had not been: that counts as an attempt.
    return replace(known, then=Then.AGAIN) if known.then in (Then.RETRY, Then.LOOK) else known
