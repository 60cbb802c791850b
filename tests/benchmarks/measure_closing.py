"""Measure closures of generated persons in one run: ours, owlrl, owlrl-turbo, reasonable, Nemo.

    python tests/benchmarks/measure_closing.py --persons 10000 --small 100

Every engine runs in a process of its own, over the same files, and reports the triples it added
and its seconds: reasoning alone, and all from the start of the process to its end (interpreter,
imports, reading, encoding, reasoning; no writing). What is too slow for the data runs on `--small`
persons; its rate is then that of the small data, where it is at its best. Prints a table in
Markdown; the ratios are those of the rates of reasoning and of the whole.
"""

# ruff: noqa: T201  a script prints

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import perf_counter

from rdflib import Graph

GENERATE = Path(__file__).with_name("generating.py")
# name, whether it runs on the small data only
ENGINES = {
    "bulk": False,
    "memory": False,
    "nemo": False,
    "reasonable": False,
    "owlrl-turbo": True,
    "owlrl": True,
}


def bulk(folder: Path, memory: str | None) -> tuple[int, float]:
    from poimenno.triples import bulk_closing
    from poimenno.triples.bulk import Duck
    from poimenno.triples.progress import Silent

    report = bulk_closing.Report()
    with Duck(memory) as engine:
        data, schema = [folder / "data.nt"], [folder / "schema.ttl"]
        with report.timed("read"):
            read = bulk_closing.read_all(engine, data, schema, report, Silent())
        closure = bulk_closing.close_tables(engine, read, report, Silent())
        entailed = closure.counts().total()
    print(json.dumps(report.seconds), file=sys.stderr)
    return entailed, report.seconds["close"]


def memory(folder: Path, _: str | None) -> tuple[int, float]:
    from poimenno.ontology.compiling import compile_program
    from poimenno.ontology.ntriples import read_lines, write_triples
    from poimenno.triples.evaluating import InMemory
    from poimenno.triples.reasoner import close_schema

    schema = Graph().parse(folder / "schema.ttl")
    triples = [*write_triples(schema), *read_lines((folder / "data.nt").open(encoding="utf-8"))]
    program = compile_program(close_schema(schema))
    closure = InMemory().close(program, triples)
    return closure.counts().total(), closure.seconds


def nemo(folder: Path, _: str | None) -> tuple[int, float]:
    """Run the compiled rules as Datalog; Nemo reads the files itself while it reasons."""
    nmo_python = import_module("nmo_python")
    from poimenno.ontology.compiling import compile_program
    from poimenno.triples.reasoner import close_schema

    schema = Graph().parse(folder / "schema.ttl")
    program = compile_program(close_schema(schema))
    schema.serialize(folder / "schema.nt", "nt", encoding="utf-8")
    lines = [
        f'@import t :- ntriples{{resource="{folder / name}"}} .'
        for name in ("data.nt", "schema.nt")
    ]
    lines += [
        f"t({', '.join(triple)}) ." for triple in program.facts if "_:" not in " ".join(triple)
    ]
    for rule in program.rules:
        text = ", ".join(f"t({', '.join(atom)})" for atom in rule.body)
        if rule.head and "_:" not in f"{text} {rule.head}":
            lines.append(f"t({', '.join(rule.head)}) :- {text} .")
    started = perf_counter()
    engine = nmo_python.NemoEngine(nmo_python.load_string("\n".join(lines)))
    engine.reason()
    seconds = perf_counter() - started
    total = sum(1 for _ in engine.result("t"))
    stated = len(schema) + sum(1 for _ in (folder / "data.nt").open(encoding="utf-8"))
    return total - stated, seconds


def reasonable(folder: Path, _: str | None) -> tuple[int, float]:
    engine = import_module("reasonable")
    reasoner = engine.PyReasoner()
    merged = folder / "merged.ttl"
    merged.write_text(
        (folder / "schema.ttl").read_text("utf-8") + (folder / "data.nt").read_text("utf-8"),
        "utf-8",
    )
    reasoner.load_file(str(merged))
    stated = len(Graph().parse(folder / "schema.ttl")) + _count(folder)
    started = perf_counter()
    total = len(reasoner.reason())
    return total - stated, perf_counter() - started


