"""The rules about writing course pages that may be broken; as those of errors.py."""

from app.language import Language
from app.models.errors import RuleBroken


class CourseChangedMeanwhile(RuleBroken):
    """What is published replaces what its writer has seen, or knows to be replaced."""


class RegisteredForHere(RuleBroken):
    """While a cohort is to come, the links to register for it lead to its form."""


class CourseElsewhere(RuleBroken):
    """Of a course that is registered for at another provider, no cohort opens."""


class PartsUndecided(RuleBroken):
    """Where English may not fit any more, somebody decides. `parts` says where."""

    def __init__(self, parts: tuple[str, ...] = ()) -> None:
        super().__init__(parts)
        self.parts = parts


class NothingToPublish(RuleBroken):
    """A version says something else than the one before."""


class TagNameTaken(RuleBroken):
    """No two audiences, and no two themes, are called the same. `language` says where they are."""

    def __init__(self, language: Language = Language.DANISH) -> None:
        super().__init__(language)
        self.language = language
