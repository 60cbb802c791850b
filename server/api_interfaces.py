"""What the routes in the manner of Wikibase, of reconciliation and of exports take and give."""

from .api_parameters import (
    FORMAT,
    GRAPH_TYPES,
    HTML_TYPES,
    JSON_TYPES,
    Operation,
    Parameter,
    choice,
    number,
    text,
)
from .search_pages import KINDS

_TABLES = ("text/tab-separated-values", "text/csv")
_SHEX = ("text/shex",)
_JSON_BODY = {"application/json": {"type": "object"}}
_CALLBACK = text("callback", "The name of a function, for clients that load scripts (JSONP).")
_LANG = text("lang", "The language of names, else Accept-Language.")
_USELANG = text("uselang", "The language of the page, else Accept-Language.")
_KIND = {"kind": "One of entity, property and type."}
_ID = text("id", "What it is about.", required=True)
_ENTITY_NAME = "A Q-number or a P-number."
_ENTITY = (
    choice("flavor", "How much the RDF says.", "simple", "dump", "long", "full"),
    number("revision", "The revision that is expected; only the newest is kept."),
)

INTERFACES: dict[str, Operation] = {
    "entities.thing": Operation(
        parameters=_ENTITY,
        path={"name": _ENTITY_NAME},
        redirects={"303": "The document or page about it, in the form that Accept asks for."},
        note="The thing itself; what is said of it is elsewhere.",
        status="303",
    ),
    "entities.data": Operation(
        parameters=_ENTITY,
        path={"name": f"{_ENTITY_NAME} With an ending such as .json or .ttl it is a document."},
        media_types=(*JSON_TYPES, *GRAPH_TYPES),
        redirects={
            "301": "The name as it should be.",
            "303": "The document in the form asked for.",
        },
        answer="The document of an entity.",
    ),
    "entities.data_by_parameter": Operation(
        parameters=(
            text("id", _ENTITY_NAME, required=True),
            text("format", "The format of the document."),
            *_ENTITY,
        ),
        media_types=(*JSON_TYPES, *GRAPH_TYPES),
        redirects={"303": "The document in the form asked for."},
        answer="The document of an entity.",
    ),
    "entities.by_title": Operation(
        parameters=(
            text("title", "Such as Special:EntityData/Q1001.json.", required=True),
            *_ENTITY,
        ),
        media_types=(*JSON_TYPES, *GRAPH_TYPES),
        redirects={"301": "The page of the entity."},
        answer="The document that the title names.",
    ),
    "entities.page": Operation(
        parameters=(
            _USELANG,
            _ENTITY[1],
            text("property", "A P-number: only its statements, all of them."),
            number("page", "Which page of the statements of a property.", 1),
        ),
        path={"title": _ENTITY_NAME},
        media_types=HTML_TYPES,
        redirects={"301": "The name as it should be."},
        answer="The page of the entity.",
    ),
    "entities.statement": Operation(
        path={"name": "The name of a statement, such as Q1001-22272b83afa9."},
        redirects={"303": "The entity that the statement is about."},
        status="303",
    ),
    "entities.predicate": Operation(
        path={"name": "The name of a property in one of its places, such as direct/P569."},
        redirects={"303": "The property."},
        status="303",
    ),
    "entities.node": Operation(
        parameters=(FORMAT,),
        path={"name": "The hash of a reference or of a value."},
        media_types=GRAPH_TYPES,
        redirects={"303": "A query for what is said of the node, where a page is asked for."},
        answer="What is said of the node.",
    ),
    "search_pages.search": Operation(
        parameters=(
            text("search", "A name in any spelling, or the number of an entity."),
            choice("kind", "What is searched for.", *KINDS),
            number("page", "Which page of what was found.", 1),
            _USELANG,
        ),
        media_types=HTML_TYPES,
        redirects={"303": "The page of the entity whose number was given."},
        answer="What has such a name.",
    ),
    "entity_schemas.index": Operation(media_types=HTML_TYPES, answer="The list of schemas."),
    "entity_schemas.schema": Operation(
        parameters=(FORMAT,),
        path={"name": "The number of a schema, such as E1; with .shex always its text."},
        media_types=(*_SHEX, *HTML_TYPES, "text/plain"),
        answer="The schema.",
    ),
    "entity_schemas.page": Operation(
        path={"name": "The number of a schema, such as E1."},
        media_types=HTML_TYPES,
        answer="The schema on a page.",
    ),
    "entity_schemas.text": Operation(
        path={"name": "The number of a schema, such as E1."},
        media_types=_SHEX,
        answer="The schema in ShExC.",
    ),
    "ontology_pages.ontology": Operation(
        parameters=(FORMAT, _USELANG),
        media_types=(*HTML_TYPES, *GRAPH_TYPES),
        answer="The ontology, as a page or as RDF.",
    ),
    "ontology_pages.document": Operation(
        path={"extension": "The format, such as ttl, jsonld or html."},
        parameters=(_USELANG,),
        media_types=(*HTML_TYPES, *GRAPH_TYPES),
        answer="The ontology in one format.",
    ),
    "ontology_pages.part": Operation(
        path={"module": "The name of a module of the ontology."},
        redirects={"303": "The ontology, which the module is a part of."},
        status="303",
    ),
    "action_api.action_api": Operation(
        parameters=(
            text("action", "Such as wbgetentities, wbsearchentities or query."),
            text("format", "json."),
            text("ids", "wbgetentities: up to 50 numbers, between bars."),
            text("sites", "wbgetentities: the sites of the titles."),
            text("titles", "Titles of pages, between bars."),
            text("props", "wbgetentities: the parts wanted, between bars."),
            text("languages", "wbgetentities: the languages wanted, between bars."),
            text("search", "wbsearchentities: the beginning of a name, in any spelling."),
            text("language", "wbsearchentities: the language searched in."),
            choice("type", "wbsearchentities: what is looked for.", "item", "property"),
            number("limit", "wbsearchentities: at most so many.", 1, 50),
            text("continue", "Where a former answer ended."),
            text("list", "query: search or allpages."),
            text("srsearch", "query: words, and haswbstatement:P19=Q8001."),
            text("prop", "query: such as revisions."),
            text("meta", "query: siteinfo, userinfo, tokens or wikibase."),
        ),
        form=True,
        media_types=JSON_TYPES,
        answer="The answer of the action, or its error, in the form of MediaWiki.",
    ),
    "exporting.commands": Operation(
        parameters=(
            text("ids", "Entities by their numbers, with commas; else all with a known item."),
            text("type", "A class, by number or name, instead of ids."),
            text("properties", "Only these properties, with commas."),
            Parameter("low", "Also what has low confidence.", {"type": "boolean"}),
            Parameter("unreferenced", "Also what has no reference.", {"type": "boolean"}),
            Parameter("create", "Also items to be created (TSV alone).", {"type": "boolean"}),
            FORMAT,
        ),
        path={"ending": "The form: tsv or csv."},
        media_types=_TABLES,
        answer="QuickStatements, version 1 or CSV.",
    ),
    "exporting.catalogue": Operation(
        parameters=(text("type", "A class, by number or name; persons where none is given."),),
        path={"ending": "The form: tsv or csv."},
        media_types=_TABLES,
        answer="A catalogue for Mix'n'match.",
    ),
    "reconciling.root": Operation(
        parameters=(
            text("queries", "A batch of queries in JSON, as 0.1 and 0.2 have them."),
            text("query", "One query in JSON, or a name."),
            text("extend", "A data extension query in JSON."),
            text("version", "The version of the manifest, such as 1.0-draft."),
            _LANG,
            _CALLBACK,
        ),
        form=True,
        body=_JSON_BODY,
        media_types=JSON_TYPES,
        answer="The manifest where nothing is asked, else the candidates or the values.",
    ),
    "reconciling.match": Operation(
        body=_JSON_BODY, media_types=JSON_TYPES, answer="The candidates, by query."
    ),
    "reconciling.extend_draft": Operation(
        body=_JSON_BODY, media_types=JSON_TYPES, answer="The values, by entity."
    ),
    "reconciling.propose_properties": Operation(
        parameters=(
            text("type", "The type of the entities."),
            number("limit", "At most so many."),
            _LANG,
            _CALLBACK,
        ),
        media_types=JSON_TYPES,
        answer="Properties that such entities have.",
    ),
    "reconciling.suggest": Operation(
        path=_KIND,
        parameters=(
            text("prefix", "What was typed so far, or an identifier."),
            number("cursor", "How many suggestions to pass over."),
            _LANG,
            _CALLBACK,
        ),
        media_types=JSON_TYPES,
        answer="Suggestions.",
    ),
    "reconciling.show_flyout": Operation(
        path=_KIND,
        parameters=(_ID, _LANG, _CALLBACK),
        media_types=JSON_TYPES,
        answer="A small text about it.",
    ),
    "reconciling.preview": Operation(
        parameters=(_ID, _LANG), media_types=HTML_TYPES, answer="A small page for a frame."
    ),
    "reconciling.features": Operation(media_types=HTML_TYPES, answer="How candidates are scored."),
}
# The same under an address of the draft alone, for clients that ask no version.
INTERFACES["reconciling.draft_root"] = Operation(
    parameters=(_LANG,), media_types=JSON_TYPES, answer="The manifest of 1.0-draft."
)
for _name in ("match", "extend_draft", "propose_properties", "suggest", "preview"):
    INTERFACES[f"reconciling.draft_{_name}"] = INTERFACES[f"reconciling.{_name}"]
