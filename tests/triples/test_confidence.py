"""The confidence of what is asserted, and how it travels to what is entailed."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, Graph

from poimenno.ontology.compiling import is_schema
from poimenno.ontology.modules import RuleFile
from poimenno.ontology.namespaces import ONTOLOGY
from poimenno.ontology.ntriples import Quad, Triple, write_triples
from poimenno.triples.asserting import ENTAILED_GRAPHS, LEVELS
from poimenno.triples.closing import close_graph
from poimenno.triples.concluding import RuleQueries
from poimenno.triples.confidence import Claimed, base_level, levels_of, touched
from poimenno.triples.evaluating import InMemory
from poimenno.triples.grading import close_graded
from poimenno.triples.states import LEVEL_OF, Stored
from poimenno.triples.store import Store

from .random_worlds import facts, upheavals, worlds

ITEMS = (f"<{RDF.first}>", f"<{RDF.rest}>")
EX = "http://example.org/"
TURTLE = f"""@prefix poi: <{ONTOLOGY}> . @prefix ex: <{EX}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


def claim(name: str, prop: str, value: str, confidence: str, rank: str = "normal") -> str:
    said = "claimsEntity" if value.startswith("ex:") else "claimedValue"
    sure = f"poi:hasConfidence poi:{confidence}Confidence ;" if confidence else ""
    return (
        f"ex:{name} a poi:Claim ; poi:claimsAbout ex:p ; poi:claimsProperty {prop} ; {sure}"
        f" poi:{said} {value} ; poi:hasRank poi:{rank}Rank ."
    )


def read(text: str) -> set[Triple]:
    return set(write_triples(Graph().parse(data=TURTLE + text, format="turtle")))


def level(text: str, *claims: str) -> str:
    (triple,) = read(text)
    return levels_of({triple, *read("\n".join(claims))})[triple]


CLAIMS = (
    claim("c1", "poi:birthDate", '"1890"', "medium"),
    claim("c2", "poi:birthDate", '"1891"', "high", "deprecated"),
    claim("c3", "poi:bornIn", "ex:town", "low"),
    claim("c4", "poi:bornIn", "ex:town", "medium"),
    claim("c5", "poi:occupation", '"teacher"', ""),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ex:p poi:birthDate "1890" .', "medium"),
        ("ex:p poi:bornIn ex:town .", "medium"),  # the better of two claims
        ('ex:p poi:occupation "teacher" .', "low"),  # a claim that states no confidence
        ('ex:p poi:earliestBirth "1890-01-01" .', "medium"),  # a bound, by its date
        ('ex:p poi:earliestDeath "1890-01-01" .', "medium"),  # no such date: by the person
        ('ex:p rdfs:label "Anna"@en .', "medium"),
        ("ex:p a poi:Person .", "medium"),
        ('ex:p poi:birthDate "1891" .', "medium"),  # deprecated: not by that claim
        ("ex:q a poi:Person .", "high"),  # nobody claims anything
        ("ex:c3 a poi:Claim .", "high"),
        ("ex:p <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> ex:q .", "high"),
    ],
)
def test_an_asserted_triple_is_as_sure_as_its_claims(text: str, expected: str) -> None:
    assert level(text, *CLAIMS) == expected


def test_an_entity_that_states_a_confidence_is_as_sure_as_that() -> None:
    row = ("ex:p poi:hasConfidence poi:mediumConfidence .",)
    assert level("ex:p a poi:Person .", *row, claim("c1", "poi:bornIn", "ex:town", "low")) == (
        "medium"
    )
    assert level("ex:p a poi:Person .", *row, claim("c1", "poi:bornIn", "ex:town", "high")) == (
        "high"
    )
    assert level(
        "ex:p poi:bornIn ex:town .", *row, claim("c1", "poi:bornIn", "ex:town", "low")
    ) == ("low")
    assert level("ex:p a poi:Person .", "ex:p poi:hasConfidence poi:lowConfidence .") == "low"


def test_what_only_a_deprecated_claim_says_is_doubtful() -> None:
    refuted = claim("c7", "poi:bornIn", "ex:town", "high", "deprecated")
    assert level("ex:p poi:bornIn ex:town .", refuted) == "low"
    assert level("ex:p a poi:Person .", refuted) == "low"
    assert level("ex:p a poi:Person .", refuted, CLAIMS[0]) == "medium"


def test_a_class_that_is_claimed_has_a_level_of_its_own() -> None:
    doubted = claim("c6", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "ex:Grant", "low")
    assert level("ex:p a ex:Grant .", *CLAIMS, doubted) == "low"
    assert level("ex:p a ex:Decision .", *CLAIMS, doubted) == "medium"