def owlrl_turbo(folder: Path, _: str | None) -> tuple[int, float]:
    engine = import_module("owlrl_turbo")
    return _expand(folder, lambda graph: engine.expand(graph, inference="owlrl"))


def owlrl(folder: Path, _: str | None) -> tuple[int, float]:
    import owlrl as engine

    def close(graph: Graph) -> Graph:
        engine.DeductiveClosure(engine.OWLRL_Semantics).expand(graph)
        return graph

    return _expand(folder, close)


def _expand(folder: Path, close: Callable[[Graph], Graph]) -> tuple[int, float]:
    graph = Graph().parse(folder / "schema.ttl").parse(folder / "data.nt", format="nt")
    before = len(graph)
    started = perf_counter()
    closed = close(graph)
    return len(closed) - before, perf_counter() - started


def _count(folder: Path) -> int:
    with (folder / "data.nt").open("rb") as file:
        return sum(1 for _ in file)


RUNS: dict[str, Callable[[Path, str | None], tuple[int, float]]] = {
    "bulk": bulk,
    "memory": memory,
    "nemo": nemo,
    "reasonable": reasonable,
    "owlrl-turbo": owlrl_turbo,
    "owlrl": owlrl,
}


def measured(name: str, folder: Path, memory_limit: str | None, limit: float) -> dict[str, float]:
    """Run an engine in a process of its own; {} when it fails or takes too long."""
    command = [sys.executable, __file__, "--one", name, "--folder", str(folder)]
    command += ["--memory", memory_limit] if memory_limit else []
    started = perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired:
        return {}
    except subprocess.CalledProcessError as error:
        print(f"{name}: {error.stderr.strip()[-500:]}", file=sys.stderr)
        return {}
    print(f"{name}: {done.stdout.strip()} {done.stderr.strip()[-300:]}", file=sys.stderr)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures | {"whole": perf_counter() - started}


def run_one(name: str, folder: Path, memory_limit: str | None) -> None:
    new, seconds = RUNS[name](folder, memory_limit)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"new": new, "seconds": seconds, "peak": peak}))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure closures in one run.")
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--small", type=int, default=100)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--memory", help="the limit for the bulk executor, as in 5GiB")
    parser.add_argument("--limit", type=float, default=900, help="seconds for one engine")
    parser.add_argument("--one", help="run one engine in this process")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.one:
        run_one(asked.one, asked.folder, asked.memory)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folders = {}
        for small, persons in ((False, asked.persons), (True, asked.small)):
            folders[small] = asked.folder or Path(scratch) / str(persons)
            if not (folders[small] / "data.nt").exists() or small:
                folders[small] = Path(scratch) / str(persons)
                words = ["--persons", str(persons), "--out", str(folders[small])]
                subprocess.run([sys.executable, str(GENERATE), *words], check=True)
        found = {
            name: measured(name, folders[ENGINES[name]], asked.memory, asked.limit)
            for name in asked.engines.split(",")
        }
    print("| engine | persons | new triples | reasoning s | whole s | new/s | peak GiB |", end="")
    print(" slower than bulk, reasoning | whole |")
    print("|---|---|---|---|---|---|---|---|---|")
    best = found.get("bulk") or {"new": 0.0, "seconds": 1.0, "whole": 1.0}
    for name, row in found.items():
        persons = asked.small if ENGINES[name] else asked.persons
        if not row:
            print(f"| {name} | {persons} | failed, or over {asked.limit:.0f} s | | | | | | |")
            continue
        rate, whole = row["new"] / row["seconds"], row["new"] / row["whole"]
        slower, over = best["new"] / best["seconds"] / rate, best["new"] / best["whole"] / whole
        print(
            f"| {name} | {persons:,} | {row['new']:,.0f} | {row['seconds']:.2f} "
            f"| {row['whole']:.2f} | {rate:,.0f} | {row['peak']:.2f} "
            f"| {slower:.1f}x | {over:.1f}x |"
        )


if __name__ == "__main__":
    main()
