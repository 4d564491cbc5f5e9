"""Addresses: compared in one form, and a slip of the finger noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wtforms.validators import StopValidation

from app import addresses
from app.web.forms import ValidEmail

TEXT = st.text(max_size=80)
NAME = st.from_regex(r"\A[a-z0-9]([a-z0-9.-]{0,12}[a-z0-9])?\Z")


@given(TEXT)
def test_the_normal_form_of_anything_is_its_own_normal_form(text: str) -> None:
    normal = addresses.normal(text)

    assert addresses.normal(normal) == normal


@given(TEXT)
def test_help_never_fails_and_never_repeats_what_was_typed(text: str) -> None:
    assert addresses.suggestion(text) != text.strip().lower()


@given(NAME, st.sampled_from(["vejle.dk", "gmail.com", "kk.dk", "hotmail.com", "lf.dk"]))
def test_what_is_right_is_left_alone(name: str, domain: str) -> None:
    assert addresses.suggestion(f"{name}@{domain}") is None


@given(NAME)
def test_the_part_before_the_sign_is_never_touched(name: str) -> None:
    assert addresses.suggestion(f"{name}@gmial.com") == f"{name}@gmail.com"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (" Leder@Vejle.Example ", "leder@vejle.example"),
        ("leder@børnehuset.example", "leder@xn--brnehuset-l8a.example"),
        ("LEDER@BØRNEHUSET.example", "leder@xn--brnehuset-l8a.example"),
        ("no sign", "no sign"),
        ("a@b@c.example", "a@b@c.example"),
    ],
)
def test_addresses_are_compared_in_one_form(typed: str, normal: str) -> None:
    assert addresses.normal(typed) == normal


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmil.con", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmail.dkk", "hotmail.dk"),
        ("outlok.dk", "outlook.dk"),
        ("oddense.dk", "odense.dk"),
        ("odense.dkk", "odense.dk"),
        ("velje.dk", "vejle.dk"),
        ("aarhsu.dk", "aarhus.dk"),
        ("faxe.kd", "faxe.dk"),
        ("børnehuset.dkk", "børnehuset.dk"),
        ("odenskommune.dk", "odensekommune.dk"),
    ],
)
def test_a_slip_is_noticed(typed: str, meant: str) -> None:
    assert addresses.suggestion(f"leder@{typed}") == f"leder@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        "skole.dk",
        "mail.com",
        "firma.dk",
        "kl.dk",
        "ucl.dk",
        "dr.dk",
        "børnehuset.dk",
        "gmail.de",
        "",
    ],
)
def test_another_name_is_not_a_slip(domain: str) -> None:
    assert addresses.suggestion(f"leder@{domain}") is None


class Typed:
    def __init__(self, data: str) -> None:
        self.data = data
        self.address = ""


@given(NAME, st.sampled_from(["vejle.example", "børnehuset.example", "ÆBLE.example"]))
def test_the_form_stores_the_normal_form(name: str, domain: str) -> None:
    field = Typed(f"{name}@{domain}")
    try:
        ValidEmail()(None, field)
    except StopValidation:
        return
    assert field.address == addresses.normal(field.data)
