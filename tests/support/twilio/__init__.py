"""A fake Twilio: it takes texts, walks them to their end, calls back signed, and fails as it is told to."""

from tests.support.twilio.client import Twilio, TwilioProcess, serve
from tests.support.twilio.config import Config, Faults, Rule
from tests.support.twilio.log import History

__all__ = ["Config", "Faults", "History", "Rule", "Twilio", "TwilioProcess", "serve"]
