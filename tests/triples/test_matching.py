"""Scores, comparisons and the one sure match: pure, on invented people."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.triples.accounting import SHORTENED, WHOLE, accounts_for, names_thing
from poimenno.triples.comparing import (
    AROUND,
    EXACT,
    WILDCARD,
    WITHIN,
    Given,
    Held,
    compare,
    read_number,
    read_point,
)
from poimenno.triples.likening import liken
from poimenno.triples.matching import Candidate, Feature, features, rank
from poimenno.triples.property_paths import read_path
from poimenno.triples.timespans import read_spans

AGREEMENTS = st.dictionaries(
    st.sampled_from(["P569", "P19", "P570"]), st.none() | st.floats(0, 1, allow_nan=False)
)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 99).map(lambda number: f"Q{number}"),
        name=st.none() | st.floats(0, 100, allow_nan=False),
        sure=st.integers(0, 2),
        by_id=st.booleans(),
        right_type=st.booleans(),
        agreements=AGREEMENTS,
    ),
    max_size=8,
)


@given(CANDIDATES)
def test_there_is_one_match_at_most_and_it_comes_first(candidates: list[Candidate]) -> None:
    ranked = rank(candidates)
    assert not any(one.match for one in ranked[1:])
    assert all(0 <= one.score <= 100 for one in ranked)
    assert all(one.score >= other.score for one, other in pairwise(ranked))


def sure(name: str, **agreements: float | None) -> Candidate:
    return Candidate(name, 100.0, sure=WHOLE, agreements=dict(agreements))


def matches(*candidates: Candidate) -> list[str]:
    return [one.id for one in rank(candidates) if one.match]


def test_a_sure_name_without_rivals_is_a_match() -> None:
    assert matches(sure("Q1")) == ["Q1"]
    assert matches(sure("Q1"), Candidate("Q2", 74.0)) == ["Q1"]


def test_namesakes_are_told_apart_by_a_property_alone() -> None:
    assert matches(sure("Q1"), sure("Q2")) == []
    assert matches(sure("Q1", P569=1.0), sure("Q2", P569=0.0)) == ["Q1"]
    assert matches(sure("Q1", P569=1.0), sure("Q2", P569=None)) == ["Q1"]
    assert matches(sure("Q1", P569=1.0), sure("Q2", P569=1.0)) == []
    assert matches(sure("Q1", P569=None), sure("Q2", P569=None)) == []


def test_a_disagreeing_property_forbids_a_match() -> None:
    assert matches(sure("Q1", P569=0.0)) == []
    assert matches(sure("Q1", P569=0.0, P19=1.0, P20=1.0)) == []


def test_a_likely_name_is_no_match() -> None:
    assert matches(Candidate("Q1", 99.0)) == []
    # A near name beside the sure one leaves a doubt.
    assert matches(sure("Q1"), Candidate("Q2", 97.0)) == []


def test_the_score_is_the_weighted_mean() -> None:
    ranked = rank([sure("Q1", P569=1.0, P19=None), sure("Q2", P569=0.0, P19=None)])
    assert [one.score for one in ranked] == [86.0, 66.0]
    assert rank([Candidate("Q1", 80.0, right_type=False)])[0].score == 40.0


def test_an_identifier_decides() -> None:
    assert matches(Candidate("Q1", by_id=True), sure("Q2")) == ["Q1"]
    assert matches(Candidate("Q1", by_id=True), Candidate("Q2", by_id=True)) == []


def test_without_a_name_all_properties_must_agree() -> None:
    assert matches(Candidate("Q1", agreements={"P214": 1.0})) == ["Q1"]
    assert matches(Candidate("Q1", agreements={"P214": 1.0, "P19": None})) == []
    assert (
        matches(
            Candidate("Q1", agreements={"P19": 1.0}),
            Candidate("Q2", agreements={"P19": 1.0}),
        )
        == []
    )


def test_features_say_what_was_looked_at() -> None:
    candidate = Candidate("Q1", 91.234, agreements={"P569": 0.9, "P19": None})
    candidate.notes = [Feature("unknown_property:X", "X is no property here", True)]
    listed = {one.id: one.value for one in features(candidate, {"P569": "date of birth"})}
    assert listed == {
        "name": 91.23,
        "name_sure": False,
        "P569": 90.0,
        "unknown:P19": True,
        "unknown_property:X": True,
    }


def held_date(text: str) -> Held:
    return Held((text,), span=read_spans(text)[0])


PRISON = Held(
    ("Invented prison",), id="Q9", above=frozenset({"Q1", "Q2"}), names_above=("Testgrad", "Land")
)


@pytest.mark.parametrize(
    ("value", "held", "agreement"),
    [
        (Given("1937"), held_date("1937-11-27"), 1.0),
        (Given("1937"), held_date("1938"), 0.0),
        (Given("nobody knows"), held_date("1938"), None),
        (Given("", "Q9"), PRISON, 1.0),
        (Given("", "Q1"), PRISON, 1.0),
        (Given("", "Q7"), PRISON, 0.0),
        (Given("", "Q8", frozenset({"Q9"})), PRISON, 0.8),
        (Given("Testgrad"), PRISON, 1.0),
        (Given("Elsewhere"), PRISON, 0.0),
        (Given("Тестград"), PRISON, 1.0),
        (Given("58"), Held(number=58.0), 1.0),
        (Given("59"), Held(number=58.0), pytest.approx(0.15, abs=0.01)),
        (Given("many"), Held(number=58.0), None),
        (Given("55.75,37.62"), Held(point=(55.75, 37.62)), 1.0),
        (Given("Point(37.62 55.75)"), Held(point=(55.75, 37.62)), 1.0),
        (Given("59.93,30.36"), Held(point=(55.75, 37.62)), 0.0),
        (Given("POET"), Held(("poet",)), 1.0),
        (Given("painter"), Held(("poet",)), 0.0),
    ],
)
def test_values_are_compared_by_what_they_are(
    value: Given, held: Held, agreement: float | None
) -> None:
    assert compare([value], [held], liken) == agreement


def test_quantifiers_say_which_values_must_agree() -> None:
    held = [Held(("poet",)), Held(("editor",))]
    poet, cook = Given("poet"), Given("cook")
    assert compare([poet, cook], held, liken) == 1.0
    assert compare([poet, cook], held, liken, quantifier="all") == 0.0
    assert compare([cook], held, liken, quantifier="none") == 1.0
    assert compare([poet], held, liken, quantifier="none") == 0.0
    assert compare([cook], [], liken, quantifier="none") == 1.0
    assert compare([poet], [], liken) is None
    assert compare([], held, liken) is None


def test_qualifiers_say_how_values_must_agree() -> None:
    land = Given("", "Q1")
    cell = Given("", "Q8", frozenset({"Q9"}))
    assert compare([land], [PRISON], liken, qualifier=EXACT) == 0.0
    assert compare([land], [PRISON], liken, qualifier=WITHIN) == 1.0
    assert compare([land], [PRISON], liken, qualifier=AROUND) == 0.0
    assert compare([cell], [PRISON], liken, qualifier=AROUND) == 1.0
    assert compare([cell], [PRISON], liken, qualifier=WITHIN) == 0.0
    assert compare([Given("inv*pri?on")], [PRISON], liken, qualifier=WILDCARD) == 1.0
    assert compare([Given("inv[a-z]*")], [PRISON], liken, qualifier=WILDCARD) == 0.0
    assert compare([Given("1937")], [held_date("1937-11-27")], liken, qualifier=EXACT) == 0.0


def test_numbers_and_points_are_read_as_they_are_written() -> None:
    assert read_number("1,048") == read_number("1 048") == 1048.0
    assert read_number("1,04") is None
    assert read_point("91,0") is None
    assert read_point("Point(30.36 59.93)") == (59.93, 30.36)


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_share(one: str, other: str) -> None:
    assert 0 <= liken(one, other) <= 1
    assert liken(one, one) == 1


INVENTED = (["Nikolai Testov", "Николай Иванович Тестов (Пробский)"], ["Тестов Н. И.", "Probsky"])


@pytest.mark.parametrize(
    ("asked", "accounted"),
    [
        ("Nikolai Testov", True),
        ("Тестов Николай Иванович", True),
        ("Тестов, Николай", True),
        ("Тестов Н. И.", True),
        ("Н.И. Тестов", True),
        ("TESTOW Nikolaj", True),
        ("Николай Пробский", True),
        ("Probsky Nikolai", True),
        ("Тестов Н.", False),
        ("Тестов", False),
        ("Probsky", False),
        ("Николай Иванович", False),
        ("Николай Петрович Тестов", False),
        ("Тестов Н. П.", False),
        ("Тестов И. Н.", False),
        ("Тештов Николай", False),
        ("Тесттов Николай", False),
        ("Testtow Nikolaj", True),
        ("Никита Игнатович Тестов", False),
        ("Тесков Николай", False),
        ("Nikolai Testov arrest", False),
        ("", False),
    ],
)
def test_every_word_of_a_sure_name_is_accounted_for(asked: str, accounted: bool) -> None:
    assert accounts_for(asked, *INVENTED) is accounted


def test_a_place_is_not_the_region_around_it() -> None:
    assert names_thing("Тестград", ["Testgrad", "Тестград"]) == WHOLE
    assert names_thing("TESTGRAD", ["Testgrad"]) == WHOLE
    assert names_thing("Testgrad", ["Testgrad region"]) == 0
    assert names_thing("Testgrad region", ["Testgrad"]) == 0
    assert names_thing("Testgard", ["Testgrad"]) == 0
    assert names_thing("", ["Testgrad"]) == 0
    assert names_thing("St. Testov", ["St Testov"]) == WHOLE
    assert names_thing("Testov P. S.", ["people.su: Testov"]) == 0


def test_what_stands_in_brackets_may_be_missing() -> None:
    for name in ("Trial of Testov (1937)", "Trial of Testov, 1937", "Trial of Testov (a draft)"):
        assert names_thing("trial of Testov", [name]) == SHORTENED
        assert names_thing(name, [name]) == WHOLE
    assert names_thing("draft of Testov", ["Trial of Testov (draft)"]) == 0
    # Who bears the name as it stands is meant, before who bears it with an addition.
    whole = Candidate("Q1", 100.0, sure=WHOLE)
    assert matches(whole, Candidate("Q2", 93.0, sure=SHORTENED)) == ["Q1"]
    assert matches(whole, Candidate("Q2", 100.0, sure=SHORTENED)) == []
    assert matches(Candidate("Q1", 93.0, sure=SHORTENED)) == []


def test_a_sure_name_counts_however_much_longer_the_own_one_is() -> None:
    assert rank([Candidate("Q1", 60.0, sure=WHOLE)])[0].score == 90.0


def test_property_paths_are_those_of_openrefine() -> None:
    path = read_path("P19/P131|P361/P17")
    assert path is not None
    assert [step.properties for step in path.steps] == [("P19",), ("P131", "P361"), ("P17",)]
    year = read_path("P569@year")
    assert year is not None
    assert (year.properties, year.part) == (("P569",), "year")
    label = read_path("P19/Lru")
    assert label is not None
    assert (label.steps[-1].term, label.steps[-1].language) == ("L", "ru")
    for text in ("", "P", "name", "P19/", "Lru/P19", "P569@moon", "/".join(["P1"] * 6), "P19|x"):
        assert read_path(text) is None, text
