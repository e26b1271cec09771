"""Tables of the libraries that people have: each row as the call that states the same."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from random import Random
from typing import Any

import duckdb
import pandas
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pricesheet import (
    ArgumentError,
    AuditTotals,
    PriceBook,
    PriceSheet,
    UsageError,
    audit,
    audit_table,
    price_table,
)
from pricesheet import polars as priced_by

OPTIONS = ["skills", "certifications", "honors", "bogus"]


NOTHING = "nothing is counted: no quantity of endpoint `search-companies` is stated"


def drawn(count: int) -> list[dict[str, Any]]:
    """Calls of the vendor's sheet, some of which have no price."""
    draw = Random(count)
    calls: list[dict[str, Any]] = []
    for _ in range(count):
        endpoint = draw.choice(["get-personal-profile", "search-employees", "search-companies", "nowhere"])
        call: dict[str, Any] = {"endpoint": endpoint, "options": [], "results": None, "search": None, "calls": 1}
        if endpoint == "get-personal-profile":
            call["options"] = draw.sample(OPTIONS, draw.choice([0, 0, 1, 2, 3]))
        elif endpoint != "nowhere":
            call["results"] = draw.randrange(200)
            call["search"] = draw.choice([None, 1]) if endpoint == "search-employees" else None
        call["calls"] = draw.choice([1, 1, 2, 1000])
        calls.append(call)
    return calls


CALLS = drawn(500)
NAMED = {"results": "quantities.results", "search": "quantities.search"}
TABLE = pa.table(
    {
        "endpoint": [call["endpoint"] for call in CALLS],
        "options": pa.array([call["options"] for call in CALLS], pa.list_(pa.string())),
        "quantities.results": pa.array([call["results"] for call in CALLS], pa.int64()),
        "quantities.search": pa.array([call["search"] for call in CALLS], pa.int32()),
        "calls": [call["calls"] for call in CALLS],
    }
)


def expected(sheet: PriceSheet) -> list[tuple[Decimal | None, str | None, str | None]]:
    outcomes: list[tuple[Decimal | None, str | None, str | None]] = []
    for call in CALLS:
        quantities = {name: call[name] for name in ("results", "search")}
        try:
            total = sheet.price(call["endpoint"], call["options"], quantities=quantities, calls=call["calls"])
            outcomes.append((total, None, None))
        except UsageError as error:
            outcomes.append((None, error.code, error.message))
    return outcomes


def found(table: Any) -> list[tuple[Decimal | None, str | None, str | None]]:
    rows = pa.table(table).select(["total", "error"]).to_pylist()
    return [
        (row["total"], None, None) if row["error"] is None else (row["total"], row["error"]["code"], row["error"]["message"])
        for row in rows
    ]


def as_dictionary(table: pa.Table) -> pa.Table:
    return table.set_column(0, "endpoint", table.column("endpoint").dictionary_encode())


def as_booleans(table: pa.Table) -> pa.Table:
    # An unknown option has no column, so those rows are not comparable; they state it as none.
    for name in OPTIONS[:-1]:
        table = table.append_column(f"options.{name}", pa.array([name in call["options"] for call in CALLS]))
    return table.drop_columns("options")


def as_structs(table: pa.Table) -> pa.Table:
    results, search = table.column("quantities.results"), table.column("quantities.search")
    fields = [results.combine_chunks(), search.combine_chunks()]
    struct = pa.StructArray.from_arrays(fields, names=["results", "search"])
    return table.drop_columns(["quantities.results", "quantities.search"]).append_column("quantities", struct)


def as_decimals(table: pa.Table) -> pa.Table:
    results = table.column("quantities.results").cast(pa.decimal128(22, 2))
    return table.set_column(2, "quantities.results", results)


RELATIONS = {"calls": TABLE}

