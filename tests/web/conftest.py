"""What the tests of pages may ask for beside what every test may."""

import pytest

from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in


@pytest.fixture
def desk(browser: Browser, make: Make) -> Browser:
    """The visitor is a secretary, and the provider has filled in who it is."""
    make.provider()
    signed_in(browser)
    return browser
