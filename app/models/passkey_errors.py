"""The rules about passkeys; the others stand in errors.py."""

from app.models.errors import RuleBroken


class PasskeyRefused(RuleBroken):
    """A passkey answers the question of this page, once, and is one of the member's own."""


class PasskeyBehind(PasskeyRefused):
    """A passkey counts on: one that counts from before may have been copied."""


class PasskeyKnown(RuleBroken):
    """A passkey is added once."""


class TooManyPasskeys(RuleBroken):
    """So many passkeys are kept for each member, and no more."""


class AppFirst(RuleBroken):
    """A passkey stands beside the app: who has none sets that up first."""
