"""Prices on Spark: the sheet travels as its text, and is read once by each Python worker of an executor.

    from pricesheet.spark import audit, price, register, with_price

    calls = with_price(calls, sheet)                      # two columns more: `total`, `error`
    register(spark, "price", sheet)                       # SELECT price(struct(*)) FROM calls
    audit(calls, sheet, by=["endpoint"]).show()           # totals, which merge across partitions

Columns are named as the fields of a record: ``endpoint``, ``options``, ``quantities.results`` and so on. Amounts are
``decimal(38, scale)``: exact, or the error of their row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import pyarrow
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, DecimalType, StringType, StructField, StructType

from ._errors import ArgumentError
from ._pricesheet import PriceBook, PriceSheet, Table, audit_table, price_table

__all__ = ["audit", "audited", "price", "rated", "register", "with_price"]

SCALE = 10
"""How many decimal places amounts have where nothing is said."""

_ERROR = ("code", "culprit", "message", "help")

# Since Spark 4.1, and not in its types.
_arrow_udf: Any = getattr(F, "arrow_udf", None)

_Sheets = tuple[tuple[tuple[str, str], ...], ...]
"""Of each sheet the names and the texts that it was read from."""


def with_price(frame: DataFrame, sheet: PriceSheet | PriceBook, *, scale: int = SCALE) -> DataFrame:
    """The frame with two columns more: `total`, and `error`, a struct of `code`, `culprit`, `message` and `help`."""
    return _added(frame, _Work(sheet, scale, "total", "error"))


def audited(frame: DataFrame, sheet: PriceSheet | PriceBook, *, scale: int = SCALE) -> DataFrame:
    """The frame, whose column `charged` says what was charged, with `verdict`, `expected`, `difference` and `error`."""
    return _added(frame, _Work(sheet, scale, "verdict", "expected", "difference", "error"))


def audit(
    frame: DataFrame, sheet: PriceSheet | PriceBook, *, by: Sequence[str] = (), scale: int = SCALE
) -> DataFrame:
    """What the records of a frame come to, grouped by its columns: counts and sums, which merge across partitions.

    The columns are those of `AuditTotals`; the sums are exact.
    """
    judged = audited(frame, sheet, scale=scale)
    verdict, difference = F.col("verdict"), F.col("difference")
    # In its own type, since a cast would round.
    charged = F.col("charged")

    def count(condition: Column) -> Column:
        return F.count(F.when(condition, 1))

    def total(amount: Column, condition: Column) -> Column:
        return F.coalesce(F.sum(F.when(condition, amount)), F.lit(0))

    priced = verdict != "unpriceable"
    return judged.groupBy(*(F.col(f"`{name}`") for name in by)).agg(
        F.count(F.lit(1)).alias("records"),
        *(count(verdict == word).alias(word) for word in ("agreed", "over", "under", "unpriceable")),
        total(charged, priced).alias("charged"),
        total(F.col("expected"), priced).alias("expected"),
        total(difference, priced).alias("difference"),
        total(difference, verdict == "over").alias("overcharged"),
        total(-difference, verdict == "under").alias("undercharged"),
        total(charged, verdict == "unpriceable").alias("charged_unpriceable"),
    )


def price(sheet: PriceSheet | PriceBook, usage: Column, *, scale: int = SCALE) -> Column:
    """What a usage costs that is a struct of columns; null where it has no price, which `rated` explains."""
    priced: Column = _function(_Work(sheet, scale, "total"))(usage)
    return priced


def rated(sheet: PriceSheet | PriceBook, usage: Column, *, scale: int = SCALE) -> Column:
    """What a usage costs, or why it has no price: a struct of `total` and `error`, one of which is null."""
    priced: Column = _function(_Work(sheet, scale, "total", "error"))(usage)
    return priced


def register(spark: SparkSession, name: str, sheet: PriceSheet | PriceBook, *, scale: int = SCALE) -> None:
    """Makes two functions of SQL: `name(usage)`, what a struct of columns costs, and `name_error(usage)`, the code of the reason why
    it has no price."""
    spark.udf.register(name, _function(_Work(sheet, scale, "total")))
    spark.udf.register(f"{name}_error", _function(_Work(sheet, scale, "code")))


class _Work:
    """What a worker does with each batch. It travels as texts."""

    def __init__(self, sheet: PriceSheet | PriceBook, scale: int, *columns: str) -> None:
        sheets = sheet.sheets if isinstance(sheet, PriceBook) else (sheet,)
        self.sheets: _Sheets = tuple(tuple(map(tuple, each.__reduce__()[1][0])) for each in sheets)
        self.scale = scale
        self.columns = columns

    @property
    def fields(self) -> list[StructField]:
        """The columns that are added, in Spark's types."""
        amount = DecimalType(38, self.scale)
        texts = StructType([StructField(name, StringType()) for name in _ERROR])
        types: dict[str, DataType] = {"total": amount, "expected": amount, "difference": amount, "error": texts}
        return [StructField(name, types.get(name, StringType())) for name in self.columns]

    def added(self, rows: pyarrow.RecordBatch) -> list[pyarrow.Array]:
        """The columns that are added to a batch."""
        made = self._made(rows)
        return [_plain(made.column(made.schema.get_field_index(name)).combine_chunks()) for name in self.columns]

    def _made(self, rows: pyarrow.RecordBatch) -> pyarrow.Table:
        sheet = _sheet(self.sheets)
        # An executor has as many workers as cores, so each works on one.
        if "verdict" in self.columns:
            judged, _ = audit_table(sheet, rows, scale=self.scale, threads=1)
            return pyarrow.table(judged)
        priced: Table = price_table(sheet, rows, scale=self.scale, threads=1)
        table = pyarrow.table(priced)
        error = table.column("error").combine_chunks()
        return table.append_column("code", error.field("code"))


