import pytest

from app.models import Course
from tests.factories import Make


@pytest.fixture
def course(make: Make) -> Course:
    """A course of a provider that can be written to."""
    make.provider()
    return make.course()
