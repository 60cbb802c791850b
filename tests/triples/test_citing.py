"""Rule files taken apart: their premises, and what a change may set off, never too little."""

import re
from collections.abc import Iterator
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poimenno.ontology import modules
from poimenno.ontology.modules import RuleFile, RuleFileError
from poimenno.ontology.namespaces import ONTOLOGY
from poimenno.ontology.ntriples import Triple
from poimenno.ontology.program import Atom
from poimenno.triples.citing import Cited, cited
from poimenno.triples.concluding import RuleQueries
from poimenno.triples.deriving import SetKnown
from poimenno.triples.rule_patterns import Group, parse

EX, TYPE = "http://example.org/", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def rule(query: str) -> RuleFile:
    return RuleFile("tested", f"PREFIX ex: <{EX}>\n{query}", "", "", "", 1)


def triple(text: str) -> Triple:
    subject, predicate, obj = (
        TYPE if word == "a" else word if word[0] in '"_' else f"<{EX}{word}>"
        for word in text.split()
    )
    return subject, predicate, obj


def triples(*texts: str) -> list[Triple]:
    return [triple(text) for text in texts]


CLEARED = rule(
    """CONSTRUCT { ?person a ex:Cleared }
    WHERE {
      ?decision ex:affects ?person , ?someone ; a ex:Grant .
      { ?person a ex:Person } UNION { ?person a ex:People . FILTER (?person != ex:nobody) }
      OPTIONAL { ?decision ex:on ?day . ?day a ex:Day }
      BIND (COALESCE(?day, ex:unknown) AS ?when)
      FILTER (?when != ex:never && NOT EXISTS { ?later ex:annuls ?decision ; a ex:Valid })
    }"""
)
FACTS = triples("d affects p", "d a Grant", "p a Person", "d on t", "t a Day", "x annuls d")


def test_premises_are_what_the_rule_has_matched() -> None:
    (found,) = cited(CLEARED).premises(triple("p a Cleared"), RuleQueries(FACTS))
    assert found == tuple(triples("d affects p", "d a Grant", "p a Person", "d on t", "t a Day"))


def test_what_is_optional_is_a_premise_where_it_matches() -> None:
    (found,) = cited(CLEARED).premises(triple("p a Cleared"), RuleQueries(FACTS[:4]))
    assert found == tuple(FACTS[:3])


def test_each_way_to_conclude_comes_once() -> None:
    more = triples("e affects p", "e a Grant", "p a People", "e affects q")
    found = set(cited(CLEARED).premises(triple("p a Cleared"), RuleQueries([*FACTS, *more])))
    # By two decisions, as a person and as a people; and e affects q beside p.
    assert len(found) == 6
    assert len([one for one in found if triple("e affects q") in one]) == 2
    assert len([one for one in found if triple("p a People") in one]) == 3


def test_negation_is_a_condition_and_no_premise() -> None:
    conclusion = triple("p a Cleared")
    assert cited(CLEARED).concluded(conclusion, RuleQueries(FACTS))
    denied = RuleQueries([*FACTS, triple("x a Valid")])
    assert not cited(CLEARED).concluded(conclusion, denied)
    assert list(cited(CLEARED).premises(conclusion, denied)) == []
    for other in ("q a Cleared", "p a Person", "p affects Cleared"):
        assert not cited(CLEARED).concluded(triple(other), RuleQueries(FACTS))