LIBRARIES: dict[str, Any] = {
    "pyarrow": lambda: TABLE,
    "pyarrow, record batch": lambda: TABLE.combine_chunks().to_batches()[0],
    "pyarrow, reader": lambda: TABLE.to_reader(max_chunksize=7),
    "pyarrow, dictionary": lambda: as_dictionary(TABLE),
    "pyarrow, structs": lambda: as_structs(TABLE),
    "pyarrow, decimals": lambda: as_decimals(TABLE),
    "pyarrow, large strings": lambda: TABLE.set_column(0, "endpoint", TABLE.column("endpoint").cast(pa.large_string())),
    "polars": lambda: pl.DataFrame(TABLE),
    "polars, categorical": lambda: pl.DataFrame(TABLE).with_columns(pl.col("endpoint").cast(pl.Categorical)),
    "pandas": lambda: TABLE.to_pandas(types_mapper=pandas.ArrowDtype),
    "duckdb": lambda: duckdb.from_arrow(TABLE),
    "duckdb, query": lambda: duckdb.from_arrow(TABLE).query("calls", "SELECT * FROM calls"),
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_each_row_is_the_call_that_states_the_same(sheet: PriceSheet, library: str) -> None:
    priced = price_table(sheet, LIBRARIES[library]())
    assert len(priced) == len(CALLS)
    assert found(priced) == expected(sheet)


def test_columns_of_booleans(sheet: PriceSheet) -> None:
    rows = zip(found(price_table(sheet, as_booleans(TABLE))), expected(sheet), strict=True)
    assert all(here == there for (here, there), call in zip(rows, CALLS, strict=True) if "bogus" not in call["options"])


def test_the_table_goes_back_to_every_library(sheet: PriceSheet) -> None:
    priced = price_table(sheet, TABLE)
    assert priced.column_names == (*TABLE.column_names, "total", "error")
    # It may be taken more than once.
    assert priced.to_pyarrow().equals(pa.table(priced))
    total = pc.sum(priced.to_pyarrow().column("total")).as_py()
    assert total == sum(amount for amount, _, _ in expected(sheet) if amount is not None)
    assert priced.to_polars().get_column("total").sum() == total
    assert isinstance(priced.to_pandas()["total"].dtype, pandas.ArrowDtype)
    assert priced.to_pandas()["total"].sum() == total
    priced_rows = duckdb.from_arrow(priced.to_pyarrow())
    assert priced_rows.aggregate("sum(total)").fetchall() == [(total,)]
    assert repr(priced).startswith("<Table of 500 rows: endpoint, options")


def test_several_threads_say_the_same(sheet: PriceSheet) -> None:
    many = pa.concat_tables([TABLE] * 400)
    one = price_table(sheet, many, threads=1)
    for threads in (2, 5, None):
        assert pa.table(price_table(sheet, many, threads=threads)).equals(pa.table(one))


def test_no_rows(sheet: PriceSheet) -> None:
    assert len(price_table(sheet, TABLE.slice(0, 0))) == 0
    assert len(price_table(sheet, TABLE.schema.empty_table())) == 0


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (pa.array([0.5]), "float-column"),
        (pa.array(["1"]), "column-type"),
    ],
)
def test_columns_that_are_not_exact_are_refused(sheet: PriceSheet, column: Any, code: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        price_table(sheet, pa.table({"endpoint": ["search-companies"], "quantities.results": column}))
    assert (caught.value.code, caught.value.culprit) == (code, "quantities.results")
    assert caught.value.help


def test_pandas_with_floats_is_refused(sheet: PriceSheet) -> None:
    # Where a value is missing, pandas makes floats of whole numbers.
    frame = pandas.DataFrame({"endpoint": ["search-companies"] * 2, "quantities.results": [1, None]})
    with pytest.raises(ArgumentError) as caught:
        price_table(sheet, frame)
    assert caught.value.code == "float-column"
    exact = frame.astype({"quantities.results": "Int64"})
    assert found(price_table(sheet, exact)) == [(Decimal("0.3"), None, None), (None, "nothing-counted", NOTHING)]


def test_columns_of_other_names_are_mapped(sheet: PriceSheet) -> None:
    table = pa.table({"path": ["search-companies"], "usage": [{"hits": 3}]})
    mapped = price_table(sheet, table, mapping={"endpoint": "path", "quantities.results": "usage.hits"}, scale=2)
    assert found(mapped) == [(Decimal("0.90"), None, None)]
    assert pa.table(mapped).schema.field("total").type == pa.decimal128(38, 2)
    with pytest.raises(ArgumentError) as caught:
        price_table(sheet, table)
    assert (caught.value.code, caught.value.culprit) == ("missing-column", "endpoint")
    with pytest.raises(ArgumentError) as caught:
        price_table(sheet, TABLE.rename_columns(["endpoint", "Options", "a", "b", "c"]))
    assert caught.value.code == "misnamed-column"


def test_what_is_not_a_table_is_refused(sheet: PriceSheet) -> None:
    for value in ({"endpoint": ["search-companies"]}, [], 1):
        with pytest.raises(ArgumentError, match="`table` is of type"):
            price_table(sheet, value)  # type: ignore[arg-type]


def test_books_choose_by_the_instant() -> None:
    text = "name = 'A'\nversion = '{}'\neffective = {}\nendpoints.e.price = {}"
    old = PriceSheet.from_toml(text.format("1", "2026-01-01T00:00:00Z", 1))
    new = PriceSheet.from_toml(text.format("2", "2026-07-01T00:00:00Z", 2))
    at = [datetime(2026, 6, 30, tzinfo=timezone.utc), datetime(2026, 7, 1, tzinfo=timezone.utc), None]
    table = pa.table({"endpoint": ["e"] * 3, "at": pa.array(at, pa.timestamp("us", "UTC"))})
    priced = found(price_table(PriceBook([old, new]), table))
    assert [outcome[:2] for outcome in priced] == [(1, None), (2, None), (None, "missing-at")]


def charged() -> list[Any]:
    draw = Random(3)
    amounts = [outcome[0] for outcome in expected(PriceSheet.embedded())]
    faults = [0, 0, 0, Decimal("0.5"), Decimal("-0.001"), 50]
    return [Decimal(1) if amount is None else amount + draw.choice(faults) for amount in amounts]


def test_an_audit_of_a_table_is_that_of_its_records(sheet: PriceSheet) -> None:
    table = TABLE.append_column("charged", pa.array(charged(), pa.decimal128(20, 3)))
    records = [
        {
            "endpoint": call["endpoint"],
            "options": call["options"],
            "quantities": {name: call[name] for name in ("results", "search")},
            "calls": call["calls"],
            "charged": amount,
        }
        for call, amount in zip(CALLS, charged(), strict=True)
    ]
    verdicts: list[tuple[str, str | None]] = []
    for tolerance in (0, Decimal("0.001"), Decimal("0.00099"), "0.5"):
        judged, totals = audit_table(sheet, table, tolerance=tolerance, threads=2)
        verdicts.clear()
        report = audit(
            sheet,
            records,
            tolerance=tolerance,
            each=lambda _, found: verdicts.append((found["verdict"], found.get("difference"))),
        )
        assert totals == report.totals
        rows = pa.table(judged).select(["verdict", "difference"]).to_pylist()
        differences = [None if row["difference"] is None else row["difference"].normalize() for row in rows]
        assert [row["verdict"] for row in rows] == [verdict for verdict, _ in verdicts]
        assert differences == [None if text is None else Decimal(text) for _, text in verdicts]
    assert isinstance(totals, AuditTotals)


def test_an_audit_needs_to_know_what_was_charged(sheet: PriceSheet) -> None:
    with pytest.raises(ArgumentError) as caught:
        audit_table(sheet, TABLE)
    assert (caught.value.code, caught.value.culprit) == ("missing-column", "charged")
    with pytest.raises(ArgumentError) as caught:
        audit_table(sheet, TABLE.append_column("charged", pa.array([1.5] * len(CALLS))))
    assert caught.value.code == "float-column"
    unsaid = pa.table({"endpoint": ["get-personal-profile"], "charged": pa.array([None], pa.int64())})
    judged, totals = audit_table(sheet, unsaid)
    assert totals.unpriceable == 1
    assert pa.table(judged).to_pylist()[0]["difference"] is None


def test_expressions_of_polars(sheet: PriceSheet) -> None:
    frame = pl.DataFrame(TABLE)
    rated = frame.lazy().select(priced_by.rated(sheet, *frame.columns, scale=3)).collect().unnest("rated")
    outcomes = [(row["total"], row["error"]["code"] if row["error"] else None) for row in rated.to_dicts()]
    assert outcomes == [outcome[:2] for outcome in expected(sheet)]
    fine = frame.filter(pl.Series([outcome[1] is None for outcome in expected(sheet)]))
    totals = fine.select(priced_by.price(sheet, *frame.columns)).get_column("total")
    assert totals.dtype == pl.Decimal(38, priced_by.SCALE)
    assert totals.to_list() == [outcome[0] for outcome in expected(sheet) if outcome[1] is None]
    by_endpoint = fine.group_by("endpoint").agg(priced_by.price(sheet, *frame.columns).sum())
    assert by_endpoint.get_column("total").sum() == totals.sum()
    with pytest.raises(pl.exceptions.ComputeError, match="unknown-"):
        frame.select(priced_by.price(sheet, *frame.columns))