def quads(triples: Sequence[Triple], graph: str) -> bytes:
    return "".join(f"{' '.join(triple)} <{graph}> .\n" for triple in triples).encode()


_values = st.sampled_from(['"1890"', '"1891"', "ex:town"])
_properties = st.sampled_from(["poi:birthDate", "poi:bornIn"])
_said = st.builds(
    claim,
    st.sampled_from(["c1", "c2", "c3"]),
    _properties,
    _values,
    st.sampled_from(["high", "medium", "low", ""]),
    st.sampled_from(["normal", "preferred", "deprecated"]),
)
_stated = st.builds(
    "ex:{} {} {} .".format,
    st.sampled_from(["p", "q"]),
    st.one_of(_properties, st.sampled_from(["poi:earliestBirth", "poi:latestDeath", "a"])),
    st.sampled_from(["ex:town", "ex:other"]),
)
_rows = st.builds(
    "ex:{} poi:hasConfidence poi:{}Confidence .".format,
    st.sampled_from(["p", "q"]),
    st.sampled_from(LEVELS),
)
_texts = st.lists(st.one_of(_said, _stated, _rows), min_size=1, max_size=6).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(_texts, _texts)
def test_the_store_tells_the_same_levels_and_a_change_touches_all_that_move(
    kept: str, other: str
) -> None:
    before, after = read(kept + other), read(kept)
    with Store.in_memory() as store:
        store.extend(quads(sorted(before), f"{EX}g"))
        # What is entailed is no claim, whatever it says.
        entailed = read(claim("c9", "poi:birthDate", '"1890"', "high"))
        store.extend(quads(sorted(entailed), ENTAILED_GRAPHS["low"]))
        known = levels_of(before)
        assert {triple: base_level(triple, store) for triple in before} == known
        gone = sorted(before - after)
        store.remove(quads(gone, f"{EX}g"))
        now = levels_of(after)
        assert {triple: base_level(triple, store) for triple in after} == now
        # The same, as the living closure sees the store before a change and after it.
        removed: list[Quad] = [(triple, f"{EX}g") for triple in gone]
        for state, levels in ((Stored(store, removed), known), (Stored(store), now)):
            rated = {triple: Claimed().rate(triple, state) for triple in levels}
            assert rated == {triple: LEVEL_OF[name] for triple, name in levels.items()}
            moved = {triple for triple in after if now[triple] != known[triple]}
            assert moved <= set(Claimed().touched(gone, state))
            if Claimed().uniform(state):
                assert set(levels.values()) <= {"high"}
        assert {triple for triple in after if now[triple] != known[triple]} <= touched(gone, store)
        store.extend(quads(gone, f"{EX}g"))
        assert {t for t in after if now[t] != known[t]} <= touched(gone, store)


def graded(
    text: str, levels: dict[Triple, str], *rules: RuleFile
) -> tuple[dict[Triple, str], RuleQueries]:
    schema = Graph().parse(data=TURTLE + text, format="turtle")
    store = RuleQueries(levels)
    found = close_graded(schema, levels, rules, store, InMemory())
    assert sorted(t for some in found.entailed.values() for t in some) == sorted(
        found.closure.entailed()
    )
    return {triple: name for name, some in found.entailed.items() for triple in some}, store


def check_levels(text: str, choice: list[str]) -> None:
    """Compare with the closure of what is asserted at each level or above, one by one."""
    asserted = sorted(write_triples(Graph().parse(data=text, format="turtle")))
    levels = {
        t: "high" if t[1] in ITEMS else choice[at % len(choice)] for at, t in enumerate(asserted)
    }
    found = close_graded(Graph(), levels, [], RuleQueries(asserted), InMemory()).entailed
    assert list(found) == list(LEVELS[: len(found)])
    so_far: set[Triple] = set()
    for at, name in enumerate(LEVELS):
        so_far |= set(found.get(name, ()))
        known = [t for t in asserted if levels[t] in LEVELS[: at + 1]]
        closed = set(close_graph(Graph(), known, InMemory()).entailed())
        assert so_far == closed - set(asserted), name


_choices = st.lists(st.sampled_from(LEVELS), min_size=1, max_size=7)


@settings(max_examples=4, deadline=None)
@given(worlds(st.one_of(facts, upheavals)), _choices)
def test_each_level_is_the_closure_of_what_is_asserted_at_it(text: str, choice: list[str]) -> None:
    check_levels(text, choice)


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=150, deadline=None)
@given(worlds(st.one_of(facts, upheavals)), _choices)
def test_each_level_of_many_worlds_is_a_closure(text: str, choice: list[str]) -> None:
    check_levels(text, choice)