def test_blank_nodes_and_literals_are_bound_as_well() -> None:
    noted = cited(rule("CONSTRUCT { ?a ex:note ?b } WHERE { ?a ex:says ?b . ?b ex:of ex:x }"))
    said = cited(rule('CONSTRUCT { ?a ex:note ?b } WHERE { ?a ex:says ?b . ?a ex:in "ru", true }'))
    blank = triples("_:one says _:other", "_:two says _:other", "_:other of x")
    (found,) = noted.premises(triple("_:one note _:other"), RuleQueries(blank))
    assert found == (blank[0], blank[2])
    assert noted.concluded(triple("_:two note _:other"), RuleQueries(blank))
    assert not noted.concluded(triple("_:other note _:one"), RuleQueries(blank))
    truth = ("<http://example.org/s>", "<http://example.org/in>", '"true"')
    typed = (*truth[:2], f"{truth[2]}^^<http://www.w3.org/2001/XMLSchema#boolean>")
    plain = triple('s in "ru"')
    text = ("<http://example.org/s>", "<http://example.org/says>", '"a \\"b\\" \\\\ c"')
    (found,) = said.premises((text[0], f"<{EX}note>", text[2]), RuleQueries([text, typed, plain]))
    assert found == (text, plain, typed)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * WHERE { ?a ex:p ?b }", "expected CONSTRUCT"),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ex:p/ex:q ?b }", "line 2, column 40: expected"),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ^ex:p ?b }", "found '^'"),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ?p ?b }", "a predicate that is an IRI"),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ex:p [] }", "a variable, an IRI or a literal"),
        ("CONSTRUCT { ?a a ex:C } WHERE { { SELECT ?a { ?a ex:p ?b } } }", "found 'SELECT'"),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ex:p ?b MINUS { ?a a ex:D } }", "found 'MINUS'"),
        ("CONSTRUCT { ?a a ex:C } WHERE { GRAPH ?g { ?a ex:p ?b } }", "found 'GRAPH'"),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ex:p ?b } GROUP BY ?a", "found 'GROUP'"),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ex:p ?b } LIMIT 1", "found 'LIMIT'"),
        ("CONSTRUCT { ?a a ?c } WHERE { ?a ex:p ?b OPTIONAL { ?a a ?c } }", r"binds \?c"),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ex:p ?b OPTIONAL { ?b a ex:D } }", "OPTIONAL must"),
        ("CONSTRUCT { ?a a ?c } WHERE { ?a a ?c VALUES ?c { ex:D } }", r"VALUES or BOUND of .*\?c"),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ex:p ?b FILTER (?b < NOW()) }", "found 'NOW'"),
        (
            "CONSTRUCT { ?a a ex:C } WHERE { ?a ex:p ?b "
            "FILTER EXISTS { { ?a a ex:D } UNION { ?a a ex:E } } }",
            "UNION only between groups, and in no filter",
        ),
        ("CONSTRUCT { ?a a ex:C } WHERE { ?a ex:p ?b", "not closed"),
    ],
)
def test_what_cannot_be_taken_apart_is_refused(query: str, message: str) -> None:
    with pytest.raises(RuleFileError, match=message if "\\" in message else re.escape(message)):
        Cited(rule(query))


# The rules that ship, over random graphs of their own patterns

SHIPPED = modules.rules()
_DATE = "<http://www.w3.org/2001/XMLSchema#date>"
_DAYS = [f'"{day}"^^{_DATE}' for day in ("1937-01-01", "1957-01-01")]
_THINGS = [f"<{EX}{name}>" for name in "abc"]


def patterns(group: Group) -> Iterator[Atom]:
    yield from group.required
    for inner in (*group.optional, *group.tested):
        yield from patterns(inner)


def vocabulary() -> list[Atom]:
    """Every pattern of every rule, so that random graphs set rules off, and stop them."""
    found = [
        atom for one in SHIPPED for branch in parse(one).branches for atom in patterns(branch.group)
    ]
    return sorted({Atom("?s", p, o if o[0] == "<" else "?o") for _, p, o in found})


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Triple], list[Triple], list[Triple]]:
    """What stays, what goes and what comes: three disjoint lists of triples."""
    atoms = draw(st.lists(st.sampled_from(vocabulary()), min_size=1, max_size=12, unique=True))
    one = draw(st.sampled_from(SHIPPED))
    atoms += [a for b in parse(one).branches for a in patterns(b.group)]
    made: dict[Triple, None] = {}
    for atom in atoms:
        days = atom.predicate.startswith((f"<{ONTOLOGY}earliest", f"<{ONTOLOGY}latest"))
        for _ in range(draw(st.integers(1, 2))):
            obj = draw(st.sampled_from(_DAYS if days else _THINGS))
            subject = draw(st.sampled_from(_THINGS))
            made[subject, atom.predicate, obj if atom.object[0] == "?" else atom.object] = None
    fates = draw(st.lists(st.sampled_from(["stays", "stays", "goes", "comes"]), min_size=1))
    parts: dict[str, list[Triple]] = {"stays": [], "goes": [], "comes": []}
    for found, fate in zip(made, cycle(fates), strict=False):
        parts[fate].append(found)
    return parts["stays"], parts["goes"], parts["comes"]


