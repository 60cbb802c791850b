"""Invented persons by the million, and an ontology of the shape of ours, always the same.

About 22 triples a person: the person, an arrest, a sentence, for most a rehabilitation, names and
dates, on a shared world of places in a tree, bodies, articles and camps. Nobody in it ever lived;
everything is under example.org. As a command:

    python tests/benchmarks/generating.py --persons 10000 --out DIR

writes DIR/data.nt and DIR/schema.ttl.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from random import Random

EX = "http://example.org/"
_A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_DATE = "<http://www.w3.org/2001/XMLSchema#date>"
_SURNAMES = [
    "Иванов",
    "Петров",
    "Сидоров",
    "Ковальчук",
    "Шевченко",
    "Мюллер",
    "Цой",
    "Алиев",
    "Саркисян",
    "Каплан",
]
_NAMES = ["Иван", "Пётр", "Мария", "Анна", "Фёдор", "Ольга", "Карл", "Рустам", "Лев", "Софья"]
_OCCUPATIONS = ("Peasant", "Worker", "Engineer", "Teacher", "Priest", "Soldier", "Writer")
_RELATIONS = ("spouseOf", "siblingOf", "fatherOf", "denouncedBy", "acquaintedWith")
_TROIKA, _COURT, _COLLEGIUM = "SpecialTroika", "TribunalOfWar", "MilitaryCollegium"


def world(persons: int) -> Iterator[str]:
    """Write the lines of what all persons share: places, bodies, articles, camps."""
    countries, regions, districts, towns = counts(persons)
    for number in range(countries):
        yield _typed(f"country{number}", "Country")
    for kind, many, above, over in (
        ("region", regions, "country", countries),
        ("district", districts, "region", regions),
        ("town", towns, "district", districts),
    ):
        for number in range(many):
            place = f"{kind}{number}"
            yield _typed(place, kind.capitalize())
            yield _linked(place, "partOf", f"{above}{number % over}")
            yield f'<{EX}{place}> {_LABEL} "{kind} {number}"@en .\n'
    for number in range(60):
        yield _typed(f"body{number}", (_TROIKA, _COURT, _COLLEGIUM, "Directorate")[number % 4])
        yield _linked(f"body{number}", "seatedIn", f"region{number % regions}")
        if number >= 4:
            yield _linked(f"body{number}", "subordinateTo", f"body{number // 4}")
    for number in range(40):
        yield _typed(f"article{number}", "PoliticalArticle" if number % 3 else "CriminalArticle")
        yield _linked(f"article{number}", "partOfCode", f"code{number % 3}")
    for number in range(30):
        yield _typed(f"camp{number}", "LabourCamp")
        yield _linked(f"camp{number}", "locatedIn", f"district{number % districts}")


def counts(persons: int) -> tuple[int, int, int, int]:
    """Tell how many countries, regions, districts and towns there are for so many persons."""
    towns = max(40, persons // 40)
    return 12, max(15, min(300, persons // 400)), max(20, persons // 400), towns


def person(number: int, persons: int, towns: int, random: Random) -> str:
    """Write the lines of one person, about 22."""
    chance = random.random
    pick = random.randrange
    who, arrest, verdict = f"person{number}", f"arrest{number}", f"sentencing{number}"
    born, year = 1870 + pick(50), 1918 + pick(35)
    name = f"{_SURNAMES[pick(10)]} {_NAMES[pick(10)]} {number}"
    fate = pick(10)
    body = f"body{pick(60)}"
    lines = [
        _typed(who, "Person"),
        f'<{EX}{who}> {_LABEL} "{name}"@ru .\n',
        f'<{EX}{who}> <{EX}familyName> "{name.split(maxsplit=1)[0]}" .\n',
        _dated(who, "birthDate", born, pick(12), pick(28)),
        _linked(who, "bornIn", f"town{pick(towns)}"),
        _linked(who, "hasOccupation", f"occupation{_OCCUPATIONS[pick(7)]}"),
        _linked(who, "arrestedIn", arrest),
        _typed(arrest, "Arrest"),
        _linked(arrest, "carriedOutBy", f"body{pick(60)}"),
        _linked(arrest, "tookPlaceIn", f"town{pick(towns)}"),
        _dated(arrest, "arrestDate", year, pick(12), pick(28)),
        _linked(who, "sentencedIn", verdict),
        _typed(verdict, "Sentencing"),
        _linked(verdict, "decidedBy", body),
        _linked(verdict, "underArticle", f"article{pick(40)}"),
        _dated(verdict, "sentenceDate", year + pick(2), pick(12), pick(28)),
        _linked(verdict, "imposes", ("execution", "camp", "exile")[fate % 3] + "Penalty"),
    ]
    if fate % 3 == 0:
        lines.append(_dated(who, "executionDate", year + 1, pick(12), pick(28)))
    elif fate % 3 == 1:
        lines.append(_linked(who, "heldIn", f"camp{pick(30)}"))
        lines.append(f'<{EX}{verdict}> <{EX}termInYears> "{3 + pick(22)}"^^{_INTEGER} .\n')
    else:
        lines.append(_linked(who, "exiledTo", f"district{pick(counts(persons)[2])}"))
    if chance() < 0.65:
        act = f"rehabilitation{number}"
        lines += [
            _linked(who, "rehabilitatedBy", act),
            _typed(act, "Rehabilitation"),
            _linked(act, "annuls", verdict),
            _linked(act, "issuedBy", f"body{pick(60)}"),
            _dated(act, "rehabilitationDate", 1954 + pick(40), pick(12), pick(28)),
        ]
    if chance() < 0.3:
        lines.append(_linked(who, _RELATIONS[pick(5)], f"person{pick(persons)}"))
    if chance() < 0.02:
        lines.append(_typed(who, ("Party", "Clergy", "Officer")[pick(3)] + "Member"))
    return "".join(lines)


_INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"


def _typed(who: str, kind: str) -> str:
    return f"<{EX}{who}> {_A} <{EX}{kind}> .\n"


def _linked(who: str, prop: str, whom: str) -> str:
    return f"<{EX}{who}> <{EX}{prop}> <{EX}{whom}> .\n"


def _dated(who: str, prop: str, year: int, month: int, day: int) -> str:
    return f'<{EX}{who}> <{EX}{prop}> "{year}-{month + 1:02}-{day + 1:02}"^^{_DATE} .\n'


def lines(persons: int, seed: int = 1937) -> Iterator[str]:
    """Write the data, some lines at a time, in one order for one seed."""
    random = Random(seed)  # noqa: S311  nobody guards a secret with invented persons
    yield from world(persons)
    towns = counts(persons)[3]
    for number in range(persons):
        yield person(number, persons, towns, random)


def schema() -> str:
    """Write the ontology: classes, properties, and one axiom of every kind that ours has."""
    out = [
        "@prefix : <http://example.org/> .",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
    ]
    for pair in _CLASSES.split():
        kind, above = pair.split("<")
        out.append(
            f":{kind} a owl:Class ." + (f" :{kind} rdfs:subClassOf :{above} ." if above else "")
        )
    for line in _OBJECT_PROPERTIES.strip().splitlines():
        prop, inverse, above, domain, range_ = line.split()
        out.append(f":{prop} a owl:ObjectProperty ; rdfs:domain :{domain} ; rdfs:range :{range_} .")
        if inverse != "-":
            out.append(f":{inverse} a owl:ObjectProperty ; owl:inverseOf :{prop} .")
        if above != "-":
            out.append(f":{prop} rdfs:subPropertyOf :{above} .")
    for line in _DATATYPE_PROPERTIES.strip().splitlines():
        prop, above, domain = line.split()
        out.append(f":{prop} a owl:DatatypeProperty ; rdfs:domain :{domain} .")
        if above != "-":
            out.append(f":{prop} rdfs:subPropertyOf :{above} .")
    return "\n".join(out) + _AXIOMS


# Each class with its superclass; 70 of them.
_CLASSES = """
Entity< Agent<Entity Person<Agent Organisation<Agent Body<Organisation StateBody<Body
SecurityBody<StateBody JudicialBody<StateBody ExtrajudicialBody<StateBody
SpecialTroika<ExtrajudicialBody TribunalOfWar<JudicialBody
MilitaryCollegium<JudicialBody Directorate<SecurityBody Event<Entity
RepressiveEvent<Event Arrest<RepressiveEvent Sentencing<RepressiveEvent LegalAct<Event
Rehabilitation<LegalAct Place<Entity Country<Place Region<Place District<Place Town<Place
Settlement<Place LabourCamp<Settlement Norm<Entity Article<Norm PoliticalArticle<Article
CriminalArticle<Article Code<Norm Penalty<Entity DeathPenalty<Penalty Imprisonment<Penalty
Exile<Penalty Occupation<Entity Victim<Person Repressed<Victim Convict<Repressed
PoliticalConvict<Convict Executed<Repressed Prisoner<Repressed Exiled<Repressed
Rehabilitated<Person RehabilitatedVictim<Rehabilitated Relative<Person Spouse<Relative
Sibling<Relative Parent<Relative Child<Relative Denounced<Person Denouncer<Person
Official<Person PartyMember<Person ClergyMember<Person OfficerMember<Person Dated<Entity
Located<Entity ExtrajudiciallySentenced<Convict CourtSentenced<Convict UrbanBorn<Person
Collective<Agent Document<Entity Decree<Document Verdict<Document File<Document Archive<Organisation
Museum<Organisation Newspaper<Organisation Party<Organisation Church<Organisation Army<Organisation
"""
# Property, inverse, superproperty, domain, range: 30 properties with 12 inverses.
_OBJECT_PROPERTIES = """
bornIn birthPlaceOf placedIn Person Place
bornWithin - placedWithin Person Place
placedIn - - Entity Place
placedWithin - - Entity Place
partOf hasPart - Place Place
locatedIn locationOf placedIn Entity Place
tookPlaceIn - placedIn Event Place
seatedIn seatOf placedIn Body Place
subordinateTo hasSubordinate - Body Body
hasOccupation occupationOf - Person Occupation
involves - - Entity Event
arrestedIn arrestOf involves Person Arrest
sentencedIn sentencingOf involves Person Sentencing
rehabilitatedBy rehabilitates involves Person Rehabilitation
conductedBy - - Event Body
carriedOutBy - conductedBy Arrest Body
decidedBy decided conductedBy Sentencing Body
issuedBy - conductedBy LegalAct Body
underArticle - - Sentencing Article
partOfCode - - Article Code
imposes - - Sentencing Penalty
annuls annulledBy - Rehabilitation Sentencing
heldIn - placedIn Person LabourCamp
exiledTo - placedIn Person Place
relatedTo - - Person Person
spouseOf - relatedTo Person Person
siblingOf - relatedTo Person Person
fatherOf hasFather relatedTo Person Person
denouncedBy denounced - Person Person
acquaintedWith - - Person Person
condemnedBy - - Person Body
convictedUnder - - Person Article
arrestedByOrgan - - Person Body
rehabilitatedUnder - - Person Body
"""
_DATATYPE_PROPERTIES = """
date - Entity
familyName - Person
birthDate date Person
arrestDate date Arrest
sentenceDate date Sentencing
executionDate date Executed
rehabilitationDate date Rehabilitation
termInYears - Sentencing
deathDate date Person
releaseDate date Person
shelfmark - Document
title - Document
pages - Document
"""
_AXIOMS = """
:partOf a owl:TransitiveProperty . :subordinateTo a owl:TransitiveProperty .
:spouseOf a owl:SymmetricProperty . :siblingOf a owl:SymmetricProperty .
:bornWithin owl:propertyChainAxiom ( :bornIn :partOf ) .
:condemnedBy owl:propertyChainAxiom ( :sentencedIn :decidedBy ) .
:convictedUnder owl:propertyChainAxiom ( :sentencedIn :underArticle ) .
:arrestedByOrgan owl:propertyChainAxiom ( :arrestedIn :carriedOutBy ) .
:rehabilitatedUnder owl:propertyChainAxiom ( :rehabilitatedBy :issuedBy ) .
:Convict owl:equivalentClass [ a owl:Restriction ; owl:onProperty :sentencedIn ;
  owl:someValuesFrom :Sentencing ] .
