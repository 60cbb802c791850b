"""The one door to pyshacl: holds a graph to the shapes of `ontology/shapes`."""

from dataclasses import dataclass

import pyshacl
from rdflib import RDF, SH, BNode, Graph
from rdflib.term import Node


@dataclass(frozen=True, order=True)
class Violation:
    """One result of SHACL validation (SHACL section 3.6.2)."""

    focus: str
    path: str
    value: str
    message: str
    severity: str

    def __str__(self) -> str:
        path = f" {self.path}" if self.path else ""
        value = f" = {self.value}" if self.value else ""
        return f"{self.focus}{path}{value}: {self.message}"


def validate(data: Graph, shapes: Graph) -> list[Violation]:
    """Hold data to shapes; the violations come sorted, and none means that the data conforms.

    The data must hold the inferred types already: pyshacl infers nothing here, and reads `data`
    in place, since a copy of a whole graph costs more than its validation.
    """
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(f"pyshacl gave no report but {report!r}")
    return sorted(
        _violation(report, shapes, node) for node in report.subjects(RDF.type, SH.ValidationResult)
    )


def _violation(report: Graph, shapes: Graph, node: Node) -> Violation:
    def said(predicate: Node) -> str:
        value = report.value(node, predicate)
        return "" if value is None else str(value)

    # What a property shape without a message guards is said on the node shape around it.
    message = said(SH.resultMessage)
    shape = report.value(node, SH.sourceShape)
    if isinstance(shape, BNode):
        around = shapes.value(predicate=SH.property, object=shape)
        purpose = None if around is None else shapes.value(around, SH.message)
        message = message if purpose is None else f"{purpose} ({message})"
    return Violation(
        said(SH.focusNode),
        said(SH.resultPath),
        said(SH.value),
        message,
        said(SH.resultSeverity).rpartition("#")[2],
    )