def check_change(world: tuple[list[Triple], list[Triple], list[Triple]]) -> int:
    """See that what a change did to any rule was foreseen; counts what it did."""
    stays, goes, comes = world
    before, after = RuleQueries([*stays, *goes]), RuleQueries([*stays, *comes])
    done = 0
    for one in SHIPPED:
        taken = cited(one)
        was, is_now = set(before.construct(one.text)), set(after.construct(one.text))
        assert {conclusion for conclusion, _ in taken.conclusions(after)} == is_now
        for conclusion in was | is_now:
            assert taken.concluded(conclusion, after) == (conclusion in is_now)
            assert bool(list(taken.premises(conclusion, before))) == (conclusion in was)
        changed = [*goes, *comes]
        for known in (SetKnown([*stays, *comes]), SetKnown([*stays, *goes])):
            assert was ^ is_now <= taken.affected(changed, known)
        if was != is_now:
            assert any(map(taken.reads, changed))
        done += len(was ^ is_now)
    return done


@settings(max_examples=15, deadline=None)
@given(graphs())
def test_a_change_reaches_no_conclusion_that_was_not_foreseen(
    world: tuple[list[Triple], list[Triple], list[Triple]],
) -> None:
    check_change(world)


@pytest.mark.long
@pytest.mark.timeout(600)
@settings(max_examples=1500, deadline=None)
@given(graphs())
def test_many_changes_reach_no_conclusion_that_was_not_foreseen(
    world: tuple[list[Triple], list[Triple], list[Triple]],
) -> None:
    check_change(world)


def test_all_parts_of_a_body_may_go_at_once() -> None:
    taken, found = cited(CLEARED), {triple("p a Cleared")}
    assert taken.affected(FACTS[:3], SetKnown()) == found
    for changed in ("x a Valid", "t a Day", "d a Grant"):
        assert taken.affected([triple(changed)], SetKnown(FACTS)) == found
    for changed in ("z a Valid", "p a Other"):
        assert taken.affected([triple(changed)], SetKnown(FACTS)) == set()
    assert not taken.reads(triple("p a Other"))


def test_a_class_that_is_none_of_those_allowed_sets_nothing_off() -> None:
    (several,) = [one for one in SHIPPED if one.name == "multiply-rehabilitated-persons"]
    for name, read in (("PartyRehabilitation", True), ("Sentence", False)):
        assert cited(several).reads((f"<{EX}d>", TYPE, f"<{ONTOLOGY}{name}>")) == read


class Counting(SetKnown):
    """Counts the triples that it was asked for."""

    read = 0

    def match(
        self, subject: str | None, predicate: str | None, obj: str | None
    ) -> Iterator[Triple]:
        for found in super().match(subject, predicate, obj):
            self.read += 1
            yield found


def test_a_change_costs_what_its_neighbourhood_costs() -> None:
    def world(persons: int) -> list[Triple]:
        poi = f"<{ONTOLOGY}"
        return [
            made
            for number in range(persons)
            for person, decision, sentence in [[f"<{EX}{kind}{number}>" for kind in "pds"]]
            for made in [
                (person, TYPE, f"{poi}PersonOrGroup>"),
                (person, f"{poi}latestDeath>", f'"1937-01-01"^^{_DATE}'),
                (sentence, TYPE, f"{poi}Sentence>"),
                (sentence, f"{poi}affects>", person),
                (decision, TYPE, f"{poi}RehabilitationDecision>"),
                (decision, TYPE, f"{poi}DecisionInForce>"),
                (decision, TYPE, f"{poi}JudicialRehabilitation>"),
                (decision, f"{poi}hasOutcome>", f"{poi}partial>"),
                (decision, f"{poi}reviews>", sentence),
                (decision, f"{poi}affects>", person),
                (decision, f"{poi}earliestDate>", f'"1957-01-01"^^{_DATE}'),
            ]
        ]

    read = []
    for persons in (5, 200):
        known = Counting(world(persons))
        found = [
            len(cited(one).affected([changed], known)) for changed in world(1) for one in SHIPPED
        ]
        assert sum(found) > 10
        read.append((known.read, found))
    assert read[0] == read[1]
