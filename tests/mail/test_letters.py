"""The letters, word for word, in both languages."""

from datetime import date, datetime

import pytest
import time_machine

from app.clock import COPENHAGEN
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.models import (
    Bilingual,
    Cohort,
    Course,
    CourseContact,
    Meeting,
    OpeningRule,
    Subscription,
)
from tests.factories import Make

DA, EN = Language.DANISH, Language.ENGLISH
NOW = datetime(2026, 12, 1, 12, 0, tzinfo=COPENHAGEN)
BASE = "http://127.0.0.1"

FOOT = {
    DA: """\
Venlig hilsen
Lysningen, Havnegade 1, 7100 Vejle

Kursussekretær: Kursussekretariatet, kursus@lysningen.example, 12 34 56 78. Du kan bare svare på \
mailen.
""",
    EN: """\
Kind regards
Lysningen, Havnegade 1, 7100 Vejle

Course secretary: The course office, kursus@lysningen.example, +45 12 34 56 78. You can simply \
reply to this email.
""",
}
NOTICE_FOOT = {
    DA: """\
Du får mailen, fordi du står på listen over dem, der vil have besked om "Barnets første 1000 dage".
Ret antal pladser eller sprog, eller hold pause: {status}
Stop beskeder: {stop}

"""
    + FOOT[DA]
    + f"Find min tilmelding: {BASE}/da/find-min-tilmelding\n",
    EN: """\
You are receiving this email because you are on the list to be notified about "The child's first \
1,000 days".
Change the number of places or the language, or pause: {status}
Stop these emails: {stop}

"""
    + FOOT[EN]
    + f"Find my registration: {BASE}/en/find-my-registration\n",
}


@pytest.fixture(autouse=True)
def stopped_clock() -> object:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def course(make: Make) -> Course:
    make.provider(
        name="Lysningen", address="Havnegade 1, 7100 Vejle", email="kursus@lysningen.example"
    )
    office = make.staff(
        "secretary",
        "kursus@lysningen.example",
        name=Bilingual("Kursussekretariatet", "The course office"),
        phone="12 34 56 78",
    )
    course = make.course(
        slug="barnets-foerste-1000-dage",
        price_note=Bilingual("inkl. forplejning", "including lunch and coffee"),
    )
    course.title = Bilingual("Barnets første 1000 dage", "The child's first 1,000 days")
    course.contacts = [CourseContact(member=office)]
    db.session.commit()
    return course


@pytest.fixture
def cohort(make: Make, course: Course) -> Cohort:
    return make.cohort(
        course,
        state="open",
        capacity=24,
        place="Kursushuset Lysningen, Vejle",
        rule=OpeningRule.FIRST_COME,
        register_by=date(2027, 2, 3),
        tell_at=NOW,
        opens_at=NOW,
        meetings=[
            Meeting(
                starts_at=datetime(2027, 3, 3, 9, 0, tzinfo=COPENHAGEN),
                ends_at=datetime(2027, 3, 3, 15, 30, tzinfo=COPENHAGEN),
            )
        ],
    )


def read(
    name: str, about: Subscription, language: Language, cohort: Cohort | None = None
) -> letters.Rendered:
    found = letters.render(name, about, cohort, language)
    assert isinstance(found, letters.Rendered)
    return found


def seen(text: str) -> str:
    """With spaces where the letter keeps words together."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def links(text: str) -> list[str]:
    return [word for word in text.split() if word.startswith("http")]


def notice_foot(language: Language, text: str) -> str:
    status, stop = [link for link in links(text) if "/l/" in link][-2:]
    return NOTICE_FOOT[language].format(status=status, stop=stop)


def test_confirm_in_danish(make: Make, course: Course) -> None:
    letter = read("confirm_subscription", make.subscription(course, state="new"), DA)

    [link] = links(letter.text)
    assert link.startswith(f"{BASE}/da/l/")
    assert letter.subject == "Vil du have besked om næste hold?"
    assert seen(letter.text) == (
        f"""\
Hej

Nogen – måske dig selv – har bedt os skrive til denne adresse, når der kommer en dato for \
"Barnets første 1000 dage".

Vil du have besked? Sig ja her:
{link}

Var det ikke dig, skal du ikke gøre noget. Så sletter vi adressen efter syv dage.

Du får mailen, fordi adressen er skrevet på kursets side.

"""
        + FOOT[DA]
    )
    assert letter.unsubscribe is None


def test_confirm_in_english(make: Make, course: Course) -> None:
    letter = read("confirm_subscription", make.subscription(course, state="new"), EN)

    [link] = links(letter.text)
    assert link.startswith(f"{BASE}/en/l/")
    assert letter.subject == "Would you like to hear about the next date?"
    assert seen(letter.text) == (
        f"""\
Hello

