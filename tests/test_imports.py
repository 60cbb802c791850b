"""The import rule: ontology <- queries <- triples <- server, and one library, one door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("ontology", "queries", "triples", "server")
# Each library and the modules that may import it; `server/` stands for the whole room.
DOORS = {
    "pyoxigraph": {"triples/store.py", "triples/syntaxes.py"},
    "owlrl": {"triples/reasoner.py"},
    "pyshacl": {"triples/validation.py"},
    "SPARQLWrapper": {"queries/running.py", "triples/remote.py"},
    "flask": {"server/"},
    "click": {"server/"},
    "granian": {"server/"},
    "httpx": {"server/"},
    "rich": {"server/"},
}


def imported(path: Path, source: str) -> Iterator[tuple[int, str]]:
    """Give line and absolute name of each import; `path` is relative to the root."""
    package = ("poimenno", *path.parent.parts)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0:
                yield node.lineno, node.module or ""
                continue
            base = ".".join(package[: len(package) - node.level + 1])
            if node.module:
                yield node.lineno, f"{base}.{node.module}"
            else:
                for alias in node.names:
                    yield node.lineno, f"{base}.{alias.name}"


def violations(path: Path, source: str) -> list[str]:
    """List what a module imports against the rule."""
    room = path.parts[0]
    found = []
    for line, name in imported(path, source):
        top, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if top == "poimenno" and ROOMS.index(other) > ROOMS.index(room):
            found.append(f"{path}:{line}: {room} imports {name}, a room to its right")
        doors = DOORS.get(top)
        if doors is not None and path.as_posix() not in doors and f"{room}/" not in doors:
            found.append(f"{path}:{line}: {top} is imported only in {', '.join(sorted(doors))}")
    return found


def modules() -> list[Path]:
    found = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return [path.relative_to(ROOT) for path in found]


def test_every_room_has_modules() -> None:
    assert {path.parts[0] for path in modules()} == set(ROOMS)


@pytest.mark.parametrize("path", modules(), ids=str)
def test_the_import_rule(path: Path) -> None:
    assert not violations(path, (ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", modules(), ids=str)
def test_imports_between_rooms_are_relative(path: Path) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    absolute = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.level == 0
        and (node.module or "").split(".")[0] == "poimenno"
    ]
    assert not absolute


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ontology/namespaces.py", "from ..queries.tokens import tokenize"),
        ("queries/running.py", "from .. import server"),
        ("triples/store.py", "from poimenno.server import cli"),
        ("triples/store.py", "def f():\n    import poimenno.server.cli"),
        ("queries/running.py", "import pyoxigraph as ox"),
        ("server/engine.py", "from pyoxigraph import Store"),
        ("server/engine.py", "from SPARQLWrapper import SPARQLWrapper"),
        ("triples/store.py", "from flask import Flask"),
        ("queries/running.py", "import click"),
    ],
)
def test_planted_violations_are_found(path: str, source: str) -> None:
    assert violations(Path(path), source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("server/cli.py", "import click\nfrom ..triples.store import Store\nfrom . import engine"),
        ("triples/store.py", "import pyoxigraph\nfrom ..ontology.namespaces import BASE"),
        ("queries/running.py", "from SPARQLWrapper import SPARQLWrapper\nfrom .tokens import x"),
    ],
)
def test_what_the_rule_allows_passes(path: str, source: str) -> None:
    assert not violations(Path(path), source)