SCHEMA = """ex:Late a owl:Class ; rdfs:subClassOf ex:Decision . ex:Decision a owl:Class .
ex:affects a owl:ObjectProperty ; owl:inverseOf ex:isAffectedBy .
ex:isAffectedBy a owl:ObjectProperty . ex:Relieved a owl:Class .
[ a owl:Restriction ; owl:onProperty ex:isAffectedBy ; owl:someValuesFrom ex:Late ]
    rdfs:subClassOf ex:Relieved .
"""


def rule(query: str, stratum: int = 1) -> RuleFile:
    text = f"PREFIX ex: <{EX}>\n{query}"
    return RuleFile(f"rule {stratum}", text, "", "", "", stratum)


LATE = rule(
    "CONSTRUCT { ?d a ex:Late } WHERE { ?d ex:year ?y . OPTIONAL { ?d ex:noted ?n } "
    "FILTER (?y > 1953) FILTER NOT EXISTS { ?other ex:annuls ?d } }"
)
WAITS = rule("CONSTRUCT { ?p ex:waits true } WHERE { ?p a ex:Relieved ; ex:of ?t }", 2)


def levels_in(**texts: str) -> dict[Triple, str]:
    """Give the triples of a text for each level, and the schema as high."""
    found = dict.fromkeys(read(SCHEMA), "high")
    for name, text in texts.items():
        found |= dict.fromkeys(read(text), name)
    return found


def conclusions(levels: dict[Triple, str]) -> Iterator[tuple[str, str]]:
    found, _ = graded(SCHEMA, levels, LATE, WAITS)
    for triple, name in found.items():
        yield " ".join(part.split("/")[-1].split("#")[-1].strip('">') for part in triple), name


def test_a_conclusion_is_as_weak_as_its_weakest_premise_and_carries_it_on() -> None:
    found = dict(
        conclusions(
            levels_in(
                high="ex:d ex:affects ex:p . ex:p ex:of ex:t .",
                medium="ex:d ex:year 1956 .",
                low="ex:other ex:annuls ex:unknown .",
            )
        )
    )
    assert found["p isAffectedBy d"] == "high"
    assert found["d type Late"] == found["d type Decision"] == found["p type Relieved"] == "medium"
    assert found["p waits boolean"] == "medium"


def test_the_strongest_solution_counts() -> None:
    found = dict(
        conclusions(
            levels_in(
                high="ex:d ex:affects ex:p . ex:e ex:affects ex:p ; ex:year 1957 .",
                low="ex:d ex:year 1956 . ex:p ex:of ex:t .",
            )
        )
    )
    assert found["d type Late"] == "low"
    assert found["p type Relieved"] == found["e type Late"] == "high"
    assert found["p waits boolean"] == "low"


def test_what_is_optional_and_matches_counts_and_what_is_denied_does_not() -> None:
    year = "ex:d ex:year 1956 . ex:e ex:year 1957 . ex:f ex:year 1958 ."
    weak = 'ex:d ex:noted "so" . ex:x ex:annuls ex:f .'
    found = dict(conclusions(levels_in(high=year, low=weak)))
    assert found["d type Late"] == "low"
    assert found["e type Late"] == "high"
    # A doubtful annulment is enough to conclude nothing, at any level.
    assert "f type Late" not in found


def test_what_is_asserted_in_doubt_and_entailed_for_sure_is_a_sure_premise() -> None:
    levels = levels_in(high="ex:d ex:year 1956 ; ex:affects ex:p .", low="ex:d a ex:Late .")
    found = dict(conclusions(levels))
    assert "d type Late" not in found
    assert found["p type Relieved"] == found["d type Decision"] == "high"


def test_a_schema_in_doubt_makes_conclusions_in_doubt() -> None:
    levels = levels_in(high="ex:d a ex:Early .", low="ex:Early rdfs:subClassOf ex:Decision .")
    assert any(is_schema(triple) for triple, name in levels.items() if name == "low")
    found, _ = graded(SCHEMA, levels)
    doubtful = {t for t, name in found.items() if name == "low"}
    (expected,) = read("ex:d a ex:Decision .")
    assert expected in doubtful


def test_where_all_is_sure_nothing_is_closed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("poimenno.triples.grading._reached", fail)
    found, _ = graded(SCHEMA, levels_in(high="ex:d ex:year 1956 ."), LATE)
    assert set(found.values()) == {"high"}
    with pytest.raises(AssertionError):
        graded(SCHEMA, levels_in(low="ex:d ex:year 1956 ."), LATE)
