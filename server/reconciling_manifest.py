"""What the reconciliation service says about itself, as each version of the protocol wants it.

The versions ask for the suggest services in ways that exclude each other (addresses, or mere truth
values), so a client that speaks 1.0-draft says so; see `wished_version`.
"""

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from ..ontology.namespaces import ENTITY, PROPERTY
from .engine import BadRequest
from .reconciling_requests import ANNOUNCED

VERSIONS = ("0.1", "0.2", "1.0-draft")
DRAFT = "1.0-draft"
OLD = "0.2"
PREVIEW = {"width": 420, "height": 220}
_WISHES = {"0.1": OLD, "0.2": OLD, "1.0-draft": DRAFT, "1.0": DRAFT, "1": DRAFT, "v1": DRAFT}
_V1 = re.compile(r"application/(?:vnd\.)?reconciliation\.v([0-9]+)\+json")

_SETTINGS: tuple[dict[str, Any], ...] = (
    {
        "id": "limit",
        "name": "Limit",
        "type": "number",
        "default": 0,
        "help": "Maximum number of values to return per row (0 for no limit)",
    },
    {
        "id": "content",
        "name": "Content",
        "type": "select",
        "default": "entity",
        "help": "How a value that is an item is given",
        "choices": {"entity": "Identifier and name", "literal": "Name only", "id": "Identifier"},
    },
    {
        "id": "rank",
        "name": "Ranks",
        "type": "select",
        "default": "best",
        "help": "Which statements count",
        "choices": {
            "best": "Only the best rank",
            "no_deprecated": "Preferred and normal ranks",
            "any": "Any rank",
        },
    },
    {
        "id": "references",
        "name": "References",
        "type": "select",
        "default": "any",
        "help": "Whether a statement needs a source",
        "choices": {"any": "Any statement", "referenced": "At least one reference"},
    },
    {
        "id": "count",
        "name": "Return counts instead of values",
        "type": "checkbox",
        "default": False,
        "help": "The number of values is returned",
    },
)
CHOICES: dict[str, tuple[str, ...]] = {
    setting["id"]: tuple(setting["choices"]) for setting in _SETTINGS if "choices" in setting
}


def wished_version(parameter: str | None, accept: str | None) -> str:
    """Tell which version a client speaks: `version=`, the Accept header, else 0.2 (and 0.1).

    `application/reconciliation.v1+json` is what the working group agrees on for 1.0 (issue 78 of
    its specifications); `application/json; version=1.0` is what clients in use send. Raises
    BadRequest for a version that is not spoken here.
    """
    if parameter:
        if parameter not in _WISHES:
            raise BadRequest(f"version={parameter[:40]}: expected one of {', '.join(VERSIONS)}")
        return _WISHES[parameter]
    for wish in (accept or "").lower().split(","):
        media_type, *parameters = (part.strip() for part in wish.split(";"))
        found = _V1.fullmatch(media_type)
        if found:
            return DRAFT if found[1] != "0" else OLD
        for name, _, value in (part.partition("=") for part in parameters):
            if name.strip() == "version" and media_type.endswith("json"):
                return _WISHES.get(value.strip().strip('"'), OLD)
    return OLD


def manifest(spoken: str, root: str, types: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Write the manifest; `root` is the address of the server, `types` are the default types.

    The form of 0.2 holds all that is not in contradiction to it of 1.0-draft.
    """
    endpoint = f"{root}reconcile"
    old = spoken != DRAFT
    variable = "{{id}}" if old else "{id}"
    content: dict[str, Any] = {
        "versions": list(VERSIONS),
        "name": "Poimenno: Soviet political repression and rehabilitation",
        "lang": "en",
        "dir": "ltr",
        "identifierSpace": ENTITY,
        "schemaSpace": PROPERTY + "direct/",
        "documentation": f"{endpoint}/features",
        "serviceVersion": version("poimenno"),
        "view": {"url": f"{root}entity/{variable}"},
        "featureView": {"url": f"{endpoint}/features#{variable}"},
        "defaultTypes": list(types),
        "batchSize": ANNOUNCED,
        "standardizedScore": True,
        "preview": dict(PREVIEW),
        "extend": {"proposeProperties": True, "propertySettings": [*map(_new, _SETTINGS)]},
        "suggest": {"entity": True, "property": True, "type": True},
    }
    if not old:
        # 1.0 has done away with both spaces: `view` says it all.
        del content["identifierSpace"], content["schemaSpace"]
        return content
    host = root.rstrip("/")
    content["feature_view"] = dict(content["featureView"])
    content["preview"]["url"] = f"{endpoint}/preview?id={variable}"
    content["suggest"] = {
        kind: {
            "service_url": host,
            "service_path": f"/reconcile/suggest/{kind}",
            "flyout_service_url": host,
            "flyout_service_path": f"/reconcile/flyout/{kind}?id=${{id}}",
        }
        for kind in ("entity", "property", "type")
    }
    content["extend"] |= {
        "propose_properties": {
            "service_url": host,
            "service_path": "/reconcile/extend/propose",
        },
        "property_settings": [*map(_former, _SETTINGS)],
    }
    return content


def _new(setting: Mapping[str, Any]) -> dict[str, Any]:
    """Write a setting as 1.0-draft does."""
    written = {name: setting[name] for name in ("id", "name", "type", "default")}
    return {**written, "helpText": setting["help"], **_choices(setting)}


def _former(setting: Mapping[str, Any]) -> dict[str, Any]:
    """Write a setting as 0.1 and 0.2 do, where `name` is what 1.0 calls `id`."""
    written = {"name": setting["id"], "label": setting["name"], "type": setting["type"]}
    return {
        **written,
        "default": setting["default"],
        "help_text": setting["help"],
        **_choices(setting),
    }


def _choices(setting: Mapping[str, Any]) -> dict[str, Any]:
    choices = setting.get("choices")
    if not choices:
        return {}
    return {"choices": [{"value": value, "name": name} for value, name in choices.items()]}
