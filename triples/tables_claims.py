"""The columns of the tables whose rows are claims on the entities of other tables."""

STATEMENTS = (
    "id",
    "part",
    "section",
    "sentence_no",
    "subject_id",
    "property",
    "object_id",
    "value",
    "lang",
    "datatype",
    "value_as_printed",
    "rank",
    "reason_for_rank",
    "extent",
    "date",
    "date_precision",
    "place_id",
    "derivation",
    "source_ids",
    "confidence",
    "primary_document_seen",
    "sentence",
    "external_check",
    "notes",
)
# `origin` tells a curator which cell of the fact base a row was split from; it is not lifted.
EXTRA_CLAIMS = (
    "id",
    "about_id",
    "field",
    "value",
    "value_as_printed",
    "calendar",
    "source_ids",
    "confidence",
    "rank",
    "reason",
    "rank_of_main",
    "origin",
    "remark",
)
NAMES = (
    "id",
    "about_id",
    "name",
    "language",
    "kind",
    "source_ids",
    "confidence",
    "origin",
)
LINKS = (
    "number",
    "entity_id",
    "wikidata_id",
    "wikidata_label",
    "match",
    "evidence",
    "confidence",
)
# `extra_claims` comes first: it ranks what the rows themselves say.
CLAIM_TABLES = {
    "extra_claims": EXTRA_CLAIMS,
    "core_facts": STATEMENTS,
    "history_statements": STATEMENTS,
    "names": NAMES,
    "links": LINKS,
}
