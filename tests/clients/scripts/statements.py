"""Read an export with the models of quickstatements-client, and write it again as it was."""

import json
import re
import sys
import urllib.request
from typing import Any

from pydantic import TypeAdapter
from quickstatements_client.model import Line

_LINE: TypeAdapter[Any] = TypeAdapter(Line)
_DATE = re.compile(r"\+\d{4}-\d\d-\d\dT00:00:00Z/\d+")


def value(text: str) -> dict[str, Any]:
    """Tell of which kind a value is."""
    if re.fullmatch(r"[QP]\d+", text):
        return {"type": "Entity", "target": text}
    if text.startswith('"'):
        return {"type": "Text", "target": text[1:-1]}
    return {"type": "Date", "target": text}


def read(line: str) -> dict[str, Any]:
    """Read a command as the client models it."""
    subject, predicate, target, *more = line.split("\t")
    qualifiers = [
        {"predicate": name, **value(text)} for name, text in zip(more[::2], more[1::2], strict=True)
    ]
    found = {"subject": subject, "predicate": predicate, "qualifiers": qualifiers, **value(target)}
    if found["type"] == "Date":
        # The model takes a day; what is less exact it writes by its precision.
        day, precision = target[1:].split("/")
        year, month, date = (int(part) or 1 for part in day[:10].split("-"))
        found |= {"target": f"{year:04}-{month:02}-{date:02}", "precision": int(precision)}
    return found


def main() -> None:
    """Print the numbers of commands, and those that were not written again as they were."""
    lines = urllib.request.urlopen(sys.argv[1]).read().decode().splitlines()
    other = []
    for line in lines:
        written = _LINE.validate_python(read(line)).get_line(sep="\t")
        if written != line:
            other.append([line, written])
    dates = sum(bool(_DATE.search(line)) for line in lines)
    sys.stdout.write(json.dumps({"commands": len(lines), "dates": dates, "other": other}))


main()
