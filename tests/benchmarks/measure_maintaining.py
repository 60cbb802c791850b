"""Measure the living closure: small and large changes of a generated graph in a store on disk.

    python tests/benchmarks/generating.py --persons 10000 --out DIR
    poimenno load DIR/data.nt --schema DIR/schema.ttl --store DIR/store
    python tests/benchmarks/measure_maintaining.py DIR --store DIR/store

takes out and puts back one triple of each kind of triple, and `--many` triples at once, and prints
milliseconds: the median and the worst of a kind, and the quads of what is entailed that came or
went. The snapshot
that a commit takes is measured by itself. Each change is undone, and the store is the same at the
end. What counts is the ratio to a full closure of the same graph on the same machine.
"""

import argparse
import shutil
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from random import Random
from time import perf_counter

from poimenno.ontology.ntriples import Triple
from poimenno.ontology.program import Program
from poimenno.ontology.writing import read_program
from poimenno.triples import snapshots
from poimenno.triples.loading import LOADED_GRAPH
from poimenno.triples.maintaining import Change, Maintained, maintain
from poimenno.triples.store import Store


def change(program: Program, store: Store, triples: list[Triple], *, away: bool) -> Maintained:
    """Take triples away or put them in, and maintain the closure."""
    lines = "".join(f"{' '.join(triple)} <{LOADED_GRAPH}> .\n" for triple in triples).encode()
    quads = [(triple, LOADED_GRAPH) for triple in triples]
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
    generation = snapshots.current_generation(chosen.store)
    program = read_program(snapshots.program_file(generation).read_text("utf-8"))
    kinds, sample = kinds_of(chosen.folder, chosen.many)
    with Store.open(snapshots.primary(generation)) as store:
        change(program, store, kinds["label"][:1], away=True)  # the rules are indexed once
        change(program, store, kinds["label"][:1], away=False)
        tell(f"{'kind':28} {'delete':>8} {'worst':>8} {'insert':>8} {'worst':>8} {'quads':>7}")
        for name, triples in sorted(kinds.items()):
            took: dict[bool, list[float]] = {True: [], False: []}
            moved = 0
            for triple in triples:
                for away in (True, False):
                    started = perf_counter()
                    done = change(program, store, [triple], away=away)
                    took[away].append(1000 * (perf_counter() - started))
                    moved = max(moved, len(done.removed) + len(done.added))
            told = [value for away in (True, False) for value in _told(took[away])]
            tell(f"{name:28} " + " ".join(f"{value:8.1f}" for value in told) + f" {moved:7}")
        for away in (True, False):
            started = perf_counter()
            done = change(program, store, sample, away=away)
            seconds = perf_counter() - started
            quads = len(done.removed) + len(done.added)
            verb = "deleted" if away else "inserted"
            tell(f"{len(sample)} {verb}: {seconds:.2f} s, {quads} quads entailed moved")
        started = perf_counter()
        store.flush()
        store.backup(chosen.store.with_name("measured-snapshot"))
        tell(f"snapshot: {1000 * (perf_counter() - started):.0f} ms")
        shutil.rmtree(chosen.store.with_name("measured-snapshot"))


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _told(values: list[float]) -> tuple[float, float]:
    return statistics.median(values), max(values)


if __name__ == "__main__":
    main()
