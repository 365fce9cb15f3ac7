"""What a team sets for itself, laid over the protocol of the whole service."""

from dataclasses import dataclass, replace

from checkin.core.protocol.values import Protocol, Quiet


@dataclass(frozen=True)
class TeamRules:
    """A team's quiet hours and its protocol. None: as the service has them. `past`: the protocols that held
    for it before."""

    quiet: Quiet | None = None
    protocol: Protocol | None = None
    past: tuple[Protocol, ...] = ()

    def over(self, served: Protocol) -> Protocol:
        """The protocol that holds for the team's runners.

        Whom to call, who may join, how many texts a day were agreed to and what they cost are the service's,
        whatever a team's file says: they go by country, consent and contract, not by team.
        """
        found = served
        if self.protocol is not None:
            found = replace(
                self.protocol,
                emergency=served.emergency,
                crisis=served.crisis,
                join=served.join,
                texts=served.texts,
                cost=served.cost,
            )
        if self.past or self.protocol is not None:
            found = replace(found, past=(*self.past, replace(served, past=()), *served.past))
        return found if self.quiet is None else replace(found, quiet=self.quiet)


NO_TEAM_RULES = TeamRules()
