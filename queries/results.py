"""A small table model of query results, read from and written to the W3C formats.

Source: SPARQL 1.1 Query Results JSON, CSV and TSV, and XML formats; triple terms as in SPARQL 1.2.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..ontology.ntriples import write_literal

Term = Mapping[str, Any]
"""An RDF term as the JSON format writes it: type, value, and datatype or xml:lang."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BARE = {_XSD + "integer", _XSD + "decimal", _XSD + "double"}


class ResultError(ValueError):
    """An answer that is no SPARQL result in the JSON format."""


@dataclass(frozen=True)
class Table:
    """The solutions of a SELECT, in their order; an unbound variable is None."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def solutions(self) -> list[dict[str, Term]]:
        """Give each row by the names of its variables; what is unbound is absent from it."""
        return [
            {name: term for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]


def read_json(data: bytes | str) -> Table | bool:
    """Read a result in the JSON format, an ASK as its boolean; raises ResultError."""
    try:
        document = json.loads(data)
        if "boolean" in document:
            return bool(document["boolean"])
        variables = tuple(document["head"]["vars"])
        bindings = document["results"]["bindings"]
        return Table(variables, tuple(tuple(map(row.get, variables)) for row in bindings))
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise ResultError(f"no SPARQL result in JSON: {fault}") from fault


def written(term: Term) -> str:
    """Write a term of a result as a canonical N-Triples string."""
    value = str(term["value"])
    match term["type"]:
        case "uri":
            return f"<{value}>"
        case "bnode":
            return f"_:{value}"
        case "triple":
            inner = " ".join(written(part) for part in term["value"].values())
            return f"<<( {inner} )>>"
    return write_literal(value, term.get("xml:lang") or "", term.get("datatype") or "")


def write(result: Table | bool, form: str) -> str:
    """Write a result as `csv`, `tsv`, `json` or `xml`.

    CSV and TSV have no form for an ASK (their specification leaves it out): it becomes one word.
    """
    return _WRITERS[form](result)


def plain(term: Term | None) -> str:
    """Write a term as the CSV format does: its value alone."""
    if term is None:
        return ""
    if term["type"] == "triple":
        return turtle(term)
    return ("_:" if term["type"] == "bnode" else "") + str(term["value"])


def turtle(term: Term | None) -> str:
    """Write a term as the TSV format does: in Turtle without prefixes."""
    if term is None:
        return ""
    value, datatype = term["value"], term.get("datatype", "")
    match term["type"]:
        case "uri":
            return f"<{value}>"
        case "bnode":
            return f"_:{value}"
        case "triple":
            parts = (turtle(value[part]) for part in ("subject", "predicate", "object"))
            return f"<<( {' '.join(parts)} )>>"
    if datatype in _BARE and value == value.strip() and _reads_back(value, datatype):
        return str(value)
    quoted = json.dumps(value, ensure_ascii=False)
    if language := term.get("xml:lang"):
        direction = term.get("its:dir")
        return f"{quoted}@{language}" + (f"--{direction}" if direction else "")
    return f"{quoted}^^<{datatype}>" if datatype and datatype != _XSD + "string" else quoted


def _reads_back(value: str, datatype: str) -> bool:
    """Tell whether a bare number means the same datatype when it is read again."""
    digits = value.lstrip("+-").replace(".", "", 1).lower()
    kind = "double" if "e" in digits else "decimal" if "." in value else "integer"
    if not digits.replace("e", "", 1).replace("+", "").replace("-", "").isdecimal():
        return False
    return datatype == _XSD + kind and not value.endswith(".")


def _csv(result: Table | bool) -> str:
    if isinstance(result, bool):
        return f"{str(result).lower()}\r\n"
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(result.variables)
    writer.writerows([plain(term) for term in row] for row in result.rows)
    return sheet.getvalue()


def _tsv(result: Table | bool) -> str:
    if isinstance(result, bool):
        return f"{str(result).lower()}\n"
    lines = ["\t".join(f"?{variable}" for variable in result.variables)]
    lines += ["\t".join(map(turtle, row)) for row in result.rows]
    return "\n".join(lines) + "\n"


def _json(result: Table | bool) -> str:
    document: dict[str, Any]
    if isinstance(result, bool):
        document = {"head": {}, "boolean": result}
    else:
        bindings = [
            {name: term for name, term in zip(result.variables, row, strict=True) if term}
            for row in result.rows
        ]
        document = {"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _xml(result: Table | bool) -> str:
    lines = ['<?xml version="1.0"?>', '<sparql xmlns="http://www.w3.org/2005/sparql-results#">']
    if isinstance(result, bool):
        lines += ["<head/>", f"<boolean>{str(result).lower()}</boolean>"]
    else:
        names = "".join(f"<variable name={quoteattr(name)}/>" for name in result.variables)
        lines += [f"<head>{names}</head>", "<results>"]
        lines += [_xml_row(result.variables, row) for row in result.rows]
        lines.append("</results>")
    return "\n".join([*lines, "</sparql>", ""])


def _xml_row(variables: Sequence[str], row: Sequence[Term | None]) -> str:
    cells = (
        f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
        for name, term in zip(variables, row, strict=True)
        if term
    )
    return f"<result>{''.join(cells)}</result>"


def _xml_term(term: Term) -> str:
    value = term["value"]
    if term["type"] == "triple":
        parts = ("subject", "predicate", "object")
        inner = "".join(f"<{part}>{_xml_term(value[part])}</{part}>" for part in parts)
        return f"<triple>{inner}</triple>"
    if term["type"] in {"uri", "bnode"}:
        return f"<{term['type']}>{escape(value)}</{term['type']}>"
    attributes = ""
    if language := term.get("xml:lang"):
        attributes = f" xml:lang={quoteattr(language)}"
    elif datatype := term.get("datatype"):
        attributes = f" datatype={quoteattr(datatype)}"
    return f"<literal{attributes}>{escape(value)}</literal>"


_WRITERS = {"csv": _csv, "tsv": _tsv, "json": _json, "xml": _xml}
FORMS = tuple(_WRITERS)
