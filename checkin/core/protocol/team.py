"""What a team sets for itself, laid over the protocol of the whole service."""

from dataclasses import dataclass, replace

from checkin.core.protocol.values import Protocol, Quiet


@dataclass(frozen=True)
class TeamRules:
    """A team's quiet hours and its protocol. None: as the service has them."""

    quiet: Quiet | None = None
    protocol: Protocol | None = None

    def over(self, served: Protocol) -> Protocol:
        """The protocol that holds for the team's runners.

        Whom to call, who may join and what texts cost are the service's, whatever a team's file says: they go
        by country and by contract, not by team.
        """
        found = served
        if self.protocol is not None:
            found = replace(
                self.protocol,
                emergency=served.emergency,
                crisis=served.crisis,
                join=served.join,
                cost=served.cost,
            )
        return found if self.quiet is None else replace(found, quiet=self.quiet)


NO_TEAM_RULES = TeamRules()
