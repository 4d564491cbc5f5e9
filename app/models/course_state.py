from datetime import datetime

from app.models.cohort import Cohort
from app.models.cohort_states import CourseState
from app.models.course import Course
from app.models.occupancy import Occupancy


def course_state(
    course: Course, cohorts: list[tuple[Cohort, Occupancy]], now: datetime
) -> CourseState:
    """The first that fits: external, open, announced, waiting, closed, none."""
    if course.is_external:
        return CourseState.EXTERNAL
    found = {cohort.state_at(now, places) for cohort, places in cohorts if cohort.is_coming(now)}
    return next((state for state in CourseState if state in found), CourseState.NONE)
