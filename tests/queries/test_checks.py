"""Each check finds its planted violation, and passes over its near miss."""

from pathlib import Path

import pyoxigraph as ox
import pytest

CHECKS = Path(__file__).parents[2] / "queries" / "checks"

PREFIXES = """
@prefix poi: <https://w3id.org/poimenno/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix ex: <http://example.org/> .
"""

# For each check: what it must find, and what comes near and is right.
PLANTED = {
    "acts-after-what-they-ordered": (
        """ex:d poi:orderedBy ex:a ; poi:latestDate "1944-02-23"^^xsd:date .
        ex:a a poi:LegalAct ; poi:earliestDate "1944-03-07"^^xsd:date .""",
        """ex:d poi:confirmedBy ex:a ; poi:orderedBy ex:b ; poi:latestDate "1944-02-23"^^xsd:date .
        ex:a a poi:LegalAct ; poi:earliestDate "1944-03-07"^^xsd:date .
        ex:b a poi:LegalAct ; poi:earliestDate "1944-01-31"^^xsd:date .""",
    ),
    "amnesties-as-rehabilitations": (
        "ex:d a poi:RehabilitationDecision, poi:AmnestyApplication .",
        "ex:d a poi:RehabilitationDecision . ex:e a poi:AmnestyApplication .",
    ),
    "annulments-before-grants": (
        """ex:a poi:annuls ex:d ; poi:latestDate "1995-12-31"^^xsd:date .
        ex:d poi:earliestDate "1996-04-01"^^xsd:date .""",
        """ex:a poi:annuls ex:d ; poi:latestDate "1996-12-31"^^xsd:date .
        ex:d poi:earliestDate "1996-04-01"^^xsd:date .""",
    ),
    "arrests-after-death": (
        """ex:a a poi:Arrest ; poi:affects ex:p ; poi:earliestDate "1938-01-01"^^xsd:date .
        ex:p poi:latestDeath "1937-12-31"^^xsd:date .""",
        """ex:a a poi:Arrest ; poi:affects ex:p ; poi:earliestDate "1937-01-01"^^xsd:date .
        ex:p poi:latestDeath "1937-12-31"^^xsd:date .""",
    ),
    "changes-before-adoption": (
        """ex:l poi:changes ex:e ; poi:latestDate "1955-12-31"^^xsd:date .
        ex:e poi:earliestDate "1956-01-01"^^xsd:date .""",
        """ex:l poi:changes ex:e ; poi:latestDate "1956-12-31"^^xsd:date .
        ex:e poi:earliestDate "1956-01-01"^^xsd:date .""",
    ),
    "claims-without-confidence": (
        "ex:c a poi:Claim .",
        "ex:c a poi:Claim ; poi:hasConfidence poi:lowConfidence .",
    ),
    "claims-without-source": ("ex:c a poi:Claim .", "ex:c a poi:Claim ; poi:hasSource ex:s ."),
    "codefendants-of-labels": (
        """ex:p poi:coDefendantOf ex:q . ex:label a poi:CaseLabel .
        ex:s poi:partOfCase ex:label ; poi:affects ex:p .
        ex:t poi:partOfCase ex:label ; poi:affects ex:q .""",
        """ex:p poi:coDefendantOf ex:q . ex:trial a poi:Trial .
        ex:s poi:partOfCase ex:trial ; poi:affects ex:p .
        ex:t poi:partOfCase ex:trial ; poi:affects ex:q .""",
    ),
    "dates-without-claim": (
        """ex:a a poi:Repression ; poi:date "1937"^^edtf:EDTF .
        ex:c poi:claimsAbout ex:a ; poi:claimsProperty poi:date ;
        poi:claimedValue "1938"^^edtf:EDTF .""",
        """ex:a a poi:Repression ; poi:date "1937"^^edtf:EDTF .
        ex:c poi:claimsAbout ex:a ; poi:claimsProperty poi:date ;
        poi:claimedValue "1937"^^edtf:EDTF .""",
    ),
    "executions-away-from-death": (
        """ex:e a poi:Execution ; poi:affects ex:p ; poi:earliestDate "1937-06-12"^^xsd:date ;
        poi:latestDate "1937-06-12"^^xsd:date . ex:p poi:earliestDeath "1938-01-01"^^xsd:date ;
        poi:latestDeath "1938-12-31"^^xsd:date .""",
        """ex:e a poi:Execution ; poi:affects ex:p ; poi:earliestDate "1937-06-12"^^xsd:date ;
        poi:latestDate "1937-06-12"^^xsd:date . ex:p poi:earliestDeath "1937-01-01"^^xsd:date ;
        poi:latestDeath "1937-12-31"^^xsd:date .""",
    ),
    "general-knowledge-above-low-confidence": (
        """ex:gk a poi:UnverifiedSource .
        ex:c a poi:Claim ; poi:hasSource ex:gk ; poi:hasConfidence poi:mediumConfidence .""",
        """ex:gk a poi:UnverifiedSource .
        ex:c a poi:Claim ; poi:hasSource ex:gk, ex:book ; poi:hasConfidence poi:mediumConfidence .
        ex:d a poi:Claim ; poi:hasSource ex:gk ; poi:hasConfidence poi:lowConfidence .""",
    ),
    "names-in-one-language": (
        'ex:p a poi:Person ; rdfs:label "A person"@en .',
        'ex:p a poi:Person ; rdfs:label "A person"@en, "Лицо"@ru .',
    ),
    "padded-dates": (
        """ex:c poi:claimedValue "1955-01-01"^^edtf:EDTF ;
        poi:hasDatePrecision poi:yearPrecision .""",
        """ex:c poi:claimedValue "1955"^^edtf:EDTF ; poi:hasDatePrecision poi:yearPrecision .
        ex:d poi:claimedValue "1955-01-01"^^edtf:EDTF ;
        poi:hasDatePrecision poi:dayPrecision .""",
    ),
    "positions-without-source": (
        "ex:p poi:latitude 55.75 .",
        'ex:p poi:latitude 55.75 ; poi:geonamesId "524901" .',
    ),
    "preferred-claims-without-reason": (
        "ex:c a poi:Claim ; poi:hasRank poi:preferredRank .",
        """ex:c a poi:Claim ; poi:hasRank poi:preferredRank ; poi:reasonForRank "printed"@en .
        ex:d a poi:Claim ; poi:hasRank poi:normalRank .""",
    ),
    "reviews-before-repressions": (
        """ex:d poi:reviews ex:r ; poi:latestDate "1936-12-31"^^xsd:date .
        ex:r poi:earliestDate "1937-06-11"^^xsd:date .""",
        """ex:d poi:reviews ex:r ; poi:latestDate "1937-12-31"^^xsd:date .
        ex:r poi:earliestDate "1937-06-11"^^xsd:date .""",
    ),
    "shared-identifiers": (
        'ex:p a poi:Person ; dcterms:identifier "P9" . '
        'ex:q a poi:Person ; dcterms:identifier "P9" .',
        'ex:p a poi:Person ; dcterms:identifier "P9" . '
        'ex:q a poi:Source ; dcterms:identifier "P9" .',
    ),
}


def rows(check: str, data: str) -> int:
    store = ox.Store()
    store.load(PREFIXES + data, format=ox.RdfFormat.TURTLE)
    result = store.query((CHECKS / f"{check}.rq").read_text("utf-8"))
    assert isinstance(result, ox.QuerySolutions)
    return sum(1 for _ in result)


def test_each_check_has_its_planted_violation() -> None:
    assert sorted(path.stem for path in CHECKS.glob("*.rq")) == sorted(PLANTED)


@pytest.mark.parametrize("check", PLANTED)
def test_a_planted_violation_is_found(check: str) -> None:
    assert rows(check, PLANTED[check][0]) >= 1


@pytest.mark.parametrize("check", PLANTED)
def test_a_near_miss_is_passed_over(check: str) -> None:
    assert rows(check, PLANTED[check][1]) == 0
