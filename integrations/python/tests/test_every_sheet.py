"""Random usages of every sheet, as rows of one table and as calls: the same digits, the same errors."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from conftest import ROOT, SHEETS
from pricesheet import PriceBook, PriceSheet, PriceSheetError, price_table

ROWS = 200
TOO_LARGE = "amount-out-of-column"
VALUES = ["eu", "us", "global", "gpt-5", "*", " x", ""]
INSTANTS = ["2026-05-04T09:30:00Z", "2026-11-07T23:59:60+08:00", "2026-12-01 00:00:00z", "yesterday"]


def drawn(sheet: PriceSheet, draw: Random) -> dict[str, Any]:
    endpoint = sheet.endpoint(draw.choice(sheet.endpoints))
    counts = [0, 1, 7, 160, 161, 999, 10**6, Decimal("0.125"), Decimal("61.5"), 10**15]
    options = draw.sample(endpoint.options, min(len(endpoint.options), draw.choice([0, 0, 1, 2])))
    return {
        "endpoint": draw.choice([endpoint.name, *endpoint.aliases]),
        "options": [*options, *draw.choices(["bogus"], k=draw.random() < 0.05)],
        "quantities": {name: draw.choice(counts) for name in endpoint.quantities if draw.random() < 0.7},
        "choices": {name: draw.choice(of) for name, of in endpoint.choices.items() if draw.random() < 0.4},
        "attributes": {name: draw.choice(VALUES) for name in endpoint.attributes if draw.random() < 0.7},
        "calls": draw.choice([1, 1, 1, 3, 0]),
        "at": draw.choice([None, *INSTANTS]),
    }


def as_table(usages: list[dict[str, Any]]) -> pa.Table:
    columns: dict[str, Any] = {
        "endpoint": [usage["endpoint"] for usage in usages],
        "options": pa.array([usage["options"] for usage in usages], pa.list_(pa.string())),
        "calls": pa.array([usage["calls"] for usage in usages], pa.int64()),
        "at": pa.array([usage["at"] for usage in usages], pa.string()),
    }
    for key, kind in {"quantities": pa.decimal128(24, 3), "choices": pa.string(), "attributes": pa.string()}.items():
        names = dict.fromkeys(name for usage in usages for name in usage[key])
        for name in names:
            columns[f"{key}.{name}"] = pa.array([usage[key].get(name) for usage in usages], kind)
    return pa.table(columns)


def here(book: PriceBook, usage: dict[str, Any]) -> tuple[Any, ...]:
    try:
        return (book.price(usage), None, None)  # type: ignore[arg-type]
    except PriceSheetError as error:
        return (None, error.code, error.message)


def rated(book: PriceBook, usages: list[dict[str, Any]], scale: int | None) -> list[tuple[Any, ...]]:
    rows = pa.table(price_table(book, as_table(usages), scale=scale)).select(["total", "error"]).to_pylist()
    errors = [row["error"] or {"code": None, "message": None} for row in rows]
    return [(row["total"], error["code"], error["message"]) for row, error in zip(rows, errors, strict=True)]


@pytest.mark.parametrize("path", [ROOT / "pricing.toml", *SHEETS], ids=lambda path: path.stem)
def test_a_row_is_the_call_that_states_the_same(path: Path) -> None:
    sheet, draw = PriceSheet.from_file(path), Random(path.stem)
    book = PriceBook([sheet])
    usages = [drawn(sheet, draw) for _ in range(ROWS)]
    exact, rounder = (rated(book, usages, scale) for scale in (None, 9))
    for usage, outcome, wider in zip(usages, exact, rounder, strict=True):
        # 38 digits do not hold large amounts with all the places that the sheet may need.
        assert (wider if outcome[1] == TOO_LARGE else outcome) == here(book, usage), usage
