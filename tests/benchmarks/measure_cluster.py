"""Measure Spark beside DuckDB on the closure of generated persons, from files to files.

    python tests/benchmarks/measure_cluster.py --persons 10000 --master local[2]

Both read the same N-Triples, close them and write what is entailed as Parquet; the sizes must be
equal, or the run ends with an error. Prints a table in Markdown of seconds by stage and their
ratio. The start of the Java machine is counted with Spark's whole time and with no stage.
"""

# ruff: noqa: T201  a script prints

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from poimenno.triples import bulk_closing, cluster

GENERATE = Path(__file__).with_name("generating.py")


def main() -> None:
    """Generate persons, close them twice and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--memory", default="4GiB")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = ["--persons", str(chosen.persons), "--out", name]
        subprocess.run([sys.executable, str(GENERATE), *size], check=True)
        data, schema = [folder / "data.nt"], [folder / "schema.ttl"]
        started = perf_counter()
        one = bulk_closing.close_files(data, schema, folder / "one.parquet", chosen.memory)
        between = perf_counter()
        out = folder / "many.parquet"
        many = cluster.close_files(data, schema, out, chosen.master, chosen.memory)
        ended = perf_counter()
    if (one.asserted, one.entailed) != (many.asserted, many.entailed):
        sys.exit(f"bulk: {one.asserted}, {one.entailed}; Spark: {many.asserted}, {many.entailed}")
    print(f"{chosen.persons:,} persons: {one.asserted:,} asserted, {one.entailed:,} entailed\n")
    print("| stage | bulk, s | Spark, s | Spark / bulk |\n|---|---|---|---|")
    rows = {stage: (seconds, many.seconds[stage]) for stage, seconds in one.seconds.items()}
    rows["whole"] = (between - started, ended - between)
    for stage, (first, second) in rows.items():
        print(f"| {stage} | {first:.1f} | {second:.1f} | {second / max(first, 0.001):.1f} |")


if __name__ == "__main__":
    main()
