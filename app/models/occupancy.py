from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How the places of one cohort stand, in what the cohort counts (seats or registrations)."""

    capacity: int
    confirmed: int = 0
    offered: int = 0
    held: int = 0
    waiting: int = 0
    # what those in line can use of the places nobody has: a group that needs more uses none
    claimed: int = 0

    @property
    def taken(self) -> int:
        return self.confirmed + self.offered + self.held

    @property
    def unclaimed(self) -> int:
        """What nobody has, been offered or is held: for those in line, if anybody is."""
        return max(0, self.capacity - self.taken)

    @property
    def free(self) -> int:
        """What somebody new can have: what those in line leave."""
        return max(0, self.unclaimed - self.claimed)

    @property
    def over(self) -> int:
        """By how much the capacity was lowered below what is taken."""
        return max(0, self.taken - self.capacity)
