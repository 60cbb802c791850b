"""The reconciler of PyPI, which OpenRefine's users know, finds our persons by their names."""

import json

import pytest

from ..server.conftest import Live
from .conftest import Clients, Oracle

pytestmark = pytest.mark.long


def test_names_in_two_scripts_meet_and_unknown_names_do_not(
    clients: Clients, live: Live, oracle: Oracle
) -> None:
    (kind,) = oracle.values("SELECT ?class { wd:Q1001 wdt:P31 ?class }")
    names = {
        name: row["person"].rpartition("/")[2]
        for row in oracle.rows(
            "SELECT ?person ?ru ?en { ?person a poi:Person ; rdfs:label ?ru, ?en"
            ' FILTER(LANG(?ru) = "ru" && LANG(?en) = "en") } ORDER BY ?person LIMIT 10'
        )
        for name in (row["ru"], row["en"])
    }
    assert len(names) > 10
    found = clients.python("reconcile.py", f"{live.url}reconcile", kind, *names)
    best = {row["input_value"]: row for row in found}
    assert {name: best[name]["id"] for name in names} == names
    assert all(best[name]["match"] for name in names)
    # The client itself fails where a name has no candidate: it wants NumPy 1. So by hand:
    queries = json.dumps({"q0": {"query": "Пётр Несуществующий-Выдуманный", "type": kind}})
    answer = live.http.post("/reconcile", data={"queries": queries}).json()
    assert not any(candidate["match"] for candidate in answer["q0"]["result"])
