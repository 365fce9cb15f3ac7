"""Every error code has its remedy: of the text, the number, the sender, the operator; by either way."""

import pytest

from checkin.sms import Mark, Then, of_callback, of_request
from checkin.sms.codes import CODES
from checkin.texts import Texts

RETRY, AGAIN, FAIL, EXPIRE, LOOK = Then.RETRY, Then.AGAIN, Then.FAIL, Then.EXPIRE, Then.LOOK
NONE, DOUBT, BAD, OUT = Mark.NONE, Mark.DOUBT, Mark.BAD, Mark.OPTED_OUT

# In answer to a request: status, code; what becomes of the text, of the number, whether the sender is held,
# and what its operator is told.
REQUESTS = [
    (401, 20003, RETRY, NONE, True, "credentials"),
    (404, 20404, RETRY, NONE, True, "account"),
    (429, 20429, RETRY, NONE, True, ""),
    (429, 63038, RETRY, NONE, True, "daily"),
    (429, None, RETRY, NONE, True, ""),
    (429, 30001, RETRY, NONE, True, ""),
    (500, 20500, LOOK, NONE, False, ""),
    (503, 503, LOOK, NONE, False, ""),  # somebody else's page: its status is repeated as a code
    (500, 21610, LOOK, NONE, False, ""),
    (200, None, LOOK, NONE, False, ""),
    (400, 20001, FAIL, NONE, False, "text"),
    (400, 21211, FAIL, BAD, False, ""),
    (400, 21212, RETRY, NONE, True, "sender"),
    (400, 21408, FAIL, NONE, False, "country"),
    (400, 21602, FAIL, NONE, False, "text"),
    (400, 21603, RETRY, NONE, True, "sender"),
    (400, 21605, FAIL, NONE, False, "text"),
    (400, 21606, RETRY, NONE, True, "sender"),
    (400, 21608, FAIL, NONE, False, "trial"),
    (400, 21609, RETRY, NONE, True, "callback"),
    (400, 21610, FAIL, OUT, False, ""),
    (400, 21611, RETRY, NONE, True, "queue"),
    (400, 21612, FAIL, DOUBT, False, "route"),
    (400, 21614, FAIL, BAD, False, ""),
    (400, 21617, FAIL, NONE, False, "text"),
    (400, 21660, RETRY, NONE, True, "sender"),
    (400, 21703, RETRY, NONE, True, "sender"),
    (400, 21705, RETRY, NONE, True, "sender"),
    (400, 90007, FAIL, NONE, False, "text"),
    (400, 35115, FAIL, NONE, False, "text"),
    (400, 29999, FAIL, NONE, False, "code"),  # new
    (400, None, FAIL, NONE, False, "code"),
    (401, None, RETRY, NONE, True, "credentials"),
    (403, None, RETRY, NONE, True, "credentials"),
    (404, None, RETRY, NONE, True, "account"),
    (400, 30008, RETRY, NONE, False, ""),  # refused at the door: it certainly did not go out
]
# By callback, after it was taken.
CALLBACKS = [
    (None, AGAIN, NONE, False, ""),
    (20003, AGAIN, NONE, True, "credentials"),
    (21610, FAIL, OUT, False, ""),
    (30001, AGAIN, NONE, True, "queue"),
    (30002, AGAIN, NONE, True, "account"),
    (30003, AGAIN, NONE, False, ""),
    (30004, FAIL, DOUBT, False, ""),
    (30005, FAIL, DOUBT, False, ""),
    (30006, FAIL, BAD, False, ""),
    (30007, FAIL, NONE, False, "filtered"),
    (30008, AGAIN, NONE, False, ""),
    (30010, FAIL, NONE, False, ""),
    (30017, AGAIN, NONE, False, ""),
    (30019, FAIL, NONE, False, "text"),
    (30022, AGAIN, NONE, True, ""),
    (30023, AGAIN, NONE, True, "daily"),
    (30032, FAIL, NONE, True, "registration"),
    (30034, FAIL, NONE, True, "registration"),
    (30036, EXPIRE, NONE, False, ""),
    (30410, AGAIN, NONE, False, ""),
    (30450, FAIL, NONE, False, "pumping"),
    (30610, FAIL, NONE, False, "filtered"),
    (30640, FAIL, NONE, False, "filtered"),
    (30999, AGAIN, NONE, False, "code"),  # new, of the carrier's
    (45000, FAIL, NONE, False, "code"),  # new
]


@pytest.mark.parametrize(("status", "code", "then", "mark", "held", "trouble"), REQUESTS)
def test_a_refused_request(status, code, then, mark, held, trouble):
    remedy = of_request(status, code)
    assert (remedy.then, remedy.mark, remedy.hold is not None, remedy.trouble) == (then, mark, held, trouble)


@pytest.mark.parametrize(("code", "then", "mark", "held", "trouble"), CALLBACKS)
def test_a_failure_by_callback(code, then, mark, held, trouble):
    remedy = of_callback(code)
    assert (remedy.then, remedy.mark, remedy.hold is not None, remedy.trouble) == (then, mark, held, trouble)


def test_every_code_of_the_table_is_tested():
    tested = {code for _, code, *_ in REQUESTS} | {code for code, *_ in CALLBACKS}
    scheduling = set(range(35114, 35126))  # alike
    assert set(CODES) - scheduling <= tested


def test_a_request_is_never_to_be_sent_anew_as_if_it_had_arrived():
    """A refused request certainly did not go out; what was taken is not sent as if it had not been."""
    for code in CODES:
        assert of_request(400, code).then in (RETRY, FAIL, EXPIRE)
        assert of_callback(code).then in (AGAIN, FAIL, EXPIRE)
        assert of_request(500, code).then is LOOK


def test_the_operator_is_told_in_words_that_are_there():
    keys = {remedy.trouble for remedy in CODES.values() if remedy.trouble}
    assert {f"operator.{key}" for key in keys} <= Texts().keys("en")


def test_who_is_held_for_an_operator_says_why():
    for remedy in CODES.values():
        if remedy.hold and remedy.hold.reason:
            assert remedy.trouble == remedy.hold.reason