:Repressed owl:equivalentClass [ a owl:Class ; owl:unionOf ( :Convict :Executed :Prisoner :Exiled
  [ a owl:Restriction ; owl:onProperty :arrestedIn ; owl:someValuesFrom :Arrest ] ) ] .
:PoliticalConvict owl:equivalentClass [ a owl:Restriction ; owl:onProperty :convictedUnder ;
  owl:someValuesFrom :PoliticalArticle ] .
:ExtrajudiciallySentenced owl:equivalentClass [ a owl:Restriction ; owl:onProperty :condemnedBy ;
  owl:someValuesFrom :ExtrajudicialBody ] .
:CourtSentenced owl:equivalentClass [ a owl:Restriction ; owl:onProperty :condemnedBy ;
  owl:someValuesFrom :JudicialBody ] .
:Prisoner owl:equivalentClass [ a owl:Restriction ; owl:onProperty :heldIn ;
  owl:someValuesFrom :LabourCamp ] .
:Exiled owl:equivalentClass [ a owl:Restriction ; owl:onProperty :exiledTo ;
  owl:someValuesFrom owl:Thing ] .
:Rehabilitated owl:equivalentClass [ a owl:Restriction ; owl:onProperty :rehabilitatedBy ;
  owl:someValuesFrom :Rehabilitation ] .
:RehabilitatedVictim owl:equivalentClass [ a owl:Class ;
  owl:intersectionOf ( :Victim :Rehabilitated ) ] .
:UrbanBorn owl:equivalentClass [ a owl:Restriction ; owl:onProperty :bornIn ;
  owl:someValuesFrom :Town ] .
:DeathSentence a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty :imposes ;
  owl:hasValue :executionPenalty ] .
:executionPenalty a :DeathPenalty . :campPenalty a :Imprisonment . :exilePenalty a :Exile .
:Rehabilitation rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :annuls ;
  owl:allValuesFrom :AnnulledSentence ] .
:AnnulledSentence a owl:Class ; rdfs:subClassOf :Sentencing .
:Person owl:disjointWith :Place . :Event owl:disjointWith :Agent .
:Person owl:disjointWith :Organisation .
[] a owl:AllDisjointClasses ; owl:members ( :Country :Region :District :Town ) .
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Write invented persons and their ontology.")
    parser.add_argument("--persons", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1937)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "schema.ttl").write_text(schema(), encoding="utf-8")
    with (asked.out / "data.nt").open("w", encoding="utf-8") as file:
        file.writelines(lines(asked.persons, asked.seed))


if __name__ == "__main__":
    main()
