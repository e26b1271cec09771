"""The native half, as type checkers see it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from os import PathLike
from typing import Any, Literal, Protocol, TypedDict, final

from ._data import Affordable, AuditReport, AuditTotals, Coverage, Diagnostic, Endpoint, Line, Settlement

Number = int | Decimal | str
"""A number that is exact: an int, a decimal.Decimal, or a text such as "0.5"."""

Names = Iterable[str]

class _Stated(TypedDict, total=False):
    options: Names | None
    quantities: Mapping[str, Number | None] | None
    choices: Mapping[str, str | None] | None
    attributes: Mapping[str, str | None] | None
    calls: Number | None
    at: datetime | str | None

class Usage(_Stated):
    """A usage as one mapping."""

    endpoint: str

class Judgement(TypedDict, total=False):
    """What an audit says of one record; amounts are texts."""

    verdict: Literal["agreed", "over", "under", "unpriceable"]
    version: str | None
    charged: str | None
    expected: str
    difference: str
    tolerated: bool
    causes: list[dict[str, Any]]
    reason: str
    message: str
    culprit: str

@final
class PriceSheet:
    @staticmethod
    def from_toml(text: str, *, source: str = "sheet") -> PriceSheet: ...
    @staticmethod
    def from_file(path: str | PathLike[str], *, base: PriceSheet | None = None) -> PriceSheet: ...
    @staticmethod
    def from_toml_over(text: str, base: PriceSheet, *, source: str = "sheet") -> PriceSheet: ...
    @staticmethod
    def embedded() -> PriceSheet: ...
    def over(self, text: str, *, source: str = "sheet") -> PriceSheet: ...
    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str | None: ...
    @property
    def effective(self) -> str | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def note(self) -> str | None: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def endpoints(self) -> tuple[str, ...]: ...
    def endpoint(self, name: str) -> Endpoint: ...
    def to_toml(self) -> str: ...
    def price(
        self,
        endpoint: str | Usage,
        options: Names | None = None,
        *,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Decimal: ...
    def quote(
        self,
        endpoint: str | Usage,
        options: Names | None = None,
        *,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Quote: ...
    def cover(
        self,
        endpoint: str | Usage,
        options: Names | None = None,
        *,
        balance: Number,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Coverage: ...
    def afford(
        self,
        endpoint: str | Usage,
        options: Names | None = None,
        *,
        most: str,
        balance: Number,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Affordable: ...

@final
class PriceBook:
    def __new__(cls, sheets: Iterable[PriceSheet]) -> PriceBook: ...
    @property
    def sheets(self) -> tuple[PriceSheet, ...]: ...
    @property
    def unit(self) -> str: ...
    def __len__(self) -> int: ...
    def in_force(self, at: datetime | str | None = None) -> PriceSheet: ...
    def price(
        self,
        endpoint: str | Usage,
        options: Names | None = None,
        *,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Decimal: ...
    def quote(
        self,
        endpoint: str | Usage,
        options: Names | None = None,
        *,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Quote: ...

@final
class Quote:
    @property
    def sheet(self) -> str: ...
    @property
    def version(self) -> str | None: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def alias(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def options(self) -> list[str]: ...
    @property
    def quantities(self) -> dict[str, Decimal]: ...
    @property
    def attributes(self) -> dict[str, str]: ...
    @property
    def lines(self) -> list[Line]: ...
    @property
    def price(self) -> Decimal: ...
    @property
    def calls(self) -> Decimal: ...
    @property
    def total(self) -> Decimal: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_json(self) -> str: ...
    def _repr_html_(self) -> str: ...

@final
class Meter:
    def __new__(
        cls, sheet: PriceSheet, endpoint: str, *, minimum: Literal["at-once", "at-close"] = "at-once"
    ) -> Meter: ...
    @staticmethod
    def from_json(sheet: PriceSheet, text: str) -> Meter: ...
    @staticmethod
    def rerate(sheet: PriceSheet, text: str) -> tuple[Meter, Decimal]: ...
    def record(
        self,
        options: Names | None = None,
        *,
        sequence: int | None = None,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Decimal: ...
    def restate(
        self,
        options: Names | None = None,
        *,
        sequence: int | None = None,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Decimal: ...
    def close(self) -> Decimal: ...
    @property
    def charged(self) -> Decimal: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def is_closed(self) -> bool: ...
    @property
    def sequence(self) -> int: ...
    def quote(self) -> Quote | None: ...
    def to_json(self) -> str: ...

@final
class Hold:
    def __new__(
        cls,
        sheet: PriceSheet,
        endpoint: str | Usage,
        options: Names | None = None,
        *,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Hold: ...
    @staticmethod
    def from_json(sheet: PriceSheet, text: str) -> Hold: ...
    def settle(
        self,
        options: Names | None = None,
        *,
        quantities: Mapping[str, Number | None] | None = None,
        choices: Mapping[str, str | None] | None = None,
        attributes: Mapping[str, str | None] | None = None,
        calls: Number | None = 1,
        at: datetime | str | None = None,
    ) -> Settlement: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def charged(self) -> Decimal | None: ...
    @property
    def endpoint(self) -> str: ...
    def to_json(self) -> str: ...

class ArrowTable(Protocol):
    """A table with Arrow's PyCapsule interface: of pyarrow, polars, pandas, duckdb and others."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

@final
class Table:
    @property
    def column_names(self) -> tuple[str, ...]: ...
    def to_pyarrow(self) -> Any: ...
    def to_polars(self) -> Any: ...
    def to_pandas(self) -> Any: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...

@final
class SheetDiff:
    def to_dict(self) -> dict[str, Any]: ...
    def __bool__(self) -> bool: ...

def _restore_sheet(sources: list[tuple[str, str]]) -> PriceSheet: ...
def check(
    sheet: str | PathLike[str], *, source: str | None = None, base: PriceSheet | None = None
) -> tuple[Diagnostic, ...]: ...
def diff(old: PriceSheet, new: PriceSheet) -> SheetDiff: ...
def audit(
    sheet: PriceSheet | PriceBook,
    records: Iterable[Mapping[str, Any]],
    *,
    tolerance: Number | None = None,
    totals: bool = False,
    meter: Sequence[str] = (),
    zone: str | None = None,
    period_sheet: Literal["opening", "split"] | None = None,
    mapping: Mapping[str, str] | str | None = None,
    keep: Sequence[str] = (),
    largest: int = 10,
    each: Callable[[Mapping[str, Any], Judgement], object] | None = None,
) -> AuditReport: ...
def price_table(
    sheet: PriceSheet | PriceBook,
    table: ArrowTable,
    *,
    mapping: Mapping[str, str] | str | None = None,
    keep: Sequence[str] = (),
    scale: int | None = None,
    threads: int | None = None,
) -> Table: ...
def audit_table(
    sheet: PriceSheet | PriceBook,
    table: ArrowTable,
    *,
    tolerance: Number | None = None,
    mapping: Mapping[str, str] | str | None = None,
    keep: Sequence[str] = (),
    scale: int | None = None,
    threads: int | None = None,
) -> tuple[Table, AuditTotals]: ...