Someone – perhaps you – has asked us to write to this address when there is a date for \
"The child's first 1,000 days".

Would you like to hear from us? Say yes here:
{link}

If it was not you, there is nothing to do. We delete the address after seven days.

You are receiving this email because the address was entered on the course page.

"""
        + FOOT[EN]
    )


@pytest.mark.parametrize(
    ("state", "language", "sentences"),
    [
        ("active", DA, "Du står allerede på listen og beholder din plads i rækken. Du skal ikke"),
        ("active", EN, "You are already on the list and keep your place in line. There is nothing"),
        ("settled", DA, "Du har en plads på et hold, så vi skriver ikke om nye datoer. Vil du"),
        ("settled", EN, "You have a place already, so we do not write about new dates. If you"),
        ("paused", DA, "Du har sat beskederne på pause til torsdag den 31. december 2026."),
        ("paused", EN, "You have paused these emails until Thursday 31 December 2026."),
    ],
)
def test_who_is_on_the_list_already_reads_how_it_stands(
    make: Make, course: Course, state: str, language: Language, sentences: str
) -> None:
    letter = read("already_subscribed", make.subscription(course, state=state), language)

    assert sentences in seen(letter.text)
    assert seen(letter.text).endswith(notice_foot(language, letter.text))
    assert letter.unsubscribe is not None
    assert letter.unsubscribe.startswith(f"{BASE}/{language}/stop/")


def test_an_opening_in_danish(make: Make, course: Course, cohort: Cohort) -> None:
    letter = read("cohort_open", make.subscription(course), DA, cohort)

    assert seen(letter.subject) == "Nu kan du tilmelde dig: Barnets første 1000 dage, 3. marts"
    [register] = [link for link in links(letter.text) if "?cohort=" in link]
    assert (
        seen(letter.text).replace(register, "REGISTER")
        == """\
Hej

Der er kommet en dato, og tilmeldingen er åben.

Barnets første 1000 dage
onsdag den 3. marts 2027 kl. 9.00-15.30
Kursushuset Lysningen, Vejle
2.450 kr. pr. deltager, inkl. forplejning

Tilmeld dig og dine kolleger senest onsdag den 3. februar 2027:
REGISTER

Der er 24 pladser, og de går i den rækkefølge, tilmeldingerne kommer. Passer datoen ikke, skal du \
ikke gøre noget. Du bliver på listen og får besked om næste hold.

"""
        + notice_foot(DA, letter.text)
    )


def test_an_opening_in_english_with_registration_later(
    make: Make, course: Course, cohort: Cohort
) -> None:
    cohort.opens_at = datetime(2027, 1, 14, 12, 0, tzinfo=COPENHAGEN)

    letter = read("cohort_open", make.subscription(course), EN, cohort)

    assert seen(letter.subject) == "There is now a date: The child's first 1,000 days, 3 March"
    [register] = [link for link in links(letter.text) if "?cohort=" in link]
    assert (
        seen(letter.text).replace(register, "REGISTER")
        == """\
Hello

There is now a date. Registration opens on Thursday 14 January 2027 at 12:00 (Danish time).

The child's first 1,000 days
Wednesday 3 March 2027, 9:00 to 15:30
Kursushuset Lysningen, Vejle
DKK 2,450 per participant, including lunch and coffee

Register yourself and your colleagues by Wednesday 3 February 2027:
REGISTER

There are 24 places, and they go in the order registrations arrive. If the date does not suit you, \
there is nothing to do. You stay on the list and will hear about the next date.

"""
        + notice_foot(EN, letter.text)
    )


@pytest.mark.parametrize(
    ("language", "subject", "question"),
    [
        (
            DA,
            "Vil du stadig have besked om Barnets første 1000 dage?",
            "Den 1. januar 2026 sagde du ja til at få besked, når der kommer en dato for "
            '"Barnets første 1000 dage". Vil du blive på listen, så sig ja igen senest '
            "torsdag den 31. december 2026:",
        ),
        (
            EN,
            "Do you still want to hear about The child's first 1,000 days?",
            "On 1 January 2026 you said yes to being notified when there is a date for "
            '"The child\'s first 1,000 days". If you would like to stay on the list, say yes again '
            "by Thursday 31 December 2026:",
        ),
    ],
)
def test_the_yearly_question(
    make: Make, course: Course, language: Language, subject: str, question: str
) -> None:
    reader = make.subscription(
        course,
        renewed_at=datetime(2026, 1, 1, 9, 0, tzinfo=COPENHAGEN),
        asked_at=NOW,
    )

    letter = read("still_interested", reader, language)

    assert letter.subject == subject
    assert question in seen(letter.text)
    assert letter.unsubscribe is not None
    assert seen(letter.text).endswith(notice_foot(language, letter.text))
