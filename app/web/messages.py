"""Every broken rule as a sentence for the reader."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.models import course_errors, errors, oidc_errors, passkey_errors

SENTENCES: dict[type[errors.RuleBroken], LazyString] = {
    errors.CohortNotDraft: _l("This cohort has been opened already."),
    errors.CohortWithoutMeetings: _l("Give the cohort at least one date before you open it."),
    errors.CohortWithoutPlace: _l("Say where the cohort meets before you open it."),
    errors.CohortInThePast: _l("The first day has passed. Choose a coming day."),
    errors.DeadlinePassed: _l(
        "The registration deadline has passed or is missing. Choose a later one."
    ),
    errors.OpeningTooLate: _l("Registration must open before its deadline."),
    errors.CourseNotInBothLanguages: _l(
        "The course page is not complete in both Danish and English."
    ),
    errors.RehearsalOutdated: _l(
        "Something has changed since you looked. Read the emails again, then open the cohort."
    ),
    errors.ListFetchedMeanwhile: _l(
        "This list has just been fetched, by you or a colleague. Look at what it says now, and "
        "fetch it again if you need to."
    ),
    errors.InvoiceCorrectedMeanwhile: _l(
        "Where an invoice goes was corrected while the file was made. Fetch it again."
    ),
    errors.TooLateToStop: _l("The ten minutes are over: the emails are on their way."),
    errors.SubscriptionNotActive: _l("You are not on the list. Put your name on it first."),
    errors.PauseInThePast: _l("Choose a coming day within the next year."),
    errors.CohortNotOpen: _l("Registration for this date is not open."),
    errors.TooFewLeft: _l("There are not enough places left for all of you."),
    errors.FormUsed: _l("This form has been sent before, with other answers. Open it again."),
    errors.TooFewPeople: _l("This course needs more participants from the same workplace."),
    errors.TooManyPeople: _l("One registration has no room for so many. Write to us instead."),
    errors.NameNeeded: _l("So close to the start every place needs a name and an email address."),
    errors.NoOffer: _l("There is no offer to answer any more. See here how things stand now."),
    errors.NotInLine: _l("Nobody of this registration is on the waiting list any more."),
    errors.SeatGone: _l("Something has changed about this place. See here how it stands now."),
    errors.UndoTooLate: _l(
        "The place cannot be taken again: the 15 minutes are over, or somebody else has it now."
    ),
    errors.AddressHasSeat: _l(
        "This address is on the registration already. Each participant needs their own."
    ),
    errors.NoRoomToMove: _l("There is not room for all of them on that date."),
    errors.CohortHasStarted: _l("The first day has begun, so this can no longer be changed."),
    errors.DayNotBegun: _l("The first day has not begun, so nobody can have come yet."),
    errors.DaysToCome: _l("There are dates to come. Close the cohort when the last one has begun."),
    errors.DayClosed: _l("Somebody has closed the cohort meanwhile. See here how it stands now."),
    errors.DayNotClosed: _l("Close the cohort first. Then each place can be corrected."),
    errors.DidNotTakePart: _l("Only those who took part can complete the course."),
    errors.AssignedAlready: _l("That worksheet goes out on that day already. Change that one."),
    errors.DueBeforeSent: _l("It must be due after it has been sent. Choose later days."),
    errors.AddressTaken: _l("Somebody has an account with this address already."),
    errors.SignInRefused: _l("The email address or the password is not right. Check both."),
    errors.TooManyTries: _l(
        "Too many passwords have been tried. Wait a day, use a device you have signed in from "
        "before, or ask an administrator for a new link."
    ),
    errors.PasswordWrong: _l("That is not your password. Type it again."),
    errors.CodeWrong: _l(
        "The code is not right, or has been used. Wait for the next one in your app."
    ),
    errors.TooManyCodes: _l("Too many codes have been tried. Wait five minutes, then try again."),
    oidc_errors.BegunElsewhere: _l(
        "This sign-in was begun too long ago, in another window, or was used already. Begin again."
    ),
    oidc_errors.OrganisationAway: _l(
        "The sign-in of your organisation does not answer just now. Try again in a moment, or use "
        "your password."
    ),
    oidc_errors.OrganisationRefused: _l(
        "The sign-in of your organisation did not let you in. Begin again, or use your password."
    ),
    oidc_errors.AddressUnproved: _l(
        "Your organisation does not say that your email address is yours. Use your password, and "
        "tell whoever looks after the sign-in of your organisation."
    ),
    oidc_errors.NobodyHere: _l(
        "There is no open account here with your email address. Ask an administrator to invite you."
    ),
    passkey_errors.PasskeyRefused: _l("The passkey was not accepted. Try again, or use a code."),
    passkey_errors.PasskeyBehind: _l(
        "This passkey may have been copied, so it was not accepted. Use a code, and remove the "
        "passkey under My account."
    ),
    passkey_errors.PasskeyKnown: _l("This passkey has been added already. Choose another one."),
    passkey_errors.TooManyPasskeys: _l("You have so many passkeys that one must be removed first."),
    passkey_errors.AppFirst: _l("Set up an app for codes first: the passkey stands beside it."),
    errors.OwnAccount: _l("Ask another administrator to do this with your own account."),
    errors.RoleTaken: _l("You are not an administrator any more. Nothing has been changed."),
    errors.PasswordTooShort: _l("The password is too short. Use at least 15 characters."),
    errors.PasswordTooCommon: _l(
        "The password is easy to guess. Use four words that do not belong together."
    ),
    errors.WorksheetWithdrawn: _l(
        "This worksheet is no longer used, so nothing new can be saved. "
        "Everything that was saved can still be fetched."
    ),
    errors.WorksheetHandedIn: _l(
        "The worksheet has been handed in, so it cannot be changed now. "
        "Everything that was saved can still be fetched."
    ),
    errors.PlaceGone: _l(
        "The place is given up, so nothing new can be saved. "
        "Everything that was saved can still be fetched."
    ),
    errors.SharingEnded: _l("The link for colleagues is switched off, or has ended."),
    errors.NothingToHandIn: _l("Nothing is filled in yet. Fill something in, or choose a file."),
    errors.NotToBeHandedIn: _l("This worksheet is not to be handed in."),
    errors.NothingHandedIn: _l(
        "There is nothing to answer any more. See here how things stand now."
    ),
    errors.HandedInAnew: _l(
        "Something new was handed in after you opened the page. Read it, then answer."
    ),
    errors.AnswerDecided: _l("The worksheet is approved, so nothing more is to be handed in."),
    errors.TooManyFiles: _l("So many files have been handed in that there is no room for more."),
    errors.OthersNeedContact: _l(
        "Colleagues have places through this person. Write first who is their contact now."
    ),
    errors.NothingToCorrect: _l("That is what stands there already. Write what is to be changed."),
    errors.AddressOnList: _l(
        "The new address is on the list of a course already. Let them stop one of the two."
    ),
    errors.ErasureNotNoted: _l(
        "The journal of erasures cannot be written, so nothing was erased. "
        "Tell whoever runs the server."
    ),
    errors.DatesAskedAlready: _l(
        "The list is being asked about dates already. End that question first."
    ),
    errors.DateProposedTwice: _l("Two of the dates are the same. Change one of them."),
    errors.ProposalInThePast: _l("One of the dates has passed. Choose coming days."),
    errors.AnswerByOutOfRange: _l(
        "Choose a last day for answers from the day the emails leave, in ten minutes, to the day "
        "of the first date."
    ),
    errors.QuestionOutdated: _l(
        "Something has changed since you looked. Read the emails again, then send them."
    ),
    errors.AnswersOver: _l("The question about dates is over, so your answer was not noted."),
    course_errors.CourseChangedMeanwhile: _l(
        "Somebody has published the page while you were writing. Nothing of yours is lost: "
        "look at what they changed, then decide."
    ),
    course_errors.RegisteredForHere: _l(
        "A date of this course is still to come, and people register for it here. The address can "
        "be entered once the last one has begun, or has been cancelled."
    ),
    course_errors.CourseElsewhere: _l(
        "People register for this course at another provider, so no cohort can open here."
    ),
    course_errors.PartsUndecided: _l(
        "Decide what English readers see where the Danish text is new: the page shows each place."
    ),
    course_errors.NothingToPublish: _l("Nothing is different from what readers see already."),
    course_errors.TagNameTaken: _l(
        "There is one of that name already. Choose another name, or use that one on the courses."
    ),
    errors.CohortsToCome: _l(
        "A date of this course is still to come. It can be retired once the last one has begun, "
        "or has been cancelled."
    ),
    errors.NothingToDecide: _l("Nobody cancelled late here, or the fee is too high."),
    errors.CourseRetired: _l("The course is retired. Offer it again before you open a cohort."),
    # app/web/refusals.py says which
    errors.FileRefused: _l("The file cannot be taken."),
}


def say(broken: errors.RuleBroken) -> LazyString:
    """The sentence for a broken rule; a guard holds the list complete."""
    return SENTENCES[type(broken)]
