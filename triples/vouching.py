"""How a row is known: sources, confidence, rank, and whether the act itself was read."""

from rdflib import URIRef

from .claims import DEPRECATED, NORMAL, PREFERRED
from .columns import CellError
from .numbering import Register
from .reading import Record

CONFIDENCES = ("high", "medium", "low")
RANKS = (PREFERRED, NORMAL, DEPRECATED)
GENERAL_KNOWLEDGE = "GK"


def sources_of(record: Record, register: Register) -> tuple[URIRef, ...]:
    """Find the sources of a row; a row without any, or with an unknown one, is a fault."""
    found = []
    keys = record.items("source_ids")
    if not keys:
        register.fault(record, "source_ids", "expected the id of a source, found none")
    for key in keys:
        try:
            found.append(register.entity(key))
        except CellError:
            register.fault(record, "source_ids", f"expected the id of a source, found {key!r}")
    return tuple(found)


def general_knowledge(record: Record, register: Register) -> tuple[URIRef, ...]:
    """Find the source that stands for what everybody knows and nobody checked."""
    try:
        return (register.entity(GENERAL_KNOWLEDGE),)
    except CellError:
        register.fault(record, "source_ids", f"expected a source {GENERAL_KNOWLEDGE}, found none")
        return ()


def confidence_of(record: Record, register: Register, column: str = "confidence") -> str:
    """Read a confidence; an unknown word is a fault and counts as low."""
    return _word(record, register, column, CONFIDENCES, "low")


def rank_of(record: Record, register: Register, column: str = "rank") -> str:
    """Read a rank; an unknown word is a fault and counts as normal."""
    return _word(record, register, column, RANKS, NORMAL)


def document_seen(record: Record, register: Register) -> bool | None:
    """Tell whether the primary document was seen; None where the row does not say."""
    if not record["primary_document_seen"]:
        return None
    return _word(record, register, "primary_document_seen", ("yes", "no"), "no") == "yes"


def low_columns(record: Record, register: Register) -> set[str]:
    """Find the columns that `low_fields` calls low: `body` means `body`, `body_id`, `body_ids`."""
    low: set[str] = set()
    for word in record.items("low_fields"):
        named = {word, f"{word}_id", f"{word}_ids"} & record.cells.keys()
        if not named:
            register.fault(record, "low_fields", f"expected a column of the table, found {word!r}")
        low |= named
    return low


def _word(
    record: Record, register: Register, column: str, known: tuple[str, ...], fallback: str
) -> str:
    word = record[column]
    if word in known:
        return word
    register.fault(record, column, f"expected one of {', '.join(known)}, found {word!r}")
    return fallback
