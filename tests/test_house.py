"""The habits of the house, held by a checker each; each checker has a violation it must find."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from poimenno.ontology.namespaces import COMMON_PREFIXES
from poimenno.queries.catalogue import read_query
from poimenno.queries.tokens import declared_prefixes, tokenize, used_prefixes

ROOT = Path(__file__).parents[1]
ROOMS = ("ontology", "queries", "triples", "server")
LONGEST = 350
# A module may be longer where one idea needs the lines; the reason stands here.
LONG_MODULES = {
    "server/remote.py": "one Engine over HTTP: each method is one request of one protocol",
    "triples/bulk_iterating.py": "one loop over SQL statements: its steps share its tables",
    "triples/cluster.py": "the one door to Spark, its session, tables and files",
    "triples/statements.py": "all SQL that is made of rules, read as one page",
    "triples/store.py": "the one door to Oxigraph: whoever uses it reads one page",
}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "core", "misc"}
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.(rq|ttl)")
# Written apart, so that this file does not hold what it looks for.
PRIVATE = [
    re.compile(pattern)
    for pattern in (
        r"/wo" r"rk/(main|shared|\.lib)",
        r"/ro" r"ot/",
        r"\.lib" r"rary\b",
        r"farm-st" r"udio",
        r"\b(find_st" r"ring|find_fi" r"les|find_re" r"pos)\b",
        r"https?://(pypi|files\.pythonhosted|registry\.npmjs|[a-z.]*debian)\.(org|net)",
        r"\b(artif" r"actory|dev" r"pi|nex" r"us)\b",
    )
]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def long_module(path: str, source: str) -> bool:
    return len(source.splitlines()) > LONGEST * (1.3 if LONG_MODULES.get(path) else 1)


def private_words(text: str) -> Iterator[str]:
    for pattern in PRIVATE:
        for match in pattern.finditer(text):
            yield match.group()


def undeclared(text: str) -> set[str]:
    tokens = tokenize(text)
    return used_prefixes(tokens) - declared_prefixes(tokens).keys() - {"_"}


def test_no_module_is_too_long() -> None:
    paths = [path for path in tracked("*.py") if path.parts[0] in ROOMS]
    assert paths
    assert not [p for p in paths if long_module(p.as_posix(), (ROOT / p).read_text("utf-8"))]
    assert long_module("server/planted.py", "\n" * (LONGEST + 1))


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [path for path in tracked("*.py") if path.stem in BANNED_NAMES]
    assert Path("server/utils.py").stem in BANNED_NAMES


def test_queries_and_turtle_are_named_in_kebab_case() -> None:
    names = [path.name for path in tracked("*.rq", "*.ttl")]
    assert names
    assert not [name for name in names if not KEBAB.fullmatch(name)]
    assert not KEBAB.fullmatch("Planted_Name.rq")


@pytest.mark.parametrize("path", tracked("queries/*.rq"), ids=str)
def test_a_query_has_a_summary_and_its_own_prefixes(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert read_query(path.stem, text).summary.endswith((".", "?"))
    assert not undeclared(text), "prefixes are written out"
    for prefix, iri in declared_prefixes(tokenize(text)).items():
        assert COMMON_PREFIXES.get(prefix, iri) == iri, f"{prefix}: stands for something else"


def test_a_planted_prefix_is_found() -> None:
    assert undeclared("PREFIX a: <http://example.org/> SELECT * { a:x b:y ?z }") == {"b"}


def test_nothing_names_this_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path}: {word}" for word in private_words(text)]
    assert not found
    assert list(private_words("see /wo" + "rk/shared/facts"))
    assert list(private_words("snippet (find_st" + "ring id 1)"))


def test_there_are_no_parked_tests() -> None:
    # A skip for data that lies beside the project is no parked test; a mark is.
    parked = re.compile(r"@pytest\.mark\.(skip|xfail)\b|\bTO" r"DO\b|\bFIX" r"ME\b")
    paths = tracked("*.py", "*.rq", "*.ttl", "Makefile", "*.toml")
    assert not [path for path in paths if parked.search((ROOT / path).read_text("utf-8"))]
    assert parked.search("# TO" + "DO: later")
