"""The namespaces of the project and the prefixes a query may use without declaring them."""

BASE = "https://w3id.org/poimenno/"
ONTOLOGY = BASE + "ontology#"
ENTITY = BASE + "entity/"
STATEMENT = BASE + "statement/"
GRAPH = BASE + "graph/"
PROPERTY = BASE + "prop/"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
WIKIDATA = "http://www.wikidata.org/entity/"

STANDARD = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "http://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "void": "http://rdfs.org/ns/void#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "org": "http://www.w3.org/ns/org#",
    "time": "http://www.w3.org/2006/time#",
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "rico": "https://www.ica.org/standards/RiC/ontology#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "ontolex": "http://www.w3.org/ns/lemon/ontolex#",
    "bd": "http://www.bigdata.com/rdf#",
    "bds": "http://www.bigdata.com/rdf/search#",
    "gas": "http://www.bigdata.com/rdf/gas#",
    "hint": "http://www.bigdata.com/queryHints#",
    "mwapi": "https://www.mediawiki.org/ontology#API/",
    "wikibase": "http://wikiba.se/ontology#",
}

# Wikidata's own names over this graph: a query written for Wikidata reads here unchanged.
WIKIBASE_VIEW = {
    "wd": ENTITY,
    # A claim is its own statement node.
    "wds": STATEMENT,
    "wdata": BASE + "wiki/Special:EntityData/",
    "wdv": BASE + "value/",
    "wdref": BASE + "reference/",
    "wdt": PROPERTY + "direct/",
    "wdtn": PROPERTY + "direct-normalized/",
    "wdno": PROPERTY + "novalue/",
    "p": PROPERTY,
    "ps": PROPERTY + "statement/",
    "psv": PROPERTY + "statement/value/",
    "psn": PROPERTY + "statement/value-normalized/",
    "pq": PROPERTY + "qualifier/",
    "pqv": PROPERTY + "qualifier/value/",
    "pqn": PROPERTY + "qualifier/value-normalized/",
    "pr": PROPERTY + "reference/",
    "prv": PROPERTY + "reference/value/",
    "prn": PROPERTY + "reference/value-normalized/",
}

COMMON_PREFIXES = {**STANDARD, **WIKIBASE_VIEW, "poi": ONTOLOGY, "ent": ENTITY}

# What a dump declares: every prefix is written out, used or not, so these are the few.
_WRITTEN = ("poi", "ent", "rdf", "rdfs", "owl", "xsd", "skos", "dcterms", "foaf", "prov", "edtf")
WRITTEN_PREFIXES = {prefix: COMMON_PREFIXES[prefix] for prefix in _WRITTEN}
