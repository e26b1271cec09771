"""Prices as expressions of polars.

>>> import polars as pl
>>> from pricesheet import PriceSheet
>>> from pricesheet.polars import price
>>> calls = pl.DataFrame({"endpoint": ["search-companies"] * 2, "hits": [3, 10]})
>>> results = pl.col("hits").alias("quantities.results")
>>> calls.select(price(PriceSheet.embedded(), "endpoint", results, scale=2)).to_series().to_list()
[Decimal('0.90'), Decimal('3.00')]

The columns of an expression are named as the fields of a record; others are given their names with ``alias``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ._pricesheet import PriceBook, PriceSheet, price_table

__all__ = ["price", "rated"]

SCALE = 10
"""How many decimal places amounts have where nothing is said. Polars has to know it before it sees a row."""

_ERROR = pl.Struct({name: pl.String for name in ("code", "culprit", "message", "help")})


def price(
    sheet: PriceSheet | PriceBook,
    *columns: pl.Expr | str,
    scale: int = SCALE,
    mapping: Mapping[str, str] | str | None = None,
    keep: Sequence[str] = (),
) -> pl.Expr:
    """What each row costs, a ``Decimal(38, scale)``.

    Where a row has no price, ``polars.exceptions.ComputeError`` says so in the words of the first; ``rated`` keeps such rows.
    """

    def of(rows: pl.Series) -> pl.Series:
        priced = _priced(sheet, rows, scale, mapping, keep)
        faults = priced.get_column("error").drop_nulls()
        if len(faults):
            first = faults[0]
            helped = f"; help: {first['help']}" if first["help"] else ""
            # Polars makes exceptions anew, from a text.
            raise pl.exceptions.ComputeError(f"{first['code']}: {first['message']}{helped}")
        return priced.get_column("total")

    return pl.struct(*columns).map_batches(of, return_dtype=pl.Decimal(38, scale), is_elementwise=True).alias("total")


def rated(
    sheet: PriceSheet | PriceBook,
    *columns: pl.Expr | str,
    scale: int = SCALE,
    mapping: Mapping[str, str] | str | None = None,
    keep: Sequence[str] = (),
) -> pl.Expr:
    """What each row costs, or why it has no price: a struct of ``total`` and ``error``, one of which is null."""

    def of(rows: pl.Series) -> pl.Series:
        priced = _priced(sheet, rows, scale, mapping, keep)
        return priced.select(pl.struct("total", pl.col("error").cast(_ERROR)).alias("rated")).get_column("rated")

    dtype = pl.Struct({"total": pl.Decimal(38, scale), "error": _ERROR})
    return pl.struct(*columns).map_batches(of, return_dtype=dtype, is_elementwise=True).alias("rated")


def _priced(
    sheet: PriceSheet | PriceBook,
    rows: pl.Series,
    scale: int,
    mapping: Mapping[str, str] | str | None,
    keep: Sequence[str],
) -> pl.DataFrame:
    return pl.DataFrame(price_table(sheet, rows.struct.unnest(), mapping=mapping, keep=keep, scale=scale))
