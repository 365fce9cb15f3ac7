"""The protocol's numbers: their values and limits, and the reading of a file of them."""

from checkin.core.protocol.parse import ProtocolError, parse
from checkin.core.protocol.values import STAGES, Protocol

__all__ = ["STAGES", "Protocol", "ProtocolError", "parse"]
