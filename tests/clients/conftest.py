"""The clients of others as `make clients` installs them, and one live server over our graph."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ..server.conftest import Live, running

HERE = Path(__file__).parent
CLIENTS = HERE.parents[1] / "build" / "clients"
MISSING = "the clients are not installed: run `make clients` first"


@dataclass
class Clients:
    """Where the clients lie, and a home of their own for what they remember."""

    folder: Path
    home: Path

    def _environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ") if name in os.environ}
        path = f"{self.folder / 'venv' / 'bin'}:/usr/bin:/bin"
        return {
            **kept,
            "PATH": path,
            "HOME": str(self.home),
            "PYWIKIBOT_NO_USER_CONFIG": "2",
        } | more

    def _run(self, command: list[str], **more: str) -> str:
        done = subprocess.run(
            command,
            cwd=self.home,
            env=self._environment(**more),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr[-4000:]}\n{done.stdout[-2000:]}"
        return done.stdout

    def python(self, script: str, *arguments: str) -> Any:
        """Run a script of this folder with the clients from PyPI; gives the JSON it writes."""
        interpreter = str(self.folder / "venv" / "bin" / "python")
        return json.loads(self._run([interpreter, str(HERE / "scripts" / script), *arguments]))

    def node(self, script: str, *arguments: str) -> Any:
        """Run a script of this folder with the clients from npm; gives the JSON it writes."""
        # Node.js looks for packages in the folders above the script.
        copy = self.folder / script
        copy.write_bytes((HERE / "scripts" / script).read_bytes())
        return json.loads(self._run(["node", str(copy), *arguments]))

    def wb(self, live: Live, *arguments: str) -> str:
        """Run wikibase-cli against a server; gives what it prints."""
        return self._run(
            ["node", str(self.folder / "node_modules" / ".bin" / "wb"), *arguments],
            WB_INSTANCE=live.url.rstrip("/"),
            WB_SPARQL_ENDPOINT=live.endpoint,
        )


@pytest.fixture(scope="session")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Clients:
    """The installed clients; without them the tests fail, and say what to do."""
    for needed in ("venv/bin/python", "venv/bin/node", "node_modules/wikibase-sdk"):
        if not (CLIENTS / needed).exists():
            pytest.fail(MISSING)
    return Clients(CLIENTS, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def live(built_store: Path) -> Iterator[Live]:
    """A server over the curated graph, read-only."""
    with running(token=None, store=str(built_store)) as server:
        yield server


@dataclass
class Oracle:
    """The right answers: our own queries, in the words of our ontology."""

    server: Live

    def rows(self, text: str) -> list[dict[str, str]]:
        answer = self.server.http.post(
            "/sparql", data={"query": text}, headers={"Accept": "application/sparql-results+json"}
        )
        assert answer.status_code == 200, answer.text
        return [
            {name: term["value"] for name, term in row.items()}
            for row in answer.json()["results"]["bindings"]
        ]

    def values(self, text: str) -> list[str]:
        """Give the first column, IRIs of entities as their numbers."""
        return [next(iter(row.values())).rpartition("/entity/")[2] for row in self.rows(text)]


@pytest.fixture(scope="session")
def oracle(live: Live) -> Oracle:
    return Oracle(live)