@lru_cache(maxsize=8)
def _sheet(sheets: _Sheets) -> PriceSheet | PriceBook:
    """Sheets from their texts, read once in each worker."""
    from ._pricesheet import _restore_sheet

    restored = [_restore_sheet(list(sources)) for sources in sheets]
    return restored[0] if len(restored) == 1 else PriceBook(restored)


def _plain(column: pyarrow.Array) -> pyarrow.Array:
    """Without dictionaries, which Spark does not take."""
    if pyarrow.types.is_dictionary(column.type):
        return column.dictionary_decode()
    if pyarrow.types.is_struct(column.type):
        names = [field.name for field in column.type]
        fields = [_plain(column.field(place)) for place in range(len(names))]
        return pyarrow.StructArray.from_arrays(fields, names=names, mask=column.is_null())
    return column


def _added(frame: DataFrame, work: _Work) -> DataFrame:
    names = {field.name for field in work.fields}
    kept = [field for field in frame.schema.fields if field.name not in names]
    schema = StructType([*kept, *work.fields])
    columns_of = list(frame.columns)

    def rows(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for renamed in batches:
            batch = renamed.rename_columns(columns_of)
            columns = [batch.column(batch.schema.get_field_index(field.name)) for field in kept]
            made = zip([field.name for field in work.fields], work.added(batch), strict=True)
            yield pyarrow.RecordBatch.from_pydict(
                dict(zip([field.name for field in kept], columns, strict=True)) | dict(made)
            )

    if _arrow_udf is None:
        # It takes a dot in a name for a path.
        return frame.toDF(*(f"_{place}" for place in range(len(columns_of)))).mapInArrow(rows, schema)
    usage = F.struct(*(F.col(f"`{name}`") for name in frame.columns))
    one = StructType(work.fields)
    made = frame.withColumn("_pricesheet", _struct_function(work, one)(usage))
    columns = [F.col(f"`{field.name}`") for field in kept]
    added = [F.col(f"_pricesheet.`{field.name}`").alias(field.name) for field in work.fields]
    return made.select(*columns, *added)


def _struct_function(work: _Work, returned: StructType) -> Any:
    def of(usage: pyarrow.Array) -> pyarrow.Array:
        rows = pyarrow.RecordBatch.from_struct_array(usage)
        return pyarrow.StructArray.from_arrays(work.added(rows), names=list(work.columns))

    return _arrow_udf(_annotated(of), returned)


def _function(work: _Work) -> Any:
    """A function of a struct of columns, for frames and for SQL."""
    if _arrow_udf is None:
        message = "this Spark has no functions of Arrow columns"
        raise ArgumentError(message, "no-arrow-udf", "spark", "use Spark 4.1 or later, or `with_price` on a frame")
    if len(work.columns) > 1:
        return _struct_function(work, StructType(work.fields))

    def of(usage: pyarrow.Array) -> pyarrow.Array:
        (made,) = work.added(pyarrow.RecordBatch.from_struct_array(usage))
        return made

    return _arrow_udf(_annotated(of), work.fields[0].dataType)


def _annotated(of: Callable[[pyarrow.Array], pyarrow.Array]) -> Callable[[pyarrow.Array], pyarrow.Array]:
    # Spark reads what kind of function it is from annotations that are objects, not texts.
    of.__annotations__ = {"usage": pyarrow.Array, "return": pyarrow.Array}
    return of
