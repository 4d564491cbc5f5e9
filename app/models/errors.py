"""Rules that may be broken. Each class is one rule; web/messages.py says it in two languages."""


class RuleBroken(Exception):
    """What was asked for is against a rule. Carries no text: who asked decides how to say it."""


class CohortNotDraft(RuleBroken):
    """Only a draft can be opened or changed freely."""


class CohortWithoutMeetings(RuleBroken):
    """A cohort that opens has at least one date."""


class CohortWithoutPlace(RuleBroken):
    """A cohort that opens says where it meets."""


class CohortInThePast(RuleBroken):
    """A cohort that opens begins in the future."""


class DeadlinePassed(RuleBroken):
    """A cohort that opens can still be registered for."""


class OpeningTooLate(RuleBroken):
    """Registration opens before its deadline."""


class CourseNotInBothLanguages(RuleBroken):
    """What is announced exists in Danish and English."""


class RehearsalOutdated(RuleBroken):
    """What leaves is what was rehearsed."""


class TooLateToStop(RuleBroken):
    """An opening can be taken back until the mails leave."""


class SubscriptionNotActive(RuleBroken):
    """Only who is on the list can change what the list says."""


class PauseInThePast(RuleBroken):
    """A pause ends on a coming day, within a year."""


class CohortNotOpen(RuleBroken):
    """Registration is not open: not yet, no longer, or called off."""


class TooFewLeft(RuleBroken):
    """Fewer places are left than the group wants. `left` says how many it could have now."""

    def __init__(self, left: int = 0) -> None:
        super().__init__(left)
        self.left = left


class FormUsed(RuleBroken):
    """This form has been sent before, with other content."""


class TooFewPeople(RuleBroken):
    """The course asks for more people from the same workplace."""


class TooManyPeople(RuleBroken):
    """The course takes fewer people in one registration."""


class CohortHasStarted(RuleBroken):
    """Date, place and fate of a cohort are settled once it has begun."""


class NameNeeded(RuleBroken):
    """Near the start every place has a name: nameless ones would go back at once."""


class NoOffer(RuleBroken):
    """There is no offer to answer: answered already, lapsed, or taken back."""


class NotInLine(RuleBroken):
    """Nobody of this registration stands in line."""


class SeatGone(RuleBroken):
    """This seat is not a confirmed place any more."""


class UndoTooLate(RuleBroken):
    """A cancelled place can be taken again for fifteen minutes, while it is free."""


class AddressHasSeat(RuleBroken):
    """This address has a place, or stands in line, on the same registration already."""


class NoRoomToMove(RuleBroken):
    """The other cohort has no room for all who would move."""


class DayNotBegun(RuleBroken):
    """Who came is noted from the moment the first meeting begins, of a cohort that takes place."""


class DaysToCome(RuleBroken):
    """A cohort is closed once its last meeting has begun."""


class DayClosed(RuleBroken):
    """After the closing, who came is corrected one by one."""


class DayNotClosed(RuleBroken):
    """One place is corrected, or approved, after the cohort has been closed."""


class DidNotTakePart(RuleBroken):
    """Only who took part can complete the course."""


class AddressTaken(RuleBroken):
    """An address belongs to one member of staff."""


class SignInRefused(RuleBroken):
    """Address and password belong together. Never says which of them was wrong."""


class TooManyTries(RuleBroken):
    """Passwords are tried a few times, not by the thousand."""


class PasswordWrong(RuleBroken):
    """Who shows that it is still they knows the password."""


class CodeWrong(RuleBroken):
    """A code is of now, of one's own app or paper, and has not been used."""


class TooManyCodes(RuleBroken):
    """Codes are tried five times in five minutes."""


class OwnAccount(RuleBroken):
    """Nobody takes the rights of an administrator from themselves."""


class RoleTaken(RuleBroken):
    """Who changes accounts is an administrator still."""


class PasswordTooShort(RuleBroken):
    """A password has at least fifteen characters."""


class PasswordTooCommon(RuleBroken):
    """A password is not one of those that are tried first."""


class WorksheetWithdrawn(RuleBroken):
    """A worksheet that goes with the course no more can be read and fetched, not written on."""


class WorksheetHandedIn(RuleBroken):
    """What the consultant reads is not changed meanwhile."""


class PlaceGone(RuleBroken):
    """Who gave up the place reads what was written, and writes no more."""


class SharingEnded(RuleBroken):
    """The link for colleagues is switched off, or its last day is over."""


class NothingToHandIn(RuleBroken):
    """What is handed in says something: a page that is empty does not."""


class NotToBeHandedIn(RuleBroken):
    """Only what is asked for is handed in."""


class NothingHandedIn(RuleBroken):
    """Only what is with the consultant can be approved or sent back."""


class HandedInAnew(RuleBroken):
    """A consultant answers what she has read, not what came since."""


class AnswerDecided(RuleBroken):
    """What is approved is not handed in again."""


class TooManyFiles(RuleBroken):
    """Of one worksheet so many files are kept, and no more."""


class FileRefused(RuleBroken):
    """A file is taken once it has been found whole, harmless and of its kind. `why` says more."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


class AssignedAlready(RuleBroken):
    """A worksheet goes out once on the same day of a course."""


class DueBeforeSent(RuleBroken):
    """A worksheet is handed in after it was sent."""


class OthersNeedContact(RuleBroken):
    """Who is erased leaves nobody with a place and no contact."""


class NothingToCorrect(RuleBroken):
    """A correction says something else than what stands there."""


class AddressOnList(RuleBroken):
    """One address stands on the list of a course once."""


class ErasureNotNoted(RuleBroken):
    """Who is erased stands in the journal first: a backup could bring them back."""


class DatesAskedAlready(RuleBroken):
    """Those on the list of a course are asked one question about dates at a time."""


class DateProposedTwice(RuleBroken):
    """The dates that are asked about begin at different moments."""


class ProposalInThePast(RuleBroken):
    """The dates that are asked about are to come."""


class AnswerByOutOfRange(RuleBroken):
    """There is time once the letters have left, and it ends at the latest on the first date."""


class QuestionOutdated(RuleBroken):
    """What leaves is what was read before the press."""


class AnswersOver(RuleBroken):
    """A question about dates is answered while it is asked."""


class CohortsToCome(RuleBroken):
    """A course is retired once its cohorts have begun."""


class NothingToDecide(RuleBroken):
    """A fee is for places that were cancelled late."""


class ListFetchedMeanwhile(RuleBroken):
    """Accounting gets each registration once: of two files at a time, the second is made anew."""


class InvoiceCorrectedMeanwhile(RuleBroken):
    """The file that was made says where an invoice goes as it was before a correction."""


class CourseRetired(RuleBroken):
    """Of a course that is no longer offered, no cohort opens."""
