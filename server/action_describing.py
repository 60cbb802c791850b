"""How the Action API tells of its own modules: `paraminfo` for clients, `help` for people.

Source: MediaWiki, API:Parameter information.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from .action_modules import MODULES, WRITING, Param


def help_text() -> str:
    """List the modules with their parameters."""
    lines = [f"{MODULES['main'].summary} Add format=json to an action.", ""]
    for path, module in MODULES.items():
        if path != "main":
            names = ", ".join(module.prefix + name for name in module.params)
            lines.append(f"{path}: {module.summary} ({names})")
    return "\n".join(lines) + "\n"


def describe(paths: Iterable[str], version: int) -> Iterator[dict[str, Any]]:
    """Describe the modules that there are, as `paraminfo` does, in the order asked for."""
    for path in paths:
        module = MODULES.get(path)
        if module is not None:
            yield {
                "name": module.name,
                "classname": "Api" + module.name.capitalize(),
                "path": path,
                "group": module.group,
                "prefix": module.prefix,
                "source": "poimenno",
                "description": module.summary,
                "helpurls": [],
                "readrights": True,
                **({"generator": True} if module.group == "list" else {}),
                "parameters": [
                    _described(at, name, param, version)
                    for at, (name, param) in enumerate(module.params.items(), 1)
                ],
            }
        elif path in WRITING:
            yield {
                "name": path,
                "classname": "Api" + path.capitalize(),
                "path": path,
                "group": "action",
                "prefix": "",
                "source": "poimenno",
                "mustbeposted": True,
                "writerights": True,
                "parameters": [],
            }


def _described(index: int, name: str, param: Param, version: int) -> dict[str, Any]:
    told: dict[str, Any] = {"index": index, "name": name}
    told["type"] = list(param.kind) if isinstance(param.kind, tuple) else param.kind
    if param.told:
        told["type"] = list(param.told)
    if param.required:
        told["required"] = True
    if param.multi:
        told |= {"multi": True, "limit": param.most, "lowlimit": 50, "highlimit": 500}
    if param.default is not None:
        told["default"] = param.default
    if param.kind in ("limit", "integer"):
        told |= {"min": 0, "max": param.most, "highmax": param.most}
    if param.submodules:
        group = "" if param.submodules == "action" else "query+"
        told["submodules"] = {value: group + value for value in param.kind}
    if version == 1 and param.multi:
        told["multivalue"] = True
    return told
