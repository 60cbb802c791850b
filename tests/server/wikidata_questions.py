"""Questions as the example queries of Wikidata ask them, each beside the same in the own words.

The second query uses no service, no view and no prefix but those of the ontology, so that its rows
are what the first has to give: as texts, and in any order.
"""

from typing import NamedTuple

LABELS = 'SERVICE wikibase:label { bd:serviceParam wikibase:language "[AUTO_LANGUAGE],en". }'


class Question(NamedTuple):
    """What is asked, as Wikidata's query service is asked and as this graph is."""

    name: str
    wikidata: str
    own: str


def _label(name: str, variable: str = "", language: str = "en") -> str:
    """Write the label of something in the own words."""
    target = variable or f"{name}Label"
    return f'OPTIONAL {{ ?{name} rdfs:label ?{target} FILTER(LANG(?{target}) = "{language}") }}'


QUESTIONS = [
    Question(
        "persons and their names",
        f"SELECT ?item ?itemLabel WHERE {{ ?item wdt:P31 wd:Q1000124. {LABELS} }}",
        f"SELECT ?item ?itemLabel {{ ?item a poi:Person {_label('item')} }}",
    ),
    Question(
        "the number of persons",
        "SELECT (COUNT(*) AS ?count) WHERE { ?item wdt:P31 wd:Q1000124 . }",
        "SELECT (COUNT(DISTINCT ?item) AS ?count) { ?item a poi:Person }",
    ),
    Question(
        "names in Russian first",
        """#defaultView:Table
SELECT ?item ?itemLabel WHERE {
  ?item wdt:P31 wd:Q1000124 .
  SERVICE wikibase:label { bd:serviceParam wikibase:language "ru,en" . }
}
ORDER BY ?itemLabel""",
        f"SELECT ?item ?itemLabel {{ ?item a poi:Person {_label('item', language='ru')} }}",
    ),
    Question(
        "persons by place of birth",
        f"""SELECT ?placeLabel (COUNT(?person) AS ?number) WHERE {{
  ?person wdt:P31 wd:Q1000124 ; wdt:P19 ?place .
  {LABELS}
}} GROUP BY ?placeLabel ORDER BY DESC(?number) ?placeLabel""",
        f"""SELECT ?placeLabel (COUNT(DISTINCT ?person) AS ?number) {{
  ?person a poi:Person ; poi:bornAt ?place {_label("place")}
}} GROUP BY ?placeLabel""",
    ),
    Question(
        "persons by the year of a death whose day is known",
        """SELECT ?year (COUNT(DISTINCT ?person) AS ?number) WHERE {
  ?person wdt:P31 wd:Q1000124 ; p:P570 [ ps:P570 ?date ; psv:P570 [
    wikibase:timePrecision "11"^^xsd:integer ; wikibase:timeValue ?time ] ; a wikibase:BestRank ] .
  BIND(YEAR(?time) AS ?year)
} GROUP BY ?year""",
        """SELECT ?year (COUNT(DISTINCT ?person) AS ?number) {
  ?person a poi:Person ; poi:deathDate ?date .
  FILTER(REGEX(STR(?date), "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
  BIND(xsd:integer(SUBSTR(STR(?date), 1, 4)) AS ?year)
} GROUP BY ?year""",
    ),
    Question(
        "everything of one class and below it",
        """SELECT DISTINCT ?item WHERE { ?item wdt:P31/wdt:P279* wd:Q1000168 . }""",
        """SELECT DISTINCT ?item { ?item a ?class . ?class rdfs:subClassOf* poi:RepressiveAct
  FILTER NOT EXISTS { GRAPH ?g { ?item a ?class }
    FILTER(STRSTARTS(STR(?g), "https://w3id.org/poimenno/graph/entailed")) } }""",
    ),
    Question(
        "places on a map",
        f"""#defaultView:Map
SELECT ?place ?placeLabel ?coord WHERE {{ ?place wdt:P625 ?coord . {LABELS} }}""",
        f"""SELECT ?place ?placeLabel ?coord {{
  ?place poi:longitude ?east ; poi:latitude ?north {_label("place")}
  BIND(CONCAT("Point(", STR(?east), " ", STR(?north), ")") AS ?coord) }}""",
    ),
    Question(
        "places in the Caucasus, by box",
        f"""SELECT ?place ?placeLabel WHERE {{
  SERVICE wikibase:box {{
    ?place wdt:P625 ?location .
    bd:serviceParam wikibase:cornerWest "Point(41 38)"^^geo:wktLiteral .
    bd:serviceParam wikibase:cornerEast "Point(51 44)"^^geo:wktLiteral .
  }}
  {LABELS}
}}""",
        f"""SELECT ?place ?placeLabel {{
  ?place poi:longitude ?east ; poi:latitude ?north {_label("place")}
  FILTER(?east >= 41 && ?east <= 51 && ?north >= 38 && ?north <= 44) }}""",
    ),
    Question(
        "persons born around Yerevan",
        f"""SELECT DISTINCT ?personLabel WHERE {{
  ?person wdt:P19 ?place .
  SERVICE wikibase:around {{
    ?place wdt:P625 ?location .
    bd:serviceParam wikibase:center "Point(44.51 40.18)"^^geo:wktLiteral .
    bd:serviceParam wikibase:radius "250" .
  }}
  {LABELS}
}}""",
        f"""SELECT DISTINCT ?personLabel {{
  ?person poi:bornAt ?place . ?place poi:longitude ?east ; poi:latitude ?north {_label("person")}
  # Yerevan lies at 40.18 north, where a degree of longitude is 85 km.
  BIND((?east - 44.51) * 85 AS ?dx) BIND((?north - 40.18) * 111.2 AS ?dy)
  FILTER(?dx * ?dx + ?dy * ?dy < 62500) }}""",
    ),
    Question(
        "executions and where they took place",
        f"""SELECT ?event ?placeLabel WHERE {{
  ?event wdt:P31 wd:Q1000059 .
  OPTIONAL {{ ?event wdt:P276 ?place . }}
  {LABELS}
}}""",
        f"""SELECT ?event ?placeLabel {{
  ?event a poi:Execution OPTIONAL {{ ?event poi:tookPlaceAt ?place {_label("place")} }} }}""",
    ),
    Question(
        "persons without a place of death",
        f"""SELECT ?person ?personLabel WHERE {{
  ?person wdt:P31 wd:Q1000124 .
  MINUS {{ ?person wdt:P20 [] . }}
  {LABELS}
}}""",
        f"""SELECT ?person ?personLabel {{
  ?person a poi:Person FILTER NOT EXISTS {{ ?person poi:diedAt ?place }} {_label("person")} }}""",
    ),
    Question(
        "statements with rank and reference",
        """SELECT ?statement ?value ?rank (COUNT(DISTINCT ?reference) AS ?references) WHERE {
  wd:Q1001 p:P569 ?statement .
  ?statement ps:P569 ?value ; wikibase:rank ?rank .
  OPTIONAL { ?statement prov:wasDerivedFrom ?reference . ?reference pr:P248 ?source }
} GROUP BY ?statement ?value ?rank""",
        """SELECT ?statement ?value ?rank (COUNT(DISTINCT ?source) AS ?references) {
  ?statement poi:claimsAbout ent:Q1001 ; poi:claimsProperty poi:birthDate ;
    poi:claimedValue ?day ; poi:hasRank ?r
  OPTIONAL { ?statement poi:hasSource ?source }
  BIND(CONCAT(STR(?day), "T00:00:00Z") AS ?value)
  BIND(CONCAT("http://wikiba.se/ontology#", UCASE(SUBSTR(STRAFTER(STR(?r), "#"), 1, 1)),
    SUBSTR(STRAFTER(STR(?r), "#"), 2)) AS ?rank)
} GROUP BY ?statement ?value ?rank""",
    ),
    Question(
        "deprecated statements and why",
        """SELECT ?statement ?reason WHERE {
  ?statement wikibase:rank wikibase:DeprecatedRank ; pq:P100172 ?reason .
}""",
        """SELECT ?statement ?reason {
  ?statement poi:hasRank poi:deprecatedRank ; poi:reasonForRank ?reason }""",
    ),
    Question(
        "what links to Wikidata",
        """SELECT ?item ?match WHERE { ?item wdt:P2888 ?match . ?item wdt:P31 wd:Q1000124 }""",
        """SELECT ?item ?match { ?item a poi:Person ; skos:exactMatch ?match
  FILTER(STRSTARTS(STR(?match), "http://www.wikidata.org/entity/")) }""",
    ),
    Question(
        "properties, as wikibase-cli lists them",
        """SELECT ?property ?propertyLabel ?propertyType WHERE {
    ?property wikibase:propertyType ?propertyType .
    SERVICE wikibase:label { bd:serviceParam wikibase:language "en,en". }
  }
  ORDER BY ASC(xsd:integer(STRAFTER(STR(?property), 'P')))""",
        f"""SELECT ?property ?propertyLabel ?propertyType {{
  ?property wikibase:propertyType ?propertyType {_label("property")} }}""",
    ),
    Question(
        "reverse claims, as wikibase-sdk asks for them",
        """SELECT DISTINCT ?subject WHERE { ?subject wdt:P19|wdt:P20 wd:Q8002 .
    FILTER NOT EXISTS { ?subject rdf:type wikibase:Property . }  }""",
        "SELECT DISTINCT ?subject { ?subject poi:bornAt|poi:diedAt ent:Q8002 }",
    ),
    Question(
        "statements of an item with the names of their properties",
        f"""SELECT ?wd ?wdLabel ?ps_ ?ps_Label WHERE {{
  wd:Q1001 ?p ?statement .
  ?statement ?ps ?ps_ .
  ?wd wikibase:claim ?p ; wikibase:statementProperty ?ps .
  FILTER(?wd IN (wd:P19, wd:P20))
  {LABELS}
}}""",
        f"""SELECT ?wd ?wdLabel ?ps_ ?ps_Label {{
  VALUES (?wd ?property) {{ (ent:P19 poi:bornAt) (ent:P20 poi:diedAt) }}
  ent:Q1001 ?property ?ps_ {_label("ps_")}
  BIND(IF(?wd = ent:P19, "born at", "died at") AS ?wdLabel) }}""",
    ),
    Question(
        "other names, joined",
        """SELECT ?itemLabel ?itemAltLabel WHERE {
  VALUES ?item { wd:Q1001 wd:Q1002 }
  SERVICE wikibase:label { bd:serviceParam wikibase:language "ru" }
}""",
        f"""SELECT ?itemLabel (GROUP_CONCAT(?alt; separator=", ") AS ?itemAltLabel) {{
  VALUES ?item {{ ent:Q1001 ent:Q1002 }} {_label("item", language="ru")}
  ?item skos:altLabel ?alt FILTER(LANG(?alt) = "ru") }} GROUP BY ?itemLabel""",
    ),
    Question(
        "names written by hand, in two languages at once",
        """SELECT ?item ?english ?russian WHERE {
  ?item wdt:P31 wd:Q1000056 .
  SERVICE wikibase:label { bd:serviceParam wikibase:language "en" . ?item rdfs:label ?english }
  SERVICE wikibase:label { bd:serviceParam wikibase:language "ru" . ?item rdfs:label ?russian }
}""",
        f"""SELECT ?item ?english ?russian {{ ?item a poi:EthnicGroup
  {_label("item", "english")} {_label("item", "russian", "ru")} }}""",
    ),
    Question(
        "the first ten arrests by date, in a named subquery",
        f"""SELECT ?event ?eventLabel ?date WITH {{
  SELECT ?event ?date WHERE {{
    ?event wdt:P31 wd:Q1000012 ; wdt:P585 ?date .
    FILTER(!wikibase:isSomeValue(?date))
    hint:Prior hint:rangeSafe true .
  }} ORDER BY ?date ?event LIMIT 10
}} AS %first
WHERE {{ INCLUDE %first . {LABELS} }}""",
        f"""SELECT ?event ?eventLabel ?date {{
  {{ SELECT ?event (STRDT(CONCAT(SUBSTR(CONCAT(STR(?d), "-01-01"), 1, 10), "T00:00:00Z"),
      xsd:dateTime) AS ?date) {{ ?event a poi:Arrest ; poi:date ?d
      FILTER(REGEX(STR(?d), "^[0-9]{{4}}(-[0-9]{{2}}){{0,2}}$"))
    }} ORDER BY ?date ?event LIMIT 10 }}
  {_label("event")} }}""",
    ),
    Question(
        "a person found by name",
        """SELECT ?item ?itemLabel ?num WHERE {
  SERVICE wikibase:mwapi {
    bd:serviceParam wikibase:endpoint "www.wikidata.org" ;
      wikibase:api "EntitySearch" ; mwapi:search "Тухачевский" ; mwapi:language "ru" .
    ?item wikibase:apiOutputItem mwapi:item .
    ?num wikibase:apiOrdinal true .
  }
  ?item wdt:P31 wd:Q1000124 .
  SERVICE wikibase:label { bd:serviceParam wikibase:language "ru" }
} ORDER BY ASC(?num) LIMIT 1""",
        f"""SELECT ?item ?itemLabel (0 AS ?num) {{
  ?item a poi:Person ; rdfs:label "Mikhail Tukhachevsky"@en {_label("item", language="ru")} }}""",
    ),
    Question(
        "persons of a class found by their statements",
        """SELECT ?item WHERE {
  SERVICE wikibase:mwapi {
    bd:serviceParam wikibase:endpoint "www.wikidata.org" ; wikibase:api "Search" ;
      mwapi:srsearch "haswbstatement:P31=Q1000124 haswbstatement:P20=Q8002" .
    ?item wikibase:apiOutputItem mwapi:title .
  }
}""",
        "SELECT DISTINCT ?item { ?item a poi:Person ; poi:diedAt ent:Q8002 }",
    ),
    Question(
        "how far the places of death are from Moscow",
        f"""SELECT ?placeLabel ?near WHERE {{
  {{ SELECT DISTINCT ?place WHERE {{ ?person wdt:P20 ?place }} }}
  ?place wdt:P625 ?there .
  BIND(geof:distance(?there, "Point(37.62 55.75)"^^geo:wktLiteral) < 300 AS ?near)
  FILTER(?near)
  {LABELS}
}}""",
        f"""SELECT ?placeLabel ?near {{
  {{ SELECT DISTINCT ?place {{ ?person poi:diedAt ?place }} }}
  ?place poi:longitude ?east ; poi:latitude ?north {_label("place")}
  # Moscow lies at 55.75 north, where a degree of longitude is 62.7 km.
  BIND(((?east - 37.62) * 62.7) AS ?dx) BIND(((?north - 55.75) * 111.2) AS ?dy)
  BIND(?dx * ?dx + ?dy * ?dy < 90000 AS ?near) FILTER(?near) }}""",
    ),
    Question(
        "acts and who signed them, one name each",
        """SELECT ?act ?actLabel (GROUP_CONCAT(DISTINCT ?signerName; separator=";") AS ?signers)
WHERE {
  ?act wdt:P1891 ?signer .
  SERVICE wikibase:label {
    bd:serviceParam wikibase:language "en" .
    ?act rdfs:label ?actLabel . ?signer rdfs:label ?signerName .
  }
} GROUP BY ?act ?actLabel HAVING(COUNT(DISTINCT ?signer) = 1)""",
        f"""SELECT ?act ?actLabel (SAMPLE(STR(?signerLabel)) AS ?signers) {{
  ?act poi:signedBy ?signer {_label("signer")} {_label("act")}
}} GROUP BY ?act ?actLabel HAVING(COUNT(DISTINCT ?signer) = 1)""",
    ),
    Question(
        "events with a date that no point in time says",
        """SELECT ?event WHERE {
  ?event wdt:P585 ?date . FILTER(wikibase:isSomeValue(?date)) }""",
        'SELECT ?event { ?event poi:date ?date FILTER(CONTAINS(STR(?date), "..")) }',
    ),
    Question(
        "a question whether",
        f"ASK {{ ?p wdt:P31 wd:Q1000124 ; rdfs:label 'Yeghishe Charents'@en . {LABELS} }}",
        "ASK { ?p a poi:Person ; rdfs:label 'Yeghishe Charents'@en }",
    ),
    Question(
        "classes below a class, with the number of their things",
        f"""SELECT ?class ?classLabel (COUNT(?item) AS ?number) WHERE {{
  ?class wdt:P279 wd:Q1000166 . OPTIONAL {{ ?item wdt:P31 ?class }} {LABELS}
}} GROUP BY ?class ?classLabel""",
        f"""SELECT ?class ?classLabel (COUNT(?item) AS ?number) {{
  GRAPH <https://w3id.org/poimenno/graph/ontology> {{ ?own rdfs:subClassOf poi:Repression }}
  FILTER(isIRI(?own)) ?class wdt:P1709 ?own {_label("own", "classLabel")}
  OPTIONAL {{ GRAPH ?g {{ ?item a ?own }}
    FILTER(!STRSTARTS(STR(?g), "https://w3id.org/poimenno/graph/entailed")) }}
}} GROUP BY ?class ?classLabel""",
    ),
    Question(
        "persons whose name begins with a letter",
        f"""SELECT ?item ?itemLabel WHERE {{
  {{ SELECT ?item ?itemLabel WHERE {{ ?item wdt:P31 wd:Q1000124 . {LABELS} }} }}
  FILTER(STRSTARTS(?itemLabel, "B"))
}}""",
        f"""SELECT ?item ?itemLabel {{ ?item a poi:Person {_label("item")}
  FILTER(STRSTARTS(?itemLabel, "B")) }}""",
    ),
    Question(
        "sitelinks and counts of statements",
        "SELECT ?item ?links WHERE { VALUES ?item { wd:Q1001 } ?item wikibase:sitelinks ?links }",
        "SELECT ?item ?links { VALUES (?item ?links) { (ent:Q1001 0) } }",
    ),
    Question(
        "qualifiers of a statement",
        """SELECT ?value WHERE { wd:Q1001 p:P569/pq:P100209 ?value }""",
        """SELECT ?value { ?claim poi:claimsAbout ent:Q1001 ; poi:claimsProperty poi:birthDate ;
  poi:valueAsPrinted ?value }""",
    ),
    Question(
        "sources a person is described by",
        """SELECT DISTINCT ?sourceLabel WHERE {
  wd:Q1001 ?claim ?statement . ?statement prov:wasDerivedFrom/pr:P248 ?source .
  SERVICE wikibase:label { bd:serviceParam wikibase:language "mul,en" } }""",
        """SELECT DISTINCT ?sourceLabel { ?claim poi:claimsAbout ent:Q1001 ; poi:hasSource ?source .
  ?source rdfs:label ?sourceLabel }""",
    ),
]
