"""Measure proofs: triples of every predicate and class that is entailed, in a store directory.

    python tests/benchmarks/measure_proving.py STORE [--sample 300]

STORE is what `poimenno build` made. Each triple is explained by an explainer of
its own, as the first question after a change is; milliseconds are of the engine (the time of its
one thread, whatever else the machine does), the reading of the rules apart: median, 99th in a
hundred and worst, for proofs, for all last steps and for the near misses of triples that do not
hold (made of the subject of one and the class of another). Beside them stands what a bar is for:
the share of answers within 200 ms and within 1 s, the triples without a proof (there must be
none) and the answers that reached a bound.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import Random
from time import process_time as clock

from poimenno.ontology import modules
from poimenno.ontology.ntriples import Triple
from poimenno.ontology.writing import read_program
from poimenno.triples import snapshots
from poimenno.triples.asserting import ENTAILED_GRAPHS, is_entailed_graph
from poimenno.triples.deriving import Derivation
from poimenno.triples.explaining import rules_of_schema
from poimenno.triples.proving import Explainer, Explanation
from poimenno.triples.store import Store

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def entailed(store: Store, kinds: int) -> Iterator[Triple]:
    """Give triples of each kind that is entailed: a predicate, or a class."""
    for name in ENTAILED_GRAPHS.values():
        seen: dict[tuple[str, str], int] = {}
        for triple in islice(store.triples_of(name), 5_000_000):
            kind = triple[1], triple[2] if triple[1] == TYPE else ""
            if seen.setdefault(kind, 0) < kinds:
                seen[kind] += 1
                yield triple


def hubs(store: Store, most: int) -> list[Triple]:
    """Find entailed triples about the things that most others speak of."""
    counts: dict[str, int] = {}
    for graph in store.graphs():
        if not is_entailed_graph(graph):
            for _, predicate, obj in islice(store.triples_of(graph), 3_000_000):
                if obj[0] == "<" and predicate != TYPE:
                    counts[obj] = counts.get(obj, 0) + 1
    found = []
    for thing in sorted(counts, key=lambda name: -counts[name])[:most]:
        about = store.match(thing, TYPE, None)
        found += [triple for triple, graph in about if is_entailed_graph(graph)]
    return found


def timed(name: str, triples: list[Triple], ask: Callable[[Triple], Explanation]) -> None:
    """Print how long the answers took, and what they were."""
    times, lost, bounds, heights = [], 0, 0, []
    for triple in triples:
        started = clock()
        told = ask(triple)
        times.append(clock() - started)
        lost += told.status != "unknown" and told.proof is None
        bounds += bool(told.notes)
        heights.append(told.proof.height if told.proof else 0)
    times.sort()
    within = [sum(t <= bar for t in times) / len(times) for bar in (0.2, 1.0)]
    sys.stdout.write(
        f"{name}: {len(times)}, median {times[len(times) // 2] * 1000:.1f} ms, 99 % "
        f"{times[int(len(times) * 0.99)] * 1000:.1f} ms, worst {times[-1] * 1000:.1f} ms; "
        f"within 200 ms {within[0]:.1%}, within 1 s {within[1]:.1%}; highest proof {max(heights)}, "
        f"without a proof {lost}, bound reached {bounds}\n"
    )


def main() -> None:
    """Measure one store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--sample", type=int, default=300)
    chosen = parser.parse_args()
    generation = snapshots.current_generation(chosen.store)
    started = clock()
    program = read_program(snapshots.program_file(generation).read_text("utf-8"))
    derivation, schema = Derivation(program), rules_of_schema(program)
    sys.stdout.write(f"rules read in {(clock() - started) * 1000:.0f} ms\n")
    random = Random(1937)  # noqa: S311
    with snapshots.reading(chosen.store) as store:
        rules = modules.rules()
        kinds = sorted(entailed(store, 5))
        sample = random.sample(kinds, min(chosen.sample, len(kinds)))
        crowd = hubs(store, 20)
        subjects = [triple[0] for triple in sample if triple[1] == TYPE]
        classes = sorted({triple[2] for triple in sample if triple[1] == TYPE})
        made = [(subject, TYPE, random.choice(classes)) for subject in subjects]
        false = [triple for triple in made if not any(store.match(*triple))]

        def ask(*, alternatives: bool = False) -> Callable[[Triple], Explanation]:
            return lambda triple: Explainer(derivation, store, rules, schema).explain(
                triple, alternatives=alternatives, near_misses=True
            )

        timed("proofs", sample, ask())
        timed("proofs about hubs", random.sample(crowd, min(chosen.sample, len(crowd))), ask())
        timed("all last steps", sample[: chosen.sample // 3], ask(alternatives=True))
        timed("near misses", false, ask())


if __name__ == "__main__":
    main()
