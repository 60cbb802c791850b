"""Any SPARQL 1.1 store behind the server: `--store sparql+http://host/query`.

The remote evaluates; here the text is guarded, the deadline held by cutting the connection, and an
answer that was cut by the remote is recognised where its syntax has an end.
"""

import contextlib
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, BinaryIO, cast
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import httpx

from ..ontology.namespaces import COMMON_PREFIXES
from ..queries.adapting import Habits, adapt
from ..queries.guarding import GuardError, Ready, RefusedText, prepare_query, prepare_update
from ..queries.tokens import tokenize
from .engine import (
    Answer,
    BadRequest,
    BrokenAnswer,
    DeadlineExceeded,
    EngineError,
    Query,
    Question,
    Refused,
    UnknownGraph,
    Update,
)
from .fetching import Fetcher
from .relaying import Chunks
from .settings import GIB, MIB

_ROWS = "application/sparql-results+json"
_GRAPH_STORES = ("store", "data", "rdf-graph-store", "service")
_SIZES = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_DEFAULT_SIZE = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_COUNTING = 60.0


class Unavailable(EngineError):
    """The remote store does not answer, or answers with an error of its own."""

    status = 502


class Unsupported(EngineError):
    """The remote store has no such format."""

    status = 406


class NoProofs(EngineError):
    """The remote store has no rules to explain by."""

    status = 501


