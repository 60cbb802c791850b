"""Proofs over the curated graph: of every rule, as sure as the graph says, and what is lacking."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from poimenno.ontology import modules
from poimenno.ontology.namespaces import WIKIBASE_VIEW
from poimenno.ontology.ntriples import Triple
from poimenno.ontology.program import Program
from poimenno.ontology.writing import read_program
from poimenno.triples import snapshots
from poimenno.triples.asserting import ENTAILED_GRAPHS
from poimenno.triples.citing import cited
from poimenno.triples.deriving import Derivation
from poimenno.triples.explaining import NotExplainable, Wanted, explain, rules_of_schema
from poimenno.triples.proofs import Proof
from poimenno.triples.proving import Explainer
from poimenno.triples.store import Store

from .judging import faults

POI = "https://w3id.org/poimenno/ontology#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.fixture(scope="module")
def program(built_store: Path) -> Path:
    return snapshots.program_file(snapshots.current_generation(built_store))


@pytest.fixture(scope="module")
def graph(built_store: Path) -> Iterator[Store]:
    with snapshots.reading(built_store) as opened:
        yield opened


class Judge:
    """Explains triples of the curated graph, and judges every proof."""

    def __init__(self, store: Store, program: Program) -> None:
        self.store, self.program = store, program
        self.schema = rules_of_schema(program)
        self.rules = {rule.name: rule for rule in modules.rules()}
        self.derivation = Derivation(program)

    def explainer(self) -> Explainer:
        return Explainer(self.derivation, self.store, modules.rules(), self.schema)

    def faults(self, proof: Proof, explainer: Explainer) -> list[str]:
        def stated(triple: Triple) -> bool:
            return bool(explainer.evidence.stated(triple))

        return list(faults(proof, self.program, stated, schema=self.schema, ruled=self._concluded))

    def _concluded(self, name: str, conclusion: Triple, premises: tuple[Triple, ...]) -> bool:
        rule = self.rules.get(name)
        return rule is not None and premises in cited(rule).premises(conclusion, self.store)


@pytest.fixture(scope="module")
def judge(graph: Store, program: Path) -> Judge:
    return Judge(graph, read_program(program.read_text("utf-8")))


def entailed(store: Store) -> list[tuple[Triple, str]]:
    return [
        (triple, level)
        for level, name in ENTAILED_GRAPHS.items()
        for triple in sorted(store.triples_of(name))
    ]


def of_every_rule(store: Store, judge: Judge) -> list[tuple[Triple, str]]:
    """A triple of each predicate and each class that is entailed, and some by chance."""
    everything = entailed(store)
    chance = Random(1956)  # noqa: S311
    chance.shuffle(everything)
    kinds = {(t[1], t[2] if t[1] == TYPE else ""): (t, level) for t, level in everything}
    concluded = {
        (head.predicate, head.object if head.predicate == TYPE else "")
        for rule in judge.rules.values()
        for head in cited(rule).heads
    }
    return [*(kinds[k] for k in sorted(concluded & kinds.keys())), *everything[:60]]


def test_proofs_hold_and_are_as_sure_as_the_graph_says(graph: Store, judge: Judge) -> None:
    seen: set[str] = set()
    for triple, level in of_every_rule(graph, judge):
        explainer = judge.explainer()
        told = explainer.explain(triple)
        assert told.status == "entailed"
        assert told.proof is not None, triple
        assert told.proof.conclusion == triple
        assert judge.faults(told.proof, explainer) == []
        best = told.strongest or told.proof
        assert best.level == level == told.level, triple
        if told.strongest:
            assert judge.faults(told.strongest, explainer) == []
            assert told.strongest.height >= told.proof.height
        seen.update(step.rule for step in told.proof.walk())
    assert {"cax-sco", "cls-int1", "cls-svf1", "prp-spo1", "scm-sco"} <= seen


def test_every_rule_file_is_a_last_step_of_what_it_concludes(graph: Store, judge: Judge) -> None:
    concluding = 0
    for name, rule in judge.rules.items():
        conclusion = min((head for head, _ in cited(rule).conclusions(graph)), default=None)
        if conclusion is not None:
            concluding += 1
            explainer = judge.explainer()
            last = explainer.prover.alternatives(conclusion)
            assert name in {proof.rule for proof in last}
            assert [fault for proof in last for fault in judge.faults(proof, explainer)] == []
    assert concluding > len(judge.rules) // 2


def test_nothing_surer_can_be_proved(graph: Store, judge: Judge) -> None:
    by_chance = Random(1989)  # noqa: S311
    weak = [triple for triple, level in entailed(graph) if level != "high"]
    for triple in by_chance.sample(weak, 30):
        assert judge.explainer().prover.at_least(triple, "high") is None


def test_the_leaves_name_their_sources(graph: Store, judge: Judge) -> None:
    explainer = judge.explainer()
    wanted = _first(graph, "PosthumouslyRehabilitatedPerson")
    told = explainer.explain(wanted)
    assert told.proof is not None
    assert any(step.rule == "posthumous-rehabilitations" for step in told.proof.walk())
    (dated,) = [s for s in told.proof.walk() if s.rule == "posthumous-rehabilitations"]
    assert ">" in dated.conditions[0]
    dates = [leaf for leaf in told.proof.leaves() if leaf.conclusion[1] == f"<{POI}earliestDate>"]
    claims = explainer.evidence.claims(dates[0].conclusion)
    assert claims
    assert all(claim.exact and claim.sources for claim in claims)


def _first(store: Store, name: str) -> Triple:
    return min(triple for triple, _ in store.match(None, TYPE, f"<{POI}{name}>"))


def test_why_a_person_is_not_counted_as_posthumously_rehabilitated(
    graph: Store, program: Path
) -> None:
    alive = _first(graph, "PersonRehabilitatedInLifetime")[0]
    wanted = Wanted((alive, "a", "poi:PosthumouslyRehabilitatedPerson"), near_misses=True)
    told = explain(graph, program, wanted)
    assert told["status"] == "unknown"
    miss = told["near_misses"][0]
    path = [miss["rule"]]
    while miss["below"]:
        miss = miss["below"][0]
        path.append(miss["rule"])
    assert path == ["cax-sco", "cls-int1", "cls-svf1", "posthumous-rehabilitations"]
    assert miss["unmet"][0].startswith("(?decided > ?died) does not hold: decided is 19")
    assert told["labels"][alive]["ru"]
    assert "some poi:PosthumousRehabilitation" in json.dumps(told["labels"])


def test_terms_are_read_as_people_write_them(graph: Store, program: Path) -> None:
    by_label = ("Sergei Korolev", "a", "rehabilitated person")
    told = explain(graph, program, Wanted(by_label))
    assert told["triple"][1:] == [TYPE, f"<{POI}RehabilitatedPerson>"]
    assert told == explain(
        graph, program, Wanted((told["triple"][0], "rdf:type", "poi:RehabilitatedPerson"))
    )
    for place, terms in {
        "subject": ('"text"@ru', "a", "poi:Person"),
        "predicate": ("Q1", "_:b", "poi:Person"),
        "object": ("Q1", "a", "nobody is called so"),
    }.items():
        with pytest.raises(NotExplainable, match=f"^{place}: .*expected|^{place}"):
            explain(graph, program, Wanted(terms))


def test_the_view_is_explained_by_what_it_shows(graph: Store, program: Path) -> None:
    born = f"<{WIKIBASE_VIEW['wdt']}P569>"
    triple = next(triple for triple, _ in graph.match(None, born, None))
    with pytest.raises(NotExplainable, match=r"only shows.*ontology#birthDate"):
        explain(graph, program, Wanted(triple))


def test_a_store_that_is_not_closed_says_so(graph: Store, tmp_path: Path) -> None:
    with pytest.raises(NotExplainable, match="not closed"):
        explain(graph, tmp_path / "program.json", Wanted(("Q1", "a", "poi:Person")))


def test_the_curated_graph_is_consistent(graph: Store, program: Path) -> None:
    told = explain(graph, program, Wanted(None))
    assert (told["inconsistencies"], told["notes"]) == ([], [])
