"""Whatever rule is broken, there is a sentence that says so."""

from app.models import errors
from app.web.messages import SENTENCES


def rules(of: type[errors.RuleBroken] = errors.RuleBroken) -> set[type[errors.RuleBroken]]:
    """Every rule, and the rules that are kinds of another."""
    children = set(of.__subclasses__())
    return children.union(*(rules(child) for child in children))


def wordless(found: set[type[errors.RuleBroken]], said: set[type[errors.RuleBroken]]) -> list[str]:
    return sorted(rule.__name__ for rule in found - said)


def ours() -> set[type[errors.RuleBroken]]:
    return {rule for rule in rules() if rule.__module__.startswith("app.")}


def test_every_rule_has_a_sentence() -> None:
    assert wordless(ours(), set(SENTENCES)) == []


def test_every_sentence_has_a_rule() -> None:
    assert wordless(set(SENTENCES), ours()) == []


def test_every_rule_says_what_it_is() -> None:
    assert [rule.__name__ for rule in ours() if not rule.__doc__] == []


def test_no_rule_carries_a_text() -> None:
    assert [rule.__name__ for rule in ours() if "__str__" in vars(rule)] == []


def test_a_rule_without_a_sentence_is_found() -> None:
    class Forgotten(errors.CohortNotDraft):
        """A rule made for this test."""

    assert Forgotten in rules()
    assert wordless({Forgotten}, set(SENTENCES)) == ["Forgotten"]
