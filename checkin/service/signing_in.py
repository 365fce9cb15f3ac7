"""Signing in by a text: a code that anybody may ask for, or an address that a coach's own phone asks for.

Nothing that is returned for a code says whether a number is a coach's, and a stranger's number costs the
same queries. A code is the browser's that asked for it: nobody else makes it void or uses up its tries. With
ten codes a day for a number and five tries at each, strangers have 50 guesses of a million a day at a coach,
a chance of 1 in 20,000. They can use up the day's codes, and still keep nobody out: LINK is answered whatever
was asked for on the page.
"""

import hmac
import secrets
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from checkin.config import Services
from checkin.service.plan import NOWHERE
from checkin.store import Tx, belonging, codes, outgoing, people, sign_in
from checkin.store.outgoing import Draft
from checkin.store.people import Coach
from checkin.texts import segments

LIVES = timedelta(minutes=10)
MOST_TRIES = 5  # at one code
AWAY = timedelta(days=90)  # unseen for so long, a coach's number may be somebody else's by now
DIGITS = 6
KIND = "code"  # the kind of these texts
NOBODY = 0  # no coach's id

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
PER_NUMBER = ((3, timedelta(minutes=15)), (10, A_DAY))  # codes asked for
PER_ADDRESS = ((20, AN_HOUR),)
TRIES_PER_ADDRESS = ((60, AN_HOUR),)
LINKS = (5, AN_HOUR)  # sent to one coach


def send_code(services: Services, number: str, asker: str, address: str, now: datetime) -> bool:
    """A code goes to a number, if it is a coach's. It will work for `asker`, the browser that asked, alone.
    False: too many were asked for, for the number or from `address`, where the request came from."""
    limits = [(_key(services, "number", number), *limit) for limit in PER_NUMBER]
    limits += [(_key(services, "address", address), *limit) for limit in PER_ADDRESS]
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with services.store.begin() as tx:
        if not codes.may(tx, limits, now):
            return False
        coach = people.coach_by_number(tx, number)
        known = coach is not None and _reached(tx, coach, now)
        hashed = _hashed(services, coach.id if coach else NOBODY, code)
        theirs = _key(services, "asker", asker)
        body = _text(services, coach.language if coach else "en", code)
        if coach is None or not known:
            return True
        if now - coach.seen > AWAY:
            body = services.texts.render("coach.away", coach.language, {})
        else:
            codes.issue(tx, coach.id, theirs, hashed, now, now + LIVES)
        outgoing.queue(tx, [_draft(coach, body, now)], now)
        return True


def by_code(
    tx: Tx, services: Services, number: str, typed: str, asker: str, address: str, now: datetime
) -> Coach | None:
    """The coach whom a number and the newest code that `asker` asked for sign in. Each try counts."""
    limits = [(_key(services, "try", address), *limit) for limit in TRIES_PER_ADDRESS]
    if not codes.may(tx, limits, now):
        return None
    coach = people.coach_by_number(tx, number)
    coach_id = coach.id if coach else NOBODY
    theirs, hashed = _key(services, "asker", asker), _hashed(services, coach_id, _digits(typed))
    right = codes.spend(tx, coach_id, theirs, hashed, now, MOST_TRIES)
    return coach if right and coach is not None and _reached(tx, coach, now) else None


def link(tx: Tx, services: Services, coach: Coach, now: datetime) -> tuple[str, str]:
    """What answers LINK from a coach's own phone, its key and its words: an address that signs them in once,
    or why there is none. Their carrier vouches for them: it serves the invited and the stopped too."""
    values: dict[str, str | int] = {}
    limit = (_key(services, "link", str(coach.id)), *LINKS)
    if not belonging.roles_of(tx, coach.id, now):
        key = "coach.no_team"
    elif now - coach.seen > AWAY:
        key = "coach.away"
    elif not codes.may(tx, [limit], now):
        key, values = "coach.link_often", {"number": LINKS[0]}
    else:
        token = secrets.token_urlsafe(32)
        sign_in.issue(tx, coach.id, token, now, now + LIVES)
        address = f"{services.settings.public_url or NOWHERE}/sign-in?{urlencode({'token': token})}"
        key, values = "coach.link", {"link": address}
    return key, services.texts.render(key, coach.language, values)


def _reached(tx: Tx, coach: Coach, now: datetime) -> bool:
    """Texts go there, and there is something to see. One who was invited may come in, and is not stopped."""
    has_team = bool(belonging.roles_of(tx, coach.id, now))
    return has_team and not coach.bad and (coach.invited or not coach.stopped)


def _text(services: Services, language: str, code: str) -> str:
    """The words, and where it fits the line by which a phone fills the code in on our pages alone."""
    words = services.texts.render("coach.code", language, {"code": code})
    host = urlsplit(services.settings.public_url).hostname
    bound = f"{words}\n\n@{host} #{code}"
    return bound if host and segments(bound) == 1 else words


def _draft(coach: Coach, body: str, now: datetime) -> Draft:
    return Draft(
        number=coach.number,
        kind=KIND,
        key="coach.code",
        body=body,
        rank=outgoing.URGENT,
        coach_id=None if coach.invited else coach.id,  # nothing else goes to the invited
        expires_at=now + LIVES,
    )


def _digits(typed: str) -> str:
    """What was typed or pasted, in any digits, with whatever stands between them."""
    return "".join(str(unicodedata.digit(c)) for c in typed[:100] if c.isdigit())


def _hashed(services: Services, coach_id: int, code: str) -> str:
    return _key(services, f"code {coach_id}", code)


def _key(services: Services, what: str, value: str) -> str:
    """A keyed hash: of six digits a plain one would be no secret."""
    words = f"{what}: {value}".encode(errors="surrogatepass")
    return hmac.digest(services.settings.secret_key.encode(), words, "sha256").hex()
