"""Two pages of one section: what each changed is kept, and nobody writes over the other."""

from hypothesis import given
from hypothesis import strategies as st

from app.services.answers_merge import Choice, Chosen, Merged, Typed, digest, merge


def typed(shown: dict[str, str], texts: dict[str, str], **more: object) -> Typed:
    """A page that showed this, and on which this stands now."""
    digests = {name: digest(text) for name, text in shown.items()}
    return Typed(shown | texts, digests, **more)  # type: ignore[arg-type]


def test_different_boxes_are_merged_in_silence() -> None:
    opened = {"what": "Play", "who": ""}

    first = merge(opened, typed(opened, {"what": "Play in groups"}), {})
    second = merge(first.texts, typed(opened, {"who": "Pedagogues"}), {})

    assert second.texts == {"what": "Play in groups", "who": "Pedagogues"}
    assert second.clashes == {}
    assert second.changed == {"who"}
    assert second.news


def test_in_the_same_box_the_first_stays_until_the_second_has_chosen() -> None:
    opened = {"what": ""}
    stored = merge(opened, typed(opened, {"what": "Hers"}), {}).texts
    mine = typed(opened, {"what": "Mine"})

    found = merge(stored, mine, {})
    assert (found.texts, found.clashes) == ({"what": "Hers"}, {"what": "Hers"})

    def chosen(choice: Choice, of: str = "Hers") -> Merged:
        said = {"what": Chosen(choice, digest(of))}
        return merge(stored, typed(opened, {"what": "Mine"}, chosen=said), {})

    assert chosen(Choice.MINE).texts == {"what": "Mine"}
    assert chosen(Choice.THEIRS).texts == {"what": "Hers"}
    assert chosen(Choice.BOTH).texts == {"what": "Hers\nMine"}
    # chosen before the other wrote once more
    assert chosen(Choice.MINE, of="Older").clashes == {"what": "Hers"}


def test_what_one_has_emptied_is_empty_and_the_other_cannot_lose_it_by_saving() -> None:
    opened = {"what": "Play"}

    emptied = merge(opened, typed(opened, {"what": ""}), {})
    assert emptied.texts == {"what": ""}
    assert merge(emptied.texts, typed(opened, {}), {}).texts == {"what": ""}
    assert merge(emptied.texts, typed(opened, {"what": "Play!"}), {}).clashes == {"what": ""}


def test_the_same_twice_is_harmless() -> None:
    opened = {"what": ""}
    mine = typed(opened, {"what": "Mine"})

    again = merge(merge(opened, mine, {}).texts, mine, {})

    assert again == Merged({"what": "Mine"}, set(), {}, False)


def test_a_page_does_not_clash_with_itself() -> None:
    """It saved by itself, and its next save left before the answer came."""
    opened = {"what": ""}

    found = merge({"what": "Mi"}, typed(opened, {"what": "Mine"}, page="one"), {"what": "one"})
    assert (found.texts, found.clashes) == ({"what": "Mine"}, {})

    other = merge({"what": "Hers"}, typed(opened, {"what": "Mine"}, page="one"), {"what": "two"})
    assert other.clashes == {"what": "Hers"}


TEXTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "x", "y", "z"]))


@given(opened=TEXTS, first=TEXTS, second=TEXTS)
def test_nothing_is_ever_lost(
    opened: dict[str, str], first: dict[str, str], second: dict[str, str]
) -> None:
    stored = merge(opened, typed(opened, first), {}).texts
    found = merge(stored, typed(opened, second), {})

    for name in "abc":
        before, hers = opened.get(name, ""), (opened | first).get(name, "")
        mine = (opened | second).get(name, "")
        now = found.texts.get(name, "")
        if hers == before:
            assert now == mine
        elif mine in (before, hers):
            assert now == hers
        else:
            assert now == hers
            assert found.clashes[name] == hers
