"""The protocol's numbers: values and limits, the reading of a file of them, what is a team's own."""

from checkin.core.protocol.parse import ProtocolError, parse
from checkin.core.protocol.team import NO_TEAM_RULES, TeamRules
from checkin.core.protocol.values import STAGES, Protocol, Quiet

__all__ = ["NO_TEAM_RULES", "STAGES", "TeamRules", "Protocol", "ProtocolError", "Quiet", "parse"]
