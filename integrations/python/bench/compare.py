"""How long a table takes to price, beside the same prices written by hand: ratios of one run.

python bench/compare.py [ROWS]    10 million where nothing is said

What is written by hand knows the vendor's prices and checks nothing: no unknown name, no overflow, no lost digit.
"""

from __future__ import annotations

import sys
import time
import timeit
from collections.abc import Callable
from decimal import Decimal
from random import Random

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from pricesheet import PriceSheet, price_table

THREADS = 2
ROUNDS = 3
SHEET = PriceSheet.embedded()
# What a call of an endpoint costs that counts nothing.
FLAT = {name: SHEET.price(name) for name in SHEET.endpoints if not SHEET.endpoint(name).quantities}
OPTIONS = SHEET.endpoint("get-personal-profile").options


def table(rows: int) -> pa.Table:
    """Calls of every endpoint: options as a list, counts that are not stated as nulls."""
    draw = Random(5)
    some = 1 << 16
    endpoints = draw.choices(SHEET.endpoints, k=some)
    with_options = [draw.sample(OPTIONS, draw.randrange(4)) if name == OPTIONS_OF else [] for name in endpoints]
    counted = [name in ("search-employees", "search-companies") for name in endpoints]

    def counts(most: int) -> pa.Array:
        return pa.array([draw.randrange(most) if is_counted else None for is_counted in counted], pa.int64())

    block = pa.table(
        {
            "endpoint": pa.array(endpoints).dictionary_encode(),
            "options": pa.array(with_options, pa.list_(pa.string())),
            "quantities.search": pa.array([1 if is_counted else None for is_counted in counted], pa.int64()),
            "quantities.status": counts(9),
            "quantities.results": counts(500),
        }
    )
    return pa.concat_tables([block] * -(-rows // some)).slice(0, rows).combine_chunks()


OPTIONS_OF = "get-personal-profile"


def by_duckdb(calls: pa.Table) -> Decimal:
    flat = " ".join(f"WHEN '{name}' THEN {price}::DECIMAL(18, 1)" for name, price in FLAT.items() if name != OPTIONS_OF)
    counted = """
        WHEN 'search-employees' THEN coalesce("quantities.search", 0) * 50 + coalesce("quantities.results", 0) * 0.5
        WHEN 'search-companies' THEN coalesce("quantities.search", 0) * 25 + coalesce("quantities.results", 0) * 0.3
    """
    profile = f"WHEN '{OPTIONS_OF}' THEN floor(1 + len(options) * 0.5)"
    query = f"SELECT sum(CASE endpoint {profile} {counted} {flat} END) FROM calls"
    connection = duckdb.connect(config={"threads": THREADS})
    connection.register("calls", calls)
    (total,) = connection.execute(query).fetchone() or (None,)
    return Decimal(str(total))


def by_polars(calls: pl.DataFrame) -> Decimal:
    tenths = {name: int(price * 10) for name, price in FLAT.items()}
    results, search = pl.col("quantities.results").fill_null(0), pl.col("quantities.search").fill_null(0)
    endpoint = pl.col("endpoint").cast(pl.String)
    price = (
        pl.when(endpoint == OPTIONS_OF)
        .then((10 + pl.col("options").list.len().cast(pl.Int64) * 5) // 10 * 10)
        .when(endpoint == "search-employees")
        .then(search * 500 + results * 5)
        .when(endpoint == "search-companies")
        .then(search * 250 + results * 3)
        .otherwise(endpoint.replace_strict(tenths, default=None, return_dtype=pl.Int64))
    )
    return Decimal(calls.select(price.sum()).item()) / 10


def by_pricesheet(calls: pa.Table) -> Decimal:
    priced = pa.table(price_table(SHEET, calls, threads=THREADS))
    assert priced.column("total").null_count == 0
    return pc.sum(priced.column("total")).as_py().normalize()


def fastest(work: Callable[[], Decimal]) -> tuple[float, Decimal]:
    seconds, total = [], Decimal(0)
    for _ in range(ROUNDS):
        start = time.perf_counter()
        total = work()
        seconds.append(time.perf_counter() - start)
    return min(seconds), total


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    calls = table(rows)
    frame = pl.DataFrame(calls)
    ways: dict[str, Callable[[], Decimal]] = {
        "pricesheet": lambda: by_pricesheet(calls),
        "polars, scaled integers by hand": lambda: by_polars(frame),
        "duckdb, CASE by hand": lambda: by_duckdb(calls),
    }
    found = {name: fastest(work) for name, work in ways.items()}
    own, total = found["pricesheet"]
    print(f"{rows} rows, {THREADS} threads (polars {pl.thread_pool_size()}), the fastest of {ROUNDS}: seconds, and how much of it we take")
    for name, (seconds, other) in found.items():
        assert other == total, (name, other, total)
        print(f"  {name:32} {seconds:8.3f} {own / seconds:6.2f}")
    quantities = {"search": 1, "results": 120}
    loops = 200_000
    one = min(timeit.repeat(lambda: SHEET.price("search-employees", quantities=quantities), number=loops, repeat=5))
    plain = min(timeit.repeat(lambda: SHEET.price("get-company-by-url"), number=loops, repeat=5))
    print(f"one call: {one / loops * 1e6:.2f} µs with two quantities, {plain / loops * 1e6:.2f} µs with none")


if __name__ == "__main__":
    main()