class RemoteEngine:
    """An Engine over the protocol.

    `address` is the query endpoint; `#update=URL&graphs=URL` behind it names the others, else
    they are looked for beside it under the names that Oxigraph, Fuseki and RDF4J use. Each name is
    resolved against the query endpoint. Changes that others make there cannot be seen, so that no
    answer is remembered. What follows from a change there is not inferred: a remote store is closed
    by whoever loads it, or by its own reasoner.
    """

    def __init__(
        self,
        address: str,
        *,
        writable: bool = False,
        union: bool = True,
        result_size: int = GIB,
        allowed: Sequence[str] = (),
    ) -> None:
        plain, fragment = urldefrag(address)
        if not urlsplit(plain).hostname:
            raise ValueError(f"{address!r} is no address of a SPARQL store")
        if urlsplit(plain).path in {"", "/"}:
            plain = urljoin(plain, "/query")
        named = {name: urljoin(plain, values[-1]) for name, values in parse_qs(fragment).items()}
        self._query_url = plain
        self._update_url = named.get("update", urljoin(plain, "update"))
        self._graphs_url = named.get("graphs")
        self.writable = writable
        self._union = union
        self._result_size = result_size
        self._fetcher = Fetcher(tuple(allowed))
        self._client = httpx.Client(
            follow_redirects=False,
            limits=httpx.Limits(max_connections=256, max_keepalive_connections=32),
        )

    @property
    def endpoints(self) -> tuple[str, str, str | None]:
        """Where queries, updates and graphs go; the last is None until it is looked for."""
        return self._query_url, self._update_url, self._graphs_url

    def state(self) -> str:
        """Give no name: the remote does not tell when it changes."""
        return ""

    def query(self, query: Query) -> Answer:
        """Evaluate a query there."""
        deadline = time.monotonic() + query.timeout
        text = self._fetcher.answer_services(query.text, query.base, deadline)
        prefixes = self._prefixes()
        habits = Habits(prefixes, query.languages, query.searching, functions=False)
        with _guarding():
            ready = prepare_query(text, prefixes, steps=adapt(text, habits))
        form: dict[str, str | list[str]] = {"query": _stand_alone(ready, query.base)}
        default, named = query.dataset.default_graphs, query.dataset.named_graphs
        if default:
            form["default-graph-uri"] = list(default)
        if named:
            form["named-graph-uri"] = list(named)
        if self._union and not default and not named and not ready.names_dataset:
            # Oxigraph's parameter; other stores are told by their own configuration.
            form["union-default-graph"] = "true"
        return self._read("POST", self._query_url, query.media_type, deadline, data=form)

    def update(self, update: Update) -> None:
        """Apply a SPARQL Update request there, as atomically as the remote does."""
        self._check_writable()
        deadline = time.monotonic() + update.timeout
        text = self._fetcher.answer_loads(update.text, deadline)
        text = self._fetcher.answer_services(text, update.base, deadline)
        with _guarding():
            ready = prepare_update(
                text,
                self._prefixes(),
                update.dataset.default_graphs,
                update.dataset.named_graphs,
            )
        self._change(
            "POST",
            self._update_url,
            deadline,
            content=_stand_alone(ready, update.base).encode(),
            headers={"Content-Type": "application/sparql-update"},
        )

    def read_graph(self, graph: str | None, media_type: str, timeout: float) -> Answer:
        """Serialise one graph; raises UnknownGraph."""
        deadline = time.monotonic() + timeout
        return self._read("GET", self._graph_url(graph), media_type, deadline)

    def write_graph(
        self,
        graph: str | None,
        data: BinaryIO,
        media_type: str,
        base: str,
        *,
        replace: bool,
        timeout: float,
    ) -> bool:
        """Add triples to a graph, or replace it; tell whether the graph is new."""
        self._check_writable()
        with tempfile.SpooledTemporaryFile(MIB) as spool:
            # Whole before it is sent, so that a client that breaks off leaves nothing there.
            while piece := data.read(256 * 1024):
                spool.write(piece)
            size = spool.tell()
            spool.seek(0)
            status = self._change(
                "PUT" if replace else "POST",
                self._graph_url(graph),
                time.monotonic() + timeout,
                content=_pieces(cast(IO[bytes], spool)),
                headers={"Content-Type": media_type, "Content-Length": str(size)},
            )
        return status == 201

    def delete_graph(self, graph: str | None, timeout: float) -> None:
        """Remove a graph; a named graph that does not exist raises UnknownGraph."""
        self._check_writable()
        self._change("DELETE", self._graph_url(graph), time.monotonic() + timeout)

    def explain(self, question: Question) -> Answer:
        """Refuse: the rules that a proof is made of lie beside a local store, not in a remote."""
        raise NoProofs(
            "a remote store keeps no rules to explain its triples by; serve a local store for that"
        )

    def graph_sizes(self) -> dict[str | None, int]:
        """Count the triples of every graph."""
        rows = self._rows(_SIZES)
        sizes: dict[str | None, int] = {
            row["g"]["value"]: int(row["n"]["value"]) for row in rows if "g" in row
        }
        sizes[None] = sum(int(row["n"]["value"]) for row in self._rows(_DEFAULT_SIZE))
        return sizes

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _check_writable(self) -> None:
        if not self.writable:
            raise Refused("this store is read-only")

    def _prefixes(self) -> Mapping[str, str]:
        return COMMON_PREFIXES if self._union else {}

    def _rows(self, text: str) -> list[dict[str, dict[str, str]]]:
        deadline = time.monotonic() + _COUNTING
        answer = self._read("POST", self._query_url, _ROWS, deadline, data={"query": text})
        try:
            rows: list[dict[str, dict[str, str]]] = json.loads(b"".join(answer.chunks))["results"][
                "bindings"
            ]
        except (BrokenAnswer, ValueError, KeyError) as error:
            raise Unavailable(f"the remote store cannot count its triples: {error}") from error
        finally:
            answer.close()
        return rows

    def _graph_url(self, graph: str | None) -> httpx.URL:
        if self._graphs_url is None:
            self._graphs_url = self._find_graph_store()
        url = httpx.URL(self._graphs_url)
        return (
            url.copy_with(query=b"default") if graph is None else url.copy_set_param("graph", graph)
        )

    def _find_graph_store(self) -> str:
        for name in _GRAPH_STORES:
            url = urljoin(self._query_url, name)
            with contextlib.suppress(httpx.HTTPError):
                answer = self._client.head(f"{url}?default", headers={"Accept": "text/turtle"})
                if answer.status_code == 200:
                    return url
        raise Unavailable("no graph store was found beside the query endpoint; name it: #graphs=…")

    def _read(
        self,
        method: str,
        url: httpx.URL | str,
        media_type: str,
        deadline: float,
        data: Mapping[str, str | list[str]] | None = None,
    ) -> Answer:
        request = self._client.build_request(
            method, url, data=data, headers={"Accept": media_type}, timeout=_until(deadline)
        )
        response = self._send(request)
        given = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if given != media_type:
            response.close()
            raise Unsupported(f"the remote store gives {given!r} where {media_type} was asked for")
        chunks = Chunks(response, media_type, deadline, self._result_size)
        return Answer(media_type, chunks, None, "")

    def _change(
        self,
        method: str,
        url: httpx.URL | str,
        deadline: float,
        content: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> int:
        request = self._client.build_request(
            method, url, content=content, headers=headers, timeout=_until(deadline)
        )
        response = self._send(request)
        response.close()
        return response.status_code

    def _send(self, request: httpx.Request) -> httpx.Response:
        """Send a request; what the remote says against it becomes an EngineError."""
        try:
            response = self._client.send(request, stream=True)
        except httpx.ReadTimeout as error:
            raise DeadlineExceeded("the remote store gave no answer before the deadline") from error
        except httpx.HTTPError as error:
            raise Unavailable(f"the remote store cannot be reached: {error}") from error
        if response.is_success:
            return response
        detail = _detail(response)
        match response.status_code:
            case 404 if request.url.params.get("graph"):
                raise UnknownGraph(f"there is no graph <{request.url.params['graph']}>")
            case 406:
                raise Unsupported(detail)
            case 400 | 413 | 415 | 422:
                raise BadRequest(detail)
        raise Unavailable(f"the remote store answers {response.status_code}: {detail}")


@contextlib.contextmanager
def _guarding() -> Iterator[None]:
    try:
        yield
    except RefusedText as error:
        raise Refused(str(error)) from error
    except GuardError as error:
        raise BadRequest(str(error)) from error


def _stand_alone(ready: Ready, base: str) -> str:
    """Write into the text what the remote does not know: our address and the common prefixes.

    On the first line, so that at least the lines of its complaints are those of the client.
    """
    relative = any(
        token.kind == "iri" and ":" not in token.text.partition("/")[0]
        for token in tokenize(ready.text)
    )
    prologue = f"BASE <{base}> " if relative else ""
    prologue += "".join(f"PREFIX {name}: <{iri}> " for name, iri in ready.missing.items())
    return prologue + ready.text


def _until(deadline: float) -> httpx.Timeout:
    left = max(deadline - time.monotonic(), 0.001)
    return httpx.Timeout(left, connect=min(left, 5.0))


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(256 * 1024):
        yield piece


def _detail(response: httpx.Response) -> str:
    """Read the beginning of an error document."""
    detail = b""
    with contextlib.suppress(httpx.HTTPError):
        for piece in response.iter_bytes():
            detail += piece
            if len(detail) > 4096:
                break
    response.close()
    return detail[:4096].decode("utf-8", "replace").strip() or "no reason is given"
