"""Measure the living closure: small and large changes of a generated graph in a store on disk.

    python tests/benchmarks/generating.py --persons 10000 --out DIR
    poimenno close DIR/data.nt --schema DIR/schema.ttl --out DIR/entailed.nt
    python tests/benchmarks/measure_maintaining.py DIR --store DIR/store

loads the graph and its closure into a store (once), then takes out and puts back one triple of
each kind of triple about a person, and `--many` triples at once, and prints milliseconds: the
median and the worst of a kind, and the quads of what is entailed that came or went. The snapshot
that a commit takes is measured by itself. Each change is undone, and the store is the same at the
end. What counts is the ratio to a full closure of the same graph on the same machine.
"""

import argparse
import shutil
import statistics
from collections import defaultdict
from pathlib import Path
from random import Random
from time import perf_counter

from rdflib import Graph

from poimenno.ontology.compiling import compile_program
from poimenno.ontology.ntriples import Triple
from poimenno.ontology.program import Program
from poimenno.triples.asserting import ENTAILED_GRAPHS
from poimenno.triples.maintaining import Change, Maintained, maintain
from poimenno.triples.reasoner import close_schema
from poimenno.triples.store import Store

GRAPH = "http://example.org/graph"


def fill(folder: Path, path: Path) -> None:
    """Load the graph and its closure into a store on disk."""
    with Store.open(path) as store:
        store.load(folder / "data.nt", "application/n-triples", graph=GRAPH)
        store.load(folder / "schema.ttl", "text/turtle", graph=f"{GRAPH}/schema")
        entailed = ENTAILED_GRAPHS["high"]
        store.load(folder / "entailed.nt", "application/n-triples", graph=entailed)
        store.optimize()


def change(program: Program, store: Store, triples: list[Triple], *, away: bool) -> Maintained:
    """Take triples away or put them in, and maintain the closure."""
    lines = "".join(f"{' '.join(triple)} <{GRAPH}> .\n" for triple in triples).encode()
    quads = [(triple, GRAPH) for triple in triples]
    if away:
        store.remove(lines)
        return maintain(program, [], store, Change(removed=quads))
    store.extend(lines)
    return maintain(program, [], store, Change(added=quads))


def kinds_of(folder: Path, many: int) -> tuple[dict[str, list[Triple]], list[Triple]]:
    """Sample the triples of the data: a few of each kind, and many of all kinds."""
    random = Random(1953)  # noqa: S311  a sample, no secret
    kinds: dict[str, list[Triple]] = defaultdict(list)
    size = (folder / "data.nt").stat().st_size
    share, sample = min(1.0, many * 130 / size), []
    with (folder / "data.nt").open(encoding="utf-8") as lines:
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            triple = (subject, predicate, rest.rstrip()[:-2])
            name = predicate.rpartition("#")[2].rpartition("/")[2].strip(">")
            if name == "type":
                name = "a " + triple[2].rpartition("/")[2].strip(">")
            if random.random() < share:
                sample.append(triple)
            if len(kinds[name]) < 5:
                kinds[name].append(triple)
            elif random.random() < 0.001:
                kinds[name][random.randrange(5)] = triple
    return kinds, sample[:many]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure the living closure.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--many", type=int, default=10_000)
    chosen = parser.parse_args()
    if not chosen.store.exists():
        fill(chosen.folder, chosen.store)
    program = compile_program(close_schema(Graph().parse(chosen.folder / "schema.ttl")))
    kinds, sample = kinds_of(chosen.folder, chosen.many)
    with Store.open(chosen.store) as store:
        change(program, store, kinds["label"][:1], away=True)  # the rules are indexed once
        change(program, store, kinds["label"][:1], away=False)
        for _name, triples in sorted(kinds.items()):
            took: dict[bool, list[float]] = {True: [], False: []}
            moved = 0
            for triple in triples:
                for away in (True, False):
                    started = perf_counter()
                    done = change(program, store, [triple], away=away)
                    took[away].append(1000 * (perf_counter() - started))
                    moved = max(moved, len(done.removed) + len(done.added))
            [value for away in (True, False) for value in _told(took[away])]
        for away in (True, False):
            started = perf_counter()
            done = change(program, store, sample, away=away)
            perf_counter() - started
            len(done.removed) + len(done.added)
        started = perf_counter()
        store.flush()
        store.backup(chosen.store.with_name("measured-snapshot"))
        shutil.rmtree(chosen.store.with_name("measured-snapshot"))


def _told(values: list[float]) -> tuple[float, float]:
    return statistics.median(values), max(values)


if __name__ == "__main__":
    main()
