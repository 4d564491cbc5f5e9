"""The rules about the sign-in of the organisation (OpenID Connect); the others are in errors.py."""

from app.models.errors import RuleBroken


class BegunElsewhere(RuleBroken):
    """It comes back to the browser it began in, within ten minutes, and once."""


class OrganisationAway(RuleBroken):
    """Its servers answer."""


class OrganisationRefused(RuleBroken):
    """It lets the person in, and says so in words that are signed and meant for this site."""


class AddressUnproved(RuleBroken):
    """It answers for the address that it names."""


class NobodyHere(RuleBroken):
    """The address is that of an open account here."""
