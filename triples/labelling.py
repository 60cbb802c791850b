"""Name what a query found: the function behind the label service, read from the store itself."""

from collections.abc import Collection
from functools import lru_cache

from ..ontology.namespaces import ENTITY, STANDARD
from ..ontology.ntriples import literal_parts, write_literal
from .store import InvalidData, Store

_LABEL = f"<{STANDARD['rdfs']}label>"
_REMEMBERED = 50_000
# The language of names that are the same in all languages; a name without a language is one.
_ANY = "mul"


class Labels:
    """The names in a store, or in some of its graphs, None being the default graph.

    Each is looked up when it is asked for, so that a query with a LIMIT pays for what it shows.
    """

    def __init__(self, store: Store, graphs: Collection[str | None] | None = None) -> None:
        self._store = store
        self._graphs = graphs
        self._found = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def name(self, subject: str, predicate: str, languages: str) -> str | None:
        """Give the value in the first of the languages that has one; several are joined.

        Terms are N-Triples strings, `languages` a literal with commas. Without a value a label is
        the literal itself, the number of an entity or the IRI; anything else is None.
        """
        if subject[0] != '"' and (found := self._found(subject, predicate, languages)):
            return found
        if predicate != _LABEL or subject[0] == "_":
            return None
        if subject[0] == '"':
            return write_literal(literal_parts(subject)[0])
        return write_literal(subject[1:-1].removeprefix(ENTITY))

    def _look_up(self, subject: str, predicate: str, languages: str) -> str | None:
        ranked = {tag: rank for rank, tag in enumerate(literal_parts(languages)[0].split(","))}
        best, language = len(ranked), ""
        values: set[str] = set()
        try:
            for (_, _, value), graph in self._store.match(subject, predicate, None):
                if value[0] != '"' or (self._graphs is not None and graph not in self._graphs):
                    continue
                text, tag, datatype = literal_parts(value)
                if not tag and not datatype.endswith("#string"):
                    continue
                rank = ranked.get(tag.lower() or _ANY, len(ranked))
                if rank < best:
                    best, values, language = rank, {text}, tag
                elif rank == best < len(ranked):
                    values.add(text)
                    language = min(language, tag)
        except InvalidData:
            return None
        return write_literal(", ".join(sorted(values)), language) if values else None
