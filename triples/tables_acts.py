"""What the tables of legal acts, places and outside links mean."""

from rdflib.namespace import RDFS, SKOS

from .claims import term
from .columns import (
    Claimed,
    Ignored,
    Named,
    Plain,
    Spec,
    boolean,
    by_word,
    date,
    dated_steps,
    decimal,
    ref,
    refs,
    relations,
    text,
    texts,
)
from .tables_actors import CLAIMS_TABLE, ENGLISH, PRECISION, REMARK, RUSSIAN

CATEGORIES: dict[str, str | list[str]] = {
    "repression": "RepressiveAct",
    "deportation": "DeportationAct",
    "institution": "InstitutionAct",
    "territory": "TerritorialAct",
    "repeal": "RepealingAct",
    "war crimes": "WarCrimesAct",
    "amnesty": "AmnestyAct",
    "rehabilitation": "RehabilitationAct",
    "review": "ReviewAct",
    "lifting": "LiftingAct",
    "compensation": "CompensationAct",
    "decriminalisation": "DecriminalisationAct",
    "return": "ReturnAct",
    "party": "PartyAct",
    "autonomy": "AutonomyAct",
    "peoples": "LawOnPeoples",
    "awards": "AwardsAct",
    "citizenship": "CitizenshipAct",
    "law": "RehabilitationLaw",
    "memorial": "MemorialAct",
    "decree": "Decree",
    "resolution": "Resolution",
    "code": "ProcedureCode",
    "civil": "CivilLawAct",
}
STEPS = {
    "approved": "approvalDate",
    "amended": "amendmentDate",
    "lapsed": "lapseDate",
    "published": "publicationDate",
    "in_force": "entryIntoForceDate",
    "signed": "signatureDate",
    "law": "lawDate",
    "party_decision": "partyDecisionDate",
    "confirmed": "confirmationDate",
    "final_wording": "finalWordingDate",
    "adopted": "latterAdoptionDate",
}
CHANGES = {
    "amends": "amends",
    "repeals": "repeals",
    "ends": "ends",
    "abolishes": "abolishes",
    "extends": "extends",
    "replaces": "replaces",
    "rewrites": "rewrites",
    "amends_effect": "amendsEffectOf",
}
PLACES_BY_KIND: dict[str, str | list[str]] = {
    "settlement": "Settlement",
    "administrative_unit": "AdministrativeUnit",
    "autonomous_unit": "AutonomousUnit",
    "region": "Region",
    "site": "SiteOfRepression",
    "vague": "UncertainPlace",
}

ACTS = Spec(
    classes=by_word("category", CATEGORIES),
    columns={
        "category": Ignored("decides the class"),
        "title_original": Ignored("title_ru is the label; names.csv has titles in other languages"),
        "original_language": Ignored("the language of title_original, as in names.csv"),
        "title_ru": RUSSIAN,
        "title_en": Named(RDFS.label, "en"),
        "act_number": Claimed("actNumber", text(), confidence="number_confidence"),
        "number_confidence": Ignored("decides the confidence of the number"),
        "rival_numbers": Ignored(CLAIMS_TABLE),
        "date": Claimed("date", date, precision="date_precision", confidence="date_confidence"),
        "date_precision": Ignored(PRECISION),
        "date_confidence": Ignored("decides the confidence of the date"),
        "rival_dates": Ignored(CLAIMS_TABLE),
        "other_dates": Claimed("date", dated_steps(STEPS)),
        "issuing_body": Ignored("printed text of issuing_body_ids"),
        "issuing_body_id": Ignored("superseded by issuing_body_ids"),
        "issuing_body_ids": Claimed("issuedBy", refs, printed="issuing_body"),
        "jurisdiction_ids": Claimed("hasJurisdiction", refs),
        "signatory": Ignored("printed text of signatory_ids"),
        "signatory_ids": Claimed("signedBy", refs, printed="signatory"),
        "what_it_orders": Claimed("content", text("en")),
        "whom_it_affects": Claimed("addressees", text("en")),
        "concerns_people_ids": Claimed("concernsPeople", refs, printed="whom_it_affects"),
        "amends_or_repeals": Ignored("the keys of relation_kinds"),
        "amended_or_repealed_by": Ignored("the other side of relation_kinds"),
        "relation_kinds": Claimed("changes", relations(CHANGES)),
        "implements": Claimed("implements", refs),
        "implemented_by": Ignored("the other side of implements"),
        "notes": REMARK,
    },
)

PLACES = Spec(
    classes=by_word("kind", PLACES_BY_KIND),
    columns={
        "name_en": ENGLISH,
        "name_ru": RUSSIAN,
        "alt_en": Named(SKOS.altLabel, "en", many=True),
        "alt_ru": Named(SKOS.altLabel, "ru", many=True),
        "kind": Ignored("decides the class"),
        "part_of_id": Claimed("partOf", ref),
        "latitude": Plain(term("latitude"), decimal),
        "longitude": Plain(term("longitude"), decimal),
        "geonames_id": Plain(term("geonamesId"), text()),
        "coordinate_source_id": Plain(term("hasSource"), ref),
        "printed_forms": Plain(term("printedForm"), texts),
        "remark": REMARK,
    },
)

PLACE_JURISDICTIONS = Spec(
    classes=lambda _: ["PlaceJurisdiction"],
    columns={
        "label_en": ENGLISH,
        "label_ru": RUSSIAN,
        "place_id": Plain(term("ofPlace"), ref),
        "state_id": Claimed("inState", ref),
        "name_at_the_time": Claimed("nameAtTheTime", text("en")),
        "status": Claimed("jurisdictionStatus", text("en")),
        "start": Claimed("startDate", date),
        "end": Claimed("endDate", date),
        "disputed": Claimed("disputed", boolean),
        "remark": REMARK,
    },
)
