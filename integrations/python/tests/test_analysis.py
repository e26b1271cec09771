"""Checks, diffs and audits."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from pricesheet import ArgumentError, PriceSheet, audit, check, diff

SHEET = str(ROOT / "pricing.toml")

PROFILES = """
name = "Profiles"
[endpoints.profile]
price = 1
options = { skills = 0.5 }
round = "down"
"""


def test_a_check_finds_errors_and_lints(tmp_path: Path) -> None:
    (lint,) = check(PROFILES)
    assert (lint.severity, lint.code, lint.line, lint.column) == ("warning", "option-rounded-away", 5, 13)
    assert lint.message == "option `skills` alone costs nothing: 1.5 is rounded to 1"
    faults = check("name = 'A'\nendpoints.e.prise = 1", source="a.toml")
    assert {fault.severity for fault in faults} == {"error"}
    assert str(faults[0]).startswith("a.toml:2:")
    (tmp_path / "profiles.toml").write_text(PROFILES)
    (in_file,) = check(tmp_path / "profiles.toml")
    assert in_file.source == str(tmp_path / "profiles.toml")
    assert [lint.code for lint in check(ROOT / "pricing.toml")] == ["option-rounded-away"]


def test_a_contract_is_checked_over_its_base() -> None:
    base = PriceSheet.from_toml("name = 'List'\nendpoints.a.price = 1")
    text = "name = 'Acme'\nover = { name = 'List' }\nothers = 'refused'\nadjust = [{ times = 0.9 }]"
    assert [lint.code for lint in check(text, base=base)] == ["adjust-all"]


def test_a_diff_is_in_the_words_of_the_format() -> None:
    old = PriceSheet.from_toml("name = 'A'\nendpoints.e = { price = 1, options = { o = 0.5 } }")
    new = PriceSheet.from_toml("name = 'A'\nendpoints.e = { price = 2, options = { o = 0.5, p = 1 } }")
    changes = diff(old, new)
    assert changes and not diff(new, new)
    assert str(changes) == "~ e\n    ~ price: 1 -> 2\n    + options.p.price: 1\n"
    assert changes.to_dict()["endpoints"][0]["changes"][0] == {
        "path": ["price"],
        "kind": "changed",
        "old": "1",
        "new": "2",
    }


RECORDS: list[dict[str, Any]] = [
    {"endpoint": "get-personal-profile", "options": ["skills"], "charged": 1},
    {"endpoint": "get-personal-profile", "options": ["skills"], "charged": "1.5"},
    {"endpoint": "search-employees", "quantities": {"search": 1, "results": 120}, "charged": Decimal(60)},
    {"endpoint": "search-employees", "quantities.results": 10, "charged": 5, "calls": 1, "customer": 7, "score": 0.5},
    {"endpoint": "search-employee", "charged": 3},
    {"endpoint": "get-personal-profile", "at": "never", "charged": 1},
    {"endpoint": "get-personal-profile"},
]


def test_an_audit_finds_what_the_command_line_finds(
    sheet: PriceSheet, command_line: Callable[..., str], tmp_path: Path
) -> None:
    report = audit(sheet, RECORDS)
    totals = report.totals
    assert (totals.records, totals.agreed, totals.over, totals.under) == (7, 2, 1, 1)
    assert (totals.overcharged, totals.undercharged) == (Decimal("0.5"), Decimal(50))
    lines = "".join(json.dumps(record, default=str) + "\n" for record in RECORDS)
    (tmp_path / "records.jsonl").write_text(lines)
    printed = json.loads(command_line("audit", "--json", "--sheet", SHEET, str(tmp_path / "records.jsonl")))
    found = report.to_dict()
    for key in ("totals", "causes", "reasons", "unknown", "largest"):
        assert found[key] == printed[key], key
    assert not report.is_clean
    assert str(report).splitlines()[0] == "7 records: 2 agreed, 1 over, 1 under, 3 unpriceable"
    searched = report.endpoints[1]
    assert (searched[0], searched[1], searched[2].undercharged) == ("search-employees", "2026-05", 50)


def test_an_audit_says_what_it_finds_of_each(sheet: PriceSheet) -> None:
    judged: list[tuple[str, str | None]] = []
    audit(sheet, iter(RECORDS), each=lambda _, found: judged.append((found["verdict"], found.get("reason"))))
    assert judged == [
        ("agreed", None),
        ("over", None),
        ("under", None),
        ("agreed", None),
        ("unpriceable", "unknown-endpoint"),
        ("unpriceable", "invalid-at"),
        ("unpriceable", "missing-charged"),
    ]


def test_periods_are_metered() -> None:
    sheet = PriceSheet.from_toml(
        "name = 'A'\n[endpoints.e]\nbasis = 'period'\ncharges.n = { included = 10, price = 2 }"
    )
    used = [
        {"endpoint": "e", "quantities": {"n": 8}, "customer": "a", "charged": 0},
        {"endpoint": "e", "quantities": {"n": 8}, "customer": "b", "charged": 0},
        {"endpoint": "e", "quantities": {"n": 8}, "customer": "a", "charged": 12},
    ]
    assert audit(sheet, used).reasons == {"period-basis": 3}
    assert audit(sheet, used, meter=["customer"]).is_clean
    assert audit(sheet, used[:2], totals=True).is_clean
    with pytest.raises(ArgumentError):
        audit(sheet, used, totals=True, meter=["customer"])
    with pytest.raises(ArgumentError):
        audit(sheet, used, meter=["month(charged)"])


def test_records_of_other_shapes_are_mapped(sheet: PriceSheet) -> None:
    log = [{"call": {"path": "search-employees"}, "hits": 10, "cost": 500}]
    report = audit(
        sheet,
        log,
        mapping={"endpoint": "call.path", "quantities.results": "hits", "charged": "cost"},
    )
    assert report.totals.overcharged == 495
    with pytest.raises(ArgumentError):
        audit(sheet, log, mapping={"quantities.hits": "hits"})


def test_a_tolerance_is_counted_apart(sheet: PriceSheet) -> None:
    records = [{"endpoint": "get-personal-profile", "charged": Decimal("1.01")}]
    totals = audit(sheet, records, tolerance=Decimal("0.05")).totals
    assert (totals.agreed, totals.tolerated, totals.tolerated_difference) == (1, 1, Decimal("0.01"))


def test_what_no_record_may_have_is_refused(sheet: PriceSheet) -> None:
    with pytest.raises(ArgumentError) as caught:
        audit(sheet, [{"endpoint": "get-personal-profile", "charged": 1.5}])
    assert (caught.value.code, caught.value.culprit) == ("float-refused", "charged")
    with pytest.raises(ArgumentError):
        audit(sheet, ["get-personal-profile"])  # type: ignore[list-item]
    with pytest.raises(ArgumentError):
        audit("pricing.toml", [])  # type: ignore[arg-type]
    endless: dict[str, Any] = {"endpoint": "get-personal-profile", "charged": 1}
    endless["self"] = endless
    with pytest.raises(ValueError, match="nested more than 64 deep"):
        audit(sheet, [endless])
